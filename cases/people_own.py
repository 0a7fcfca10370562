"""What is held of the person behind a contact point, for a copy, and how it is erased (UU PDP 27/2022, TRUST.md P5, P6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from . import audit
from .errors import Refused
from .messages.states import Happens, leaving
from .models import (
    attachments,
    cases,
    consents,
    contact_points,
    conversations,
    events,
    inbound,
    lessons,
    menus,
    merges,
    outbound,
    people,
    promises,
    questions,
    referrals,
    tasks,
)
from .people import Person, by_id
from .people_reach import same_person
from .roles import resident
from .rules import OPEN_NAMES
from .store import CaseRow, for_contact

GONE = "dihapus"
"""What stands where a story or a name stood."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything we hold of whoever speaks at one contact point."""

    people: tuple[Person, ...]
    cases: tuple[CaseRow, ...]
    messages: int
    consented_at: datetime | None


def held(tx: Connection, contact_point_id: UUID) -> Held:
    """For the copy a person asks for; other people's data is in none of it (TRUST.md P5)."""
    mine = for_contact(tx, contact_point_id, limit=100)
    point, talk = contact_points.c, conversations.c
    speaker = tx.scalars(select(point.person_id).where(point.id == contact_point_id)).first()
    ids = dict.fromkeys([speaker, *(case.reporter_id for case in mine)])
    known = [person for id_ in ids if (person := by_id(tx, id_)) is not None]
    told = select(func.count()).select_from(inbound).join(conversations, talk.id == inbound.c.conversation_id)
    hers = same_person(contact_point_id)
    messages = tx.scalars(told.where(talk.contact_point_id.in_(hers))).one()
    agreed = select(func.max(consents.c.at)).where(consents.c.contact_point_id.in_(hers))
    return Held(tuple(known), tuple(mine), messages, tx.scalars(agreed).one())


def erase(tx: Connection, contact_point_id: UUID, now: datetime) -> None:
    """Names, numbers, stories and messages go; codes and dates stay for the figures of the office.

    Raises Refused `data.terbuka` while somebody still works on a case of hers.
    """
    row = cases.c
    hers: list[UUID] = list(tx.scalars(same_person(contact_point_id)))
    mine = list(tx.scalars(select(row.id).where(row.contact_point_id.in_(hers))))
    if tx.scalars(select(row.id).where(row.id.in_(mine), row.state.in_(OPEN_NAMES)).limit(1)).first():
        raise Refused("data.terbuka")
    persons = _only_here(tx, hers, mine)
    talks = list(tx.scalars(select(conversations.c.id).where(conversations.c.contact_point_id.in_(hers))))
    _erase_cases(tx, mine)
    _erase_messages(tx, talks)
    nobody = {"name": GONE, "nik": None, "nik_index": None, "kk": None, "phone": None, "phone_index": None}
    tx.execute(update(people).where(people.c.id.in_(persons)).values(nobody))
    unnamed = {"display_name": None, "phone": None, "phone_index": None, "person_id": None}
    tx.execute(update(contact_points).where(contact_points.c.id.in_(hers)).values(unnamed))
    audit.record(tx, resident(contact_point_id), "erased", f"contact_point:{contact_point_id}", now)


def _only_here(tx: Connection, hers: Sequence[UUID], mine: Sequence[UUID]) -> list[UUID]:
    """People known only through these cases: who stands in somebody else's case stays there."""
    row, point = cases.c, contact_points.c
    roles = (row.reporter_id, row.subject_id)
    told = {id_ for role in roles for id_ in tx.scalars(select(role).where(row.id.in_(mine))) if id_}
    told |= {id_ for id_ in tx.scalars(select(point.person_id).where(point.id.in_(hers))) if id_}
    elsewhere = {
        id_ for role in roles for id_ in tx.scalars(select(role).where(role.in_(told), row.id.not_in(mine)))
    }
    elsewhere |= set(
        tx.scalars(select(point.person_id).where(point.person_id.in_(told), point.id.not_in(hers)))
    )
    return sorted(told - elsewhere)


def _erase_cases(tx: Connection, mine: Sequence[UUID]) -> None:
    empty: dict[Any, dict[str, Any]] = {
        events: {"text": ""},
        referrals: {"note": "", "result": None},
        questions: {"text": GONE, "answer": None},
        tasks: {"text": ""},
        promises: {"bring": ""},
    }
    for table, values in empty.items():
        tx.execute(update(table).where(table.c.case_id.in_(mine)).values(values))
    tx.execute(delete(lessons).where(lessons.c.case_id.in_(mine)))
    tx.execute(
        delete(merges).where(merges.c.case_id.in_(mine))
    )  # what goes on elsewhere is no news of hers any more
    gone: dict[str, Any] = {"story": GONE, "entities": {}, "access_index": None}
    tx.execute(update(cases).where(cases.c.id.in_(mine)).values(gone))


def _erase_messages(tx: Connection, talks: Sequence[UUID]) -> None:
    """The rows stay, so that a message that comes twice is known; what they said goes."""
    sent = attachments.c.conversation_id.in_(talks)
    files = select(attachments.c.id).where(sent)
    tx.execute(update(tasks).where(tasks.c.attachment_id.in_(files)).values(attachment_id=None, text=""))
    tx.execute(delete(attachments).where(sent))
    heard = inbound.c.conversation_id.in_(talks), inbound.c.state != "stored"
    tx.execute(update(inbound).where(*heard).values(body=None, raw=None))
    said = outbound.c.conversation_id.in_(talks), outbound.c.state != "sending"
    waiting = outbound.c.state.in_(leaving(Happens.CANCEL))
    tx.execute(update(outbound).where(*said, waiting).values(state="cancelled"))
    tx.execute(update(outbound).where(*said).values(body={"body": "", "options": [], "step": ""}))
    tx.execute(delete(menus).where(menus.c.conversation_id.in_(talks)))
    tx.execute(update(conversations).where(conversations.c.id.in_(talks)).values(state=""))
