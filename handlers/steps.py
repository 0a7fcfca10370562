"""What can be asked: Choose, Write, Tell, Find, Review; and what is only looked up: Heard, Hint.

A step is data. `settle` says whether what is known already answers it, `ask` makes the question, `understand`
turns what was said into a stored answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers import answers
from handlers.texts import Texts
from handlers.turn import Facts, Inbound, Option, Proposal, Reply, Talk

NOT_THAT = "bukan_itu"
"""The choice under a narrowed question that throws the proposals away."""
SKIPPED = "lewati"
"""The stored answer of somebody who does not want to say."""
SEND = "kirim"
VILLAGE = "32.09.15.2001"
"""A code for walks through the scripts; nobody looks it up."""

NEWS_OF_THE_STORY = frozenset({"kebutuhan"})
"""Only the story, or an explicit correction, says what is needed (DECISIONS 5)."""


class Unclear(Exception):
    """What was said is no answer to this question; carries the key of the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Offer(Exception):
    """What was said names several possible answers: they are to be offered as buttons."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__(f"{len(values)} candidates")
        self.values = tuple(values)


class Change(Exception):
    """A line of the read-back is to be asked again."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True, slots=True)
class Scene:
    """What a step may look at when it asks and when it understands."""

    talk: Talk
    texts: Texts
    facts: Facts
    told: Mapping[str, str] = field(default_factory=dict)
    passed: Sequence[Step] = ()
    """The steps answered so far, in the order of the script."""
    news: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
    """What the message just said told for the first time."""

    def key(self, step: str, part: str) -> str:
        return f"{self.talk.script}.{step}.{part}"

    def say(self, step: str, part: str, **values: str) -> str:
        """A sentence of this script; {kantor} is the office and {nomor_darurat} its emergency numbers."""
        return self.texts.say(self.key(step, part), **common(self.facts), **values)


def common(facts: Facts) -> dict[str, str]:
    """Placeholders every sentence may use."""
    numbers = "\n".join(f"{number} ({what})" for number, what in facts.emergency_numbers)
    return {"kantor": facts.office, "nomor_darurat": numbers, "jam": facts.hours}


