"""Which dates have passed or come near, and nobody was told yet; for the program itself, not for a viewer."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from cases.events import EventName
from cases.models import cases, events
from cases.rules import OPEN_NAMES


def late(tx: Connection, now: datetime, limit: int) -> list[tuple[UUID, str]]:
    """(case, what was promised) of dates that have passed, the oldest first."""
    row = cases.c
    told = _left_since(EventName.PROMISE_BROKEN, row.due_at)
    # a date that lay in the past when other rules set it was promised to nobody
    set_back = _left_since(EventName.DEADLINE_CHANGED, row.due_at)
    return _found(tx, limit, row.due_at <= now, ~told, ~set_back)


def nearly_late(tx: Connection, now: datetime, near: timedelta, limit: int) -> list[tuple[UUID, str]]:
    """The same of dates that come within `near`; not of those that were never further away than that."""
    row = cases.c
    told = _left_since(EventName.PROMISE_NEAR, row.changed_at)
    soon = (row.due_at > now, row.due_at <= now + near, row.changed_at <= now - near)
    return _found(tx, limit, *soon, ~told)


def _found(tx: Connection, limit: int, *conditions: ColumnElement[bool]) -> list[tuple[UUID, str]]:
    row = cases.c
    running = (row.state.in_(OPEN_NAMES), row.due_at.is_not(None), row.clock_left.is_(None))
    found = tx.execute(
        select(row.id, row.due_what).where(*running, *conditions).order_by(row.due_at, row.id).limit(limit)
    )
    return [(id_, what) for id_, what in found]


def _left_since(name: EventName, since: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Such a line stands in the history of the case from then on."""
    line = events.c
    return (
        select(line.id)
        .where(line.case_id == cases.c.id, line.name == name.value, line.at >= since)
        .correlate(cases)
        .exists()
    )
