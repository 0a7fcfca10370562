"""Five hundred synthetic residents in CI; `make simulate` has ten thousand. Proves the engine, not the understanding."""

from __future__ import annotations

from random import Random

import pytest

from tests.simulator.people import HABITS, Truth, Village, truth
from tests.simulator.persona import Persona
from tests.simulator.run import simulate
from tests.simulator.scores import RIGHT, Scores

HOME = Village("32.09.15.2001", "Matangaji", "Sumber")


def test_five_hundred_residents_are_helped_and_nothing_is_lost() -> None:
    outcome = simulate(500, seed=11)

    scores = outcome.scores
    assert scores.dead_ends == {}, outcome.worst[:1]
    assert (scores.missing, scores.doubled, scores.lost, scores.crashes, scores.lives_wrong) == (
        0,
        0,
        0,
        0,
        0,
    )
    assert scores.share >= RIGHT, outcome.worst[:1]
    assert scores.middle <= 3
    assert scores.most <= 5


@pytest.mark.parametrize(("cases", "missing"), [(0, 1), (1, 0)])
def test_a_report_without_a_case_is_seen(cases: int, missing: int, a_case: object) -> None:
    scores, persona = Scores(), _persona(truth(Random(1), [HOME], HABITS[0]))
    persona.ends = "selesai"

    wrong = scores.add(persona, [a_case] * cases, {})  # type: ignore[list-item]

    assert scores.missing == missing
    assert wrong
    assert not scores.clean


def test_the_same_seed_draws_the_same_people() -> None:
    one, other = (truth(Random(7), [HOME], HABITS[1]) for _ in range(2))

    assert one == other


@pytest.fixture
def a_case() -> object:
    """A case that matches nobody."""

    class Case:
        id = "x"
        category = area = subject = "lain"

    return Case()


def _persona(told: Truth) -> Persona:
    return Persona("sim:1", HABITS[0], [told], Random(1), {}, {}, {})
