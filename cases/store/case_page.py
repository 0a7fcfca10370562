"""One case as a page: what happened in order, who it is about, which agencies work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, select

from cases.events import Event, EventName
from cases.models import accounts, agencies, events, inbound, outbound, questions, referrals
from cases.people import Person, by_id
from cases.roles import Viewer

from .store_rows import CaseRow, ReferralRow, package_for, read_referrals

_SHARED = frozenset({EventName.CONFERENCE_CALLED, EventName.CONFERENCE_SAID, EventName.CONFERENCE_CONCLUDED})
"""Said by the secretariat and the agencies to each other."""
_HIDDEN_FROM_AGENCY = frozenset(
    {
        EventName.MESSAGE_WRITTEN,
        EventName.NOTE_ADDED,
        EventName.HUMAN_WANTED,
        EventName.ROUTE_CHANGED,
        EventName.DEADLINE_CHANGED,
        EventName.EXCLUDED,
        EventName.EXCLUSION_DOUBTED,
        EventName.READMITTED,
        EventName.CASE_MERGED,
        EventName.CASE_ABSORBED,
        EventName.CASE_UNMERGED,
        EventName.CASE_RELEASED,
        EventName.MERGED_NEWS,
    }
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the history of a case."""

    id: UUID
    at: datetime
    kind: Literal["event", "in", "out"]
    name: str
    """Event name; for messages the kind of message (in) or its purpose (out)."""
    actor: str
    """`resident`, `system`, `bot` or an account id."""
    actor_name: str
    """Name of the account; empty for the others."""
    text: str
    data: dict[str, str]
    agency: str = ""
    """Short name of the agency the event is about."""
    referral_id: UUID | None = None
    state: str = ""
    """Delivery of a message of ours, as the network said (DECISIONS 14)."""
    dedupe: str = ""
    """Key of a message of ours: it begins with the id of the event that caused it, if one did."""
    error: str = ""
    channel: str = ""
    """The channel of a message."""
    helps: bool = False
    """A message that was made because another one had not arrived."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked the resident."""

    id: UUID
    text: str
    asked_at: datetime
    referral_id: UUID | None


def timeline(tx: Connection, viewer: Viewer, case: CaseRow) -> list[TimelineEntry]:
    """Events and messages of a case the viewer has read, in the order they happened.

    An agency sees the events of its own referrals, what its own people wrote, and no chat.
    """
    entries = _events(tx, case.id)
    if case.referred:
        mine = {one.id for one in read_referrals(tx, case.id) if one.agency_id == viewer.agency_id}
        mine |= _proposed_by(tx, viewer.agency_id, entries)
        entries = [entry for entry in entries if _shown_to_agency(entry, viewer, mine)]
    else:
        entries += _incoming(tx, case.id) + _outgoing(tx, case.id)
    return sorted(entries, key=lambda entry: (entry.at, entry.id))


def _proposed_by(tx: Connection, agency_id: UUID | None, entries: list[TimelineEntry]) -> set[UUID]:
    """Proposals to the secretariat that somebody of this agency made."""
    colleagues = {
        str(id_) for id_ in tx.scalars(select(accounts.c.id).where(accounts.c.agency_id == agency_id))
    }
    made = (one for one in entries if one.name == EventName.PROPOSAL_MADE and one.actor in colleagues)
    return {one.referral_id for one in made if one.referral_id}


def _shown_to_agency(entry: TimelineEntry, viewer: Viewer, mine: set[UUID]) -> bool:
    if entry.actor == viewer.actor or entry.referral_id in mine or entry.name in _SHARED:
        return True
    return entry.referral_id is None and entry.name not in _HIDDEN_FROM_AGENCY and not entry.text


def _events(tx: Connection, case_id: UUID) -> list[TimelineEntry]:
    row = events.c
    names = {str(id_): name for id_, name in tx.execute(select(accounts.c.id, accounts.c.name))}
    rows = tx.execute(
        select(
            row.id, row.at, row.name, row.actor, row.text, row.data, row.referral_id, agencies.c.short_name
        )
        .outerjoin(referrals, referrals.c.id == row.referral_id)
        .outerjoin(agencies, agencies.c.id == referrals.c.agency_id)
        .where(row.case_id == case_id)
    )
    return [
        TimelineEntry(
            id=id_, at=at, kind="event", name=name, actor=actor, actor_name=names.get(actor, ""), text=text,
            data=data, agency=agency or "", referral_id=referral,
        )
        for id_, at, name, actor, text, data, referral, agency in rows
    ]  # fmt: skip


