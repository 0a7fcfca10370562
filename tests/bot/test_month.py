"""A whole working month of a made-up office under a virtual clock: nothing is forgotten, nothing is told twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import Connection, func, insert, select

from bot.month.cast import Cast, hire
from bot.month.month import Month, Surge
from cases import accounts, starter
from cases.events import EventName
from cases.figures import BY, figures, grouped
from cases.ids import new_id
from cases.models import cases, events, holidays, outbound, promises, questions, tasks
from cases.roles import OPERATOR
from cases.rules import OPEN_NAMES, CaseState
from cases.store import store_ledger
from cases.store.store_figures import rows
from cases.store.store_promises import late
from tests.bot.residents_who_ask import Asking
from tests.office import REGIONS, Office

OFFICE = "32.09"
BEGIN = datetime(2026, 11, 2, 0, tzinfo=UTC)
"""Monday, 7.00 in Cirebon."""
FREE = {date(2026, 11, 10): "Hari jadi daerah", date(2026, 11, 19): "Libur daerah"}
"""The month holds no national holiday; these are the region's."""
DAYS = 30
HOUR = timedelta(hours=1)
SURGE = Surge(day=12, category="kesehatan", times=50)
STORIES: Sequence[dict[str, Any]] = yaml.safe_load(
    (starter.FOLDER / "cirebon" / "demo.yml").read_text(encoding="utf-8")
)


@dataclass
class Watcher:
    """Looks at the whole office after every hour, as the program does not."""

    zone: ZoneInfo
    told: dict[UUID, datetime] = field(default_factory=dict)
    """Case -> the date whose breach was told last."""
    seen: set[UUID] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    after_a_holiday: int = 0
    """Dates that would have fallen on a free day."""

    def hour(self, tx: Connection, at: datetime) -> None:
        """Every date that has passed was told within the hour, and no date twice."""
        self.wrong += [f"{at}: {id_} {what} is late and nobody was told" for id_, what in late(tx, at, 100)]
        line, row = events.c, cases.c
        broken = (
            select(line.id, line.case_id, row.due_at, row.contact_point_id, row.entities)
            .join(cases, row.id == line.case_id)
            .where(line.name == EventName.PROMISE_BROKEN.value, line.at == at)
        )
        for id_, case_id, due, chat, entities in tx.execute(broken).all():
            if self.told.get(case_id) == due:
                self.wrong.append(f"{at}: {case_id} told twice of {due}")
            self.told[case_id] = due
            if chat is not None and entities.get("aman") != "jangan" and not _news_of(tx, id_):
                self.wrong.append(f"{at}: the resident of {case_id} was not told")

    def day(self, tx: Connection, at: datetime) -> None:
        """No open case without an owner, and without a date on which somebody or something acts."""
        self._dates(tx, at)
        row = cases.c
        waiting = select(questions.c.case_id).where(questions.c.answered_at.is_(None))
        visited = select(tasks.c.case_id).where(tasks.c.done_at.is_(None))
        dated = (
            row.due_at.is_not(None) | row.hold_until.is_not(None) | row.id.in_(waiting) | row.id.in_(visited)
        )
        proven_later = row.state == CaseState.RESOLVED_UNVERIFIED.value
        undated = select(row.id, row.state).where(row.state.in_(OPEN_NAMES), ~proven_later, ~dated)
        self.wrong += [f"{at}: {id_} {state} has no date" for id_, state in tx.execute(undated)]

        fresh = (CaseState.RECEIVED.value, CaseState.REOPENED.value)
        let_go = select(events.c.case_id).where(
            events.c.name == EventName.HANDED_OVER.value, events.c.at >= at - timedelta(days=5)
        )
        nobodys = select(row.id, row.state).where(
            row.state.in_(OPEN_NAMES),
            row.state.not_in(fresh),
            row.handler_id.is_(None),
            row.id.not_in(let_go),
        )
        self.wrong += [f"{at}: {id_} {state} is nobody's" for id_, state in tx.execute(nobodys)]

    def _dates(self, tx: Connection, at: datetime) -> None:
        """What officers promise falls on no holiday: a date moves to the next day they work."""
        row = cases.c
        dated = select(row.id, row.due_at, row.due_what).where(
            row.due_at.is_not(None), row.due_what != "emergency"
        )
        local = [(id_, due.astimezone(self.zone).date(), what) for id_, due, what in tx.execute(dated)]
        self.wrong += [
            f"{at}: {id_} {what} is due on a holiday, {day}" for id_, day, what in local if day in FREE
        ]
        if at.date() - timedelta(days=1) in FREE:
            self.after_a_holiday += sum(day == at.date() for _, day, _ in local)


def _news_of(tx: Connection, event_id: UUID) -> bool:
    mine = select(outbound.c.id).where(outbound.c.dedupe.startswith(f"{event_id}:warga"))
    return tx.execute(mine).first() is not None


def _leaves(who: Sequence[Any], month: Month, tx: Connection, now: datetime) -> None:
    """Their duty ends in the middle of everything."""
    gone = {one.account_id for one in who}
    for account_id in gone:
        accounts.end_duty(tx, account_id, now)
    cast = month.cast
    month.cast = replace(
        cast,
        desks=[one for one in cast.desks if one.account_id not in gone],
        supervisors=[one for one in cast.supervisors if one.account_id not in gone],
    )


