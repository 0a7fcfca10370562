"""Receipts: what a network says later about a message it took (CHANNELS.md section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from cases.models import outbound

from .outgoing import SendResult, external, mark_unreachable
from .states import Happens, leaving

_RECEIPTS = {"sent": 1, "delivered": 2, "read": 3}
"""A receipt never takes a message back; networks deliver them in any order."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message of ours that a network has taken."""

    id: UUID
    state: str
    attempts: int
    contact_point_id: UUID
    template: str


def find_taken(tx: Connection, channel: str, account: str, external_id: str) -> Taken | None:
    """The message behind a network's id; None for an id that is not ours, or not yet."""
    row = outbound.c
    ours = (row.channel == channel, row.account == account, row.external_index == external(external_id))
    columns = (row.id, row.state, row.attempts, row.contact_point_id, row.body)
    found = tx.execute(select(*columns).where(*ours)).first()
    return Taken(*found[:-1], template=found.body.get("template", "")) if found else None


def record_status(tx: Connection, taken: Taken, status: str) -> None:
    """sent, delivered or read; the higher one stays."""
    if _RECEIPTS[status] > _RECEIPTS.get(taken.state, 0):
        tx.execute(update(outbound).where(outbound.c.id == taken.id).values(state=status, error=""))


def mark_shown(tx: Connection, conversation_id: UUID, last: UUID) -> None:
    """A page of ours has shown the messages of a conversation up to this one."""
    row = outbound.c
    shown = (row.conversation_id == conversation_id, row.id <= last, row.state.in_(leaving(Happens.SHOWN)))
    tx.execute(update(outbound).where(*shown).values(state="delivered"))


def record_failure(tx: Connection, taken: Taken, result: SendResult, now: datetime) -> None:
    """The network took the message and could not deliver it; nothing happens when somebody has it already."""
    if taken.state not in leaving(Happens.BOUNCE):
        return
    values: dict[str, Any] = {"state": result.state, "error": result.error[:80]}
    if result.not_before is not None:
        values["not_before"] = result.not_before
    tx.execute(update(outbound).where(outbound.c.id == taken.id).values(values))
    mark_unreachable(tx, [result], now)
