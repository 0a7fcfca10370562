"""Messages in: stored before anybody is answered, handled in order, marked in the transaction of the turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)

from cases.crypto import current
from cases.dialects import among, insert_new
from cases.ids import new_id
from cases.models import contact_points, conversations, inbound
from cases.people_reach import number_key

STORED: ColumnElement[str] = literal_column("'stored'")
"""Written out in the statement: with a bound value neither database would use the index of waiting rows."""


@dataclass(frozen=True, slots=True)
class NewInbound:
    """One message to store, as a channel parsed it."""

    channel: str
    account: str
    dedupe_key: str
    """The network's own key of the delivery; stored as keyed hash (DECISIONS 13)."""
    address: str
    """Where the sender is answered; empty for a body nobody could read."""
    kind: str
    body: Mapping[str, Any] | None
    """The message in JSON values; None for a body nobody could read, which is quarantined."""
    external_id: str = ""
    display_name: str = ""
    phone: str = ""
    raw: str = ""
    """The unreadable body itself."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that waits to be handled."""

    id: UUID
    channel: str
    account: str
    kind: str
    body: dict[str, Any]
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Desk:
    """One conversation with the contact point it is held with."""

    conversation_id: UUID
    contact_point_id: UUID
    channel: str
    account: str
    address: str
    state: str
    """What the talk remembers, as text; empty at the beginning."""
    version: int
    person_id: UUID | None
    staff_id: UUID | None
    """The account of the officer or facilitator whose chat this is."""
    display_name: str
    phone: str
    heard_at: datetime | None


# --- storing -----------------------------------------------------------------------------------------

_Place = tuple[str, str, bytes]
"""Channel, account, blind index of the address."""


def store_inbound(tx: Connection, rows: Sequence[NewInbound], now: datetime) -> list[bool]:
    """Store messages; for each: is it new? A second delivery of one is left out, for ever.

    Makes the contact points and conversations that are not there yet. Two processes may store the same
    people and messages at the same time.
    """
    places = [_place(row) for row in rows]
    conversation_at = _conversations_of(tx, rows, places, now)
    values = [_stored(row, conversation_at.get(place), now) for row, place in zip(rows, places, strict=True)]
    kept = set(tx.scalars(insert_new(tx, inbound).returning(inbound.c.id), values))
    return [value["id"] in kept for value in values]


def _place(row: NewInbound) -> _Place:
    return row.channel, row.account, current().blind("contact_points.address", row.address)


def _stored(row: NewInbound, conversation: UUID | None, now: datetime) -> dict[str, Any]:
    readable = row.body is not None and conversation is not None
    blind = current().blind
    return {
        "id": new_id(now),
        "channel": row.channel,
        "account": row.account,
        "dedupe": blind("inbound.dedupe", row.dedupe_key),
        "kind": row.kind,
        "body": row.body,
        "raw": None if readable else row.raw,
        "state": "stored" if readable else "quarantined",
        "received_at": now,
        "external_index": blind("inbound.external", row.external_id) if row.external_id else None,
        "conversation_id": conversation,
    }


def _conversations_of(
    tx: Connection, rows: Sequence[NewInbound], places: Sequence[_Place], now: datetime
) -> dict[_Place, UUID]:
    """The conversation at each place; made where there is none. Rows without an address have none."""
    wanted = {place: row for place, row in zip(places, rows, strict=True) if row.address}
    found = _find_conversations(tx, wanted)
    missing = {place: row for place, row in wanted.items() if place not in found}
    if missing:
        _make_contact_points(tx, missing, now)
        found = _find_conversations(tx, wanted)
    return found


def _find_conversations(tx: Connection, wanted: Collection[_Place]) -> dict[_Place, UUID]:
    if not wanted:
        return {}
    point = contact_points.c
    rows = tx.execute(
        select(point.channel, point.account, point.address_index, conversations.c.id)
        .join(conversations, conversations.c.contact_point_id == point.id)
        .where(among(tx, point.address_index, sorted({index for _, _, index in wanted})))
    )
    return {(channel, account, index): id_ for channel, account, index, id_ in rows}


def _make_contact_points(tx: Connection, missing: Mapping[_Place, NewInbound], now: datetime) -> None:
    """In the order of their keys, so that two processes never wait for each other in a circle."""
    points = [
        {
            "id": new_id(now),
            "channel": row.channel,
            "account": row.account,
            "address": row.address,
            "address_index": index,
            "display_name": row.display_name or None,
            "phone": row.phone or None,
            "phone_index": number_key(row.phone),
            "created_at": now,
        }
        for (_, _, index), row in sorted(missing.items(), key=lambda item: item[0])
    ]
    made = set(tx.scalars(insert_new(tx, contact_points).returning(contact_points.c.id), points))
    talks = [{"id": new_id(now), "contact_point_id": point["id"]} for point in points if point["id"] in made]
    if talks:
        tx.execute(insert(conversations), talks)


# --- handling ----------------------------------------------------------------------------------------


