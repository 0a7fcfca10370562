"""Reach: the chats of one and the same person, found by a number that the networks vouch for; never by what was typed.

Anybody can type somebody else's NIK or number; then her news would go to him (TRUST.md P2). A WhatsApp address is a
number, and Telegram vouches for the sender's own contact card.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Connection, bindparam, select, update

from .crypto import current
from .models import contact_points, conversations


@dataclass(frozen=True, slots=True)
class Chat:
    """A contact point as staff need it: can she be written to?"""

    channel: str
    heard_at: datetime | None
    unreachable_since: datetime | None
    stopped_at: datetime | None


def chat_of(tx: Connection, contact_point_id: UUID) -> Chat | None:
    """The state of one contact point; the caller has read a case of it."""
    point = contact_points.c
    columns = (point.channel, conversations.c.heard_at, point.unreachable_since, point.stopped_at)
    joined = select(*columns).join(conversations, conversations.c.contact_point_id == point.id)
    found = tx.execute(joined.where(point.id == contact_point_id)).first()
    return Chat(*found) if found else None


def number_key(phone: str) -> bytes | None:
    """The blind index of a vouched number; None when there is none."""
    return current().blind("contact_points.phone", phone) if phone else None


def e164(written: str) -> str:
    """A phone number as it is written, in digits with the country code; empty when it is none."""
    digits = "".join(letter for letter in written if letter.isdecimal() and letter.isascii())
    digits = f"62{digits[1:]}" if digits.startswith("0") else digits
    return digits if 8 <= len(digits) <= 15 else ""  # ITU-T E.164: at most 15


def note_number(tx: Connection, contact_point_id: UUID, written: str) -> None:
    """The network vouches that this number is hers."""
    if not (phone := e164(written)):
        return
    values = {"phone": phone, "phone_index": number_key(phone)}
    tx.execute(update(contact_points).where(contact_points.c.id == contact_point_id).values(values))


def moved(tx: Connection, channel: str, account: str, address: str, phone: str, now: datetime) -> None:
    """Whoever was there has another number: her reports are hers at the new one, and nothing goes to the old one any more."""
    point = contact_points.c
    index = current().blind("contact_points.address", address)
    here = (point.channel == channel, point.account == account, point.address_index == index)
    values = {"phone": phone, "phone_index": number_key(phone), "unreachable_since": now}
    tx.execute(update(contact_points).where(*here).values(values))


def same_person(contact_point_id: UUID) -> CompoundSelect[Any]:
    """Ids of the contact point and of those with the same vouched number."""
    mine, other = contact_points.alias("mine"), contact_points.alias("other")
    this = bindparam(None, contact_point_id, type_=mine.c.id.type, unique=True)
    same = select(other.c.id).join(mine, mine.c.phone_index == other.c.phone_index).where(mine.c.id == this)
    return select(this.label("id")).union(same)


def same_chats(tx: Connection, contact_point_id: UUID) -> set[UUID]:
    """The same, looked up."""
    return set(tx.scalars(same_person(contact_point_id)))


def other_doors(
    tx: Connection, contact_point_id: UUID, open_doors: Collection[tuple[str, str]]
) -> list[UUID]:
    """Her other chats at these (channel, account) that can be reached, the one she used last first."""
    point = contact_points.c
    rows = tx.execute(
        select(point.id, point.channel, point.account)
        .join(conversations, conversations.c.contact_point_id == point.id)
        .where(
            point.id.in_(same_person(contact_point_id)),
            point.id != contact_point_id,
            point.unreachable_since.is_(None),
            point.stopped_at.is_(None),
            point.staff_id.is_(None),
        )
        .order_by(conversations.c.heard_at.desc().nulls_last(), point.id)
    )
    return [id_ for id_, channel, account in rows if (channel, account) in open_doors]
