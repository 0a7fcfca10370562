"""Every case as one plain object, for `python -m bot cases --json`; the keys are a contract (README)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from cases.areas import level_of, names_of
from cases.models import agencies, attachments, cases, referrals
from cases.numbers import shown
from cases.roles import Viewer
from cases.rules import SHOWN_REFERRALS

from .store_scope import visible

_SHOWN = [state.value for state in SHOWN_REFERRALS]


def rows(tx: Connection, viewer: Viewer, since: datetime | None = None) -> Iterator[dict[str, Any]]:
    """The cases the viewer may list, oldest first; with `since` those opened at or after that moment.

    Keys: number, state, category, also, kind, urgency, confidentiality, anonymous, area {code, level, name},
    agency (code of the newest referral's agency, else of the proposed one), reporter_role, subject, entities,
    attachments (how many photos, voice notes, files and pins came with it), channel, created_at, due_at (ISO 8601, UTC).
    """
    row = cases.c
    statement = select(cases).where(visible(viewer)).order_by(row.id)
    if since is not None:
        statement = statement.where(row.created_at >= since)
    found = tx.execute(statement).all()
    names = names_of(tx, {case.area for case in found})
    codes, sent, files = _agencies(tx), _referred(tx), _attachments(tx)
    for case in found:
        agency = codes.get(sent.get(case.id) or case.proposed_agency_id, "")
        yield _plain(case, names.get(case.area, ""), agency, files.get(case.id, 0))


def _plain(case: Any, place: str, agency: str, attachments: int) -> dict[str, Any]:
    return {
        "number": shown(case.number),
        "state": case.state,
        "category": case.category,
        "also": case.also,
        "kind": case.kind,
        "urgency": case.urgency,
        "confidentiality": case.confidentiality,
        "anonymous": case.reporter_visibility != "open"
        or (case.reporter_id is None and case.subject_id is None),
        "area": {"code": case.area, "level": level_of(case.area) if case.area else "", "name": place},
        "agency": agency,
        "reporter_role": case.reporter_role,
        "subject": case.subject,
        "entities": case.entities,
        "attachments": attachments,
        "channel": case.channel,
        "created_at": case.created_at.isoformat(),
        "due_at": case.due_at.isoformat() if case.due_at else None,
    }


def _agencies(tx: Connection) -> Mapping[UUID | None, str]:
    return dict(tx.execute(select(agencies.c.id, agencies.c.code)).all())


def _referred(tx: Connection) -> dict[UUID, UUID]:
    """Case -> agency of its newest referral that still counts."""
    one = referrals.c
    sent = tx.execute(select(one.case_id, one.agency_id).where(one.state.in_(_SHOWN)).order_by(one.id))
    return dict(sent.all())


def _attachments(tx: Connection) -> dict[UUID, int]:
    """Case -> how many files, pins included, belong to it."""
    row = attachments.c
    counted = tx.execute(
        select(row.case_id, func.count()).where(row.case_id.is_not(None)).group_by(row.case_id)
    )
    return dict(counted.all())
