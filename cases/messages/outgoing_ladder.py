"""The ladder of news that has not arrived: a template that asks to write, another chat of hers, a person who goes there.

CHANNELS.md section 7. Each step is a row of its own that names the message it helps (`outbound.news_id`), so staff
see what was tried; a step that is there already is not taken again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

from cases.models import contact_points, conversations, outbound

from .outgoing import OPENER, WINDOW, state_is

_STUCK = ("held", "dead", "failed")


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that waits, or will not arrive as it was sent."""

    id: UUID
    channel: str
    account: str
    dedupe: str
    body: str
    made_at: datetime
    contact_point_id: UUID
    conversation_id: UUID
    case_id: UUID | None
    heard_at: datetime | None
    """When the person wrote last."""


_COLUMNS = (
    outbound.c.id, outbound.c.channel, outbound.c.account, outbound.c.dedupe, outbound.c.body, outbound.c.made_at,
    outbound.c.contact_point_id, outbound.c.conversation_id, outbound.c.case_id, conversations.c.heard_at,
)  # fmt: skip


def behind_the_window(tx: Connection) -> list[Stuck]:
    """What is held until its person writes, the oldest of each person; not for people who want no news."""
    point = contact_points.c
    statement = _of_people().where(
        state_is("held"),
        outbound.c.error == WINDOW,
        outbound.c.purpose != OPENER,
        point.unreachable_since.is_(None),
    )
    oldest: dict[UUID, Stuck] = {}
    for row in tx.execute(statement.order_by(outbound.c.id)):
        oldest.setdefault(row.contact_point_id, _stuck(row))
    return list(oldest.values())


def not_arriving(tx: Connection, before: datetime, since: datetime) -> list[Stuck]:
    """News of cases for which another chat should be tried: failed, for nobody there, or held since before `before`."""
    point = contact_points.c
    hopeless = or_(state_is("failed", "dead"), point.unreachable_since.is_not(None))
    statement = _of_people().where(
        outbound.c.purpose == "status", outbound.c.case_id.is_not(None), outbound.c.made_at >= since,
        state_is(*_STUCK), or_(hopeless, outbound.c.made_at <= before),
        point.staff_id.is_(None), ~_helped("status"),
    )  # fmt: skip
    return [_stuck(row) for row in tx.execute(statement.order_by(outbound.c.id))]


def undelivered(tx: Connection, before: datetime, unseen: datetime, since: datetime) -> list[Stuck]:
    """News made before `before` that no step brought there, the newest of each case.

    News that a network took and never delivered counts after `unseen`, where that network tells such things.
    """
    row, point = outbound.c, contact_points.c
    statement = _of_people().where(
        row.purpose == "status", row.case_id.is_not(None), row.made_at >= since, point.staff_id.is_(None),
        or_(
            and_(state_is(*_STUCK), row.made_at <= before),
            and_(state_is("sent"), row.purpose == "status", row.made_at <= unseen, _tells_receipts()),
        ),
        ~_helped("status", but=_STUCK),
    )  # fmt: skip
    newest = {one.case_id: one for one in map(_stuck, tx.execute(statement.order_by(row.id)))}
    return list(newest.values())


def _of_people() -> Select[Any]:
    """Messages with their person, who has not said "berhenti"."""
    return (
        select(*_COLUMNS)
        .join(contact_points, contact_points.c.id == outbound.c.contact_point_id)
        .join(conversations, conversations.c.id == outbound.c.conversation_id)
        .where(contact_points.c.stopped_at.is_(None))
    )


def _helped(purpose: str, but: tuple[str, ...] = ()) -> ColumnElement[bool]:
    """Another message was made to bring this one; `but`: one in these states brings nothing."""
    step = outbound.alias("step")
    found = select(step.c.id).where(step.c.news_id == outbound.c.id, step.c.purpose == purpose)
    return (found.where(step.c.state.not_in(but)) if but else found).exists()


def _tells_receipts() -> ColumnElement[bool]:
    """This account has told of a delivery before: then its silence means something."""
    other = outbound.alias("other")
    same = (other.c.channel == outbound.c.channel, other.c.account == outbound.c.account)
    return select(other.c.id).where(*same, other.c.state.in_(("delivered", "read"))).exists()


def _stuck(row: Row[Any]) -> Stuck:
    values = dict(row._mapping)
    return Stuck(**values | {"body": values["body"]["body"]})
