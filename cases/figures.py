"""Figures: what became of the cases of a period, in counts that add up and in middle values; pure (DOMAIN.md section 1: not the number of closed tickets)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from .rules import OPEN_STATES, CaseState, CloseReason

SMALL: Final = 3
"""In anything public a count below this is not told: in a village it is a name (DOMAIN.md section 2)."""


def percent(part: int, whole: int) -> int | None:
    """Rounded; None of nothing."""
    return round(100 * part / whole) if whole else None


@dataclass(frozen=True, slots=True)
class Measured:
    """One case as the figures see it: dates and codes, no person."""

    created_at: datetime
    month: str
    """2026-11, in the office's own time."""
    category: str
    area: str
    """Code of the kecamatan; empty when nobody has said it."""
    agency: str
    """Short name of the agency it was last referred to; empty: it stayed with the secretariat."""
    channel: str
    state: str
    close_reason: str
    reopened: int
    answered_at: datetime | None
    """When a person of the office first did something about it that the resident can notice."""
    finished_at: datetime | None
    """When there was a first result, or the case was closed without one."""
    broken: bool
    """A promise to the resident was not kept."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one group of cases. The counts of groups that do not overlap add up; the middle values do not."""

    opened: int
    """Cases that came in."""
    running: int
    """Still to be worked on or to be looked at, those with a result nobody has proven among them."""
    proven: int
    """Finished, and the resident, a visit or a list has confirmed it."""
    unproven: int
    """Finished says the office; the day of the check passed in silence."""
    closed: int
    """Closed without a result, for whatever reason."""
    no_reply: int
    """Closed because the resident did not answer; part of `closed`."""
    merged: int
    """Closed because they went on in another case, which is counted itself; part of `closed`."""
    reopened: int
    """Cases that were opened again at least once."""
    on_time: int
    """Cases of which no promise was broken."""
    response: timedelta | None
    """Middle time until a person of the office did something about it; None when nobody has."""
    finish: timedelta | None
    """Middle time until the first result or the end."""

    def share(self, of: int) -> int | None:
        """Per cent of the cases that came in; None when there are none."""
        return percent(of, self.opened)

    @property
    def verified(self) -> int | None:
        """Per cent of what has ended that is proven: the figure that counts."""
        ended = self.proven + self.unproven + self.closed - self.merged
        return percent(self.proven, ended)


def figures(cases: Iterable[Measured]) -> Figures:
    """Of all of them together."""
    known = list(cases)
    states = [one.state for one in known]
    return Figures(
        opened=len(known),
        running=sum(state in OPEN_STATES for state in states),
        proven=states.count(CaseState.RESOLVED_VERIFIED),
        unproven=states.count(CaseState.RESOLVED_UNVERIFIED),
        closed=states.count(CaseState.CLOSED),
        no_reply=sum(one.close_reason == CloseReason.NO_REPLY for one in known),
        merged=sum(one.close_reason == CloseReason.MERGED for one in known),
        reopened=sum(one.reopened > 0 for one in known),
        on_time=sum(not one.broken for one in known),
        response=_middle([one.answered_at - one.created_at for one in known if one.answered_at]),
        finish=_middle([one.finished_at - one.created_at for one in known if one.finished_at]),
    )


def _middle(times: Sequence[timedelta]) -> timedelta | None:
    """The median: one case that was forgotten for a year does not hide that the others took a day."""
    return timedelta(seconds=median(one.total_seconds() for one in times)) if times else None


BY: Final[Mapping[str, Callable[[Measured], str]]] = {
    "category": lambda one: one.category,
    "area": lambda one: one.area,
    "agency": lambda one: one.agency,
    "channel": lambda one: one.channel,
    "month": lambda one: one.month,
}
"""What cases can be put together by."""


def grouped(cases: Iterable[Measured], by: str) -> dict[str, Figures]:
    """Figures of each group, most cases first. Raises KeyError for a way that is not in BY."""
    groups: dict[str, list[Measured]] = {}
    for one in cases:
        groups.setdefault(BY[by](one), []).append(one)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))
    return {name: figures(groups[name]) for name in order}


def hide_small(counts: Mapping[str, int], known_total: bool = True) -> dict[str, int | None]:
    """Counts that may be published: None stands for one that is not told.

    With the total beside them a single hidden count could be worked out, so that others are hidden with it until what is
    hidden together is no small number either.
    """
    told: dict[str, int | None] = {
        name: None if 0 < count < SMALL else count for name, count in counts.items()
    }
    hidden = [name for name, count in told.items() if count is None]
    while known_total and hidden and (len(hidden) == 1 or sum(counts[name] for name in hidden) < SMALL):
        left = [name for name, count in told.items() if count]
        if not left:
            break
        smallest = min(left, key=lambda name: (counts[name], name))
        told[smallest] = None
        hidden.append(smallest)
    return told
