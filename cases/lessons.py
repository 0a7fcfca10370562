"""Lessons: what was misunderstood and put right, waiting for a person to say whether the bot may learn from it.

Nothing trains by itself. A lesson is made only when the person agreed to it with her case, never of a guarded
case, and its text is masked by who makes it (bot/lessons.py); a reviewer reads it, may shorten it, and only
then it can be exported (docs/adr/0008).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from . import audit, people
from .dialects import insert_new
from .errors import NotFound, Refused
from .ids import new_id
from .models import cases, lessons
from .roles import Right, Viewer
from .store import CaseRow, visible

PURPOSE = "learning"
"""Purpose of the consent a lesson needs."""
PAGE = 20

Field = Literal["category", "area"]
Source = Literal["officer", "resident"]


class State(StrEnum):
    """What became of a lesson."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A masked story, what it was taken for, and what it is."""

    id: UUID
    field: str
    text: str
    understood: str
    right: str
    source: str
    state: str
    made_at: datetime


_COLUMNS = [lessons.c[name] for name in Lesson.__annotations__]


def may_teach(tx: Connection, case: CaseRow) -> bool:
    """The person agreed, and the case is of the kind anybody in the office may read."""
    return not case.guarded and people.agreed(tx, case.id, PURPOSE)


def note(
    tx: Connection, case: CaseRow, field: Field, text: str, understood: str, right: str, source: Source, now: datetime
) -> None:  # fmt: skip
    """Write a lesson down, or put an earlier one of the same case and field right again.

    A lesson somebody has reviewed is left as it is.
    """
    made = tx.scalars(
        insert_new(tx, lessons).returning(lessons.c.id),
        [
            {
                "id": new_id(now), "case_id": case.id, "field": field, "text": text, "understood": understood,
                "right": right, "source": source, "state": State.WAITING.value, "made_at": now,
            }
        ],
    ).first()  # fmt: skip
    if made is None:
        row = lessons.c
        mine = (row.case_id == case.id, row.field == field, row.state == State.WAITING.value)
        tx.execute(update(lessons).where(*mine).values(right=right, source=source))
        tx.execute(delete(lessons).where(*mine, row.understood == row.right))  # back to what was understood


def forget(tx: Connection, case_id: UUID) -> None:
    """The case became guarded: nothing of it may be learned any more, reviewed or not."""
    tx.execute(delete(lessons).where(lessons.c.case_id == case_id))


def waiting(tx: Connection, viewer: Viewer, limit: int = PAGE) -> list[Lesson]:
    """The oldest lessons nobody has decided about; none for who may not decide."""
    if not viewer.may(Right.REVIEW_LESSONS):
        return []
    waits = (lessons.c.state == State.WAITING.value, _seen_by(viewer))
    found = select(*_COLUMNS).where(*waits).order_by(lessons.c.id).limit(limit)
    return [Lesson(*row) for row in tx.execute(found)]


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """What was learned from a case that does not exist for her does not exist either."""
    theirs: ColumnElement[bool] = lessons.c.case_id.in_(select(cases.c.id).where(visible(viewer)))
    return theirs


def one(tx: Connection, viewer: Viewer, lesson_id: UUID) -> Lesson:
    """A lesson that waits. Raises NotFound, also for who may not decide."""
    row = lessons.c
    waits = (row.id == lesson_id, row.state == State.WAITING.value, _seen_by(viewer))
    found = tx.execute(select(*_COLUMNS).where(*waits)).first()
    if found is None or not viewer.may(Right.REVIEW_LESSONS):
        raise NotFound("no lesson of that id waits")
    return Lesson(*found)


def waiting_count(tx: Connection, viewer: Viewer) -> int:
    """How many wait; 0 for who may not decide."""
    if not viewer.may(Right.REVIEW_LESSONS):
        return 0
    waits = (lessons.c.state == State.WAITING.value, _seen_by(viewer))
    found = select(func.count()).where(*waits).select_from(lessons)
    return int(tx.execute(found).scalar_one())


def review(
    tx: Connection, viewer: Viewer, lesson_id: UUID, now: datetime, *, accept: bool, text: str, right: str
) -> None:
    """Accept a lesson, with the text as the reviewer left it, or reject it.

    Raises Refused (`aturan.peran`) for who may not, NotFound for a lesson that is not waiting.
    """
    if not viewer.may(Right.REVIEW_LESSONS):
        raise Refused("aturan.peran")
    state = State.ACCEPTED if accept else State.REJECTED
    values = {"state": state.value, "reviewed_at": now, "reviewer_id": viewer.account_id, "right": right}
    # of a rejected one nothing is kept but that it was looked at
    values["text"] = text if accept else ""
    mine = (lessons.c.id == lesson_id, lessons.c.state == State.WAITING.value, _seen_by(viewer))
    if tx.execute(update(lessons).where(*mine).values(values)).rowcount != 1:
        raise NotFound("no lesson of that id waits")
    audit.record(tx, viewer, f"lesson_{state.value}", f"lesson:{lesson_id}", now)


def accepted(tx: Connection, viewer: Viewer) -> list[Lesson]:
    """Everything that may be learned from, oldest first."""
    if not viewer.may(Right.REVIEW_LESSONS):
        return []
    kept = (lessons.c.state == State.ACCEPTED.value, _seen_by(viewer))
    found = select(*_COLUMNS).where(*kept).order_by(lessons.c.id)
    return [Lesson(*row) for row in tx.execute(found)]
