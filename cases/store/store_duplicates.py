"""Which open cases may tell of the same trouble: suggested to a person who decides, never put together by themselves."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_, select

from cases.models import cases, people
from cases.people_reach import same_person
from cases.roles import Role, Viewer
from cases.rules import OPEN_NAMES

from . import store_merges
from .store_rows import CaseRow, listed

MOST = 5
"""Suggestions for one case."""


def alike(tx: Connection, viewer: Viewer, case: CaseRow) -> list[CaseRow]:
    """Open cases the viewer may read of the same person, number, NIK or chat; the same need first, then the newest."""
    signs = _signs(case)
    if not signs:
        return []
    row = cases.c
    found = listed(tx, viewer, row.id != case.id, row.state.in_(OPEN_NAMES), or_(*signs))
    return sorted(found, key=lambda one: one.category != case.category)[:MOST]


def together(tx: Connection, viewer: Viewer, case: CaseRow) -> list[CaseRow]:
    """The cases she may read that were put together with this one."""
    others = store_merges.together(tx, case.id)
    return listed(tx, viewer, cases.c.id.in_(others)) if others else []


def _signs(case: CaseRow) -> list[ColumnElement[bool]]:
    """A facilitator tells of forty families: her own chat and name say nothing."""
    row = cases.c
    by_facilitator = case.reporter_role == Role.FACILITATOR
    whom = [one for one in (case.subject_id, None if by_facilitator else case.reporter_id) if one]
    signs: list[ColumnElement[bool]] = []
    if whom:
        who, mine = people.c, people.alias("mine")
        same = select(who.id).join(mine, or_(
            who.id == mine.c.id, who.nik_index == mine.c.nik_index, who.phone_index == mine.c.phone_index,
        )).where(mine.c.id.in_(whom))  # fmt: skip
        signs += [row.subject_id.in_(same), row.reporter_id.in_(same)]
    if case.contact_point_id is not None and not by_facilitator:
        signs.append(row.contact_point_id.in_(same_person(case.contact_point_id)))
    return signs
