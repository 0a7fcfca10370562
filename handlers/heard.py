"""What is never asked: lines that were heard on the way, and hints about other steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.step import Scene, Step
from handlers.turn import Facts, Talk


@dataclass(frozen=True, slots=True)
class Heard(Step):
    """Never asked: what was heard on the way is read back and can be changed; otherwise it is nothing."""

    named: frozenset[str] = frozenset()
    """Values that have a sentence of their own in the read-back; others are shown as they are."""
    default: str = ""
    """What it is when nothing was heard."""
    sample: str = ""
    """A value for walks through the scripts, when something depends on it."""
    each: bool = False
    """What follows depends on which of the named values it is, not only on whether there is one."""
    part: str = "pilihan"
    """Where the sentences of the named values stand; `pilihan` holds titles of buttons, which are short."""

    def settle(self, talk: Talk, facts: Facts) -> str | None:
        if (answer := talk.answers.get(self.name)) is not None:
            return answer
        heard = self.proposed(talk, facts, "sure") or self.proposed(talk, facts, "likely")
        return heard[0] if len(heard) == 1 else self.default

    def line(self, answer: str, scene: Scene) -> tuple[str, str] | None:
        return Step.line(self, answer, scene) if answer else None

    def shown(self, answer: str, scene: Scene) -> str:
        return scene.say(self.name, f"{self.part}.{answer}") if answer in self.named else answer

    def samples(self, facts: Facts) -> tuple[str, ...]:
        nothing = () if self.default else ("",)
        named = sorted(self.named) if self.each else sorted(self.named)[:1]
        return (*nothing, *((self.sample,) if self.sample else ()), *named)

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {f"{self.part}.{value}": frozenset() for value in self.named}


@dataclass(frozen=True, slots=True)
class Secret(Heard):
    """Heard, kept and sent, but shown only by its last four signs: a NIK, a KK number."""

    def shown(self, answer: str, scene: Scene) -> str:
        return "•" * 8 + answer[-4:]

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return ("3209000000000001",)


@dataclass(frozen=True, slots=True)
class Hint(Step):
    """Whether anything is known about another step: answers "ya" or nothing, and never asks."""

    def settle(self, talk: Talk, facts: Facts) -> str | None:
        known = self.name in talk.answers or any(p.band != "weak" for p in talk.found.get(self.name, ()))
        return "ya" if known else ""

    def line(self, answer: str, scene: Scene) -> tuple[str, str] | None:
        return None

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return ("", "ya")

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {}

    def may_have(self) -> frozenset[str]:
        return frozenset()
