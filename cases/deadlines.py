"""Due dates on the working calendar; the clock stops while we wait for the resident (DOMAIN.md 6); pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .calendar import Calendar
from .errors import ConfigError
from .exclusion import MISCONDUCT
from .rules import BEFORE, SAME, CaseState

S = CaseState


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: working days, or minutes by the wall clock."""

    days: int = 0
    minutes: int = 0


LIMITS: Final[Mapping[str, Limit]] = {
    "response": Limit(days=3),
    "emergency": Limit(minutes=15),
    "routing": Limit(days=3),
    "answer": Limit(days=5),
    "handling": Limit(days=14),
    "supervision": Limit(days=60),
    "outcome": Limit(days=10),
    "conference": Limit(days=3),
    "remind": Limit(days=3),
    "remind_again": Limit(days=6),
    "no_reply": Limit(days=10),
    "reopen": Limit(days=30),
    "transcribe": Limit(days=1),
    "visit": Limit(days=5),
    "verify": Limit(days=5),
    "deliver_news": Limit(days=2),
}
"""Starting values of DOMAIN.md section 6; an office changes them in its data.

response: until verified. emergency: until a human has it. routing: until referred or taken. answer: until
an agency accepts or rejects. handling: until there is a result; supervision: the same for `penyimpangan`.
outcome: until somebody proves the result. remind, remind_again, no_reply: since a question to the
resident, until she is reminded, is visited, and until a calm case may end (LAPOR's ten days). reopen: calendar days in which a
resident may open a case again (p). The others are for tasks (cases/tasks.py).
A name may be narrowed: "handling/kesehatan", "response//urgent", "handling/kesehatan/urgent" (`key`).
"""


def key(what: str, category: str = "", urgency: str = "") -> str:
    """The name of a limit that holds only for a category, an urgency or both."""
    return f"{what}/{category}/{urgency}".rstrip("/")


_RUNS: Final[Mapping[str, str]] = {
    S.RECEIVED: "response",
    S.REOPENED: "response",
    S.VERIFIED: "routing",
    S.IN_PROGRESS: "handling",
    S.AWAITING_OUTCOME: "outcome",
}
"""Which clock runs in a state; in the others none does."""
_PAUSED: Final = frozenset({S.NEEDS_INFO})
"""We wait for the resident: the clock stops and keeps what was left."""
_KEPT: Final = frozenset({S.ON_HOLD})
"""The clock goes on as it was."""


def handling(category: str) -> str:
    """Which limit holds for the work itself: looking into misconduct takes longer."""
    return "supervision" if category == MISCONDUCT else "handling"


@dataclass(frozen=True, slots=True)
class Due:
    """The clock of a case."""

    at: datetime | None
    what: str
    left: int | None = None
    """Working minutes left while the clock stops; None while it runs."""


NO_CLOCK: Final = Due(None, "")


def parts(name: str) -> tuple[str, str, str]:
    """What `key` put together: the step, its category and its urgency, empty where any will do."""
    what, category, urgency = (*name.split("/"), "", "")[:3]
    return what, category, urgency


def limits_of(table: Mapping[str, Mapping[str, int]]) -> dict[str, Limit]:
    """Limits as the office's data write them, over those that hold where it says nothing."""
    return {**LIMITS, **{name: Limit(**limit) for name, limit in table.items()}}


@dataclass(frozen=True, slots=True)
class Stage:
    """What a clock that runs now has been through."""

    what: str
    category: str
    urgency: str
    began: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    """From when until when we waited for the resident, in order."""


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The calendar of the office and its limits: all that due dates come from."""

    calendar: Calendar
    limits: Mapping[str, Limit]

    def limit(self, what: str, category: str = "", urgency: str = "") -> Limit:
        """The most specific one: both named, then the urgency, then the category: who cannot wait comes first.

        Raises ConfigError for a limit nobody has set.
        """
        for name in (key(what, category, urgency), key(what, "", urgency), key(what, category), what):
            if name in self.limits:
                return self.limits[name]
        raise ConfigError(f"deadlines: there is no limit called {what}")

    def due(self, what: str, now: datetime, *, category: str = "", urgency: str = "") -> datetime:
        """When something that begins now is due. Raises ConfigError for a limit nobody has set."""
        limit = self.limit(what, category, urgency)
        if limit.days:
            return self.calendar.after_days(now, limit.days)
        return now + timedelta(minutes=limit.minutes)

    def stopped(self, due: Due, now: datetime) -> Due:
        """Keep what is left. What is overdue has nothing left; what is stopped already stays so."""
        if due.at is None:
            return due
        return Due(None, due.what, self.calendar.minutes_between(now, due.at))

    def resumed(self, due: Due, now: datetime) -> Due:
        """Go on with what was left."""
        if due.left is None:
            return due
        return Due(self.calendar.after_minutes(now, due.left), due.what)

    def replayed(self, stage: Stage) -> Due:
        """The date of a stage that runs, as it would stand had these limits and this calendar held from its beginning."""
        at = self.due(stage.what, stage.began, category=stage.category, urgency=stage.urgency)
        due = Due(at, stage.what)
        for stopped, resumed in stage.pauses:
            due = self.resumed(self.stopped(due, stopped), resumed)
        return due

    def after(self, due: Due, state: str, now: datetime, *, urgency: str, category: str) -> Due:
        """The clock of a case that comes into a state: SAME, BEFORE or a state's name."""
        if state == SAME or state in _KEPT:
            return due
        if state == BEFORE:
            return self.resumed(due, now)
        if state in _PAUSED:
            return self.stopped(due, now)
        what = _RUNS.get(state, "")
        if what == "handling":
            what = handling(category)
        if what == "response" and urgency == "emergency":
            what = "emergency"
        return Due(self.due(what, now, category=category, urgency=urgency), what) if what else NO_CLOCK
