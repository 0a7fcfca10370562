"""The read-back: every line passed, each changed by its button, its number or in own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import answers
from handlers.heard import Heard
from handlers.step import COMMON, SEND, Change, Scene, Step, Unclear
from handlers.turn import Facts, Inbound, Option, Talk


@dataclass(frozen=True, slots=True)
class Review(Step):
    """Reads back every line passed; what was asked can be changed by its button or number, all in own words."""

    def settle(self, talk: Talk, facts: Facts) -> str | None:
        """Only the person gives the final "kirim"; it is never proposed."""
        return SEND if talk.answers.get(self.name) == SEND else None

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        lines = self._lines(scene)
        asked = {step.name for step in scene.passed if not isinstance(step, Heard)}
        listed = "\n".join(f"{title}: {value}" for _, title, value in lines)
        change = [
            Option(name, scene.texts.say("umum.pilihan.ubah", baris=title.lower()))
            for name, title, _ in lines
            if name in asked
        ]
        send = Option(SEND, scene.say(self.name, "pilihan.kirim"))
        ask = "tanya_latihan" if scene.facts.learning and not _guarded(scene) else "tanya"
        return scene.say(self.name, ask, baris=listed), (send, *change)

    def _lines(self, scene: Scene) -> list[tuple[str, str, str]]:
        lines = []
        for step in scene.passed:
            line = step.line(scene.told.get(step.name, ""), scene)
            if line is not None:
                lines.append((step.name, *line))
        return lines

    def understand(self, said: Inbound, scene: Scene) -> str:
        if not said.text.strip():
            raise Unclear("umum.tanpa_kata")
        verdict = answers.yes_or_no(said.text)
        if verdict or answers.plain(said.text) in {SEND, "kirimkan", "kirim saja", "ya kirim"}:
            return SEND
        options = self.ask(scene).options
        if (line := answers.labelled(said.text, options)) is not None:
            raise Change(line)
        picked = answers.chosen(said.text, options) or self._line_named(said.text, scene)
        if picked == SEND:
            return SEND
        if picked is not None and not scene.news:
            raise Change(picked)
        reason = "yang_mana" if verdict is False else "bukan_ubahan"
        raise Unclear(scene.key(self.name, reason))

    def _line_named(self, text: str, scene: Scene) -> str | None:
        """ "desanya salah": the one line whose name is said in a short message."""
        words = answers.plain(text).split()
        if len(words) > 5:
            return None
        named = [
            name
            for name, title, _ in self._lines(scene)
            if any(word.removesuffix("nya") in title.lower().split() for word in words)
        ]
        return named[0] if len(named) == 1 else None

    def line(self, answer: str, scene: Scene) -> tuple[str, str] | None:
        return None

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return (SEND,)

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {
            "tanya": COMMON | {"baris"},
            "tanya_latihan": COMMON | {"baris"},
            "pilihan.kirim": frozenset(),
            "yang_mana": COMMON,
            "bukan_ubahan": COMMON,
        }

    def may_have(self) -> frozenset[str]:
        return frozenset()


def _guarded(scene: Scene) -> bool:
    """What is secret teaches nobody (cases/lessons.py)."""
    return scene.told.get("kebutuhan") in scene.facts.secret or scene.told.get("kerahasiaan") == "rahasia"
