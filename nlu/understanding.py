"""Understanding: the service's guess and the finds of code become one meaning, with a band that says how sure.

`combine` is pure. Without the service (stopped, slow, untrained) the code alone understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nlu import intents, words
from nlu.client import Guesser
from nlu.meaning import CATEGORIES, REPORT, Band, Found, Guess, Meaning
from nlu.places import Gazetteer

SURE_TOGETHER = 0.55
"""Probability of the best category, by service and code together, from which it is taken and read back."""
SURE_LEAD = 0.25
"""The best must be so far ahead of the next."""
LIKELY = 0.22
"""Below this a category is no knowledge."""
CODE_SURE = 0.7
"""A keyword score from which code alone is sure."""
CODE_LEAD = 0.2
SERVICE_WEIGHT = 0.65
"""Share of the service in the common probability; the rest is the keywords'."""
ALSO_KEYWORD = 0.72
"""A second need is taken along when keywords say it as clearly as that."""
ALSO_GUESS = 0.2
OFFERED = 3


class Understanding:
    """The whole understanding of one office."""

    def __init__(self, gazetteer: Gazetteer, guesser: Guesser) -> None:
        self._gazetteer = gazetteer
        self._guesser = guesser

    async def meaning(self, text: str) -> Meaning:
        """What a message means; the text is masked before it leaves the process (nlu.client)."""
        found = words.find(text, self._gazetteer)
        return combine(found, await self._guesser.guess(text), intents.intent(text))

    def by_code(self, text: str) -> Meaning:
        """What code alone understands."""
        return combine(words.find(text, self._gazetteer), None, intents.intent(text))


def combine(found: Found, guess: Guess | None, intent_by_code: str = "") -> Meaning:
    """One meaning of both witnesses. Pure."""
    return _by_both(found, guess, intent_by_code) if guess else _by_code(found, intent_by_code)


# --- code alone ---------------------------------------------------------------------------------------


def _by_code(found: Found, intent_by_code: str) -> Meaning:
    ranking = found.keywords
    if intent_by_code and not (ranking and ranking[0][1] >= CODE_SURE):
        return Meaning(intent=intent_by_code, confidence=0.9, found=found)
    if not ranking:
        return Meaning(found=found)
    best, score = ranking[0]
    following = ranking[1][1] if len(ranking) > 1 else 0.0
    clear = score >= CODE_SURE and (score - following >= CODE_LEAD or _ahead_of_all(found))
    band: Band = "sure" if clear else ("likely" if score >= LIKELY else "weak")
    return _report(best, score, band, [code for code, _ in ranking], found, _second(found, best))


def _ahead_of_all(found: Found) -> bool:
    """A very strong first keyword beats a second one that is strong too: the second becomes `also`."""
    return found.keywords[0][1] >= 0.9 and found.keywords[0][1] - found.keywords[1][1] >= 0.08


# --- both together ------------------------------------------------------------------------------------


def _by_both(found: Found, guess: Guess, intent_by_code: str) -> Meaning:
    chances = dict(guess.ranking)
    reporting = sum(chances.get(code, 0.0) for code in CATEGORIES)
    turns = {label: chance for label, chance in guess.ranking if label not in CATEGORIES}
    turn = max(turns, key=lambda label: turns[label]) if turns else ""
    strong_words = bool(found.keywords) and found.keywords[0][1] >= CODE_SURE
    if intent_by_code and not strong_words:
        return Meaning(intent_by_code, 0.95, found=found, source="model+code")
    if turn and turns[turn] > reporting and not strong_words:
        return Meaning(turn, turns[turn], found=found, source="model+code")
    shares = _shares(found, chances, reporting)
    ranked = sorted(shares, key=lambda code: (-shares[code], code))
    best, chance = ranked[0], shares[ranked[0]]
    lead = chance - (shares[ranked[1]] if len(ranked) > 1 else 0.0)
    sure = chance >= SURE_TOGETHER and lead >= SURE_LEAD
    band: Band = "sure" if sure else ("likely" if chance >= LIKELY else "weak")
    also = _second(found, best) or tuple(
        code for code in ranked[1:3] if chances.get(code, 0.0) >= ALSO_GUESS and _word_for(found, code) >= 0.4
    )
    meaning = _report(best, chance, band, ranked, found, also, confidence=max(reporting, chance))
    return replace(meaning, source="model+code")


def _shares(found: Found, chances: Mapping[str, float], reporting: float) -> dict[str, float]:
    """The common probability of each category: the service's, given that it is a report, and the keywords'."""
    service = {code: chances.get(code, 0.0) / reporting if reporting > 0 else 0.0 for code in CATEGORIES}
    total = sum(score for _, score in found.keywords)
    if not total:
        return service
    by_words = dict(found.keywords)
    strength = by_words[found.keywords[0][0]]
    weight = 1 - (1 - SERVICE_WEIGHT) * strength
    return {
        code: weight * service[code] + (1 - weight) * by_words.get(code, 0.0) / total for code in CATEGORIES
    }


def _word_for(found: Found, code: str) -> float:
    return dict(found.keywords).get(code, 0.0)


def _second(found: Found, best: str) -> tuple[str, ...]:
    """Further needs that the keywords name beyond doubt; matters outside SLRT are no second need."""
    strong = [code for code, score in found.keywords if score >= ALSO_KEYWORD]
    return tuple(code for code in strong if code not in {best, "di_luar_slrt"})[:2]


def _report(
    best: str, chance: float, band: Band, ranked: list[str], found: Found, also: tuple[str, ...],
    confidence: float = 0.0,
) -> Meaning:  # fmt: skip
    offered = tuple(ranked[:OFFERED]) if band == "likely" else (best,)
    return Meaning(
        intent=REPORT,
        confidence=confidence or chance,
        category=best,
        category_confidence=chance,
        band=band,
        alternatives=offered,
        also=also if band == "sure" else (),
        found=found,
    )
