"""Facts: what the talk may look at, gathered as plain values before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.briefs import brief
from bot.referral_briefs import waiting
from cases import accounts, agencies, areas, numbers, people, store, tasks
from cases.messages import Desk
from cases.roles import Role, Viewer
from cases.starter import OfficeData
from cases.tasks import Task
from handlers.dates import in_words
from handlers.texts import Texts
from handlers.turn import Facts, Found, Places, Programme, Proposal, TaskBrief

OFFICER_STAYS = timedelta(hours=12)
"""So long after her last message an officer is in charge of the chat: over one evening, never over a weekend."""

FEW, MANY = 10, 60
"""Cases a chat knows: a resident's, and those of a facilitator with forty families."""


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What is the same for every conversation of this office, and the way to what is not."""

    name: str
    zone: ZoneInfo
    places: Places
    data: OfficeData
    texts: Texts
    address: str = ""
    """Where the internet reaches us, for links: https://host."""
    asking: frozenset[str] = frozenset()
    """Channels that have a button which sends a person's own number."""
    learning: bool = False
    """Corrected stories may become lessons (nlu.lessons in config.yml)."""

    def facts(self, tx: Connection, desk: Desk, now: datetime, human: str = "", lang: str = "") -> Facts:
        """Everything the talk may know when it answers this person in her language; `human`: the case an officer wrote about."""
        texts = self.texts.speaking(lang)
        staff = accounts.acting(tx, desk.staff_id, now)
        viewer, contact = _with(staff, Role.FACILITATOR), _with(staff, Role.AGENCY_CONTACT)
        rows = store.for_contact(tx, desk.contact_point_id, now, limit=MANY if viewer else FEW)
        return Facts(
            office=self.name,
            places=self.places,
            categories=self.data.categories,
            secret=self.data.secret,
            groups=self.data.groups,
            emergency_numbers=self.data.emergency_numbers,
            hours=self.data.hours,
            programmes=_in_force(self.data.programmes, now.astimezone(self.zone).date()),
            cases=tuple(brief(tx, row, texts, self.zone, now) for row in rows),
            earlier=_earlier(next((row.area for row in rows if not row.guarded), "")),
            can_ask_number=desk.channel in self.asking and not desk.phone,
            learning=self.learning,
            officer=human if human and store.written_since(tx, UUID(human), now - OFFICER_STAYS) else "",
            staff=desk.staff_id is not None,
            referrals=waiting(tx, contact, self.texts, self.zone, now) if contact else (),
            conferences=_conferences(tx, contact) if contact else {},
            facilitator=viewer is not None,
            tasks=self._tasks(tx, viewer, now) if viewer else (),
        )

    def _tasks(self, tx: Connection, viewer: Viewer, now: datetime) -> tuple[TaskBrief, ...]:
        given = tasks.of_account(tx, viewer.account_id) if viewer.account_id else []
        names = areas.names_of(tx, {one.area for one in given if one.area})
        today = now.astimezone(self.zone).date()
        return tuple(self._task(tx, one, names.get(one.area, ""), today) for one in given)

    def _task(self, tx: Connection, one: Task, place: str, today: date) -> TaskBrief:
        case = store.read_case(tx, one.case_id)
        person = None if case.guarded else people.by_id(tx, case.subject_id)
        day = one.due_at.astimezone(self.zone).date()
        return TaskBrief(
            id=str(one.id), kind=one.kind, case=str(one.case_id), number=numbers.shown(one.number),
            who=person.name if person else "", place=place, text=one.text, due=in_words(day), today=day <= today,
        )  # fmt: skip


def _with(viewer: Viewer | None, role: Role) -> Viewer | None:
    """The same person when she holds this role."""
    return viewer if viewer and role in viewer.roles() else None


def _conferences(tx: Connection, contact: Viewer) -> Mapping[str, str]:
    """Where she may speak for her agency."""
    return {str(case.id): numbers.shown(case.number) for case in store.conferring_with(tx, contact)}


def _in_force(catalogue: Iterable[agencies.Programme], today: date) -> tuple[Programme, ...]:
    return tuple(
        Programme(one.code, one.name, one.category, one.owner, tuple(one.papers), one.place, one.cost)
        for one in catalogue
        if one.holds(today)
    )


def _earlier(area: str) -> Found:
    """Nobody tells a thing twice: the village of the last case is proposed for the next."""
    return {"desa": (Proposal(area, "likely", "earlier"),)} if area.count(".") == 3 else {}
