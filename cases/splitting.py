"""Pecah: two troubles told as one become two cases, each with its own number and road (DOMAIN.md 5.1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from . import numbers
from .changes import Change, carry_out, decide
from .errors import Refused
from .events import Event, EventName
from .opening import NewCase, open_second
from .roles import Viewer
from .rules import Act
from .store import CaseRow
from .store.store_exclusions import copy


def split(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, category: str, story: str
) -> Event:
    """The second trouble, in words from the first story, begins where every case begins; the resident is told both numbers.

    It concerns the same people, is as confidential, and whoever must not learn of the first learns nothing of the second. Raises
    Refused: `kasus.kategori`, `pecah.cerita` without words.
    """
    to = decide(case, Act.SPLIT, viewer, now)
    if not story.strip():
        raise Refused("pecah.cerita")
    draft = NewCase(
        draft=f"pecah:{case.id}:{case.version}", category=category, story=story, kind=case.kind, urgency=case.urgency,
        confidentiality=case.confidentiality, reporter_visibility=case.reporter_visibility, accused=case.accused,
        area=case.area, subject=case.subject, relation=case.relation, reporter_role=case.reporter_role,
        entities=case.entities, channel=case.channel, intake_point=case.intake_point, service_line=case.service_line,
        contact_point_id=case.contact_point_id,
    )  # fmt: skip
    second = open_second(tx, case, draft, viewer, now)
    copy(tx, case.id, second.id, now)
    data = {"into": second.number}
    return carry_out(
        tx, case, viewer, now, Change(EventName.CASE_SPLIT, to, numbers.shown(second.number), data=data)
    )
