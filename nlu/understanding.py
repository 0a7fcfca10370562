"""Understanding: the service's guess and the finds of code become one meaning, with a band that says how sure.

`combine` is pure. Without the service (stopped, slow, untrained) the code alone understands. From which figure
on something is taken silently, asked about or left alone stands in limits.yml and was chosen from messages
that neither the model nor the word lists had seen (docs/understanding.md); every proposal is read back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from nlu import intents, words
from nlu.client import Guesser
from nlu.limits import Limits, limits
from nlu.meaning import CATEGORIES, RELATIONS, REPORT, Band, Crisis, Found, Guess, Meaning, Relation
from nlu.places import Gazetteer

CODE_SURE = 0.7
"""A keyword score that is a clear word."""
CODE_SURE_BY_LENGTH = ((12, CODE_SURE), (25, 0.9), (40, 0.93))
"""Words of a text, and the score from which code alone is sure; in a longer one it never is. On the open part of the
blind set that keeps what is wrongly taken in silence at one in twenty; with one score for all it was one in six."""
CODE_LEAD = 0.2
CODE_LIKELY = 0.15
VERY_STRONG, A_LITTLE = 0.9, 0.08
ALSO_KEYWORD = 0.72
"""A second need is taken along when keywords say it as clearly as that."""
OFFERED = 3
CLEAR_TURN, CLEAR_REPORT = 0.8, 0.6
"""From here the service's word that it is a turn, or a report, is not questioned by the words of the code."""
FEW_WORDS, SHORT_CRY = 5, 8
"""Words below which the service cannot raise an alarm, and below which it cannot call one off."""
CLEAR_DANGER = 0.8
"""From here the service's kind of danger counts, whatever the words say."""
NAMED = frozenset({"add_info", "status", "withdraw"})
"""Turns whose words name them: "mau nambah, mbah juga jatuh" tells something and is no new report."""
AGREED = 0.4
"""For whom: so much of the service is enough when the code reads the same."""


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


def combine(found: Found, guess: Guess | None, intent_by_code: str = "", by: Limits | None = None) -> Meaning:
    """One meaning of both witnesses. Pure."""
    if guess is None:
        return _by_code(found, intent_by_code)
    by = by or limits()
    found = _with_danger(found, guess, by)
    meaning = _by_both(found, guess, intent_by_code, by)
    return _with_traits(meaning, guess, by) if meaning.intent == REPORT else meaning


# --- code alone ---------------------------------------------------------------------------------------


def _by_code(found: Found, intent_by_code: str) -> Meaning:
    ranking = found.keywords
    if intent_by_code and not (ranking and ranking[0][1] >= CODE_SURE):
        return Meaning(intent=intent_by_code, confidence=0.9, found=found)
    if not ranking:
        return Meaning(found=found)
    best, score = ranking[0]
    band: Band = "sure" if _clear(found) else ("likely" if score >= CODE_LIKELY else "weak")
    return _report(best, score, band, [code for code, _ in ranking], found, _second(found, best))


def _clear(found: Found) -> bool:
    """One keyword group is strong and well ahead; when it is very strong, a little ahead is enough: the second
    becomes `also`. The longer a story, the more words it has that stand there by chance."""
    if not found.keywords:
        return False
    score = found.keywords[0][1]
    needed = next((strength for longest, strength in CODE_SURE_BY_LENGTH if found.words <= longest), 1.0)
    lead = score - (found.keywords[1][1] if len(found.keywords) > 1 else 0.0)
    return score >= needed and (lead >= CODE_LEAD or (score >= VERY_STRONG and lead >= A_LITTLE))


# --- both together ------------------------------------------------------------------------------------


def _with_danger(found: Found, guess: Guess, by: Limits) -> Found:
    """Danger by both: where the words are harmless the service must be rather sure, where they are not, hardly.

    A few words alone ("di matangaji", "besok") are an answer, not a cry the service could hear; and of a short
    cry it cannot know that it is harmless.
    """
    risks = {kind: chance for kind, chance in guess.traits.get("danger", {}).items() if kind != "none"}
    if not risks or found.words < FEW_WORDS:
        return found
    risk = sum(risks.values())
    if risk >= (by.danger_with_words if found.crisis else by.danger):
        return replace(found, crisis=_kind(found.crisis, risks), urgency="emergency")
    if found.crisis and found.words < SHORT_CRY:
        return found
    return replace(found, crisis="", urgency="" if found.urgency == "emergency" else found.urgency)


def _kind(by_code: Crisis, risks: Mapping[str, float]) -> Crisis:
    """Which danger: the one the words name, unless the service clearly hears another."""
    heard: Crisis = max(("violence", "self_harm", "life_danger"), key=lambda one: risks.get(one, 0.0))
    return heard if not by_code or risks.get(heard, 0.0) >= CLEAR_DANGER else by_code


def _with_traits(meaning: Meaning, guess: Guess, by: Limits) -> Meaning:
    """For whom, and whether it cannot wait. The service knows better for whom: where it is not sure, we ask."""
    found, guessed = meaning.found, set()
    if found.words < FEW_WORDS:
        return meaning
    if whom := guess.traits.get("whom", {}):
        best: Relation = max(RELATIONS, key=lambda one: whom.get(one, 0.0))
        agreed = best == found.relation and whom[best] >= AGREED
        relation = best if agreed or whom.get(best, 0.0) >= by.whom else ""
        if not agreed and relation:
            guessed.add("relation")
        word = found.relation_word if relation == found.relation else ""
        found = replace(found, relation=relation, relation_word=word)
    if not found.urgency and guess.traits.get("pace", {}).get("urgent", 0.0) >= by.pace:
        guessed.add("urgency")
        found = replace(found, urgency="urgent")
    return replace(meaning, found=found, guessed=frozenset(guessed))


def _by_both(found: Found, guess: Guess, intent_by_code: str, by: Limits) -> Meaning:
    chances = dict(guess.ranking)
    reporting = sum(chances.get(code, 0.0) for code in CATEGORIES)
    turns = {label: chance for label, chance in guess.ranking if label not in CATEGORIES}
    turn = max(turns, key=lambda label: turns[label]) if turns else ""
    if turn and turns[turn] >= CLEAR_TURN:
        return Meaning(turn, turns[turn], found=found, source="model+code")
    if intent_by_code and (reporting < CLEAR_REPORT or intent_by_code in NAMED):
        return Meaning(intent_by_code, 0.95, found=found, source="model+code")
    strong_words = bool(found.keywords) and found.keywords[0][1] >= CODE_SURE
    if turn and turns[turn] > reporting and not strong_words:
        return Meaning(turn, turns[turn], found=found, source="model+code")
    scores = _scores(found, chances, by.keywords)
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    best = ranked[0]
    band: Band = "sure" if scores[best] >= by.sure else ("likely" if scores[best] >= by.likely else "weak")
    also = tuple(code for code in ranked[1:3] if scores[code] >= by.also and code != "di_luar_slrt")
    confidence = max(reporting, scores[best])
    meaning = _report(best, scores[best], band, ranked, found, also, confidence)
    return replace(meaning, source="model+code")


def _scores(found: Found, chances: Mapping[str, float], weight: float) -> dict[str, float]:
    """The probability of each category, given that it is a report: the service's, moved by the keywords'."""
    heard = dict(found.keywords)
    moved = {
        code: chances.get(code, 0.0) * math.exp(weight * heard.get(code, 0.0)) + 1e-9 for code in CATEGORIES
    }
    total = sum(moved.values())
    return {code: score / total for code, score in moved.items()}


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
        ranking=tuple(ranked),
        found=found,
    )
