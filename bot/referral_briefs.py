"""What a contact at an agency is told of a referral in the chat: no name, no story (TRUST.md S4: the least)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from cases import areas, numbers, referral_links, rules
from cases.changes import facts_of
from cases.roles import Viewer
from cases.rules import ReferralAct
from cases.store import CaseRow, ReferralRow
from handlers.dates import in_words
from handlers.texts import Texts
from handlers.turn import ReferralBrief

_ACTS = {
    "terima": {ReferralAct.ACCEPT},
    "bukan": {ReferralAct.REJECT, ReferralAct.GIVE_BACK},
    "data": {ReferralAct.ASK},
    "selesai": {ReferralAct.FINISH},
}


def waiting(
    tx: Connection, viewer: Viewer, texts: Texts, zone: ZoneInfo, now: datetime
) -> tuple[ReferralBrief, ...]:
    """Everything that waits for her agency."""
    found = referral_links.waiting_for(tx, viewer)
    return tuple(brief(tx, one, case, viewer, texts, zone, now) for one, case in found)


def brief(
    tx: Connection, one: ReferralRow, case: CaseRow, viewer: Viewer, texts: Texts, zone: ZoneInfo, now: datetime
) -> ReferralBrief:  # fmt: skip
    """One referral; of a guarded case not even what it is about. The place is the kecamatan, never the village."""
    possible = rules.possible(rules.REFERRAL_TABLE, one.state, viewer.roles(), facts_of(case, viewer, now))
    district = ".".join(case.area.split(".")[:3])
    return ReferralBrief(
        case=str(case.id),
        number=numbers.shown(case.number),
        title=texts["rujukan.tertutup"] if case.guarded else case.title,
        place=areas.name_of(tx, district) if district else "",
        due=in_words(one.due_at.astimezone(zone).date()) if one.due_at else texts["rujukan.jeda"],
        acts=tuple(word for word, acts in _ACTS.items() if acts & possible),
        accepted=one.accepted_at is not None,
    )
