"""Tunda: a case that waits for a day, told to the resident with the reason; it comes back by itself (DOMAIN.md 5.1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from . import agencies
from .changes import Change, carry_out, decide, owned
from .deadlines import Due
from .errors import Refused
from .events import Event, EventName
from .roles import SYSTEM, Viewer
from .rules import HOLD_REASONS, STOPPING_HOLDS, Act
from .store import CaseRow, read_case
from .store.store_clocks import held_until

LONGEST = timedelta(days=180)
"""A case that waits longer than that is not held but closed, with a reason (p)."""
_OPENS = time(7, 0)
"""So early on that day, whatever the hours of the office are."""


def hold(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, until: date, reason: str, text: str
) -> Event:
    """Tunda until a day of the office, for a reason of HOLD_REASONS and in words for the resident.

    Raises Refused: `tunda.tanggal` for a day that is not ahead of us or too far, `tunda.alasan`, and `aturan.short_hold`
    when so long a pause is for a supervisor to decide.
    """
    clockwork = agencies.clockwork(tx)
    at = datetime.combine(until, _OPENS, clockwork.calendar.zone)
    if not now < at <= now + LONGEST:
        raise Refused("tunda.tanggal")
    if reason not in HOLD_REASONS or not text.strip():
        raise Refused("tunda.alasan")
    to = decide(case, Act.HOLD, viewer, now, hold_days=(at - now).days)
    values: dict[str, Any] = {"hold_until": at, **owned(case, viewer)}
    if reason in STOPPING_HOLDS:
        due = clockwork.stopped(Due(case.due_at, case.due_what, case.clock_left), now)
        values |= {"due_at": due.at, "due_what": due.what, "clock_left": due.left}
    elif case.due_at is not None:  # the resident is told a new day: nothing is broken before it
        values["due_at"] = max(case.due_at, clockwork.calendar.after_days(at, 1))
    data = {"reason": reason, "until": until.isoformat()}
    return carry_out(tx, case, viewer, now, Change(EventName.CASE_HELD, to, text, values=values, data=data))


def resume(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime) -> Event:
    """Lanjutkan: before the day, because it can go on."""
    change = Change(
        EventName.CASE_RESUMED, decide(case, Act.RESUME, viewer, now), values={"hold_until": None}
    )
    return carry_out(tx, case, viewer, now, change)


def resume_due(tx: Connection, now: datetime) -> list[Event]:
    """The day has come: what waited for it goes on."""
    return [resume(tx, read_case(tx, case_id), SYSTEM, now) for case_id in held_until(tx, now)]
