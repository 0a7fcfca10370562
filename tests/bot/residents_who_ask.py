"""Residents of a made-up month who ask how it stands, in the real talk: nobody has to ask to learn that a date has passed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.month.people import CHANNEL
from cases import numbers
from cases.events import EventName
from cases.models import cases, contact_points, events, outbound
from cases.rules import OPEN_NAMES
from cases.store import CaseRow, read_case
from handlers.dates import in_words
from tests.office import Office

DAY = timedelta(days=1)
QUESTIONS = (
    "sampai mana laporan saya",
    "bagaimana kabar laporan saya",
    "laporan saya sudah diproses belum",
    "status laporan",
)
"""In turn: the same words again and again are not answered, they may come from a machine."""


@dataclass
class Asking:
    """Who asks in an hour, and whether the answer was true and came late for nothing."""

    office: Office
    draw: random.Random
    zone: ZoneInfo
    wrong: list[str] = field(default_factory=list)
    late: int = 0
    in_time: int = 0
    _asked: dict[UUID, datetime] = field(default_factory=dict)
    _words: Iterator[str] = field(default_factory=lambda: itertools.cycle(QUESTIONS))

    async def hour(self, at: datetime) -> None:
        """Whose date has just passed, and somebody else."""
        for case, address in await self.office.sees(lambda tx: self._who(tx, at)):
            self._asked[case.id] = at
            here = replace(self.office, channel=CHANNEL, account=CHANNEL, address=address, now=at)
            told = await here.hears(next(self._words), intent="status")
            about = [one for one in told if numbers.shown(case.number) in one]
            if len(about) != 1:
                self.wrong.append(f"{at}: {case.number} was told {len(about)} times how it stands: {told}")
            elif not case.guarded:
                await self._judge(case, about[0], at)

    def _who(self, tx: Connection, at: datetime) -> list[tuple[CaseRow, str]]:
        row, line = cases.c, events.c
        chatting = (
            row.contact_point_id.is_not(None),
            row.state.in_(OPEN_NAMES),
            row.confidentiality != "secret",
        )
        passed = (
            select(row.id)
            .join(events, line.case_id == row.id)
            .where(line.name == EventName.PROMISE_BROKEN.value, line.at == at, *chatting)
        )
        anybody = select(row.id).where(*chatting).order_by(row.id)
        late = sorted(tx.scalars(passed))
        many = tx.scalars(select(func.count()).select_from(anybody.subquery())).one()
        one = tx.scalars(anybody.offset(self.draw.randrange(many)).limit(1)).all() if many else []
        patient = [id_ for id_ in {*late[:3], *one} if self._asked.get(id_, at - DAY) <= at - DAY]
        return [(read_case(tx, id_), _address(tx, id_)) for id_ in patient]

    async def _judge(self, case: CaseRow, answer: str, at: datetime) -> None:
        """A date that is over was told before she asked and is no promise any more; one that runs is the one she is told."""
        if case.due_at is None or case.clock_left is not None:
            return
        if case.due_at > at:
            self.in_time += 1
            day = case.hold_until or case.due_at
            if case.due_what != "emergency" and in_words(day.astimezone(self.zone).date()) not in answer:
                self.wrong.append(f"{at}: {case.number} is due {day} and was told {answer}")
            return
        self.late += 1
        if "tetapi belum selesai" not in answer:
            self.wrong.append(f"{at}: {case.number} was promised a day that is over: {answer}")
        if case.entities.get("aman") != "jangan" and not await self.office.sees(
            lambda tx: _told(tx, case, at)
        ):
            self.wrong.append(f"{at}: {case.number} had to ask to learn that it is late")


def _address(tx: Connection, case_id: UUID) -> str:
    hers = select(contact_points.c.address).join(cases, cases.c.contact_point_id == contact_points.c.id)
    return str(tx.scalars(hers.where(cases.c.id == case_id)).one())


def _told(tx: Connection, case: CaseRow, at: datetime) -> bool:
    """The news of this very date stands in her chat, made by this hour."""
    line, row = events.c, outbound.c
    assert case.due_at
    broken = select(line.id).where(
        line.case_id == case.id, line.name == EventName.PROMISE_BROKEN.value, line.at >= case.due_at
    )
    ids: Sequence[UUID] = tx.scalars(broken).all()
    found = [row.dedupe.startswith(f"{id_}:warga") for id_ in ids]
    return any(tx.execute(select(row.id).where(one, row.made_at <= at)).first() for one in found)