async def a_month(office: Office, number: int, seed: int) -> Lived:
    draw = random.Random(seed)  # noqa: S311  scenery

    def prepared(tx: Connection) -> Cast:
        starter.load(tx, "cirebon", REGIONS, OFFICE, BEGIN)
        days = [{"id": new_id(BEGIN), "day": day, "name": name} for day, name in FREE.items()]
        tx.execute(insert(holidays), days)
        return hire(tx, OFFICE, draw, BEGIN)

    cast = await office.db.write(prepared)
    zone = cast.calendar.zone
    watcher, asking = Watcher(zone), Asking(office, random.Random(seed), zone)  # noqa: S311  scenery
    month = Month(cast, STORIES, office.notices, office.ladder, draw)
    month.plan(BEGIN, DAYS, number, SURGE)
    month.at(BEGIN + timedelta(days=10), partial(_leaves, [cast.desks[0], cast.supervisors[0]], month))

    def hour(tx: Connection, at: datetime) -> None:
        month.hour(tx, at)
        watcher.hour(tx, at)
        if at.hour == 0:
            watcher.day(tx, at)

    for n in range(DAYS * 24):
        await office.db.write(partial(hour, at=BEGIN + (n + 1) * HOUR))
        await asking.hour(BEGIN + (n + 1) * HOUR)
        assert watcher.wrong + asking.wrong == []
    return Lived(month, watcher, asking)


@dataclass(frozen=True)
class Lived:
    """A month that was lived through."""

    month: Month
    watcher: Watcher
    asking: Asking


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
async def test_three_thousand_cases(office: Office) -> None:
    lived = await a_month(office, 3000, seed=1)
    await adds_up(office, lived, 3000)
    assert len(lived.watcher.told) > 100
    assert lived.watcher.after_a_holiday > 20
    assert min(lived.asking.late, lived.asking.in_time) > 100


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_a_small_month_on_the_other_database(office: Office) -> None:
    lived = await a_month(office, 60, seed=2)
    await adds_up(office, lived, 60)


async def promises_add_up(office: Office, month: Month, watcher: Watcher) -> None:
    """The ledger: one line that runs for every date that runs, and as many broken ones as were told."""
    line, row = promises.c, cases.c
    owed = select(row.id, row.due_at).where(
        row.due_at.is_not(None), row.hold_until.is_(None), row.clock_left.is_(None)
    )
    running = select(line.case_id, line.until).where(line.ended_at.is_(None), line.what != "hold")
    dates, lines = await office.sees(
        lambda tx: (set(map(tuple, tx.execute(owed))), [tuple(one) for one in tx.execute(running)])
    )
    assert len(lines) == len(set(lines))
    assert set(lines) == dates
    told = await office.sees(
        lambda tx: tx.scalars(
            select(func.count()).where(events.c.name == EventName.PROMISE_BROKEN.value)
        ).one()
    )
    until = BEGIN + timedelta(days=365)
    offices = await office.sees(lambda tx: store_ledger.kept(tx, OPERATOR, BEGIN - HOUR, until))
    assert sum(one.broken for one in offices) >= told
    assert sum(one.kept for one in offices) > sum(one.broken for one in offices)
    assert {one.agency for one in offices} <= {"", *(one.short_name for one in month.cast.agencies.values())}


async def adds_up(office: Office, lived: Lived, number: int) -> None:
    """What the history holds is what happened, and every state was lived through."""
    month, watcher = lived.month, lived.watcher
    assert len(month.lives) == number
    lines = await office.sees(lambda tx: Counter(tx.scalars(select(events.c.name))))
    assert all(lines[name] >= times for name, times in month.counted.items())
    for name in ("referral_sent", "referral_accepted", "case_verified", "question_asked", "case_held"):
        assert lines[name] == month.counted[EventName(name)]
    until = BEGIN + timedelta(days=2 * DAYS)
    zone = month.cast.calendar.zone
    counted = await office.sees(lambda tx: rows(tx, OPERATOR, BEGIN - timedelta(days=1), until, zone))
    known = [one.measured for one in counted]
    total = figures(known)
    assert total.opened == number
    assert total.running + total.proven + total.closed == number
    assert number - total.on_time == len(watcher.told)
    await promises_add_up(office, month, watcher)
    for by in BY:
        groups = grouped(known, by)
        assert sum(one.opened for one in groups.values()) == number
        assert sum(one.proven for one in groups.values()) == total.proven
    states = await office.sees(lambda tx: Counter(tx.scalars(select(cases.c.state))))
    assert sum(states.values()) == number
    if number >= 1000:
        assert set(states) >= {
            "closed",
            "resolved_verified",
            "resolved_unverified",
            "awaiting_outcome",
            "in_progress",
        }
        for name in (
            "conference_called",
            "handed_over",
            "referral_expired",
            "promise_broken",
            "case_resumed",
        ):
            assert lines[name] > 0, name
