"""Pace: not faster than a network allows, and on a private number not in an even beat."""

from __future__ import annotations

from uuid import uuid4

from bot.channels.contract import Limits
from bot.pace import Pace
from tests.fakes import StillClock

SITI, BUDI = uuid4(), uuid4()


async def at(pace: Pace, clock: StillClock, *people: object) -> list[float]:
    """When each of these got a turn, in seconds from now."""
    began, moments = clock.ticks(), []
    for person in people:
        await pace.turn(person)  # type: ignore[arg-type]
        moments.append(round(clock.ticks() - began, 2))
    return moments


async def test_one_person_is_not_hurried() -> None:
    clock = StillClock()

    assert await at(Pace(Limits(per_address=2.0, overall=1000), clock), clock, SITI, SITI, BUDI) == [
        0,
        2.0,
        2.0,
    ]


async def test_the_whole_account_is_not_hurried() -> None:
    clock = StillClock()

    assert await at(Pace(Limits(per_address=0, overall=0.5), clock), clock, SITI, BUDI, SITI) == [0, 2.0, 4.0]


async def test_a_part_of_the_pause_is_chance() -> None:
    clock, drawn = StillClock(), iter([0.5, 0.0, 1.0])

    pace = Pace(Limits(per_address=2.0, chance=2.0, overall=1000), clock, lambda: next(drawn))

    assert await at(pace, clock, SITI, SITI, SITI) == [0, 3.0, 5.0]
