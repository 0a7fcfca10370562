"""Pick: which of her cases is meant; one alone is not asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.same import CLOSED
from handlers.step import COMMON, Scene, Step, Unclear
from handlers.turn import CaseBrief, Facts, Inbound, Option, Talk

MOST = 5
"""Cases that fit on one screen; older ones are reached by their number."""


def still_open(facts: Facts) -> tuple[CaseBrief, ...]:
    """Cases somebody works on; a secret one is never named here (TRUST.md T15)."""
    return tuple(case for case in facts.cases if case.status not in CLOSED and not case.secret)


def lately_closed(facts: Facts) -> tuple[CaseBrief, ...]:
    """Cases that may be opened again; a secret one is never named here."""
    return tuple(case for case in facts.cases if case.status in CLOSED and not case.secret)


@dataclass(frozen=True, slots=True)
class Pick(Step):
    """The stored answer is the id of a case."""

    cases: tuple[CaseBrief, ...] = ()

    def accepts(self, answer: str, facts: Facts) -> bool:
        return any(case.id == answer for case in self.cases)

    def settle(self, talk: Talk, facts: Facts) -> str | None:
        about = talk.answers.get(self.name) or talk.about
        if self.accepts(about, facts):
            return about
        return self.cases[0].id if len(self.cases) == 1 else None

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        options = tuple(Option(case.id, case.number, case.title) for case in self.cases[:MOST])
        listed = "\n".join(f"{case.number}: {case.title}" for case in self.cases[:MOST])
        return scene.say(self.name, "tanya", laporan=listed), options

    def read(self, said: Inbound, scene: Scene) -> str:
        numbers = {p.value for p in said.found.get("nomor", ())}
        named = [case.id for case in self.cases if case.number in numbers]
        if len(named) != 1:
            raise Unclear("umum.bukan_pilihan")
        return named[0]

    def shown(self, answer: str, scene: Scene) -> str:
        return next((case.number for case in self.cases if case.id == answer), answer)

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return tuple(case.id for case in self.cases) or ("contoh",)

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {"tanya": COMMON | {"laporan"}}

    def may_have(self) -> frozenset[str]:
        return frozenset()
