"""Opening: what a resident told becomes a case, once for each talk, with a number and a proposed agency."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from . import agencies, ledger, lessons, numbers, people, people_access, routing, rules
from .agencies import Category
from .changes import leave
from .deadlines import NO_CLOCK
from .dialects import insert_new
from .errors import Refused, SambungError
from .events import Event, EventName
from .ids import new_id
from .models import cases
from .people import NewPerson
from .roles import Viewer
from .rules import CASE_TABLE, Act, CaseState
from .store import CaseRow, by_draft, read_case

TRIES = 5
"""Draws of a number: with 40 random bits even the second is rarer than anything else that goes wrong."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known of a case when it is opened; only draft, category and story must be."""

    draft: str
    """The talk, form or message it comes from; one draft leads to one case, however often it is sent."""
    category: str
    story: str
    """The person's own words."""
    kind: str = rules.Kind.NEED
    also: tuple[str, ...] = ()
    """Second categories."""
    urgency: str = rules.Urgency.NORMAL
    """At least that; the category may ask for more."""
    confidentiality: str = rules.Confidentiality.NORMAL
    """At least that; the categories may ask for more."""
    area: str = ""
    """Region code; empty when nobody has said it yet."""
    subject: str = "self"
    """self | other"""
    relation: str = ""
    reporter_role: str = "resident"
    reporter_visibility: str = "open"
    accused: str = ""
    """Who a misconduct is reported of (cases.exclusion.ACCUSED); they never see the case."""
    access_word: str = ""
    """The word that will open the news of a secret case; empty: none was chosen."""
    entities: Mapping[str, str] = field(default_factory=dict)
    """What else was found in the story: name of the thing -> what was said."""
    channel: str = "panel"
    intake_point: str = "resident"
    service_line: str = "complaint"
    contact_point_id: UUID | None = None
    reporter: NewPerson | None = None
    subject_person: NewPerson | None = None
    """When it is not the reporter."""
    consent: str = ""
    """Version of the notice the person agreed to; empty in an emergency or at a desk with paper."""
    learning: bool = False
    """The notice said that the story, without names, may teach the bot."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The case of a draft."""

    case: CaseRow
    event: Event | None
    """CASE_OPENED; None when this draft had led to a case before."""


def open_case(tx: Connection, draft: NewCase, viewer: Viewer, now: datetime) -> Opened:
    """Make the case of a draft, or find it when it was made before.

    Raises Refused: `aturan.peran` for who may not open cases, `kasus.kategori` for an unknown category.
    """
    known = by_draft(tx, draft.draft)
    if known is not None:
        return Opened(known, None)
    # whoever may bring cases may bring one from the next village: where it goes is a question of routing
    rules.after(CASE_TABLE, Act.OPEN, CaseState.DRAFT, viewer.roles(), rules.Facts())
    case_id, data = _insert(tx, draft, viewer, now)
    if case_id is None:  # another process opened it in this moment
        return Opened(_require(by_draft(tx, draft.draft)), None)
    if draft.contact_point_id and draft.consent:
        people.consent(tx, draft.contact_point_id, case_id, draft.consent, "case", now)
        if draft.learning:
            people.consent(tx, draft.contact_point_id, case_id, draft.consent, lessons.PURPOSE, now)
    if draft.access_word:
        people_access.lock(tx, case_id, draft.access_word)
    event = leave(tx, case_id, viewer, now, EventName.CASE_OPENED, data=data)
    return Opened(read_case(tx, case_id), event)


def open_second(tx: Connection, first: CaseRow, draft: NewCase, viewer: Viewer, now: datetime) -> CaseRow:
    """A case made of another one, for the same people and of the same author; who may do that was asked by the caller."""
    case_id, data = _insert(tx, draft, viewer, now)
    if case_id is None:
        return _require(by_draft(tx, draft.draft))
    people_and_author = {name: getattr(first, name) for name in ("reporter_id", "subject_id", "entered_by")}
    tx.execute(update(cases).where(cases.c.id == case_id).values(people_and_author))
    leave(tx, case_id, viewer, now, EventName.CASE_OPENED, data=data | {"split_from": first.number})
    return read_case(tx, case_id)


