"""The month: an agenda of what happens when, and the office's own clock work every hour."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.chores import one_round
from bot.ladder import Ladder
from bot.month import lives, rare
from bot.month.cast import Cast
from bot.month.lives import Life
from bot.month.people import CHANNEL, Story, arrival
from bot.notices import Notices
from cases import hand_over, messages, service, store

HOUR = timedelta(hours=1)
_IN_THE_QUEUE = frozenset({"received", "reopened"})
"""The desk's own queue: whoever verifies it owns it."""
Happening = Callable[[Connection, datetime], None]


@dataclass(frozen=True, slots=True)
class Surge:
    """Many people with the same trouble within one day."""

    day: int
    category: str
    times: int
    """As many as on a usual day, times this."""


class Month:
    """One run; everything is drawn from one seed."""

    def __init__(
        self, cast: Cast, stories: Sequence[Story], notices: Notices, ladder: Ladder, draw: random.Random
    ) -> None:
        self.cast = cast
        self.lives: list[Life] = []
        self.counted: Counter[str] = Counter()
        self._stories = stories
        self._notices = notices
        self._ladder = ladder
        self._draw = draw
        self._agenda: list[tuple[datetime, int, Happening]] = []
        self._n = 0

    def plan(self, begin: datetime, days: int, cases: int, surge: Surge | None = None) -> None:
        """Arrivals spread over the days, by day and in the evening; the surge comes on top of them within its day."""
        usual = cases
        if surge is not None:
            of_category = max(1, cases // days // 19)
            extra = min(cases // 2, of_category * surge.times)
            usual = cases - extra
            for _ in range(extra):
                at = begin + timedelta(days=surge.day, hours=self._draw.uniform(0, 14))
                self.at(at, partial(self._arrives, surge.category))
        for day in range(days):
            self.at(self._working(begin + timedelta(days=day, hours=2)), self._morning)
        for _ in range(usual):
            at = begin + timedelta(days=self._draw.uniform(0, days), hours=self._draw.uniform(-2, 2))
            self.at(min(max(at, begin), begin + timedelta(days=days)), partial(self._arrives, ""))

    def at(self, when: datetime, what: Happening) -> None:
        """Something will happen."""
        self._n += 1
        heapq.heappush(self._agenda, (when, self._n, what))

    def hour(self, tx: Connection, until: datetime) -> None:
        """Everything up to that moment, then the work of the calendar at it."""
        while self._agenda and self._agenda[0][0] <= until:
            when, _, what = heapq.heappop(self._agenda)
            what(tx, when)
        one_round(tx, self._notices, self._ladder, until)
        self._sent(tx, until)

    def finish(self, tx: Connection, now: datetime) -> None:
        """At its end every state can be looked at, also those that pass quickly."""
        for event in rare.missing(tx, self.cast, now):
            self._notices.notify(tx, event, now)
            self.counted[event.name] += 1
        self._sent(tx, now)

    def _sent(self, tx: Connection, now: datetime) -> None:
        """What was queued has arrived: there is no network in this month."""
        rows = messages.sendable(tx, CHANNEL, CHANNEL, now, 10_000, clamp=HOUR)
        messages.mark_results(tx, [messages.SendResult(row.id, "sent") for row in rows], now)
        for address, last in {row.address: row.id for row in rows}.items():
            if conversation := messages.conversation_of(tx, CHANNEL, CHANNEL, address):
                messages.mark_shown(tx, conversation, last)

    def _morning(self, tx: Connection, now: datetime) -> None:
        """Whoever leads looks through what is nobody's and gives it to somebody."""
        page = store.work_list(tx, self.cast.manager, "unassigned", now, limit=1000)
        for row in page.rows:
            owner = self._draw.choice([*self.cast.desks, *self.cast.supervisors]).account_id
            if row.state in _IN_THE_QUEUE or owner is None:
                continue
            case = store.read_case(tx, row.id)
            event = hand_over.assign(tx, case, self.cast.manager, now, owner)
            self._notices.notify(tx, event, now)
            self.counted[event.name] += 1

    def _arrives(self, category: str, tx: Connection, now: datetime) -> None:
        new = arrival(tx, len(self.lives), self._stories, self.cast, self._draw, now, category)
        opened = service.open_case(tx, new.draft, new.viewer, now)
        if opened.event is None:
            raise AssertionError("two arrivals with one draft")
        self._notices.notify(tx, opened.event, now)
        self.counted[opened.event.name] += 1
        life = Life(opened.case.id, self._draw, self._draw.random() < 0.12, self._draw.random() < 0.2)
        self.lives.append(life)
        first = (
            timedelta(minutes=10)
            if opened.case.urgency == "emergency"
            else self._draw.uniform(0.2, 2) * timedelta(days=1)
        )
        self.at(self._working(now + first * (3 if life.slow else 1)), partial(self._goes_on, life))

    def _goes_on(self, life: Life, tx: Connection, now: datetime) -> None:
        events, pause = lives.look(tx, life, self.cast, now)
        for event in events:
            self._notices.notify(tx, event, now)
            self.counted[event.name] += 1
        if pause < lives.NEVER:
            self.at(self._working(now + pause), partial(self._goes_on, life))

    def _working(self, at: datetime) -> datetime:
        """The same moment, or the next one at which the office is open."""
        return at if self.cast.calendar.is_open(at) else self.cast.calendar.after_minutes(at, 1)
