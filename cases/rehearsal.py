"""Rehearsal: what a change of the rules would have done to cases that exist, before it is saved; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from .deadlines import Clockwork, Stage
from .routing import RoutingRule, first_fit

EXAMPLES: Final = 20
"""So many case numbers are named of each change."""


# --- routing ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Routed:
    """What routing looks at of one case."""

    number: str
    category: str
    area: str
    kind: str
    urgency: str
    never_to: UUID | None = None
    """The agency the case is about."""


@dataclass(frozen=True, slots=True)
class Move:
    """Cases that would go elsewhere; None is nowhere: no rule fits."""

    was: UUID | None
    now: UUID | None
    numbers: tuple[str, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """The first ones, to be looked at."""
        return self.numbers[:EXAMPLES]


@dataclass(frozen=True, slots=True)
class RoutingDiff:
    """What a new table does to the cases it was tried on."""

    moves: tuple[Move, ...]
    """The largest first."""
    unchanged: int
    unmapped: int
    """Cases without a rule under the new table, those of before included."""
    unused: tuple[int, ...]
    """Rows of the new table that none of the cases came to."""
    shadowed: Mapping[int, int]
    """Row of the new table no case can ever come to -> the row above it that takes everything."""

    @property
    def moved(self) -> tuple[Move, ...]:
        """From one agency to another."""
        return tuple(one for one in self.moves if one.was and one.now)

    @property
    def newly_unmapped(self) -> tuple[Move, ...]:
        """Had a rule, would have none."""
        return tuple(one for one in self.moves if one.now is None)

    @property
    def newly_mapped(self) -> tuple[Move, ...]:
        """Had no rule, would have one."""
        return tuple(one for one in self.moves if one.was is None)


def rehearse_routing(
    old: Sequence[RoutingRule], new: Sequence[RoutingRule], cases: Sequence[Routed]
) -> RoutingDiff:
    """Route every case by both tables."""
    moves: dict[tuple[UUID | None, UUID | None], list[str]] = {}
    used: set[int] = set()
    unmapped = 0
    for case in cases:
        was, row = destination(old, case), _row(new, case)
        now = None if row is None else new[row].agency_id
        used |= set() if row is None else {row}
        unmapped += row is None
        if was != now:
            moves.setdefault((was, now), []).append(case.number)
    found = [Move(was, now, tuple(numbers)) for (was, now), numbers in moves.items()]
    found.sort(key=lambda one: (-len(one.numbers), str(one.was), str(one.now)))
    return RoutingDiff(
        moves=tuple(found),
        unchanged=len(cases) - sum(len(one.numbers) for one in found),
        unmapped=unmapped,
        unused=tuple(place for place in range(len(new)) if place not in used),
        shadowed=_shadowed(new),
    )


def destination(rules: Sequence[RoutingRule], case: Routed) -> UUID | None:
    """Where a table sends one case; None without a rule."""
    row = _row(rules, case)
    return None if row is None else rules[row].agency_id


def _row(rules: Sequence[RoutingRule], case: Routed) -> int | None:
    return first_fit(rules, case.category, case.area, case.kind, case.urgency, never_to=case.never_to)


def _shadowed(rules: Sequence[RoutingRule]) -> dict[int, int]:
    found = {}
    for place, rule in enumerate(rules):
        above = next((n for n, other in enumerate(rules[:place]) if other.covers(rule)), None)
        if above is not None:
            found[place] = above
    return found


def without_general_rule(rules: Iterable[RoutingRule], categories: Iterable[str]) -> tuple[str, ...]:
    """Categories that have no row that fits everywhere: somewhere a need of theirs would find nobody."""
    general = {rule.category for rule in rules if not (rule.area or rule.urgency or rule.kind)}
    return tuple(code for code in categories if code not in general)


# --- deadlines and the calendar -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Running:
    """A case whose clock runs."""

    number: str
    stage: Stage
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """A due date that would move."""

    number: str
    what: str
    was: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class DeadlineDiff:
    """What other limits or another calendar do to the dates that run."""

    earlier: tuple[Shift, ...]
    later: tuple[Shift, ...]
    overdue: tuple[Shift, ...]
    """Of the earlier ones: over at the very moment the change holds."""
    unchanged: int


def rehearse_deadlines(
    old: Clockwork, new: Clockwork, running: Sequence[Running], now: datetime
) -> DeadlineDiff:
    """Only what the change itself moves is a shift: a date that differs for another reason stays."""
    shifts = [shift for one in running if (shift := _shift(old, new, one))]
    earlier = tuple(one for one in shifts if one.now < one.was)
    return DeadlineDiff(
        earlier=earlier,
        later=tuple(one for one in shifts if one.now > one.was),
        overdue=tuple(one for one in earlier if one.now <= now < one.was),
        unchanged=len(running) - len(shifts),
    )


def _shift(old: Clockwork, new: Clockwork, one: Running) -> Shift | None:
    before, after = old.replayed(one.stage).at, new.replayed(one.stage).at
    if after is None or before == after or after == one.due_at:
        return None
    return Shift(one.number, one.stage.what, one.due_at, after)