def read_event(tx: Connection, event_id: UUID | None) -> Event | None:
    """One line of a history; None for an id that is none."""
    row = events.c
    columns = (row.id, row.case_id, row.name, row.at, row.actor, row.referral_id, row.text, row.data)
    found = tx.execute(select(*columns).where(row.id == event_id)).first()
    return (
        Event(*found[:2], EventName(found.name), *found[3:6], found.text or "", found.data) if found else None
    )


def written_since(tx: Connection, case_id: UUID, since: datetime) -> bool:
    """Whether an officer wrote to the resident about this case since then."""
    row = events.c
    found = select(row.id).where(
        row.case_id == case_id, row.name == EventName.MESSAGE_WRITTEN.value, row.at >= since
    )
    return tx.execute(found.limit(1)).first() is not None


def _incoming(tx: Connection, case_id: UUID) -> list[TimelineEntry]:
    row = inbound.c
    rows = tx.execute(
        select(row.id, row.received_at, row.kind, row.body, row.state).where(row.case_id == case_id)
    )
    return [
        TimelineEntry(
            id=id_, at=at, kind="in", name=kind, actor="resident", actor_name="",
            text=(body or {}).get("text", ""), data={}, state=state,
        )
        for id_, at, kind, body, state in rows
    ]  # fmt: skip


def _outgoing(tx: Connection, case_id: UUID) -> list[TimelineEntry]:
    """Alerts to officers are about the case, too, but no part of the conversation."""
    row = outbound.c
    rows = tx.execute(
        select(
            row.id,
            row.made_at,
            row.purpose,
            row.body,
            row.state,
            row.dedupe,
            row.error,
            row.channel,
            row.news_id,
        ).where(row.case_id == case_id, row.purpose != "alert")
    )
    return [
        TimelineEntry(
            id=id_, at=at, kind="out", name=purpose, actor="bot", actor_name="", text=body["body"], data={},
            state=state, dedupe=dedupe, error=error, channel=channel, helps=news is not None,
        )
        for id_, at, purpose, body, state, dedupe, error, channel, news in rows
    ]  # fmt: skip


def referrals_of(tx: Connection, viewer: Viewer, case: CaseRow) -> list[ReferralRow]:
    """The referrals of a case the viewer has read, oldest first; an agency sees its own."""
    found = read_referrals(tx, case.id)
    if case.referred:
        return [one for one in found if one.agency_id == viewer.agency_id]
    return found


def open_questions(tx: Connection, case_id: UUID) -> list[Question]:
    """What the resident has not answered yet, oldest first."""
    row = questions.c
    statement = (
        select(row.id, row.text, row.asked_at, row.referral_id)
        .where(row.case_id == case_id, row.answered_at.is_(None))
        .order_by(row.id)
    )
    return [Question(*values) for values in tx.execute(statement)]


def people_of(tx: Connection, viewer: Viewer, case: CaseRow) -> dict[str, Person]:
    """`reporter` and `subject` of a case the viewer has read, in full: masking is the page's work.

    An agency sees the fields of its package; never who wanted to stay anonymous to it.
    """
    found = {"reporter": by_id(tx, case.reporter_id), "subject": by_id(tx, case.subject_id)}
    known = {role: person for role, person in found.items() if person is not None}
    if not case.referred:
        return known
    if case.reporter_visibility == "anonymous_to_agency":
        known = {role: one for role, one in known.items() if one.id != case.reporter_id}
    packed = package_for(tx, viewer, case.id)
    return {role: _packed(person, packed) for role, person in known.items()} if "name" in packed else {}


def _packed(person: Person, packed: frozenset[str]) -> Person:
    def kept(field: str) -> Any:
        return getattr(person, field) if field in packed else ""

    return Person(person.id, person.name, kept("nik"), kept("kk"), kept("phone"))