def _insert(
    tx: Connection, draft: NewCase, viewer: Viewer, now: datetime
) -> tuple[UUID | None, dict[str, str]]:
    values = _values(tx, draft, viewer, now)
    for _ in range(TRIES):
        values |= {"id": new_id(now), "number": numbers.new_number(secrets.randbits)}
        made = tx.scalars(insert_new(tx, cases).returning(cases.c.id), [values]).first()
        if made is not None:
            ledger.begin(tx, made, now, ledger.owed(None, values["due_at"], values["due_what"], None))
            return made, _codes(values)
        if by_draft(tx, draft.draft) is not None:
            return None, {}
    raise SambungError("no free case number was found")


def _codes(values: Mapping[str, Any]) -> dict[str, str]:
    """What the history says in clear; an unmapped need shouts there (DOMAIN.md rule 14)."""
    codes = {name: str(values[name]) for name in ("category", "urgency", "confidentiality", "channel")}
    if values["proposed_agency_id"] is None:
        codes["alarm"] = "unmapped"
    return codes


def _values(tx: Connection, draft: NewCase, viewer: Viewer, now: datetime) -> dict[str, Any]:
    known = {category.code: category for category in agencies.all_categories(tx)}
    main, others = _category(known, draft.category), [_category(known, code) for code in draft.also]
    all_of_them = [main, *others]
    urgency = rules.most_urgent(draft.urgency, main.urgency)
    due = agencies.clockwork(tx).after(
        NO_CLOCK, CaseState.RECEIVED, now, urgency=urgency, category=draft.category
    )
    agency_id, reason = proposal(tx, draft.category, draft.area, draft.kind, urgency, draft.accused)
    reporter, subject = people_of(tx, draft, now)
    return {
        "draft": draft.draft,
        "state": CaseState.RECEIVED.value,
        "kind": str(draft.kind),
        "category": draft.category,
        "also": list(draft.also),
        "urgency": urgency.value,
        "confidentiality": rules.strictest(
            draft.confidentiality, *(category.confidentiality for category in all_of_them)
        ).value,
        "reporter_visibility": draft.reporter_visibility,
        "accused": draft.accused,
        "reporter_role": draft.reporter_role,
        "subject": draft.subject,
        "relation": draft.relation,
        "area": draft.area,
        "intake_point": draft.intake_point,
        "service_line": draft.service_line,
        "channel": draft.channel,
        "title": main.name,
        "story": draft.story,
        "entities": dict(draft.entities),
        "due_at": due.at,
        "due_what": due.what,
        "route_reason": reason,
        "created_at": now,
        "changed_at": now,
        "entered_by": viewer.actor,
        "proposed_agency_id": agency_id,
        "reporter_id": reporter,
        "subject_id": subject,
        "contact_point_id": draft.contact_point_id,
    }


def proposal(
    tx: Connection, category: str, area: str, kind: str, urgency: str, accused: str = ""
) -> tuple[UUID | None, str]:
    """Agency and reason by the office's table, never the accused one; (None, "") for a need nobody has mapped."""
    meant = [one.id for one in agencies.all_agencies(tx) if one.code == accused] if accused else []
    never_to = meant[0] if meant else None
    try:
        found = routing.route(agencies.rules(tx), category, area, kind, urgency, never_to=never_to)
    except routing.Unmapped:
        return None, ""
    return found.agency_id, found.reason


def _category(known: Mapping[str, Category], code: str) -> Category:
    if code not in known:
        raise Refused("kasus.kategori", category=code)
    return known[code]


def people_of(tx: Connection, draft: NewCase, now: datetime) -> tuple[UUID | None, UUID | None]:
    """Reporter and subject of a draft, remembered; for oneself they are one person."""
    reporter = None
    if draft.reporter is not None:
        if draft.contact_point_id is not None:
            reporter = people.speaker(tx, draft.contact_point_id, draft.reporter, now)
        else:
            reporter = people.remember(tx, draft.reporter, now)
    if draft.subject == "self":
        return reporter, reporter
    subject = people.remember(tx, draft.subject_person, now) if draft.subject_person else None
    return reporter, subject


def _require(case: CaseRow | None) -> CaseRow:
    if case is None:
        raise SambungError("the case of this draft is gone")
    return case
