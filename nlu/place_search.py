"""A whole answer that is a name ("Desa mana?" "matang aji kec sumber"): the places it is most like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from rapidfuzz import fuzz, process

from .meaning import Place
from .place_words import DISTRICT_WORDS, SEARCH_FILLERS, squash

SEARCH_SCORE = 66.0
"""Likeness for the answer to the question "desa mana?", where the whole text is a name."""
SEARCH_SPREAD = 18.0
"""Points an answer may be behind the best one and still be offered."""
LIKELY_SCORE = 78.0
"""Likeness from which a misspelt name behind a marker is worth a question."""
SHORTEST_GLUED = 4
"""Letters from which a name is compared at all; shorter ones are like too much."""

Level = Literal["village", "district"]


class PlaceSearch:
    """Finds by likeness, with the district when it is named too."""

    def __init__(
        self,
        by_code: Mapping[str, Place],
        villages: Mapping[str, tuple[Place, ...]],
        districts: Mapping[str, tuple[Place, ...]],
    ) -> None:
        """`villages`, `districts`: squashed name -> places of that name."""
        self._by_code, self._villages, self._districts = by_code, villages, districts

    def best(self, words: list[str], limit: int, level: Level) -> list[Place]:
        """Places for the words of an answer, best first, at most `limit`."""
        names = self._villages if level == "village" else self._districts
        scores: dict[str, float] = {}
        for name, district in self._readings(words, level):
            for key, score in _alike(name, names):
                for place in names[key]:
                    if not district or district_of(place) == district:
                        bonus = 10.0 if district else 0.0
                        scores[place.code] = max(scores.get(place.code, 0.0), score + bonus)
        best = max(scores.values(), default=0.0)
        kept = [code for code, score in scores.items() if score > best - SEARCH_SPREAD]
        ranked = sorted(kept, key=lambda code: (-scores[code], self._by_code[code].name, code))
        return [self._by_code[code] for code in ranked[:limit]]

    def _readings(self, said: list[str], level: Level) -> list[tuple[str, str]]:
        """The ways to read an answer: (squashed name, district code or empty)."""
        words = [w for w in said if w[0].isalnum() or w in DISTRICT_WORDS]
        split = next((i for i, w in enumerate(words) if w in DISTRICT_WORDS), len(words))
        kept = [w for w in words[:split] if w not in SEARCH_FILLERS] or words[:split]
        tail = words[split + 1 :]
        if level == "district":
            return [(squash("".join(tail or kept)), "")]
        if tail:
            return [(squash("".join(kept)), self._district_named(tail)), (squash("".join(kept)), "")]
        readings = [(squash("".join(kept)), "")]
        for cut in range(1, len(kept)):
            district = self._district_named(kept[cut:])
            if district:
                readings.append((squash("".join(kept[:cut])), district))
        return readings

    def _district_named(self, words: list[str]) -> str:
        key = squash("".join(words))
        hit = process.extractOne(key, self._districts.keys(), scorer=fuzz.ratio, score_cutoff=LIKELY_SCORE)
        return self._districts[hit[0]][0].code if hit else ""


def district_of(place: Place) -> str:
    """Code of the district a village lies in; of a district its own."""
    return place.code.rpartition(".")[0] if place.level == "village" else place.code


def _alike(name: str, names: Mapping[str, tuple[Place, ...]]) -> list[tuple[str, float]]:
    """Names like the squashed `name`; the beginning of a name counts as nearly right."""
    if len(name) < SHORTEST_GLUED:
        return [(name, 100.0)] if name in names else []
    hits = process.extract(name, names.keys(), scorer=fuzz.ratio, score_cutoff=SEARCH_SCORE, limit=20)
    begun = [(key, 90.0) for key in names if key.startswith(name) and key != name]
    return [(key, score) for key, score, _ in hits] + begun
