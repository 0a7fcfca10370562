"""Same: the case a new story may belong to. Offered, never decided: two troubles may look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import answers
from handlers.step import COMMON, Scene, Step, Unclear
from handlers.turn import CaseBrief, Facts, Inbound, Option

NEW = "baru"
CLOSED = frozenset({"resolved_verified", "resolved_unverified", "closed"})
"""States in which nothing is added to a case any more."""


def newest_open(facts: Facts, but: str = "") -> CaseBrief | None:
    """The open case told of last that may be named in the chat; `but` as in `same_case`."""
    fitting = (c for c in facts.cases if c.status not in CLOSED and not c.guarded and c.id != but)
    return next(fitting, None)


def same_case(facts: Facts, need: str, whom: str, but: str = "") -> CaseBrief | None:
    """An open case of this chat about the same need of the same kind of person; a guarded one is never named.

    `but`: the case this very story led to already, because an officer was called in the middle of it.
    """
    subject = "self" if whom == "saya" else "other"
    fitting = (c for c in facts.cases if c.status not in CLOSED and not c.guarded and c.id != but)
    return next((c for c in fitting if (c.category, c.subject) == (need, subject)), None)


@dataclass(frozen=True, slots=True)
class Same(Step):
    """Is it more about this case, or something new? The stored answer is the id of the case, or NEW."""

    case: CaseBrief

    def accepts(self, answer: str, facts: Facts) -> bool:
        return answer in {self.case.id, NEW}

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        asked = scene.say(self.name, "tanya", nomor=self.case.number, hal=self.case.title)
        choices = ((self.case.id, "ya"), (NEW, NEW))
        return asked, tuple(Option(id_, scene.say(self.name, f"pilihan.{part}")) for id_, part in choices)

    def read(self, said: Inbound, scene: Scene) -> str:
        verdict = answers.yes_or_no(said.text)
        if verdict is None:
            raise Unclear("umum.bukan_pilihan")
        return self.case.id if verdict else NEW

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return (self.case.id, NEW)

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {
            "tanya": COMMON | {"nomor", "hal"}, "pilihan.ya": frozenset(), f"pilihan.{NEW}": frozenset(),
        }  # fmt: skip

    def may_have(self) -> frozenset[str]:
        return frozenset()
