"""The office's rules as whole tables: read, and replaced in one transaction, each time with a new version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from . import agencies
from .deadlines import Clockwork, limits_of
from .ids import new_id
from .models import holidays, routing_rules
from .rule_tables import RuleKind, calendar_of, plain_limits, rows_of, version_of


def version(tx: Connection, kind: RuleKind) -> int:
    """How often people changed this table; 0 as long as the starter data hold."""
    return int(agencies.read_setting(tx, version_of(kind)) or 0)


def table(tx: Connection, kind: RuleKind) -> Any:
    """The table in force, as a proposal would write it."""
    match kind:
        case RuleKind.ROUTING:
            return rows_of(agencies.rules(tx))
        case RuleKind.DEADLINES:
            return plain_limits(limits_of(agencies.read_setting(tx, "deadlines") or {}))
        case RuleKind.CALENDAR:
            day = holidays.c
            free = tx.execute(select(day.day, day.name, day.estimated).order_by(day.day))
            return {
                "hours": agencies.read_setting(tx, "working_hours"),
                "read": agencies.read_setting(tx, "hours_read") or "",
                "holidays": [[on.isoformat(), name, bool(estimated)] for on, name, estimated in free],
            }


def replace(tx: Connection, kind: RuleKind, new: Any, now: datetime) -> None:
    """Put another table in the place of the one in force."""
    match kind:
        case RuleKind.ROUTING:
            _replace_routing(tx, new, now)
        case RuleKind.DEADLINES:
            agencies.write_setting(tx, new_id(now), "deadlines", new)
        case RuleKind.CALENDAR:
            agencies.write_setting(tx, new_id(now), "working_hours", new["hours"])
            agencies.write_setting(tx, new_id(now), "hours_read", new["read"])
            _replace_holidays(tx, new["holidays"], now)
    agencies.write_setting(tx, new_id(now), version_of(kind), version(tx, kind) + 1)


def _replace_routing(tx: Connection, rows: list[dict[str, str]], now: datetime) -> None:
    tx.execute(delete(routing_rules))
    values = [
        {"id": new_id(now), "position": position, **row, "agency_id": UUID(row["agency"])}
        for position, row in enumerate(rows)
    ]
    for value in values:
        del value["agency"]
    tx.execute(insert(routing_rules), values)


def _replace_holidays(tx: Connection, days: list[tuple[str, str, bool]], now: datetime) -> None:
    tx.execute(delete(holidays))
    rows = [
        {"id": new_id(now), "day": date.fromisoformat(day), "name": name, "estimated": estimated}
        for day, name, estimated in days
    ]
    if rows:
        tx.execute(insert(holidays), rows)


def clockwork_with(tx: Connection, kind: RuleKind, new: Any) -> Clockwork:
    """The clockwork as it would be with this table of limits or this calendar; with any other kind as it is."""
    present = agencies.clockwork(tx)
    match kind:
        case RuleKind.DEADLINES:
            return Clockwork(present.calendar, limits_of(new))
        case RuleKind.CALENDAR:
            return Clockwork(calendar_of(new, present.calendar.zone), present.limits)
        case _:
            return present
