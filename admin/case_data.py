"""Everything one case page shows, read in one transaction for one viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from admin.joints import Doors
from cases import (
    agencies,
    areas,
    attachments,
    audit,
    hand_over,
    proposals,
    referrals,
    store,
    tasks,
)
from cases.agencies import Agency
from cases.attachments import Attachment
from cases.db import Connection
from cases.events import Event
from cases.people import Person
from cases.people_reach import Chat, chat_of
from cases.roles import Viewer
from cases.store import CaseRow, ReferralRow, TimelineEntry, store_duplicates, store_exclusions, store_ledger
from cases.store.store_exclusions import Exclusion
from cases.store.store_ledger import Promise
from cases.tasks import Task


@dataclass(frozen=True, slots=True)
class CaseData:
    """One case as its viewer may see it."""

    case: CaseRow
    area_name: str
    categories: Mapping[str, str]
    places: Sequence[tuple[str, str]]
    """(region code, name) of where the case may lie: every kecamatan, and the desa of its own."""
    agencies: Sequence[Agency]
    people: Mapping[str, Person]
    referrals: Sequence[ReferralRow]
    thread: Sequence[TimelineEntry]
    attachments: Sequence[Attachment]
    tasks: Sequence[Task]
    facilitators: dict[UUID, str]
    """Who may be given a task of this case."""
    owners: dict[UUID, str]
    """Who may own this case."""
    alike: Sequence[CaseRow]
    """Open cases that may be about the same trouble, for the secretariat."""
    exclusions: Sequence[Exclusion]
    """For the secretariat: who is kept out."""
    together: Sequence[CaseRow]
    """Cases that were put together with this one, for the secretariat."""
    promises: Sequence[Promise]
    """What the resident was promised, newest first; for an agency its own."""
    papers: str
    """What the catalogue asks for in the programmes this case names."""
    chat: Chat | None
    """Where the person who reported it is written to; None for an agency and for a case without a chat."""
    open_until: datetime | None
    """Until when anything may be sent there; None where there is no such limit."""

    proposed: bool
    """For an agency: a proposal to the secretariat waits for an answer, or was taken on."""

    @property
    def own_referral(self) -> ReferralRow | None:
        """For an agency: its newest referral; it sees no others."""
        mine = [one for one in self.referrals if not one.to_us]
        return mine[-1] if self.case.referred and mine else None


def read(tx: Connection, viewer: Viewer, number: str, now: datetime, doors: Doors) -> CaseData:
    """Raises NotFound for a wrong number and for a case that is closed to the viewer; both look the same."""
    case = store.by_number(tx, viewer, number)
    ours = not case.referred and viewer.agency_id is None
    chat = None if case.referred or case.contact_point_id is None else chat_of(tx, case.contact_point_id)
    return CaseData(
        case=case,
        area_name=areas.name_of(tx, case.area) if case.area else "",
        categories={one.code: one.name for one in agencies.all_categories(tx)},
        places=[] if case.referred else _places(tx, viewer, case.area),
        agencies=[one for one in agencies.all_agencies(tx) if one.active],
        people=store.people_of(tx, viewer, case),
        referrals=store.referrals_of(tx, viewer, case),
        thread=store.timeline(tx, viewer, case),
        attachments=attachments.of_case(tx, viewer, case),
        tasks=[] if case.referred else tasks.waiting(tx, viewer, case_id=case.id),
        facilitators={} if case.referred else tasks.facilitators(tx, case, now),
        owners=hand_over.owners(tx, case, now) if ours else {},
        alike=store_duplicates.alike(tx, viewer, case) if ours else [],
        together=store_duplicates.together(tx, viewer, case) if ours else [],
        exclusions=store_exclusions.of_case(tx, case.id) if ours else [],
        promises=store_ledger.of_case(tx, viewer, case),
        papers=agencies.papers_for(tx, case.entities.get("program", ""), agencies.local_day(tx, now)),
        chat=chat,
        proposed=viewer.agency_id is not None and proposals.is_proposed(store.read_referrals(tx, case.id)),
        open_until=doors.open_until(chat.channel, chat.heard_at) if chat else None,
    )


def _places(tx: Connection, viewer: Viewer, area: str) -> list[tuple[str, str]]:
    own = area or next((grant.area for grant in viewer.grants), "")
    regency, district = ".".join(own.split(".")[:2]), ".".join(area.split(".")[:3])
    inside = areas.inside(tx, district) if areas.level_of(district) == "district" else []
    villages = [one.code for one in inside]
    names = areas.names_of(tx, villages)
    around = [(one.code, f"Kec. {one.name}") for one in areas.inside(tx, regency)]
    return [*((code, names[code]) for code in villages), *around]


def opened(tx: Connection, viewer: Viewer, number: str, now: datetime) -> list[Event]:
    """The look is audited, and an agency's first look is an event of its referral."""
    case = store.by_number(tx, viewer, number)
    audit.record(tx, viewer, "case_opened", f"case:{case.id}", now)
    if not case.referred:
        return []
    seen = [referrals.see(tx, case, one, viewer, now) for one in store.referrals_of(tx, viewer, case)]
    return [event for event in seen if event is not None]
