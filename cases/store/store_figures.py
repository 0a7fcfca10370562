"""The cases of a period as figures see them, and as rows for a table outside; for who may list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from cases.areas import names_of
from cases.events import EventName
from cases.figures import Measured
from cases.models import agencies, cases, events, referrals
from cases.numbers import shown
from cases.roles import Role, Viewer

from .store_scope import countable, readable, referred_flag, visible

CLOSED_TO_HER = "tertutup"
"""Category and agency of a case the viewer may list but not read."""
_ANSWERED = [
    name.value
    for name in (
        EventName.CASE_VERIFIED, EventName.QUESTION_ASKED, EventName.MESSAGE_WRITTEN, EventName.CASE_TAKEN,
        EventName.REFERRAL_SENT, EventName.CASE_CLOSED, EventName.CASE_HELD,
    )
]  # fmt: skip
_ENDED = [EventName.REFERRAL_DONE.value, EventName.CASE_CLOSED.value]
_NOBODY = ("system", "resident")
COLUMNS = (
    "id", "number", "state", "category", "area", "channel", "urgency", "confidentiality", "intake_point", "close_reason",
    "outcome", "reopened", "created_at", "due_at", "entered_by", "handler_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case for a table outside the house: codes and dates, no name, no story, no number of a person."""

    number: str
    measured: Measured
    place: str
    """Kecamatan and desa in words."""
    urgency: str
    intake_point: str
    outcome: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the history of a case for a table outside: what, when, by which kind of person."""

    number: str
    at: datetime
    name: str
    by: str
    """warga | sistem | petugas"""


def measured(
    tx: Connection, viewer: Viewer, since: datetime, until: datetime, zone: ZoneInfo
) -> list[Measured]:
    """The cases of that time as her figures count them; an auditor learns of no case, only how many."""
    return [one.measured for one in _rows(tx, viewer, since, until, zone, countable(viewer))]


def rows(tx: Connection, viewer: Viewer, since: datetime, until: datetime, zone: ZoneInfo) -> list[Row]:
    """Cases opened in that time, oldest first. What she may not read has neither category nor agency."""
    return _rows(tx, viewer, since, until, zone, visible(viewer))


def _rows(
    tx: Connection,
    viewer: Viewer,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    which: ColumnElement[bool],
) -> list[Row]:
    row = cases.c
    inside = _inside(which, since, until)
    statement = select(*(row[name] for name in COLUMNS), referred_flag(viewer)).where(inside).order_by(row.id)
    found = tx.execute(statement).all()
    times, asked = _times(tx, inside), _asked(tx, viewer, inside)
    places = names_of(tx, {one.area for one in found if one.area})
    return [
        _row(viewer, one, times.get(one.id), asked.get(one.id, ""), places.get(one.area, ""), zone)
        for one in found
    ]


def _inside(which: ColumnElement[bool], since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(which, cases.c.created_at >= since, cases.c.created_at < until)


def _row(viewer: Viewer, one: Any, times: Any, agency: str, place: str, zone: ZoneInfo) -> Row:
    may = readable(viewer, one) or Role.AUDITOR in viewer.roles()
    measured = Measured(
        created_at=one.created_at,
        month=f"{one.created_at.astimezone(zone):%Y-%m}",
        category=one.category if may else CLOSED_TO_HER,
        area=".".join(one.area.split(".")[:3]) if one.area.count(".") >= 2 else "",
        agency=agency if may else CLOSED_TO_HER,
        channel=one.channel,
        state=one.state,
        close_reason=one.close_reason if may else "",
        reopened=one.reopened,
        answered_at=times.answered if times else None,
        finished_at=times.finished if times else None,
        broken=bool(times and times.broken),
    )
    return Row(
        shown(one.number), measured, place, one.urgency, one.intake_point, one.outcome if may else "", one.due_at
    )  # fmt: skip


def _times(tx: Connection, inside: ColumnElement[bool]) -> dict[UUID, Any]:
    """Of each case: first act of a person, first end, and whether a promise was broken; one statement."""
    line = events.c
    answered = and_(line.name.in_(_ANSWERED), line.actor.not_in(_NOBODY))
    statement = (
        select(
            line.case_id,
            func.min(case((answered, line.at))).label("answered"),
            func.min(case((line.name.in_(_ENDED), line.at))).label("finished"),
            func.max(case((line.name == EventName.PROMISE_BROKEN.value, 1), else_=0)).label("broken"),
        )
        .join(cases, cases.c.id == line.case_id)
        .where(inside)
        .group_by(line.case_id)
    )
    return {found.case_id: found for found in tx.execute(statement)}


def _asked(tx: Connection, viewer: Viewer, inside: ColumnElement[bool]) -> dict[UUID, str]:
    """The agency each case was last referred to; an agency learns only of itself."""
    one = referrals.c
    statement = (
        select(one.case_id, agencies.c.short_name)
        .join(agencies, agencies.c.id == one.agency_id)
        .join(cases, cases.c.id == one.case_id)
        .where(inside, agencies.c.kind != "slrt")
        .order_by(one.id)
    )
    if viewer.agency_id is not None:
        statement = statement.where(one.agency_id == viewer.agency_id)
    return dict(tx.execute(statement).all())


def history(tx: Connection, viewer: Viewer, since: datetime, until: datetime) -> list[EventRow]:
    """Every line of the history of those cases, in order; of what she may not read none."""
    row, line = cases.c, events.c
    guarded = (row.confidentiality, row.area, row.entered_by, row.handler_id, referred_flag(viewer))
    statement = (
        select(row.number, line.at, line.name, line.actor, *guarded)
        .join(cases, row.id == line.case_id)
        .where(_inside(visible(viewer), since, until))
        .order_by(row.id, line.id)
    )
    if viewer.agency_id is not None:
        statement = statement.where(
            line.referral_id.in_(select(referrals.c.id).where(referrals.c.agency_id == viewer.agency_id))
        )
    who = {"system": "sistem", "resident": "warga"}
    return [
        EventRow(shown(one.number), one.at, one.name, who.get(one.actor, "petugas"))
        for one in tx.execute(statement)
        if readable(viewer, one)
    ]
