"""Changes of the rules, and the cases they are tried on: routed lately, not sent yet, with a clock that runs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, func, or_, select, type_coerce

from cases.deadlines import Stage
from cases.dialects import among
from cases.errors import NotFound
from cases.events import EventName
from cases.models import agencies, cases, events, rule_changes
from cases.rehearsal import Routed, Running
from cases.roles import Viewer
from cases.rule_tables import RuleKind, RuleState
from cases.rules import OPEN_NAMES, STOPPING_HOLDS, CaseState, Urgency

from .store_scope import visible

REHEARSED = 500
"""So many of the last cases a change of routing is tried on (DECISIONS 16)."""
_OPEN = (RuleState.PROPOSED.value, RuleState.APPROVED.value)
_UNSENT = (CaseState.RECEIVED.value, CaseState.REOPENED.value, CaseState.VERIFIED.value)
_ASIDE = (CaseState.NEEDS_INFO.value, CaseState.ON_HOLD.value)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A change of the rules; field by field the table `rule_changes`."""

    id: UUID
    kind: str
    proposed: Any
    replaced: Any
    base: int
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    in_force_at: datetime | None
    valid_from: date
    note: str
    proposed_by: UUID
    decided_by: UUID | None


_CHANGE = [rule_changes.c[field.name] for field in fields(RuleChange)]


def rule_change(tx: Connection, change_id: UUID) -> RuleChange:
    """One change. Raises NotFound."""
    row = tx.execute(select(*_CHANGE).where(rule_changes.c.id == change_id)).first()
    if row is None:
        raise NotFound("no such change of the rules")
    return RuleChange(*row)


def open_change(tx: Connection, kind: RuleKind) -> RuleChange | None:
    """The change of this kind that waits for somebody or for its day."""
    one = rule_changes.c
    row = tx.execute(select(*_CHANGE).where(one.kind == kind.value, one.state.in_(_OPEN))).first()
    return RuleChange(*row) if row else None


def undecided(tx: Connection) -> int:
    """How many changes wait for a second person."""
    waiting = rule_changes.c.state == RuleState.PROPOSED.value
    return tx.scalars(select(func.count()).select_from(rule_changes).where(waiting)).one()


def past_changes(tx: Connection, kind: RuleKind, limit: int = 20) -> list[RuleChange]:
    """Those that are over, the newest first."""
    one = rule_changes.c
    over = select(*_CHANGE).where(one.kind == kind.value, one.state.not_in(_OPEN))
    return [RuleChange(*row) for row in tx.execute(over.order_by(one.id.desc()).limit(limit))]


def due_changes(tx: Connection, today: date) -> list[RuleChange]:
    """Approved ones whose day has come."""
    one = rule_changes.c
    due = select(*_CHANGE).where(one.state == RuleState.APPROVED.value, one.valid_from <= today)
    return [RuleChange(*row) for row in tx.execute(due.order_by(one.valid_from, one.id))]


# --- cases as routing sees them -----------------------------------------------------------------------


def last_routed(tx: Connection, viewer: Viewer, limit: int = REHEARSED) -> list[Routed]:
    """The newest cases this viewer may list."""
    newest = _routed().where(visible(viewer)).order_by(cases.c.id.desc()).limit(limit)
    return [_as_routed(row) for row in tx.execute(newest)]


@dataclass(frozen=True, slots=True)
class Unsent:
    """A case whose agency is only proposed."""

    id: UUID
    version: int
    agency_id: UUID | None
    reason: str
    routed: Routed


def unsent(tx: Connection) -> list[Unsent]:
    """All of them, also those that wait for the resident or are put off; for the program itself."""
    row = cases.c
    before = row.state.in_(_ASIDE) & row.state_before.in_(_UNSENT)
    extra = (row.id, row.version, row.proposed_agency_id, row.route_reason)
    found = tx.execute(_routed().add_columns(*extra).where(or_(row.state.in_(_UNSENT), before)))
    return [
        Unsent(one.id, one.version, one.proposed_agency_id, one.route_reason, _as_routed(one))
        for one in found
    ]


def _routed() -> Any:
    row, meant = cases.c, agencies.alias("meant")
    return select(
        row.number, row.category, row.area, row.kind, row.urgency, meant.c.id.label("never_to")
    ).outerjoin(meant, (meant.c.code == row.accused) & (row.accused != ""))


def _as_routed(row: Any) -> Routed:
    return Routed(row.number, row.category, row.area, row.kind, row.urgency, row.never_to)


# --- cases whose clock runs ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunningCase:
    """A case with a date, and what its clock has been through."""

    id: UUID
    version: int
    running: Running


@dataclass(frozen=True, slots=True)
class _Move:
    at: datetime
    was: str
    to: str
    became_emergency: bool
    stops: bool
    """Put off for a reason for which the clock stands still."""


def running(tx: Connection, viewer: Viewer) -> list[RunningCase]:
    """Open cases of this viewer whose clock runs, the oldest first; stopped ones keep what they have left.

    One that is put off is left out: the resident was told a day.
    """
    row = cases.c
    runs = (
        row.state.in_(OPEN_NAMES),
        row.due_at.is_not(None),
        row.clock_left.is_(None),
        row.due_what != "",
        row.hold_until.is_(None),
    )
    found = tx.execute(
        select(
            row.id, row.version, row.number, row.state, row.state_before, row.category, row.urgency,
            row.due_what, row.due_at, row.created_at, row.changed_at,
        ).where(visible(viewer), *runs).order_by(row.id)
    ).all()  # fmt: skip
    moves = _moves(tx, [one.id for one in found])
    return [
        RunningCase(one.id, one.version, Running(one.number, _stage(one, moves.get(one.id, [])), one.due_at))
        for one in found
    ]


def _moves(tx: Connection, ids: list[UUID]) -> dict[UUID, list[_Move]]:
    """What brought these cases from state to state, in order."""
    if not ids:
        return {}
    line = events.c
    moved = type_coerce(line.data, Text).like('%"to":%') & (line.name != EventName.DEADLINE_CHANGED.value)
    raised = line.name == EventName.URGENCY_RAISED.value
    rows = tx.execute(
        select(line.case_id, line.at, line.data)
        .where(among(tx, line.case_id, ids), or_(moved, raised))
        .order_by(line.id)
    )
    found: dict[UUID, list[_Move]] = {}
    for case_id, at, data in rows:
        old, _, new = data.get("urgency", "").partition(">")
        emergency = new == Urgency.EMERGENCY and old != new
        stops = data.get("reason") in STOPPING_HOLDS
        move = _Move(at, data.get("from", ""), data.get("to", ""), emergency, stops)
        found.setdefault(case_id, []).append(move)
    return found


def _stage(case: Any, moves: list[_Move]) -> Stage:
    """Its beginning is the last coming into its state from another one, a pause excepted."""
    state = case.state_before if case.state == CaseState.ON_HOLD else case.state
    began = case.created_at if state == CaseState.RECEIVED else case.changed_at
    pauses: list[tuple[datetime, datetime]] = []
    stopped: datetime | None = None
    for move in moves:
        entered = move.to == state and move.was not in _ASIDE
        if entered or (move.became_emergency and case.due_what == "emergency"):
            began, pauses = move.at, []
        elif move.to == CaseState.NEEDS_INFO or (move.to == CaseState.ON_HOLD and move.stops):
            stopped = move.at
        elif move.was in _ASIDE and stopped is not None:
            pauses.append((stopped, move.at))
            stopped = None
    return Stage(case.due_what, case.category, case.urgency, began, tuple(pauses))
