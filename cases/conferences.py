"""Rapat kasus: nobody wants the case, so its agencies and the secretariat talk about it in one thread, until a day (DOMAIN.md 5.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from . import agencies
from .changes import Change, carry_out, decide, facts_of, leave, shared_roles
from .errors import Refused
from .events import Event, EventName
from .roles import SYSTEM, Viewer
from .rules import CASE_TABLE, SAME, Act, after
from .store import CaseRow, read_case
from .store.store_conferences import declined, overdue

DECLINES = 2
"""So many agencies said no since the last conference: talking is better than a third try."""


def call(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str, reason: str = "called"
) -> Event:
    """Panggil rapat kasus: every agency that was asked sees the case again until it is concluded."""
    decide(case, Act.CONFER, viewer, now)
    due = agencies.clockwork(tx).due("conference", now, category=case.category, urgency=case.urgency)
    change = Change(
        EventName.CONFERENCE_CALLED, SAME, text, values={"conference_due": due},
        data={"reason": reason, "until": due.date().isoformat()},
    )  # fmt: skip
    return carry_out(tx, case, viewer, now, change)


def speak(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str) -> Event:
    """A word in the conference; an agency that was asked about the case may speak as well as the secretariat."""
    after(CASE_TABLE, Act.SPEAK, case.state, shared_roles(case, viewer), facts_of(case, viewer, now))
    if not text.strip():
        raise Refused("formulir.kosong")
    return leave(tx, case.id, viewer, now, EventName.CONFERENCE_SAID, text)


def conclude(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str) -> Event:
    """Simpulkan: whose it is, in words; the act that follows (refer, handle, close) is one of its own."""
    decide(case, Act.CONCLUDE, viewer, now)
    change = Change(EventName.CONFERENCE_CONCLUDED, SAME, text, values={"conference_due": None})
    return carry_out(tx, case, viewer, now, change)


def watch(tx: Connection, now: datetime) -> list[Event]:
    """Cases that enough agencies declined get their conference; one that nobody concluded in time goes upward, once."""
    called = [
        call(tx, read_case(tx, case_id), SYSTEM, now, "", "declined") for case_id in declined(tx, DECLINES)
    ]
    late = [leave(tx, case_id, SYSTEM, now, EventName.CONFERENCE_LATE) for case_id in overdue(tx, now)]
    return [*called, *late]
