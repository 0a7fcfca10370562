"""Kunci: news of a secret case, for whoever knows the word chosen with it (DOMAIN.md section 11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from handlers import answers
from handlers.script import Moved, Play
from handlers.status import in_full
from handlers.step import COMMON, Scene, Step, Unclear
from handlers.steps import Write
from handlers.texts import Texts
from handlers.turn import Facts, Inbound, Talk

TOLD = "status_terbuka"


@dataclass(frozen=True, slots=True)
class Unlock(Step):
    """The stored answer is the id of the case the word opens; the word itself is not kept."""

    def read(self, said: Inbound, scene: Scene) -> str:
        if not said.unlocked:
            raise Unclear(scene.key(self.name, "salah"))
        return said.unlocked

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {"tanya": COMMON, "salah": COMMON}


@dataclass(frozen=True, slots=True)
class NewWord(Write):
    """The word is chosen here: nothing said before is offered as one, and it is not read back."""

    take: Callable[[str], str | None] = answers.access_word
    reason: str = "terlalu_mudah"

    def proposed(self, talk: Talk, facts: Facts, *bands: str) -> list[str]:
        return []

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {
            part: may for part, may in Write.parts(self).items() if part not in {"tanya_satu", "tanya_usul"}
        }

    def may_have(self) -> frozenset[str]:
        return frozenset()


def kunci(facts: Facts, about: str) -> Play:
    """A wrong word gets the same answer whether there is a secret case or not."""
    yield Unlock("kata")
    return TOLD


def with_news(moved: Moved, facts: Facts, texts: Texts) -> Moved:
    """After the right word: where the case stands, in full."""
    if moved.done is None or moved.done.outcome != TOLD:
        return moved
    case = next((case for case in facts.cases if case.id == moved.done.told["kata"]), None)
    return replace(moved, replies=(in_full(case, facts, texts),) if case else (), done=None)
