"""The tables an office changes by two people, as they travel in a proposal: whole, as plain JSON; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from .calendar import Calendar, hours_of
from .deadlines import LIMITS, Limit, key, parts
from .errors import ConfigError, Refused
from .routing import RoutingRule
from .rules import Kind, Urgency

LONGEST_LIMIT: Final = 200
"""Working days; more is a typing error."""
MOST_MINUTES: Final = 7 * 24 * 60


class RuleKind(StrEnum):
    """What a change is about; of each kind one may be open at a time."""

    ROUTING = "routing"
    """[{"category", "area", "urgency", "kind", "agency", "reason"}, ...], the first that fits counts."""
    DEADLINES = "deadlines"
    """{"handling": {"days": 14}, "handling/kesehatan/urgent": {"days": 3}, "emergency": {"minutes": 15}, ...}."""
    CALENDAR = "calendar"
    """{"hours": {"senin": ["07:30-12:00", ...]}, "read": "...", "holidays": [["2026-12-25", "Natal", false], ...]}."""


class RuleState(StrEnum):
    """How a change stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    """By a second person; it waits for its day."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    IN_FORCE = "in_force"


def version_of(kind: RuleKind) -> str:
    """The setting that counts how often this table was changed by people."""
    return f"{kind.value}_version"


# --- between JSON and what the case room works with ---------------------------------------------------


def rules_of(table: Iterable[Mapping[str, str]]) -> list[RoutingRule]:
    """Rows of a proposal as rules."""
    return [
        RoutingRule(row["category"], UUID(row["agency"]), row["reason"], row["area"], row["urgency"], row["kind"])
        for row in table
    ]  # fmt: skip


def rows_of(rules: Iterable[RoutingRule]) -> list[dict[str, str]]:
    """Rules as rows of a proposal."""
    return [
        {
            "category": one.category, "area": one.area, "urgency": one.urgency, "kind": one.kind,
            "agency": str(one.agency_id), "reason": one.reason,
        }
        for one in rules
    ]  # fmt: skip


def plain_limits(limits: Mapping[str, Limit]) -> dict[str, dict[str, int]]:
    """Limits as a proposal writes them."""
    return {
        name: {"days": one.days} if one.days else {"minutes": one.minutes} for name, one in limits.items()
    }


def calendar_of(table: Mapping[str, Any], zone: ZoneInfo) -> Calendar:
    """The calendar of a proposal."""
    free = {date.fromisoformat(day): name for day, name, _ in table["holidays"]}
    return Calendar(zone, hours_of(table["hours"]), free)


# --- what can be in them ------------------------------------------------------------------------------


def check_routing(table: Sequence[Mapping[str, str]], categories: Iterable[str]) -> None:
    """Raises Refused with the number of the row: `usul.kosong`, `usul.kategori`, `usul.pilihan`, `usul.alasan`."""
    if not table:
        raise Refused("usul.kosong")
    known = set(categories)
    for number, row in enumerate(table, start=1):
        if row["category"] not in known:
            raise Refused("usul.kategori", row=str(number))
        if row["urgency"] not in {"", *Urgency} or row["kind"] not in {"", *Kind}:
            raise Refused("usul.pilihan", row=str(number))
        if not row["reason"].strip() or len(row["reason"]) > 200:
            raise Refused("usul.alasan", row=str(number))


def check_limits(table: Mapping[str, Mapping[str, int]], categories: Iterable[str]) -> None:
    """Raises Refused `usul.tenggat`: a stage nobody knows, one that is missing, a time that cannot be meant."""
    known = set(categories)
    for name, limit in table.items():
        what, category, urgency = parts(name)
        right = what in LIMITS and category in {"", *known} and urgency in {"", *Urgency}
        possible = 0 < limit.get("days", 0) <= LONGEST_LIMIT or 0 < limit.get("minutes", 0) <= MOST_MINUTES
        if not (right and possible and len(limit) == 1 and name == key(what, category, urgency)):
            raise Refused("usul.tenggat")
    if not set(LIMITS) <= set(table):
        raise Refused("usul.tenggat")


def check_calendar(table: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> None:
    """Raises Refused: `usul.jam` for hours that are none, `usul.libur` for a free day without a name or twice."""
    try:
        hours = hours_of(table["hours"])
    except ValueError:
        raise Refused("usul.jam") from None
    for spans in hours.values():
        edges = [edge for span in spans for edge in span]
        if edges != sorted(set(edges)):
            raise Refused("usul.jam")
    days = [day for day, _, _ in table["holidays"]]
    if len(set(days)) != len(days) or not all(name.strip() for _, name, _ in table["holidays"]):
        raise Refused("usul.libur")
    try:
        calendar_of(table, zone).after_days(now, 1)
    except ValueError:
        raise Refused("usul.libur") from None
    except ConfigError:
        raise Refused("usul.jam") from None
