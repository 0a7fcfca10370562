"""Which agency helps with a need in a place, and why; pure. It proposes, a person sends (DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from .errors import SambungError


class Unmapped(SambungError):
    """No rule fits: an alarm for the manager, never a default box (DOMAIN.md rule 14)."""


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One row of the office's table; empty fields fit everything."""

    category: str
    agency_id: UUID
    reason: str
    area: str = ""
    """Prefix of the region code."""
    urgency: str = ""
    kind: str = ""

    def fits(self, category: str, area: str, kind: str, urgency: str) -> bool:
        """Does this row answer for such a case? An unknown area fits no row that names one."""
        return (
            self.category == category
            and self._holds(area)
            and self.kind in {"", kind}
            and self.urgency in {"", urgency}
        )

    def _holds(self, area: str) -> bool:
        return not self.area or area == self.area or area.startswith(f"{self.area}.")

    def covers(self, other: RoutingRule) -> bool:
        """Does everything that fits the other row fit this one, too?"""
        return (
            self.category == other.category
            and self._holds(other.area)
            and self.kind in {"", other.kind}
            and self.urgency in {"", other.urgency}
        )


@dataclass(frozen=True, slots=True)
class Route:
    """Where to, and the sentence that answers "kenapa ke sini?"."""

    agency_id: UUID
    reason: str


def first_fit(
    rules: Sequence[RoutingRule],
    category: str,
    area: str,
    kind: str,
    urgency: str,
    *,
    never_to: UUID | None = None,
) -> int | None:
    """The place of the first row that fits, in the order of the table; rows to one agency can be left out.

    The kind alone never decides: every row names a category (DOMAIN.md section 2).
    """
    for place, rule in enumerate(rules):
        if rule.agency_id != never_to and rule.fits(category, area, kind, urgency):
            return place
    return None


def route(
    rules: Sequence[RoutingRule],
    category: str,
    area: str,
    kind: str,
    urgency: str,
    *,
    never_to: UUID | None = None,
) -> Route:
    """Where `first_fit` leads. Raises Unmapped."""
    place = first_fit(rules, category, area, kind, urgency, never_to=never_to)
    if place is None:
        raise Unmapped(f"no routing rule for {category} in {area or 'an unknown area'}")
    return Route(rules[place].agency_id, rules[place].reason)
