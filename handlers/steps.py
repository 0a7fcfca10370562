"""What can be asked: Tell a story, Choose one, Write a name or a number, Find a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers import answers
from handlers.step import COMMON, NEWS_OF_THE_STORY, NOT_THAT, SKIPPED, VILLAGE, Offer, Scene, Step, Unclear
from handlers.turn import Facts, Inbound, Option, Talk

YES_NO_CHOICES = (("ya", "tidak"), ("aman", "jangan"), ("sudah", "belum"), ("ya", "belum"), ("luar", "sini"))
"""Pairs of choices that a plain yes or no answers as well."""


@dataclass(frozen=True, slots=True)
class Tell(Step):
    """The whole message is the answer: a story, an answer to an officer."""

    take: Callable[[str], str | None] = answers.story
    reason: str = "terlalu_pendek"
    quoting: str = ""
    """What the question quotes, for {kutipan}: the words of an officer."""

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        return scene.say(self.name, "tanya", kutipan=self.quoting), ()

    def narrowed(self, talk: Talk, facts: Facts) -> list[str]:
        return []

    def read(self, said: Inbound, scene: Scene) -> str:
        told = self.take(said.text)
        if told is None:
            raise Unclear(scene.key(self.name, self.reason))
        return told

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return ("Cerita contoh dari warga.",)

    def parts(self) -> Mapping[str, frozenset[str]]:
        reasons = {self.reason: COMMON} if self.take is not answers.anything else {}
        return {"tanya": COMMON | {"kutipan"}, **reasons}


@dataclass(frozen=True, slots=True)
class Choose(Step):
    """One of a few choices."""

    choices: tuple[str, ...] = ()
    names: Mapping[str, str] | None = None
    """Titles that are the office's data; otherwise they are sentences."""
    quoting: str = ""
    """The line told before that the question quotes, for {kutipan}."""
    way_back: bool = False
    """None of these: the question before, which led here, is asked again."""

    def accepts(self, answer: str, facts: Facts) -> bool:
        return answer in self.choices

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        quoted = {"kutipan": self._quoted(scene)} if self.quoting else {}
        asked = scene.say(self.name, "tanya", **quoted)
        none = (Option(NOT_THAT, scene.texts["umum.pilihan.bukan_itu"]),) if self.way_back else ()
        return asked, (*(self.option(choice, scene) for choice in self.choices), *none)

    def _quoted(self, scene: Scene) -> str:
        return next(s.shown(scene.told[s.name], scene) for s in scene.passed if s.name == self.quoting)

    def narrowed(self, talk: Talk, facts: Facts) -> list[str]:
        """Two or three of a long list; a short list is shown whole."""
        likely = Step.narrowed(self, talk, facts)[:3]
        return likely if self.names is not None else []

    def read(self, said: Inbound, scene: Scene) -> str:
        if (found := self._found(said, scene)) is not None:
            return found
        verdict = answers.yes_or_no(said.text)
        for yes, no in YES_NO_CHOICES:
            if verdict is not None and {yes, no} <= set(self.choices):
                return yes if verdict else no
        which = answers.number(said.text)
        raise Unclear("umum.di_luar_pilihan" if which is not None else "umum.bukan_pilihan")

    def _found(self, said: Inbound, scene: Scene) -> str | None:
        """The choice that understanding read in the sentence, when it read exactly one."""
        if self.name in NEWS_OF_THE_STORY and len(said.text.split()) > 4:
            return None
        bands = ("sure", "likely")
        heard = {p.value for p in said.found.get(self.name, ()) if p.band in bands}
        fitting = [value for value in heard if value in self.choices]
        return fitting[0] if len(fitting) == 1 else None

    def shown(self, answer: str, scene: Scene) -> str:
        if self.names is not None:
            return self.names.get(answer, answer)
        return scene.say(self.name, f"pilihan.{answer}")

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return self.choices

    def parts(self) -> Mapping[str, frozenset[str]]:
        asked = {"tanya": COMMON | ({"kutipan"} if self.quoting else set())}
        if self.names is not None:
            return asked | {"tanya_satu": COMMON | {"usul"}, "tanya_usul": COMMON | {"usul"}}
        return asked | {f"pilihan.{choice}": frozenset() for choice in self.choices}


@dataclass(frozen=True, slots=True)
class Write(Step):
    """A name or a number, checked by `take`."""

    take: Callable[[str], str | None] = answers.person_name
    reason: str = "bukan_nama"
    skippable: bool = True

    def accepts(self, answer: str, facts: Facts) -> bool:
        return answer == SKIPPED or self.take(answer) is not None

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        skip = (Option(SKIPPED, scene.say(self.name, "pilihan.lewati")),) if self.skippable else ()
        return scene.say(self.name, "tanya"), skip

    def read(self, said: Inbound, scene: Scene) -> str:
        own = {p.value for p in said.found.get(self.name, ()) if p.band != "weak"}
        if len(own) == 1 and self.accepts(value := own.pop(), scene.facts):
            return value
        told_something_else = set(scene.news) - {self.name}
        written = self.take(said.text)
        if written is None or told_something_else:
            raise Unclear(scene.key(self.name, self.reason))
        return written

    def shown(self, answer: str, scene: Scene) -> str:
        return scene.say(self.name, "pilihan.lewati") if answer == SKIPPED else answer

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return ("Contoh Nama", *((SKIPPED,) if self.skippable else ()))

    def parts(self) -> Mapping[str, frozenset[str]]:
        sentences = {
            "tanya": COMMON,
            "tanya_satu": COMMON | {"usul"},
            "tanya_usul": COMMON | {"usul"},
            self.reason: COMMON,
        }
        return sentences | ({"pilihan.lewati": frozenset()} if self.skippable else {})


@dataclass(frozen=True, slots=True)
class Find(Step):
    """One of a long list of places, searched by typing, at most five candidates."""

    skippable: bool = False

    def accepts(self, answer: str, facts: Facts) -> bool:
        return answer == SKIPPED or (answer.count(".") == 3 and bool(facts.places.title(answer)))

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        skip = (Option(SKIPPED, scene.say(self.name, "pilihan.lewati")),) if self.skippable else ()
        return scene.say(self.name, "tanya"), skip

    def read(self, said: Inbound, scene: Scene) -> str:
        if self.skippable and answers.unsure(said.text):
            return SKIPPED
        if not answers.may_be_a_name(said.text):
            raise Unclear(scene.key(self.name, "tidak_ditemukan"))
        sure = {p.value for p in said.found.get(self.name, ()) if p.band == "sure"}
        if len(sure) == 1 and self.accepts(value := sure.pop(), scene.facts):
            return value
        likely = [p.value for p in said.found.get(self.name, ()) if p.band == "likely"]
        candidates = likely or [option.id for option in scene.facts.places.options(said.text, 5)]
        candidates = [code for code in candidates if self.accepts(code, scene.facts)]
        if not candidates:
            raise Unclear(scene.key(self.name, "tidak_ditemukan"))
        raise Offer(candidates)

    def shown(self, answer: str, scene: Scene) -> str:
        if answer == SKIPPED:
            return scene.say(self.name, "pilihan.lewati")
        return scene.facts.places.title(answer)

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return (VILLAGE, *((SKIPPED,) if self.skippable else ()))

    def parts(self) -> Mapping[str, frozenset[str]]:
        sentences = {
            "tanya": COMMON,
            "tanya_satu": COMMON | {"usul"},
            "tanya_usul": COMMON | {"usul"},
            "tidak_ditemukan": COMMON,
        }
        return sentences | ({"pilihan.lewati": frozenset()} if self.skippable else {})