COMMON = frozenset({"kantor", "nomor_darurat", "jam"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a talk."""

    name: str

    # --- what is known ---

    def accepts(self, answer: str, facts: Facts) -> bool:
        """Whether a stored or proposed answer holds (still)."""
        return bool(answer)

    def settle(self, talk: Talk, facts: Facts) -> str | None:
        """The answer without asking, or None: what was answered, else the one sure proposal."""
        answer = talk.answers.get(self.name)
        if answer is not None and self.accepts(answer, facts):
            return answer
        sure = self.proposed(talk, facts, "sure")
        return sure[0] if len(sure) == 1 else None

    def proposed(self, talk: Talk, facts: Facts, *bands: str) -> list[str]:
        """Different acceptable values understood so far with one of these bands, best first."""
        heard = (p.value for p in talk.found.get(self.name, ()) if p.band in bands)
        return [value for value in dict.fromkeys(heard) if self.accepts(value, facts)]

    def narrowed(self, talk: Talk, facts: Facts) -> list[str]:
        """At most three values to offer as buttons instead of the open question."""
        sure = self.proposed(talk, facts, "sure")
        return (sure if len(sure) > 1 else self.proposed(talk, facts, "sure", "likely"))[:5]

    # --- the question ---

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        """Sentence and choices of the open question."""
        return scene.say(self.name, "tanya"), ()

    def ask(self, scene: Scene) -> Reply:
        """The question, narrowed to what is likely when something is."""
        body, options = self.question(scene)
        if likely := self.narrowed(scene.talk, scene.facts):
            body, options = self._narrow_question(scene, likely)
        where = f"{scene.talk.script}.{self.name}"
        return Reply(body, options, talk=scene.talk.id, step=where, case=_case(scene.talk))

    def _narrow_question(self, scene: Scene, likely: Sequence[str]) -> tuple[str, tuple[Option, ...]]:
        options = [self.option(value, scene) for value in likely]
        part = "tanya_satu" if len(options) == 1 else "tanya_usul"
        options.append(Option(NOT_THAT, scene.texts["umum.pilihan.bukan_itu"]))
        if len(likely) == 1:
            options[0] = Option(options[0].id, scene.texts["umum.pilihan.ya_itu"])
        return scene.say(self.name, part, usul=self.shown(likely[0], scene)), tuple(options)

    def option(self, value: str, scene: Scene) -> Option:
        return Option(value, self.shown(value, scene))

    # --- the answer ---

    def understand(self, said: Inbound, scene: Scene) -> str:
        """The stored form of the answer. Raises Unclear, Offer or Change."""
        if not said.text.strip():
            raise Unclear("umum.tanpa_kata")
        options = self.ask(scene).options
        picked = self._picked(said, options, scene)
        if picked is not None:
            return picked
        return self.read(said, scene)

    def _picked(self, said: Inbound, options: Sequence[Option], scene: Scene) -> str | None:
        """The option an answer names; a bare yes or no answers a question about one proposal."""
        picked = answers.chosen(said.text, options)
        if picked is None and len(self.narrowed(scene.talk, scene.facts)) == 1:
            verdict = answers.yes_or_no(said.text)
            if verdict is not None:
                picked = options[0].id if verdict else NOT_THAT
        return picked

    def read(self, said: Inbound, scene: Scene) -> str:
        """An answer in own words. Raises Unclear or Offer."""
        raise NotImplementedError

    # --- the read-back ---

    def shown(self, answer: str, scene: Scene) -> str:
        """The answer as it is read back."""
        return answer

    def line(self, answer: str, scene: Scene) -> tuple[str, str] | None:
        """Name and value of this line in the read-back, or None for a line that is not shown."""
        key = scene.key(self.name, "baris")
        return (scene.texts[key], self.shown(answer, scene)) if key in scene.texts else None

    # --- for checks and previews ---

    def samples(self, facts: Facts) -> tuple[str, ...]:
        """Answers that together lead down every branch."""
        return ("contoh",)

    def parts(self) -> Mapping[str, frozenset[str]]:
        """The sentences this step must have, with the placeholders they may use."""
        return {"tanya": COMMON}

    def may_have(self) -> frozenset[str]:
        """Sentences it may have and may lack."""
        return frozenset({"baris"})


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

    def accepts(self, answer: str, facts: Facts) -> bool:
        return answer in self.choices

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        return scene.say(self.name, "tanya"), tuple(self.option(choice, scene) for choice in self.choices)

    def narrowed(self, talk: Talk, facts: Facts) -> list[str]:
        """Two or three of a long list; a short list is shown whole."""
        likely = Step.narrowed(self, talk, facts)[:3]
        return likely if self.names is not None else []

    def read(self, said: Inbound, scene: Scene) -> str:
        if (found := self._found(said, scene)) is not None:
            return found
        verdict = answers.yes_or_no(said.text)
        if verdict is not None and {"ya", "tidak"} <= set(self.choices):
            return "ya" if verdict else "tidak"
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
        asked = {"tanya": COMMON}
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


@dataclass(frozen=True, slots=True)
class Heard(Step):
    """Never asked: what was heard on the way is read back and can be changed; otherwise it is nothing."""

    named: frozenset[str] = frozenset()
    """Values that have a sentence of their own in the read-back; others are shown as they are."""

    def settle(self, talk: Talk, facts: Facts) -> str | None:
        if (answer := talk.answers.get(self.name)) is not None:
            return answer
        heard = self.proposed(talk, facts, "sure") or self.proposed(talk, facts, "likely")
        return heard[0] if len(heard) == 1 else ""

    def line(self, answer: str, scene: Scene) -> tuple[str, str] | None:
        return Step.line(self, answer, scene) if answer else None

    def shown(self, answer: str, scene: Scene) -> str:
        return scene.say(self.name, f"pilihan.{answer}") if answer in self.named else answer

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return ("", *sorted(self.named))

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {f"pilihan.{value}": frozenset() for value in self.named}


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
        return scene.say(self.name, "tanya", baris=listed), (send, *change)

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
            "pilihan.kirim": frozenset(),
            "yang_mana": COMMON,
            "bukan_ubahan": COMMON,
        }

    def may_have(self) -> frozenset[str]:
        return frozenset()


def _case(talk: Talk) -> str:
    return talk.about