def peek_mail(
    tx: Connection, limit_conversations: int, per_conversation: int
) -> list[tuple[UUID, list[Mail]]]:
    """Who has waited longest, with the first waiting messages of each, in order; nothing is locked."""
    row = inbound.c
    waiting = (
        select(row.conversation_id)
        .where(row.state == STORED, row.conversation_id.is_not(None))
        .group_by(row.conversation_id)
        .order_by(func.min(row.received_at), row.conversation_id)
        .limit(limit_conversations)
    )
    chosen = list(tx.scalars(waiting))
    if not chosen:
        return []
    place = func.row_number().over(partition_by=row.conversation_id, order_by=row.id).label("place")
    numbered = (
        select(row.id, place).where(row.state == STORED, among(tx, row.conversation_id, chosen)).subquery()
    )
    first = select(numbered.c.id).where(numbered.c.place <= per_conversation)
    mail: dict[UUID, list[Mail]] = {conversation: [] for conversation in chosen}
    columns = (row.conversation_id, row.id, row.channel, row.account, row.kind, row.body, row.received_at)
    for conversation, *parts in tx.execute(
        select(*columns, row.attempts).where(row.id.in_(first)).order_by(row.id)
    ):
        mail[conversation].append(Mail(*parts))
    return list(mail.items())


def lock_conversations(tx: Connection, ids: Collection[UUID]) -> dict[UUID, Desk]:
    """The conversations nobody else is serving, locked until the end of the transaction.

    On SQLite there is one writing connection, which is the lock.
    """
    statement = _desks().where(among(tx, conversations.c.id, ids)).order_by(conversations.c.id)
    rows = tx.execute(statement.with_for_update(of=conversations, skip_locked=True))
    return {row[0]: _desk(row) for row in rows}


def desk_of(tx: Connection, contact_point_id: UUID) -> Desk | None:
    """The conversation with a contact point, for sending news there.

    It is locked until the end of the transaction, because news may change what the talk remembers; a turn
    of the same person waits that long (PostgreSQL; on SQLite there is one writer anyway).
    """
    wanted = _desks().where(contact_points.c.id == contact_point_id).with_for_update(of=conversations)
    row = tx.execute(wanted).first()
    return _desk(row) if row else None


def _desks() -> Any:
    talk, point = conversations.c, contact_points.c
    columns = (talk.id, point.id, point.channel, point.account, point.address, talk.state, talk.version)
    more = (point.person_id, point.staff_id, point.display_name, point.phone, talk.heard_at)
    return select(*columns, *more).join(contact_points, talk.contact_point_id == point.id)


def _desk(row: Any) -> Desk:
    id_, point, channel, account, address, state, version, person, staff, name, phone, heard = row
    return Desk(
        conversation_id=id_,
        contact_point_id=point,
        channel=channel,
        account=account,
        address=address,
        state=state or "",
        version=version,
        person_id=person,
        staff_id=staff,
        display_name=name or "",
        phone=phone or "",
        heard_at=heard,
    )


def still_waiting(tx: Connection, mail_ids: Collection[UUID]) -> set[UUID]:
    """Which of these messages nobody has handled meanwhile; ask after locking their conversations."""
    row = inbound.c
    return set(tx.scalars(select(row.id).where(among(tx, row.id, mail_ids), row.state == STORED)))


def save_state(tx: Connection, states: Sequence[tuple[UUID, str, datetime | None]]) -> None:
    """What each talk remembers now, and when its person wrote what changed it; None: she did not write."""
    if not states:
        return
    talk = conversations.c
    statement = (
        update(conversations)
        .where(talk.id == bindparam("which"))
        .values(
            state=bindparam("text", type_=talk.state.type),
            version=talk.version + 1,
            heard_at=func.coalesce(bindparam("heard", type_=talk.heard_at.type), talk.heard_at),
        )
    )
    tx.execute(statement, [{"which": id_, "text": text, "heard": heard} for id_, text, heard in states])


def mark_done(tx: Connection, done: Sequence[tuple[UUID, UUID | None]], now: datetime) -> None:
    """These messages are handled; the second value is the case a message became part of."""
    plain = [id_ for id_, case in done if case is None]
    if plain:
        tx.execute(update(inbound).where(among(tx, inbound.c.id, plain)).values(state="done", done_at=now))
    with_case = [{"which": id_, "case": case} for id_, case in done if case is not None]
    if with_case:
        statement = (
            update(inbound)
            .where(inbound.c.id == bindparam("which"))
            .values(state="done", done_at=now, case_id=bindparam("case", type_=inbound.c.case_id.type))
        )
        tx.execute(statement, with_case)


def count_attempt(tx: Connection, mail_id: UUID) -> None:
    """Handling this message failed once more."""
    row = inbound.c
    tx.execute(update(inbound).where(row.id == mail_id).values(attempts=row.attempts + 1))


def quarantine(tx: Connection, mail_ids: Collection[UUID], now: datetime) -> None:
    """Set messages aside that cannot be handled; staff see them, nothing is lost."""
    mine = among(tx, inbound.c.id, mail_ids)
    tx.execute(
        update(inbound).where(mine, inbound.c.state == STORED).values(state="quarantined", done_at=now)
    )


def last_heard(tx: Connection) -> dict[tuple[str, str], datetime]:
    """For each (channel, account): when anything came in last."""
    row = inbound.c
    found = tx.execute(
        select(row.channel, row.account, func.max(row.received_at)).group_by(row.channel, row.account)
    )
    return {(channel, account): at for channel, account, at in found}


def waiting_count(tx: Connection, channel: str = "") -> int:
    """How many messages wait to be handled, on one channel or on all."""
    statement = select(func.count()).select_from(inbound).where(inbound.c.state == STORED)
    return tx.scalars(statement.where(inbound.c.channel == channel) if channel else statement).one()
