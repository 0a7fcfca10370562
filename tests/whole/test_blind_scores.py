"""The understanding is held against its record: a change may not make it worse unseen."""

from __future__ import annotations

from bot import config, rasa
from bot.commands.evaluate import PROJECT, measured
from nlu.evaluation import record
from nlu.evaluation.record import LOWER_IS_BETTER

POINTS = 0.02


def test_the_record_is_that_of_the_committed_inputs() -> None:
    """`make evaluate` was run after the last change of messages, components or pipeline."""
    assert record.record()["inputs"] == rasa.inputs_hash(PROJECT)


async def test_the_blind_score_does_not_fall() -> None:
    recorded = record.record()["open"]

    now = record.headline(await measured(config.load({}), sealed=False))

    worse = {
        name: (recorded[name], round(value, 3))
        for name, value in now.items()
        if (value - recorded[name]) * (-1 if name in LOWER_IS_BETTER else 1) < -POINTS
    }
    assert worse == {}
