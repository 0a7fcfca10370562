"""Walks every branch of a script: for the check of the sentences, for previews and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.heard import Heard, Hint
from handlers.script import Script
from handlers.step import Step
from handlers.turn import Facts


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a script, from its first question to its end."""

    steps: tuple[tuple[Step, str], ...]
    """Each step passed, with the sample answer it was given."""
    outcome: str

    @property
    def questions(self) -> list[Step]:
        """What a person who tells nothing unasked is asked; what she has answered is not asked again."""
        asked = {step.name: step for step, _ in reversed(self.steps) if not isinstance(step, Heard | Hint)}
        return list(reversed(asked.values()))


class Endless(Exception):
    """A script asks more than any talk should."""


LONGEST = 60
"""Steps, asked or only heard."""


def branches(script: Script, facts: Facts) -> Iterator[Branch]:
    """Every branch, by the sample answers of its steps. Raises Endless."""
    open_ways: list[tuple[str, ...]] = [()]
    while open_ways:
        way = open_ways.pop()
        steps, following, outcome = _run(script, facts, way)
        if following is None:
            yield Branch(tuple(zip(steps, way, strict=True)), outcome)
        elif len(way) >= LONGEST:
            raise Endless(following.name)
        else:
            open_ways += [(*way, answer) for answer in reversed(following.samples(facts))]


def _run(script: Script, facts: Facts, way: tuple[str, ...]) -> tuple[list[Step], Step | None, str]:
    running = script(facts, "")
    steps: list[Step] = []
    try:
        step = next(running)
        for answer in way:
            steps.append(step)
            step = running.send(answer)
    except StopIteration as end:
        return steps, None, end.value
    return steps, step, ""
