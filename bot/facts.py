"""Facts: what the talk may look at, gathered as plain values before it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.briefs import brief
from cases import agencies, store
from cases.messages import Desk
from cases.starter import OfficeData
from handlers.texts import Texts
from handlers.turn import Facts, Found, Places, Programme, Proposal

OFFICER_STAYS = timedelta(hours=12)
"""So long after her last message an officer is in charge of the chat: over one evening, never over a weekend."""


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What is the same for every conversation of this office, and the way to what is not."""

    name: str
    zone: ZoneInfo
    places: Places
    data: OfficeData
    texts: Texts
    learning: bool = False
    """Corrected stories may become lessons (nlu.lessons in config.yml)."""

    def facts(self, tx: Connection, desk: Desk, now: datetime, human: str = "") -> Facts:
        """Everything the talk may know when it answers this person; `human`: the case an officer wrote about."""
        rows = store.for_contact(tx, desk.contact_point_id, now)
        return Facts(
            office=self.name,
            places=self.places,
            categories=self.data.categories,
            secret=self.data.secret,
            groups=self.data.groups,
            emergency_numbers=self.data.emergency_numbers,
            hours=self.data.hours,
            programmes=_in_force(self.data.programmes, now.astimezone(self.zone).date()),
            cases=tuple(brief(tx, row, self.texts, self.zone) for row in rows),
            earlier=_earlier(next((row.area for row in rows if not row.guarded), "")),
            learning=self.learning,
            officer=human if human and store.written_since(tx, UUID(human), now - OFFICER_STAYS) else "",
            staff=desk.staff_id is not None,
        )


def _in_force(catalogue: Iterable[agencies.Programme], today: date) -> tuple[Programme, ...]:
    return tuple(
        Programme(one.code, one.name, one.category, one.owner, tuple(one.papers), one.place, one.cost)
        for one in catalogue
        if one.holds(today)
    )


def _earlier(area: str) -> Found:
    """Nobody tells a thing twice: the village of the last case is proposed for the next."""
    return {"desa": (Proposal(area, "likely", "earlier"),)} if area.count(".") == 3 else {}
