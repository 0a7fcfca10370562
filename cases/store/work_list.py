"""The work list: views with counts, filters, and pages by key instead of by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, true

from cases.areas import names_of
from cases.dialects import among
from cases.models import accounts, agencies, cases, people, referrals
from cases.roles import Right, Viewer
from cases.rules import LIVE_REFERRALS, OPEN_NAMES, CaseState, Confidentiality, Urgency

from .store_scope import readable, referred_flag, visible

PAGE: Final = 50
"""Rows of one page."""
SOON: Final = timedelta(days=1)
"""Due within that time: "mendekati tenggat"."""
DONE_DAYS: Final = timedelta(days=30)

_DONE = (CaseState.RESOLVED_VERIFIED.value, CaseState.RESOLVED_UNVERIFIED.value, CaseState.CLOSED.value)
_TO_DO = (CaseState.RECEIVED.value, CaseState.REOPENED.value, CaseState.VERIFIED.value)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page narrows its view by; empty fields narrow nothing."""

    category: str = ""
    area: str = ""
    """Prefix of the region code."""
    urgency: str = ""
    state: str = ""
    agency_id: UUID | None = None
    """An agency with a living referral."""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Opened in this time, its end not counted."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One case in a list. Of a closed one ("Tertutup") only what is left below `open` is filled."""

    id: UUID
    number: str
    state: str
    urgency: str
    confidentiality: str
    area: str
    entered_by: str
    handler_id: UUID | None
    due_at: datetime | None
    due_what: str
    created_at: datetime
    channel: str
    referred: bool
    category: str
    title: str
    story: str
    """Only of cases of normal confidentiality, and not for an agency: a list is read over shoulders."""
    subject_name: str
    agency: str
    """Short name of the newest living referral's agency, otherwise of the proposed one."""
    referral_state: str
    """State of that referral; empty when it is only proposed."""
    handler: str
    place: str
    open: bool
    """False: the viewer may not read it; show "Tertutup"."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: list[ListRow]
    following: str
    """Key of the next page; empty on the last one."""


View = Callable[[Viewer, datetime], ColumnElement[bool]]


def _state_in(*states: str) -> ColumnElement[bool]:
    there: ColumnElement[bool] = cases.c.state.in_(states)
    return there


def _mine(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """What waits for this person: for an agency referrals to answer or work on, for others open cases."""
    if viewer.agency_id is not None:
        return and_(_state_in(*OPEN_NAMES), _with_referral(viewer.agency_id))
    unowned_or_own = or_(cases.c.handler_id.is_(None), cases.c.handler_id == viewer.account_id)
    return and_(_state_in(*_TO_DO), unowned_or_own)


def _with_referral(agency_id: UUID | None = None) -> ColumnElement[bool]:
    one = referrals.c
    where = [one.case_id == cases.c.id, one.state.in_([state.value for state in LIVE_REFERRALS])]
    ours = select(agencies.c.id).where(agencies.c.kind == "slrt")
    where.append(one.agency_id.not_in(ours) if agency_id is None else one.agency_id == agency_id)
    return select(one.id).where(*where).exists()


VIEWS: Final[Mapping[str, View]] = {
    "mine": _mine,
    "unassigned": lambda viewer, now: and_(_state_in(*OPEN_NAMES), cases.c.handler_id.is_(None)),
    "due_soon": lambda viewer, now: cases.c.due_at.between(now, now + SOON),
    "overdue": lambda viewer, now: cases.c.due_at < now,
    "emergency": lambda viewer, now: and_(_state_in(*OPEN_NAMES), cases.c.urgency == Urgency.EMERGENCY.value),
    "referred": lambda viewer, now: and_(_state_in(*OPEN_NAMES), _with_referral()),
    "waiting_resident": lambda viewer, now: _state_in(CaseState.NEEDS_INFO.value),
    "unrouted": lambda viewer, now: and_(_state_in(*_TO_DO), cases.c.proposed_agency_id.is_(None)),
    "done": lambda viewer, now: and_(_state_in(*_DONE), cases.c.changed_at >= now - DONE_DAYS),
    "all": lambda viewer, now: true(),
}
"""Name of a view -> its condition; the words for them stand in the panel's texts."""


URGENT_FIRST = frozenset({"mine", "unassigned", "overdue"})
"""Views somebody works from: what cannot wait stands first in them. The others are newest first."""
_RANKS = {Urgency.EMERGENCY.value: 0, Urgency.URGENT.value: 1}
_urgent_first: ColumnElement[int] = case(
    (cases.c.urgency == Urgency.EMERGENCY.value, 0), (cases.c.urgency == Urgency.URGENT.value, 1), else_=2
)


def counts(tx: Connection, viewer: Viewer, now: datetime) -> dict[str, int]:
    """How many cases each view holds for this viewer; one statement."""
    sums = [func.sum(case((view(viewer, now), 1), else_=0)).label(name) for name, view in VIEWS.items()]
    row = tx.execute(select(*sums).select_from(cases).where(visible(viewer))).one()
    return {name: int(row._mapping[name] or 0) for name in VIEWS}


def without_rule(tx: Connection, viewer: Viewer, now: datetime) -> int:
    """How many cases no row of the routing table fits: the alarm on every page; 0 for who neither leads nor works the desk."""
    if not viewer.may(Right.READ_RESTRICTED):
        return 0
    here = select(func.count()).select_from(cases).where(VIEWS["unrouted"](viewer, now), visible(viewer))
    return tx.scalars(here).one()


