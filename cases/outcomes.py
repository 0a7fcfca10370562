"""Closed is not solved: when a result is looked at, and what becomes of one that nobody proves (DOMAIN.md rule 12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from .changes import Change, carry_out, decide
from .events import Event, EventName
from .roles import SYSTEM
from .rules import Act
from .store import CaseRow, read_case
from .store.store_clocks import unproven


def check_unproven(tx: Connection, now: datetime) -> list[Event]:
    """The day of the check has come and nobody has proven it: counted apart, and asked once more."""
    return [not_proven(tx, read_case(tx, case_id), now) for case_id in unproven(tx, now)]


def not_proven(tx: Connection, case: CaseRow, now: datetime) -> Event:
    """Nobody said whether the help arrived."""
    to = decide(case, Act.UNPROVEN, SYSTEM, now)
    return carry_out(tx, case, SYSTEM, now, Change(EventName.OUTCOME_UNPROVEN, to))
