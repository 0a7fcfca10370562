"""Messages out: queued in the transaction that caused them, sent in order for each person (DECISIONS 14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, or_, select, update

from cases.crypto import current
from cases.dialects import among, insert_new
from cases.ids import new_id
from cases.models import cases, contact_points, conversations, outbound

from .states import Happens, leaving

UNSENT_AGAIN = timedelta(seconds=30)
"""After an uncertain send, before the next try (DOMAIN.md 5.3)."""
WINDOW = "window"
"""Error of a held message: the network takes nothing but templates until the person writes."""
UNREACHABLE = "unreachable"
"""Error of a held message: nothing reaches this person until she writes."""
OPENER = "opener"
"""Purpose of a template that asks the person to write."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button under a message; `id` goes over the wire."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes with a message; its bytes lie in the file store."""

    name: str
    kind: str
    """image | document"""
    mime: str


@dataclass(frozen=True, slots=True)
class NewOutbound:
    """One message to send."""

    channel: str
    account: str
    purpose: str
    """reply | status | alert | opener"""
    dedupe: str
    """The same key a second time queues nothing; at most 80 characters."""
    body: str
    made_at: datetime
    expires_at: datetime
    contact_point_id: UUID
    conversation_id: UUID
    options: tuple[Choice, ...] = ()
    step: str = ""
    talk: str = ""
    """Id of the talk it was said in, so that quoting it finds the talk."""
    case_id: UUID | None = None
    not_before: datetime | None = None
    template: str = ""
    """Name of the approved template this message is sent as."""
    wants: str = ""
    """`contact`: the title of its only option stands on a button that sends the person's own number."""
    news_id: UUID | None = None
    """The message that this one helps to arrive."""
    file: OutgoingFile | None = None


@dataclass(frozen=True, slots=True)
class ToSend:
    """One message whose turn it is."""

    id: UUID
    contact_point_id: UUID
    address: str
    body: str
    options: tuple[Choice, ...]
    dedupe: str
    purpose: str
    step: str
    case_number: str
    """Empty when the message is about no case."""
    attempts: int
    expires_at: datetime
    heard_at: datetime | None
    """When this person wrote last; None: never."""
    unreachable: bool
    """The network said that nobody is there, or that she blocked us, and she has not written since."""
    template: str
    wants: str
    file: OutgoingFile | None


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of sending one message."""

    id: UUID
    state: str
    """sent | queued | uncertain | failed | dead | held"""
    error: str = ""
    external_id: str = ""
    """The network's id of the message; its receipts and quotes name it."""
    not_before: datetime | None = None
    unreachable: UUID | None = None
    """The contact point, when the network says that nobody is there or the person blocked us."""
    template_gone: str = ""
    """The template that the network does not take any more."""


def state_is(*names: str) -> ColumnElement[bool]:
    """Written out in the statement: with bound values the index of waiting rows would not be used."""
    return is_one_of(outbound.c.state, names)


def is_one_of(state: ColumnElement[str], names: Collection[str]) -> ColumnElement[bool]:
    written: ColumnElement[bool] = state.in_([literal_column(f"'{name}'") for name in names])
    return written


# --- queueing ----------------------------------------------------------------------------------------


def queue(tx: Connection, rows: Sequence[NewOutbound], now: datetime) -> None:
    """Put messages into the outbox; one whose dedupe key is there already is left out.

    News for a person who said "berhenti" is held until she writes again.
    """
    if not rows:
        return
    news = {row.contact_point_id for row in rows if row.purpose == "status"}
    stopped = _stopped(tx, news) if news else set()
    values = [
        {
            "id": new_id(now),
            "channel": row.channel,
            "account": row.account,
            "purpose": row.purpose,
            "dedupe": row.dedupe,
            "body": _packed(row),
            "state": "held" if row.purpose == "status" and row.contact_point_id in stopped else "queued",
            "made_at": row.made_at,
            "not_before": row.not_before or row.made_at,
            "expires_at": row.expires_at,
            "contact_point_id": row.contact_point_id,
            "conversation_id": row.conversation_id,
            "case_id": row.case_id,
            "news_id": row.news_id,
        }
        for row in rows
    ]
    tx.execute(insert_new(tx, outbound), values)


def _packed(row: NewOutbound) -> dict[str, Any]:
    options = [[choice.id, choice.title, choice.description] for choice in row.options]
    body = {"body": row.body, "options": options, "step": row.step}
    more: dict[str, Any] = {"talk": row.talk, "template": row.template, "wants": row.wants}
    if row.file is not None:
        more["file"] = [row.file.name, row.file.kind, row.file.mime]
    return body | {name: value for name, value in more.items() if value}


