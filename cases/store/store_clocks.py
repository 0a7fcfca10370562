"""Which cases have reached a day of theirs; for the program itself, not for a viewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from cases.events import EventName
from cases.models import cases, events, questions
from cases.rules import OPEN_NAMES, CaseState

AT_ONCE = 100
"""Cases of one round; the next round takes the rest."""


def held_until(tx: Connection, now: datetime) -> list[UUID]:
    """Held cases whose day has come, the longest waiting first."""
    row = cases.c
    return _ids(tx, row.hold_until, row.state == CaseState.ON_HOLD.value, row.hold_until <= now)


def unproven(tx: Connection, now: datetime) -> list[UUID]:
    """Cases whose result nobody has proven by the day on which we said that we would look."""
    row = cases.c
    return _ids(tx, row.due_at, row.state == CaseState.AWAITING_OUTCOME.value, row.due_at <= now)


def states(tx: Connection) -> set[str]:
    """Every state some case is in."""
    return set(tx.scalars(select(cases.c.state).distinct()))


def changed_last(tx: Connection, states: Collection[str]) -> list[UUID]:
    """Cases in these states, the one that changed last first."""
    row = cases.c
    return _ids(tx, row.changed_at.desc(), row.state.in_([str(one) for one in states]))


def handlers(tx: Connection) -> list[UUID]:
    """Everybody who owns an open case."""
    row = cases.c
    owners = select(row.handler_id).where(row.handler_id.is_not(None), row.state.in_(OPEN_NAMES))
    return list(tx.scalars(owners.distinct()))


def handled_by(tx: Connection, account_id: UUID) -> list[UUID]:
    """The open cases of one of them, the oldest first."""
    row = cases.c
    return _ids(tx, row.id, row.handler_id == account_id, row.state.in_(OPEN_NAMES))


def _ids(tx: Connection, order: ColumnElement[Any], *where: ColumnElement[bool]) -> list[UUID]:
    row = cases.c
    return list(tx.scalars(select(row.id).where(*where).order_by(order, row.id).limit(AT_ONCE)))


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A case that waits for its resident."""

    case_id: UUID
    category: str
    urgency: str
    since: datetime
    """When its oldest open question was asked."""
    reminded: int
    """How often since then."""


def unanswered(tx: Connection, before: datetime) -> list[Unanswered]:
    """Cases with a question asked before that moment that nobody has answered, the longest waiting first."""
    row, line, asked = cases.c, events.c, func.min(questions.c.asked_at)
    waiting = (
        select(questions.c.case_id, asked.label("since"))
        .where(questions.c.answered_at.is_(None))
        .group_by(questions.c.case_id)
        .having(asked <= before)
        .subquery()
    )
    reminded = (
        select(func.count())
        .where(
            line.case_id == row.id,
            line.name == EventName.QUESTION_REMINDED.value,
            line.at >= waiting.c.since,
        )
        .correlate(cases, waiting)
        .scalar_subquery()
    )
    found = tx.execute(
        select(row.id, row.category, row.urgency, waiting.c.since, reminded)
        .join(waiting, waiting.c.case_id == row.id)
        .where(row.state == CaseState.NEEDS_INFO.value)
        .order_by(waiting.c.since, row.id)
    )
    return [Unanswered(*values) for values in found]
