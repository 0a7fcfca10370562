"""An understanding that knows what was meant and errs as often as it is told to: so engine and understanding part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from nlu.client import NoGuesser
from nlu.meaning import REPORT, Meaning
from nlu.places import Gazetteer
from nlu.understanding import Understanding

SURE, LIKELY = 0.7, 0.25
"""Shares of stories understood at once, and with two or three buttons; of the rest nothing is known."""


class Oracle(Understanding):
    """Code finds places, names and numbers as always; the need of a story is known beforehand."""

    def __init__(
        self, gazetteer: Gazetteer, meant: Mapping[str, str], codes: Sequence[str], seed: int
    ) -> None:
        super().__init__(gazetteer, NoGuesser())
        self._meant = meant
        self._codes = codes
        self._seed = seed
        self.down = False
        """The service is away: code alone understands, as in the real house."""

    async def meaning(self, text: str) -> Meaning:
        by_code = self.by_code(text)
        category = self._meant.get(text)
        if category is None or self.down or by_code.found.crisis:
            return by_code
        draw = Random(f"{self._seed}:{text}")
        chance = draw.random()
        if chance < SURE:
            return replace(by_code, intent=REPORT, category=category, band="sure", alternatives=(), also=())
        others = tuple(draw.sample([code for code in self._codes if code != category], 2))
        offered = (category, *others) if chance < SURE + LIKELY else others
        return replace(
            by_code, intent=REPORT, category=offered[0], band="likely", alternatives=offered, also=()
        )
