"""One step of a talk: what every question has in common, and what it may look at.

A step is data. `settle` says whether what is known already answers it, `ask` makes the question, `understand`
turns what was said into a stored answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        return Reply(body, options, talk=scene.talk.id, step=where, case=scene.talk.about)

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