def work_list(
    tx: Connection, viewer: Viewer, view: str, now: datetime, filters: Filters | None = None,
    after: str = "", limit: int = PAGE,
) -> Page:  # fmt: skip
    """One page of a view, newest first; in URGENT_FIRST emergencies before what is urgent before the rest.

    `view` is a name of VIEWS, `after` the key a page before gave. Raises KeyError for an unknown view.
    """
    ranked = view in URGENT_FIRST
    statement = (
        _rows(viewer)
        .where(visible(viewer), VIEWS[view](viewer, now), *_narrowed(viewer, filters or Filters()))
        .order_by(*((_urgent_first,) if ranked else ()), cases.c.id.desc())
        .limit(limit + 1)
    )
    if (key := _key(after)) is not None:
        rank, last = key
        older = cases.c.id < last
        statement = statement.where(
            or_(_urgent_first > rank, and_(_urgent_first == rank, older)) if ranked else older
        )
    found = tx.execute(statement).all()
    rows = _finished(tx, viewer, list(found[:limit]))
    return Page(rows, _key_of(rows[-1]) if len(found) > limit else "")


def _key_of(row: ListRow) -> str:
    return f"{_RANKS.get(row.urgency, 2)}.{row.id}"


def _key(text: str) -> tuple[int, UUID] | None:
    rank, _, last = text.partition(".")
    try:
        return (int(rank), UUID(last)) if text else None
    except ValueError:
        return None  # an address somebody changed by hand: the first page


def _narrowed(viewer: Viewer, filters: Filters) -> list[ColumnElement[bool]]:
    row = cases.c
    where: list[ColumnElement[bool]] = [
        row[name] == getattr(filters, name)
        for name in ("category", "urgency", "state", "channel")
        if getattr(filters, name)
    ]
    if filters.category:
        where.append(row.confidentiality.not_in(_closed_to(viewer)))
    if filters.area:
        where.append(or_(row.area == filters.area, row.area.startswith(f"{filters.area}.", autoescape=True)))
    if filters.since is not None:
        where.append(row.created_at >= filters.since)
    if filters.until is not None:
        where.append(row.created_at < filters.until)
    if filters.agency_id is not None:
        where.append(_with_referral(filters.agency_id))
    return where


def _closed_to(viewer: Viewer) -> list[str]:
    """Levels whose category this viewer may not learn by filtering for it."""
    rights = {"restricted": Right.READ_RESTRICTED, "secret": Right.READ_SECRET}
    if viewer.kind != "account" or viewer.agency_id is not None:
        return []
    return [level for level, right in rights.items() if not viewer.may(right)]


_PLAIN = (
    "id", "number", "state", "urgency", "confidentiality", "area", "entered_by", "handler_id", "due_at",
    "due_what", "created_at", "channel",
)  # fmt: skip


def _rows(viewer: Viewer) -> Any:
    row, subject, handler = cases.c, people.alias("subject"), accounts.alias("handler")
    return (
        select(
            *(row[name] for name in _PLAIN), referred_flag(viewer), row.category, row.title, row.story,
            subject.c.name.label("subject_name"), agencies.c.short_name.label("proposed"),
            handler.c.name.label("handler"),
        )
        .outerjoin(subject, subject.c.id == row.subject_id)
        .outerjoin(agencies, agencies.c.id == row.proposed_agency_id)
        .outerjoin(handler, handler.c.id == row.handler_id)
    )  # fmt: skip


def _finished(tx: Connection, viewer: Viewer, found: list[Any]) -> list[ListRow]:
    """Names of agencies and places beside the rows, and nothing beside those that are closed."""
    living = _living(tx, [row.id for row in found])
    places = names_of(tx, {row.area for row in found})
    return [_list_row(viewer, row, living.get(row.id), places.get(row.area, "")) for row in found]


def _list_row(viewer: Viewer, row: Any, living: tuple[str, str] | None, place: str) -> ListRow:
    plain = {name: row._mapping[name] for name in _PLAIN} | {"referred": bool(row.referred), "place": place}
    if not readable(viewer, row):
        return ListRow(
            **plain, category="", title="", story="", subject_name="", agency="", referral_state="",
            handler="", open=False,
        )  # fmt: skip
    agency, state = living or (row.proposed or "", "")
    hidden = bool(row.referred)  # an agency reads the name on the case page, if it is in its package
    return ListRow(
        **plain,
        category=row.category,
        title=row.title,
        story="" if hidden or row.confidentiality != Confidentiality.NORMAL.value else row.story or "",
        subject_name="" if hidden else row.subject_name or "",
        agency=agency,
        referral_state=state,
        handler=row.handler or "",
        open=True,
    )


def _living(tx: Connection, ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Agency and state of the newest living referral of each case."""
    if not ids:
        return {}
    one = referrals.c
    rows = tx.execute(
        select(one.case_id, agencies.c.short_name, one.state)
        .join(agencies, agencies.c.id == one.agency_id)
        .where(among(tx, one.case_id, ids), one.state.in_([state.value for state in LIVE_REFERRALS]))
        .where(agencies.c.kind != "slrt")
        .order_by(one.id)
    )
    return {case_id: (name, state) for case_id, name, state in rows}
