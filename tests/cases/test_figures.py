"""Figures that add up, and small counts that nobody can work out."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.figures import BY, SMALL, Measured, figures, grouped, hide_small
from cases.rules import OPEN_STATES

OPENED = datetime(2026, 11, 3, 2, tzinfo=UTC)
STATES = ("received", "in_progress", "resolved_verified", "resolved_unverified", "closed")
COUNTS = ("opened", "running", "proven", "unproven", "closed", "no_reply", "reopened", "on_time")


def drawn(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  made-up cases


def a_case(draw: random.Random, **known: object) -> Measured:
    hours = draw.choice([None, 1, 30, 200])
    values = {
        "created_at": OPENED,
        "month": draw.choice(["2026-10", "2026-11"]),
        "category": draw.choice(["bansos", "kesehatan", "lansia"]),
        "area": draw.choice(["32.09.15", "32.09.16", ""]),
        "agency": draw.choice(["Dinkes", "Dinsos", ""]),
        "channel": draw.choice(["telegram", "webchat"]),
        "state": draw.choice(STATES),
        "close_reason": draw.choice(["", "no_reply", "withdrawn"]),
        "reopened": draw.choice([0, 0, 1, 3]),
        "answered_at": OPENED + timedelta(hours=hours) if hours else None,
        "finished_at": OPENED + timedelta(hours=2 * hours) if hours else None,
        "broken": draw.random() < 0.3,
    }
    return Measured(**values | known)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("seed", range(20))
def test_the_counts_of_the_groups_add_up_to_those_of_all(by: str, seed: int) -> None:
    draw = drawn(seed)
    known = [a_case(draw) for _ in range(draw.randint(0, 60))]

    total, groups = figures(known), grouped(known, by)

    for name in COUNTS:
        assert sum(getattr(one, name) for one in groups.values()) == getattr(total, name)
    assert total.opened == len(known)


def test_every_case_is_running_proven_or_closed() -> None:
    draw = drawn(7)
    total = figures(a_case(draw) for _ in range(200))

    assert total.running + total.proven + total.closed == total.opened
    assert "resolved_unverified" in {state.value for state in OPEN_STATES}


def test_one_forgotten_case_does_not_hide_the_others() -> None:
    draw = drawn(1)
    day, year = OPENED + timedelta(days=1), OPENED + timedelta(days=365)
    known = [a_case(draw, answered_at=at) for at in (day, day, day, day, year)]

    assert figures(known).response == timedelta(days=1)


def test_only_what_has_ended_is_asked_for_proof() -> None:
    draw = drawn(1)
    states = ["resolved_verified", "closed", "resolved_unverified", "received", "received"]

    assert figures(a_case(draw, state=state) for state in states).verified == 33
    assert figures([a_case(draw, state="received")]).verified is None
    assert figures([]).share(0) is None


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 8), max_size=8))
def test_what_is_small_is_hidden_and_cannot_be_worked_out(counts: dict[str, int]) -> None:
    told = hide_small(counts)

    assert set(told) == set(counts)
    assert all(count is None or count == counts[name] for name, count in told.items())
    assert all(count is None or count == 0 or count >= SMALL for count in told.values())
    hidden = sum(counts[name] for name, count in told.items() if count is None)
    several = sum(count is None for count in told.values()) > 1
    assert not hidden or (several and hidden >= SMALL) or all(not count for count in told.values())
