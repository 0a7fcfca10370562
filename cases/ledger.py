"""The ledger of promises: who owes a resident what, until when, and what she is to bring (DOMAIN.md section 14, 6).

Every date she is told has a line, and each line says how it ended. Verbs do not write here: `cases/changes.py` does, whenever the
date of a case moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, Update, insert, update

from .ids import new_id
from .models import promises
from .rules import CaseState, CloseReason
from .store.store_rows import living

HOLD = "hold"
"""What is owed while a case is put off: that it goes on."""
REST_OF_THE_DAY = timedelta(hours=16, minutes=59)
"""A case comes back at seven in the morning, and we said: on that day."""
_STEPS = {"emergency": 0, "response": 0, "routing": 1, "handling": 2, "supervision": 2}
"""The steps of a case in their order (cases/deadlines.py)."""
_DROPPED = frozenset({CloseReason.WITHDRAWN, CloseReason.MERGED, CloseReason.ARCHIVED})
"""Ends after which nobody waits for this promise any more."""


class Ending(StrEnum):
    """How a promise ended."""

    KEPT = "kept"
    LATE = "late"
    MOVED = "moved"
    """She was told another day instead."""
    PAUSED = "paused"
    """We wait for her."""
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed: a name of cases/deadlines.py or HOLD, and until when."""

    what: str
    until: datetime


def owed(
    hold_until: datetime | None, due_at: datetime | None, due_what: str, left: int | None
) -> Owed | None:
    """What a case owes by its own dates; nothing while its clock stands still and nobody has set a day."""
    if hold_until is not None:
        return Owed(HOLD, hold_until + REST_OF_THE_DAY)
    return None if due_at is None or left is not None else Owed(due_what, due_at)


def begin(tx: Connection, case_id: UUID, now: datetime, promise: Owed | None) -> None:
    """A line for what is owed from now on, by the agency that has the case or by the secretariat."""
    if promise is None:
        return
    tx.execute(
        insert(promises).values(
            id=new_id(now), case_id=case_id, agency_id=_holder(tx, case_id), what=promise.what, until=promise.until,
            bring="", made_at=now,
        )
    )  # fmt: skip


def follow(
    tx: Connection, case_id: UUID, now: datetime, was: Owed | None, then: Owed | None, why: str
) -> None:
    """The line that runs ends, and the next one begins; nothing when nothing was moved. `why`: PAUSED, DROPPED or empty."""
    if was == then:
        return
    if was is not None:
        tx.execute(_running(case_id).values(ended_at=now, how=why or _ending(was, then, now)))
    begin(tx, case_id, now, then)


def moved(tx: Connection, case_id: UUID, now: datetime, what: str, until: datetime) -> None:
    """Other rules set another day for what is owed; nothing when something else is owed just now, as while a case is put off."""
    ended = _running(case_id).where(promises.c.what == what).values(ended_at=now, how=Ending.MOVED.value)
    if tx.execute(ended).rowcount:
        begin(tx, case_id, now, Owed(what, until))


def _ending(was: Owed, then: Owed | None, now: datetime) -> Ending:
    """Kept with the next step; who is told another day for the same step, or sent back a step, was promised in vain."""
    if then is not None and then.what == HOLD:
        return Ending.MOVED
    if then is not None and was.what in _STEPS and _STEPS.get(then.what, len(_STEPS)) <= _STEPS[was.what]:
        return Ending.MOVED
    return Ending.KEPT if now <= was.until else Ending.LATE


def why(state: str, left: int | None, close_reason: str) -> str:
    """What ends a promise without its being kept: we wait for the resident, or nobody waits for us any more."""
    if close_reason in _DROPPED and state == CaseState.CLOSED:
        return Ending.DROPPED
    return Ending.PAUSED if left is not None else ""


def broken(tx: Connection, case_id: UUID, now: datetime) -> None:
    """Its day has passed; it is still owed."""
    tx.execute(_running(case_id).where(promises.c.broken_at.is_(None)).values(broken_at=now))


def bring(tx: Connection, case_id: UUID, text: str) -> None:
    """What the resident is to bring for it, in words she was told."""
    tx.execute(_running(case_id).values(bring=text))


def _running(case_id: UUID) -> Update:
    """The line of a case that has no end."""
    return update(promises).where(promises.c.case_id == case_id, promises.c.ended_at.is_(None))


def _holder(tx: Connection, case_id: UUID) -> UUID | None:
    """The agency that was asked last or works on it; None: the secretariat."""
    asked = living(tx, case_id)
    return asked[-1].agency_id if asked else None
