"""What was said in one conversation, both ways, for the page of the web chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from cases.crypto import current
from cases.models import contact_points, conversations, inbound, outbound

from .outgoing import Choice, unpacked_options

OVERLAP = timedelta(seconds=5)
"""Ids are not committed in their order where several connections write: that much is shown again."""
MOST = 300
"""Lines shown at once."""
_SHOWN = ("queued", "sending", "sent", "delivered", "read", "uncertain", "failed", "dead")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation."""

    id: UUID
    ours: bool
    body: dict[str, Any]
    """In: the message as stored. Out: {"body", "options", "step"}."""
    at: datetime
    state: str
    purpose: str = ""
    case_id: UUID | None = None
    options: tuple[Choice, ...] = ()


def conversation_of(tx: Connection, channel: str, account: str, address: str) -> UUID | None:
    """The conversation with an address; None when it never wrote."""
    point = _point(channel, account, address).scalar_subquery()
    return tx.scalars(select(conversations.c.id).where(conversations.c.contact_point_id == point)).first()


def contact_of(tx: Connection, channel: str, account: str, address: str) -> UUID | None:
    """The contact point behind an address; None when it never wrote."""
    return tx.scalars(_point(channel, account, address)).first()


def _point(channel: str, account: str, address: str) -> Select[UUID]:
    """At most one: an address stands once at an account."""
    point = contact_points.c
    index = current().blind("contact_points.address", address)
    here = (point.channel == channel, point.account == account, point.address_index == index)
    return select(point.id).where(*here)


def file_of(tx: Connection, conversation_id: UUID, line: UUID) -> tuple[str, str] | None:
    """Name in the file store and type of what goes with one message of ours in this conversation."""
    row = outbound.c
    mine = (row.id == line, row.conversation_id == conversation_id, row.state.in_(_SHOWN))
    body = tx.scalars(select(row.body).where(*mine)).first()
    if body is None or "file" not in body:
        return None
    name, _, mime = body["file"]
    return name, mime


def history(tx: Connection, conversation_id: UUID, after: UUID | None) -> list[Line]:
    """Lines of one conversation, oldest first, the last MOST at most.

    After the line `after` and with the lines of five seconds before it; an `after` of another conversation
    or of nobody means all.
    """
    since = _time_of(tx, conversation_id, after) if after else None
    lines = _incoming(tx, conversation_id, since) + _outgoing(tx, conversation_id, since)
    return sorted(lines, key=lambda line: line.id)[-MOST:]


def _time_of(tx: Connection, conversation_id: UUID, line: UUID) -> datetime | None:
    """From when on lines are shown, when the page has `line` already."""
    for table, at in ((inbound, inbound.c.received_at), (outbound, outbound.c.made_at)):
        found: datetime | None = tx.scalars(
            select(at).where(table.c.id == line, table.c.conversation_id == conversation_id)
        ).first()
        if found is not None:
            return found - OVERLAP
    return None


def _incoming(tx: Connection, conversation_id: UUID, since: datetime | None) -> list[Line]:
    row = inbound.c
    statement = select(row.id, row.body, row.received_at, row.state, row.case_id).where(
        row.conversation_id == conversation_id, row.body.is_not(None)
    )
    if since is not None:
        statement = statement.where(row.received_at >= since)
    found = tx.execute(statement.order_by(row.id.desc()).limit(MOST))
    return [
        Line(id=id_, ours=False, body=body, at=at, state=state, case_id=case)
        for id_, body, at, state, case in found
    ]


def _outgoing(tx: Connection, conversation_id: UUID, since: datetime | None) -> list[Line]:
    row = outbound.c
    statement = select(row.id, row.body, row.made_at, row.state, row.purpose, row.case_id).where(
        row.conversation_id == conversation_id, row.state.in_(_SHOWN)
    )
    if since is not None:
        statement = statement.where(row.made_at >= since)
    found = tx.execute(statement.order_by(row.id.desc()).limit(MOST))
    return [
        Line(
            id=id_, ours=True, body=body, at=at, state=state, purpose=purpose, case_id=case,
            options=unpacked_options(body),
        )
        for id_, body, at, state, purpose, case in found
    ]  # fmt: skip
