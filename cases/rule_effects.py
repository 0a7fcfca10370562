"""What follows when other rules hold: new proposals and new dates, each with a line in the history of its case.

No resident is told: where her case may go, and by when, is not news until somebody sends it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from . import agencies, ledger, routing
from .changes import leave
from .deadlines import Clockwork
from .events import Event, EventName
from .models import cases
from .rehearsal import rehearse_deadlines
from .roles import SYSTEM
from .store.store_rules import Unsent, running, unsent


def reroute(tx: Connection, now: datetime) -> list[Event]:
    """Cases no agency has yet are proposed anew by the table in force."""
    rules = agencies.rules(tx)
    return [event for one in unsent(tx) if (event := _reroute(tx, rules, one, now))]


def _reroute(tx: Connection, rules: list[routing.RoutingRule], one: Unsent, now: datetime) -> Event | None:
    case = one.routed
    place = routing.first_fit(
        rules, case.category, case.area, case.kind, case.urgency, never_to=case.never_to
    )
    agency_id, reason = (None, "") if place is None else (rules[place].agency_id, rules[place].reason)
    if (agency_id, reason) == (one.agency_id, one.reason):
        return None
    _write(tx, one.id, one.version, proposed_agency_id=agency_id, route_reason=reason)
    if agency_id == one.agency_id:
        return None
    data = {"agency_before": str(one.agency_id or ""), "agency": str(agency_id or "")}
    alarm = {} if agency_id else {"alarm": "unmapped"}
    return leave(tx, one.id, SYSTEM, now, EventName.ROUTE_CHANGED, data=data | alarm)


def redate(tx: Connection, old: Clockwork, now: datetime) -> list[Event]:
    """Dates that run move to where they would be had the present rules held since their stage began."""
    cases_ = {one.running.number: one for one in running(tx, SYSTEM)}
    new = agencies.clockwork(tx)
    diff = rehearse_deadlines(old, new, [one.running for one in cases_.values()], now)
    changed = []
    for shift in (*diff.earlier, *diff.later):
        case = cases_[shift.number]
        _write(tx, case.id, case.version, due_at=shift.now)
        ledger.moved(tx, case.id, now, shift.what, shift.now)
        data = {"what": shift.what, "from": shift.was.isoformat(), "to": shift.now.isoformat()}
        changed.append(leave(tx, case.id, SYSTEM, now, EventName.DEADLINE_CHANGED, data=data))
    return changed


def _write(tx: Connection, case_id: UUID, version: int, **values: Any) -> None:
    """Whoever has the page of the case open is told that it changed; somebody quicker than us is left alone."""
    row = cases.c
    mine = (row.id == case_id, row.version == version)
    tx.execute(update(cases).where(*mine).values(version=version + 1, **values))
