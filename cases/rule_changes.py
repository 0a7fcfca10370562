"""Rules change by two people: one proposes a whole table, another lets it hold, at once or on its day (ADR 0011)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, update

from . import agencies, agencies_rules, areas, audit, rehearsal, rule_effects
from .dialects import insert_new
from .errors import ConfigError, Refused
from .events import Event
from .ids import new_id
from .models import rule_changes
from .roles import SYSTEM, Right, Viewer
from .rule_tables import RuleKind, RuleState, check_calendar, check_limits, check_routing, rules_of
from .store.store_rules import RuleChange, due_changes, last_routed, rule_change, running

FURTHEST: Final = timedelta(days=366)
"""A change further away than that would be forgotten."""
OUTSIDE: Final = "di_luar_slrt"
"""The category that needs no rule: it is answered with a place to go, not referred."""


# --- looking at it ------------------------------------------------------------------------------------


def check(tx: Connection, kind: RuleKind, table: Any, now: datetime) -> None:
    """Raises Refused `usul.*` for a table that cannot hold; `row` in its values is the number of the row."""
    categories = [one.code for one in agencies.all_categories(tx)]
    match kind:
        case RuleKind.ROUTING:
            check_routing(table, categories)
            _check_areas(tx, table)
            _check_agencies(tx, table, now)
        case RuleKind.DEADLINES:
            check_limits(table, categories)
            if not _reaches(tx, kind, table, now):
                raise Refused("usul.tenggat")
        case RuleKind.CALENDAR:
            check_calendar(table, agencies.zone(tx), now)
            if not _reaches(tx, kind, table, now):
                raise Refused("usul.jam")


def _reaches(tx: Connection, kind: RuleKind, table: Any, now: datetime) -> bool:
    """Are there working days enough for the longest limit? Without them no case could be opened."""
    clockwork = agencies_rules.clockwork_with(tx, kind, table)
    try:
        clockwork.calendar.after_days(now, max(limit.days for limit in clockwork.limits.values()))
    except ConfigError:
        return False
    return True


def _check_areas(tx: Connection, table: Sequence[dict[str, str]]) -> None:
    known = areas.names_of(tx, {row["area"] for row in table})
    for number, row in enumerate(table, start=1):
        if row["area"] and row["area"] not in known:
            raise Refused("usul.wilayah", row=str(number))


def _check_agencies(tx: Connection, table: Sequence[dict[str, str]], now: datetime) -> None:
    """Every row ends at somebody who can be reached; at the secretariat itself that is the desk."""
    known = {str(one.id): one for one in agencies.all_agencies(tx) if one.active}
    for number, row in enumerate(table, start=1):
        if row["agency"] not in known:
            raise Refused("usul.lembaga", row=str(number))
    today = agencies.local_day(tx, now)
    meant = {row["agency"] for row in table if known[row["agency"]].kind != "slrt"}
    nobody = sorted(known[id_].short_name for id_ in meant if not agencies.recipients(tx, UUID(id_), today))
    if nobody:
        raise Refused("usul.tanpa_penerima", agencies=", ".join(nobody))


def without_rule(tx: Connection, kind: RuleKind, table: Any) -> tuple[str, ...]:
    """Categories that would have no rule somewhere: the proposer has to say that she means it."""
    if kind is not RuleKind.ROUTING:
        return ()
    needed = [one.code for one in agencies.all_categories(tx) if one.code != OUTSIDE]
    return rehearsal.without_general_rule(rules_of(table), needed)


def routing_diff(tx: Connection, viewer: Viewer, table: Any) -> rehearsal.RoutingDiff:
    """The table tried on the last cases this viewer may list."""
    return rehearsal.rehearse_routing(agencies.rules(tx), rules_of(table), last_routed(tx, viewer))


def deadline_diff(
    tx: Connection, viewer: Viewer, kind: RuleKind, table: Any, now: datetime
) -> rehearsal.DeadlineDiff:
    """Limits or a calendar tried on the running dates of cases this viewer may list."""
    new = agencies_rules.clockwork_with(tx, kind, table)
    cases = [one.running for one in running(tx, viewer)]
    return rehearsal.rehearse_deadlines(agencies.clockwork(tx), new, cases, now)


# --- the verbs ----------------------------------------------------------------------------------------


def propose(
    tx: Connection, viewer: Viewer, now: datetime, *, kind: RuleKind, table: Any, base: int, valid_from: Any,
    note: str, confirmed: bool = False,
) -> UUID:  # fmt: skip
    """Usulkan: a manager writes down the whole table as it shall be from a day on.

    Raises Refused: `aturan.peran`; `usul.usang`, the table changed since it was read; `usul.sudah_ada`, another one
    waits; `usul.sama`, nothing differs; `usul.tanggal`; `usul.catatan`; `usul.tanpa_aturan`, categories would have no
    rule and nobody confirmed that; and what `check` raises.
    """
    _may(viewer, Right.SET_RULES)
    if base != agencies_rules.version(tx, kind):
        raise Refused("usul.usang")
    today = agencies.local_day(tx, now)
    if not (valid_from and today <= valid_from <= today + FURTHEST):
        raise Refused("usul.tanggal")
    if not note.strip():
        raise Refused("usul.catatan")
    present = agencies_rules.table(tx, kind)
    if table == present:
        raise Refused("usul.sama")
    check(tx, kind, table, now)
    if without_rule(tx, kind, table) and not confirmed:
        raise Refused("usul.tanpa_aturan")
    values = {
        "id": new_id(now), "kind": kind.value, "proposed": table, "replaced": present, "base": base,
        "state": RuleState.PROPOSED.value, "proposed_at": now, "valid_from": valid_from, "note": note.strip(),
        "proposed_by": viewer.account_id,
    }  # fmt: skip
    made: UUID | None = tx.scalars(
        insert_new(tx, rule_changes).returning(rule_changes.c.id), [values]
    ).first()
    if made is None:
        raise Refused("usul.sudah_ada")
    _record(tx, viewer, made, kind, "rules_proposed", now)
    return made


def approve(tx: Connection, viewer: Viewer, change_id: UUID, now: datetime) -> list[Event]:
    """Setujui: a second person lets it hold; what follows for cases when its day has come already.

    Raises Refused: `aturan.peran`; `usul.sendiri`, she proposed it; `usul.diputus`, somebody was quicker; `usul.usang`;
    and what `check` raises, because since then an agency may have lost its last recipient.
    """
    change = _decidable(tx, viewer, change_id)
    kind = RuleKind(change.kind)
    if change.base != agencies_rules.version(tx, kind):
        raise Refused("usul.usang")
    check(tx, kind, change.proposed, now)
    _decide(tx, viewer, change, RuleState.APPROVED, "rules_approved", now)
    if change.valid_from > agencies.local_day(tx, now):
        return []
    return _begin(tx, change, now)


def reject(tx: Connection, viewer: Viewer, change_id: UUID, now: datetime) -> None:
    """Tolak: by a second person; whoever proposed it withdraws instead. Raises Refused as `approve` does."""
    change = _decidable(tx, viewer, change_id)
    _decide(tx, viewer, change, RuleState.REJECTED, "rules_rejected", now)


def withdraw(tx: Connection, viewer: Viewer, change_id: UUID, now: datetime) -> None:
    """Tarik: a manager takes back what is not in force yet, also when it was approved.

    Raises Refused: `aturan.peran`, `usul.diputus`.
    """
    change = rule_change(tx, change_id)
    _may(viewer, Right.SET_RULES)
    _move(tx, change, RuleState.WITHDRAWN, (RuleState.PROPOSED, RuleState.APPROVED), decided_at=now)
    _record(tx, viewer, change.id, RuleKind(change.kind), "rules_withdrawn", now)


def begin_due(tx: Connection, now: datetime) -> list[Event]:
    """Approved changes whose day has come hold from now on; for the chores."""
    return [
        event for change in due_changes(tx, agencies.local_day(tx, now)) for event in _begin(tx, change, now)
    ]


# --- small print --------------------------------------------------------------------------------------


def _may(viewer: Viewer, right: Right) -> UUID:
    """Her account: rules are set by people, never by the program."""
    if viewer.account_id is None or not viewer.may(right):
        raise Refused("aturan.peran")
    return viewer.account_id


def _decidable(tx: Connection, viewer: Viewer, change_id: UUID) -> RuleChange:
    change = rule_change(tx, change_id)
    _may(viewer, Right.APPROVE_RULES)
    if change.proposed_by == viewer.account_id:
        raise Refused("usul.sendiri")
    return change


def _decide(
    tx: Connection, viewer: Viewer, change: RuleChange, state: RuleState, action: str, now: datetime
) -> None:
    _move(tx, change, state, (RuleState.PROPOSED,), decided_at=now, decided_by=viewer.account_id)
    _record(tx, viewer, change.id, RuleKind(change.kind), action, now)


def _begin(tx: Connection, change: RuleChange, now: datetime) -> list[Event]:
    """The whole table at once, then the cases it touches."""
    kind = RuleKind(change.kind)
    old = agencies.clockwork(tx)
    agencies_rules.replace(tx, kind, change.proposed, now)
    _move(tx, change, RuleState.IN_FORCE, (RuleState.APPROVED,), in_force_at=now)
    _record(tx, SYSTEM, change.id, kind, "rules_in_force", now)
    return rule_effects.reroute(tx, now) if kind is RuleKind.ROUTING else rule_effects.redate(tx, old, now)


def _move(
    tx: Connection, change: RuleChange, to: RuleState, among: Sequence[RuleState], **values: Any
) -> None:
    row = rule_changes.c
    mine = (row.id == change.id, row.state.in_([state.value for state in among]))
    if tx.execute(update(rule_changes).where(*mine).values(state=to.value, **values)).rowcount != 1:
        raise Refused("usul.diputus")


def _record(tx: Connection, viewer: Viewer, id_: UUID, kind: RuleKind, action: str, now: datetime) -> None:
    audit.record(tx, viewer, action, f"rule_change:{id_}", now, kind=kind.value)
