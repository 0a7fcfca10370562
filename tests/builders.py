"""Things with good defaults, so that a test names only what matters to it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from cases import messages
from cases.messages import Desk, NewInbound, NewOutbound
from cases.models import contact_points

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday, 24 November 2026, 09.00 in Cirebon."""
_count = itertools.count(1)


def an_inbound(text: str = "halo", **given: Any) -> NewInbound:
    """A message nobody has sent before, from Budi on the console."""
    n = next(_count)
    values: dict[str, Any] = {
        "channel": "console",
        "account": "console",
        "dedupe_key": f"key-{n}",
        "address": "console:budi",
        "kind": "text",
        "body": {"text": text},
    }
    return NewInbound(**values | given)


def a_desk(tx: Connection, address: str = "console:budi", now: datetime = NOW, **given: Any) -> Desk:
    """The conversation with a person who wrote once."""
    messages.store_inbound(tx, [an_inbound(address=address, **given)], now)
    channel, account = given.get("channel", "console"), given.get("account", "console")
    conversation = messages.conversation_of(tx, channel, account, address)
    assert conversation is not None
    desk = messages.lock_conversations(tx, [conversation])[conversation]
    waiting = [mail for _, mails in messages.peek_mail(tx, 100, 100) for mail in mails]
    messages.mark_done(tx, [(mail.id, None) for mail in waiting], now)
    return desk


def a_staff_chat(tx: Connection, account_id: UUID | None, address: str) -> UUID:
    """The chat an officer linked to her account, where alerts go; its contact point."""
    point = a_desk(tx, address).contact_point_id
    tx.execute(update(contact_points).where(contact_points.c.id == point).values(staff_id=account_id))
    return point


def an_outbound(desk: Desk, body: str = "Halo, Bu.", now: datetime = NOW, **given: Any) -> NewOutbound:
    """A reply nobody has queued before."""
    values: dict[str, Any] = {
        "channel": desk.channel,
        "account": desk.account,
        "purpose": "reply",
        "dedupe": f"turn-{next(_count)}",
        "body": body,
        "made_at": now,
        "expires_at": now + timedelta(hours=72),
        "contact_point_id": desk.contact_point_id,
        "conversation_id": desk.conversation_id,
    }
    return NewOutbound(**values | given)


def ids_of(rows: list[messages.ToSend]) -> list[UUID]:
    """The ids of messages, in order."""
    return [row.id for row in rows]
