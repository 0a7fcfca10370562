"""Filling in: what was told after a case was opened early, because an officer was called in the middle of the story."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from . import agencies, people, people_access, rules
from .changes import Change, carry_out, decide
from .errors import Refused
from .events import Event, EventName
from .opening import NewCase, people_of, proposal
from .roles import Viewer
from .rules import Act
from .store import CaseRow

_OPENNESS = ("open", "anonymous_to_agency", "hidden_from_public")
"""Who may learn the reporter's name; it only gets stricter."""


def fill_in(tx: Connection, case: CaseRow, draft: NewCase, viewer: Viewer, now: datetime) -> Event:
    """The whole story laid over its beginning; nothing that protects somebody is lost or loosened.

    Leaves CASE_COMPLETED. Raises Refused: `aturan.keadaan` for a case that was closed meanwhile, `kasus.kategori`.
    """
    to = decide(case, Act.COMPLETE, viewer, now)
    known = {one.code: one for one in agencies.all_categories(tx)}
    if draft.category not in known:
        raise Refused("kasus.kategori", category=draft.category)
    accused = case.accused or draft.accused
    urgency = rules.most_urgent(case.urgency, draft.urgency, known[draft.category].urgency).value
    levels = [known[code].confidentiality for code in (draft.category, *draft.also) if code in known]
    agency_id, reason = proposal(tx, draft.category, draft.area, draft.kind, urgency, accused)
    reporter, subject = people_of(tx, draft, now)
    values: dict[str, Any] = {
        "category": draft.category,
        "also": list(draft.also),
        "kind": str(draft.kind),
        "title": known[draft.category].name,
        "urgency": urgency,
        "confidentiality": rules.strictest(case.confidentiality, draft.confidentiality, *levels).value,
        "reporter_visibility": max(case.reporter_visibility, draft.reporter_visibility, key=_OPENNESS.index),
        "accused": accused,
        "subject": draft.subject,
        "relation": draft.relation or case.relation,
        "area": draft.area or case.area,
        "story": draft.story or case.story,
        "entities": {**case.entities, **draft.entities},
        "proposed_agency_id": agency_id,
        "route_reason": reason,
        "reporter_id": case.reporter_id or reporter,
        "subject_id": case.subject_id or subject,
    }
    if draft.access_word:
        people_access.lock(tx, case.id, draft.access_word)
    if draft.contact_point_id and draft.consent:
        people.consent(tx, draft.contact_point_id, case.id, draft.consent, "case", now)
    changed = {
        name: f"{getattr(case, name)}>{values[name]}"
        for name in ("category", "urgency", "confidentiality", "area")
        if getattr(case, name) != values[name]
    }
    data = changed | ({} if agency_id else {"alarm": "unmapped"})
    return carry_out(tx, case, viewer, now, Change(EventName.CASE_COMPLETED, to, values=values, data=data))