def _stopped(tx: Connection, points: Collection[UUID]) -> set[UUID]:
    point = contact_points.c
    return set(tx.scalars(select(point.id).where(among(tx, point.id, points), point.stopped_at.is_not(None))))


def release_held(tx: Connection, contact_points_heard: Collection[UUID], now: datetime) -> Mapping[UUID, int]:
    """These people wrote: they can be reached, want news again, and what was held goes out; how many for each."""
    point = contact_points.c
    tx.execute(
        update(contact_points)
        .where(
            among(tx, point.id, contact_points_heard),
            or_(point.unreachable_since.is_not(None), point.stopped_at.is_not(None)),
        )
        .values(unreachable_since=None, stopped_at=None)
    )
    mine = among(tx, outbound.c.contact_point_id, contact_points_heard)
    asked = (outbound.c.purpose == OPENER, state_is(*leaving(Happens.CANCEL)))
    tx.execute(update(outbound).where(mine, *asked).values(state="cancelled"))
    going = (
        update(outbound)
        .where(mine, state_is(*leaving(Happens.RELEASE)))
        .values(state="queued", not_before=now)
    )
    return Counter(tx.scalars(going.returning(outbound.c.contact_point_id)))


def set_reachable(
    tx: Connection, channel: str, account: str, address: str, reachable: bool, now: datetime
) -> None:
    """The network says that somebody blocked us, or let us in again."""
    point = contact_points.c
    index = current().blind("contact_points.address", address)
    tx.execute(
        update(contact_points)
        .where(point.channel == channel, point.account == account, point.address_index == index)
        .values(unreachable_since=None if reachable else now)
    )


def release_channel(tx: Connection, channel: str, now: datetime) -> None:
    """The channel can be reached again: what was held goes out, except to people who want no news."""
    wanted = select(contact_points.c.id).where(contact_points.c.stopped_at.is_(None))
    mine = (outbound.c.channel == channel, outbound.c.contact_point_id.in_(wanted))
    tx.execute(
        update(outbound)
        .where(*mine, state_is(*leaving(Happens.RELEASE)))
        .values(state="queued", not_before=now)
    )


def stop_news(tx: Connection, contact_point_id: UUID, now: datetime) -> None:
    """The person said "berhenti": no news until she writes again; what waits is held."""
    mine = contact_points.c.id == contact_point_id
    tx.execute(update(contact_points).where(mine).values(stopped_at=now))
    waiting = (outbound.c.contact_point_id == contact_point_id, outbound.c.purpose == "status")
    tx.execute(update(outbound).where(*waiting, state_is(*leaving(Happens.HOLD))).values(state="held"))


# --- sending -----------------------------------------------------------------------------------------


def sendable(
    tx: Connection, channel: str, account: str, now: datetime, limit: int, *, clamp: timedelta
) -> list[ToSend]:
    """What is due on one account, oldest first; never past an earlier message of the person that must wait.

    A row whose time lies further ahead than `clamp` is due, too: the clock was set back (ENGINE.md 5).
    """
    row, early = outbound.c, outbound.alias("early")
    blocked = (
        select(literal_column("1"))
        .select_from(early)
        .where(
            early.c.contact_point_id == row.contact_point_id,
            early.c.id < row.id,
            is_one_of(early.c.state, ("queued", "sending", "uncertain")),
            early.c.not_before > now,
            early.c.not_before <= now + clamp,
        )
        .exists()
    )
    statement = (
        select(
            row.id, row.contact_point_id, contact_points.c.address, row.body, row.dedupe, row.purpose,
            func.coalesce(cases.c.number, ""), row.attempts, row.expires_at, conversations.c.heard_at,
            contact_points.c.unreachable_since,
        )
        .join(contact_points, contact_points.c.id == row.contact_point_id)
        .join(conversations, conversations.c.id == row.conversation_id)
        .outerjoin(cases, cases.c.id == row.case_id)
        .where(
            row.channel == channel,
            row.account == account,
            state_is("queued", "uncertain"),
            or_(row.not_before <= now, row.not_before > now + clamp),
            ~blocked,
        )
        .order_by(row.id)
        .limit(limit)
    )  # fmt: skip
    rows: Any = tx.execute(statement)  # more columns than the types of SQLAlchemy can count
    return [_to_send(*values) for values in rows]


def _to_send(
    id_: UUID, point: UUID, address: str, packed: dict[str, Any], dedupe: str, purpose: str,
    number: str, attempts: int, expires_at: datetime, heard_at: datetime | None,
    unreachable_since: datetime | None,
) -> ToSend:  # fmt: skip
    return ToSend(
        id=id_,
        contact_point_id=point,
        address=address,
        body=packed["body"],
        options=unpacked_options(packed),
        dedupe=dedupe,
        purpose=purpose,
        step=packed["step"],
        case_number=number,
        attempts=attempts,
        expires_at=expires_at,
        heard_at=heard_at,
        unreachable=unreachable_since is not None,
        template=packed.get("template", ""),
        wants=packed.get("wants", ""),
        file=OutgoingFile(*packed["file"]) if "file" in packed else None,
    )


