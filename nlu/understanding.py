"""Understanding: the service's guess and the finds of code become one meaning, with a band that says how sure.

`combine` is pure. Without the service (stopped, slow, untrained) the code alone understands. The limits were chosen
on the training messages, each judged by a model that had not seen it (nlu/rasa/README.md), so that about one
in twenty messages gets a wrong silent proposal; every proposal is read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nlu import intents, words
from nlu.client import Guesser
from nlu.meaning import CATEGORIES, REPORT, Band, Found, Guess, Meaning
from nlu.places import Gazetteer

SERVICE_WEIGHT = 0.4
"""Share of the service in the common score of a category; the rest is the keywords'."""
SURE_TOGETHER = 0.62
"""Common score from which the best category is taken and read back."""
SURE_LEAD = 0.15
"""The best must be so far ahead of the next."""
LIKELY = 0.15
"""Below this a category is no knowledge."""
CONTRADICTS = 0.4
"""When the service gives another category so much, clear keywords alone are not enough."""
CODE_SURE = 0.7
"""A keyword score from which code alone is sure."""
CODE_LEAD = 0.2
VERY_STRONG, A_LITTLE = 0.9, 0.08
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
    band: Band = "sure" if _clear(found) else ("likely" if score >= LIKELY else "weak")
    return _report(best, score, band, [code for code, _ in ranking], found, _second(found, best))


def _clear(found: Found) -> bool:
    """One keyword group is strong and well ahead; when it is very strong, a little ahead is enough: the second
    becomes `also`."""
    if not found.keywords:
        return False
    score = found.keywords[0][1]
    lead = score - (found.keywords[1][1] if len(found.keywords) > 1 else 0.0)
    return score >= CODE_SURE and (lead >= CODE_LEAD or (score >= VERY_STRONG and lead >= A_LITTLE))


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
    service = {code: chances.get(code, 0.0) / reporting if reporting else 0.0 for code in CATEGORIES}
    scores = _scores(found, service)
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    best, band = _decided(found, service, scores, ranked)
    also = _second(found, best) or tuple(
        code for code in ranked[1:3] if chances.get(code, 0.0) >= ALSO_GUESS and _word_for(found, code) >= 0.4
    )
    meaning = _report(best, scores[best], band, ranked, found, also, confidence=max(reporting, scores[best]))
    return replace(meaning, source="model+code")


def _scores(found: Found, service: Mapping[str, float]) -> dict[str, float]:
    """The common score of each category, from 0 to 1: the service's chance, given that it is a report, and
    the keywords' weight."""
    return {
        code: SERVICE_WEIGHT * service[code] + (1 - SERVICE_WEIGHT) * _word_for(found, code)
        for code in CATEGORIES
    }


def _decided(
    found: Found, service: Mapping[str, float], scores: Mapping[str, float], ranked: list[str]
) -> tuple[str, Band]:
    """Clear keywords are taken unless the service strongly says otherwise; else the common score decides."""
    heard = max(service, key=lambda code: (service[code], code))
    if _clear(found) and (found.keywords[0][0] == heard or service[heard] < CONTRADICTS):
        return found.keywords[0][0], "sure"
    best, lead = ranked[0], scores[ranked[0]] - scores[ranked[1]]
    if scores[best] >= SURE_TOGETHER and lead >= SURE_LEAD:
        return best, "sure"
    return best, "likely" if scores[best] >= LIKELY else "weak"


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