def unpacked_options(packed: dict[str, Any]) -> tuple[Choice, ...]:
    """The buttons of a stored message."""
    return tuple(Choice(*parts) for parts in packed["options"])


def mark_sending(tx: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Committed before the call: which of these are ours to send now; each counts one attempt more."""
    row = outbound.c
    statement = (
        update(outbound)
        .where(among(tx, row.id, ids), state_is(*leaving(Happens.TAKE)))
        .values(state="sending", attempts=row.attempts + 1)
        .returning(row.id)
    )
    return set(tx.scalars(statement))


def mark_results(tx: Connection, results: Sequence[SendResult], now: datetime) -> None:
    """What came of sending; a message that was read or cancelled meanwhile stays so."""
    if not results:
        return
    row = outbound.c
    statement = (
        update(outbound)
        .where(row.id == bindparam("which"), state_is(*leaving(Happens.RESULT)))
        .values(
            state=bindparam("result"),
            error=bindparam("code"),
            not_before=func.coalesce(bindparam("again", type_=row.not_before.type), row.not_before),
            sent_at=func.coalesce(bindparam("sent", type_=row.sent_at.type), row.sent_at),
            external_id=bindparam("network_id", type_=row.external_id.type),
            external_index=bindparam("network_index", type_=row.external_index.type),
        )
    )
    tx.execute(statement, [_result(result, now) for result in results])
    mark_unreachable(tx, results, now)


def mark_unreachable(tx: Connection, results: Sequence[SendResult], now: datetime) -> None:
    """Nobody is there, says the network: nothing more is sent until the person writes again."""
    gone = [result.unreachable for result in results if result.unreachable is not None]
    if gone:
        mine = among(tx, contact_points.c.id, gone)
        tx.execute(update(contact_points).where(mine).values(unreachable_since=now))


def _result(result: SendResult, now: datetime) -> dict[str, Any]:
    return {
        "which": result.id,
        "result": result.state,
        "code": result.error[:80],
        "again": result.not_before,
        "sent": now if result.state == "sent" else None,
        "network_id": result.external_id or None,
        "network_index": external(result.external_id) if result.external_id else None,
    }


def external(external_id: str) -> bytes:
    return current().blind("outbound.external_id", external_id)


def recover_sending(tx: Connection, channel: str, account: str, now: datetime) -> None:
    """At the start: what was being sent when the program died may have arrived or not; tried again in 30 s."""
    row = outbound.c
    tx.execute(
        update(outbound)
        .where(row.channel == channel, row.account == account, state_is(*leaving(Happens.DIE)))
        .values(state="uncertain", not_before=now + UNSENT_AGAIN)
    )


def expire(tx: Connection, now: datetime) -> int:
    """What waited longer than it is worth is dead; how many. The case page shows it."""
    late = (outbound.c.expires_at <= now, state_is(*leaving(Happens.EXPIRE)))
    return tx.execute(update(outbound).where(*late).values(state="dead", error="expired")).rowcount


# --- looking -----------------------------------------------------------------------------------------


def about_sent(tx: Connection, contact_point_id: UUID, external_id: str) -> tuple[UUID | None, str]:
    """The case and the talk that a message of ours to this person was about; (None, "") for an unknown message."""
    row = outbound.c
    mine = (row.contact_point_id == contact_point_id, row.external_index == external(external_id))
    found = tx.execute(select(row.case_id, row.body).where(*mine)).first()
    return (found.case_id, found.body.get("talk", "")) if found else (None, "")


def backlog(tx: Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """For each (channel, account): how many messages wait to be sent, and how many for their person to write."""
    row = outbound.c
    waiting = state_is("queued", "sending", "uncertain", "held")
    found = tx.execute(
        select(row.channel, row.account, row.state, func.count())
        .where(waiting)
        .group_by(row.channel, row.account, row.state)
    )
    counted: dict[tuple[str, str], tuple[int, int]] = {}
    for channel, account, state, many in found:
        queued, held = counted.get((channel, account), (0, 0))
        counted[channel, account] = (queued, held + many) if state == "held" else (queued + many, held)
    return counted


def outgoing_count(tx: Connection, channel: str = "") -> int:
    """How many messages wait to be sent or are being sent, on one channel or on all."""
    waiting = state_is("queued", "sending", "uncertain")
    statement = select(func.count()).select_from(outbound).where(waiting)
    return tx.scalars(statement.where(outbound.c.channel == channel) if channel else statement).one()
