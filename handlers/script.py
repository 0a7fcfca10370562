"""Plays a script over what is known so far (docs/adr/0001): no generator outlives a message.

For every message the script runs again from the top; the first question without an acceptable answer is the
one to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from handlers import answers, talks
from handlers.heard import Heard, Hint
from handlers.review import Review
from handlers.step import NOT_THAT, Change, Offer, Scene, Step, Unclear, common
from handlers.texts import Texts
from handlers.turn import Done, Facts, Inbound, Option, Proposal, Reply, Talk

Play = Generator[Step, str, str]
"""Yields questions, is sent answers, returns the outcome."""

Script = Callable[[Facts, str], Play]
"""A script over the facts and what the talk is about (a case id, or empty)."""

MISSES = 3
"""So many answers we did not understand, then a human is offered (HOUSE.md 6)."""
STUCK = ("petugas", "lanjut", "batal")


@dataclass(frozen=True, slots=True)
class Stage:
    """The script with everything it may look at."""

    script: Script
    facts: Facts
    texts: Texts


@dataclass(frozen=True, slots=True)
class Played:
    """How far a script comes with what is known."""

    step: Step | None
    """The question to ask now; None when the script has ended."""
    told: dict[str, str]
    """Answers in the order of the script; of a branch no longer taken nothing is left."""
    passed: tuple[Step, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One talk after one message."""

    talk: Talk | None
    """None when it ended."""
    replies: tuple[Reply, ...]
    done: Done | None = None


def play(talk: Talk, stage: Stage) -> Played:
    """Run the script from the top. Costs microseconds; a script has no side effect."""
    running = stage.script(stage.facts, talk.about)
    told: dict[str, str] = {}
    passed: list[Step] = []
    try:
        step = next(running)
        while (answer := step.settle(talk, stage.facts)) is not None:
            if not isinstance(step, Hint):
                passed.append(step)
                if answer:
                    told[step.name] = answer
            step = running.send(answer)
    except StopIteration as end:
        return Played(None, told, tuple(passed), end.value)
    return Played(step, told, tuple(passed))


def hear(talk: Talk, said: Inbound, stage: Stage) -> Moved:
    """One message in: ask, understand, accept, next."""
    played = play(talk, stage)
    step = played.step
    if step is None:
        return go_on(talk, stage)
    news = talks.news_of(talk, said.found, step.name)
    scene = _scene(talk, stage, played, news)
    typed_button = answers.labelled(said.text, step.ask(scene).options)
    if typed_button is None and (changed := _correction(talk, said, played)) is not None:
        return go_on(changed, stage)
    try:
        answer = step.understand(said, scene)
    except Change as change:
        return go_on(talks.reopened(talk, [change.step], played.told), stage)
    except Offer as offer:
        others = {name: heard for name, heard in news.items() if name != step.name}
        return go_on(talks.offering(talks.finding(talk, others), step.name, offer.values), stage)
    except Unclear as unclear:
        if news:  # no answer to this question, yet it told us something
            return go_on(talks.finding(talk, news), stage)
        return ask_again(talk, stage, unclear.reason)
    return go_on(_told(talk, said, step, answer, news), stage)


def take(talk: Talk, step_name: str, choice: str, stage: Stage) -> Moved | None:
    """A button of this talk: it answers its own question, even an earlier one (DECISIONS 8).

    None when that question is not part of the talk (any more) or the choice does not hold today.
    """
    played = play(talk, stage)
    if played.step is not None and played.step.name == step_name:
        return _pressed_now(talk, played, played.step, choice, stage)
    earlier = next((step for step in played.passed if step.name == step_name), None)
    if earlier is None or not earlier.accepts(choice, stage.facts):
        return None
    changed = talks.plus(talks.reopened(talk, [step_name], played.told), step_name, choice)
    line = earlier.line(choice, _scene(changed, stage, played, {}))
    before = stage.texts.say("umum.diubah", baris=line[0], nilai=line[1]) if line else ""
    return go_on(changed, stage, before)


def _pressed_now(talk: Talk, played: Played, step: Step, choice: str, stage: Stage) -> Moved:
    scene = _scene(talk, stage, played, {})
    if choice not in {option.id for option in step.ask(scene).options}:
        return go_on(talk, stage)
    if isinstance(step, Review) and choice != "kirim":
        return go_on(talks.reopened(talk, [choice], played.told), stage)
    return go_on(_answered(talk, step, choice), stage)


def back(talk: Talk, stage: Stage) -> Moved:
    """Forget the last thing told and ask it again."""
    played = play(talk, stage)
    asked = [step.name for step in played.passed if not isinstance(step, Heard)]
    if not asked:
        return go_on(talk, stage, stage.texts["umum.sudah_di_awal"])
    if len(asked) == 1:  # the story itself: what it told goes with it
        return go_on(replace(talk, answers={}, found={}, also=()), stage)
    return go_on(talks.without(talk, asked[-1:]), stage)


def go_on(talk: Talk, stage: Stage, before: str = "") -> Moved:
    """The next question, or the end. `before` is a sentence that goes in front."""
    played = play(talk, stage)
    if played.step is not None:
        reply = played.step.ask(_scene(talk, stage, played, {}))
        body = f"{before}\n\n{reply.body}" if before else reply.body
        return Moved(replace(talk, asked=played.step.name), (replace(reply, body=body),))
    done = Done(talk, played.outcome, played.told)
    ending = f"{talk.script}.selesai.{played.outcome}"
    said = [stage.texts.say(ending, **common(stage.facts))] if ending in stage.texts else []
    body = "\n\n".join([before, *said] if before else said)
    return Moved(None, (Reply(body, step=ending, case=talk.about),) if body else (), done)


def _told(talk: Talk, said: Inbound, step: Step, answer: str, news: dict[str, tuple[Proposal, ...]]) -> Talk:
    """The answer, and what the message told besides."""
    others = {name: heard for name, heard in news.items() if name != step.name}
    talk = _answered(talks.finding(talk, others), step, answer)
    return replace(talk, also=said.also) if step.name == "cerita" else talk


def _answered(talk: Talk, step: Step, answer: str) -> Talk:
    if answer == NOT_THAT:
        return talks.without(talk, [step.name])
    return talks.plus(talk, step.name, answer)


_CORRECTING = ("bukan ", "salah", "eh ", "maksud", "ralat", "koreksi", "harusnya", "seharusnya", "keliru")


def _correction(talk: Talk, said: Inbound, played: Played) -> Talk | None:
    """ "salah, desanya Sukamaju": lines already passed are replaced, when the sentence says it corrects them.

    At the read-back anything told is a correction, but the need only by a word that says so.
    """
    explicit = said.intent == "correct" or answers.plain(said.text).startswith(_CORRECTING)
    at_review = isinstance(played.step, Review)
    if not (explicit or at_review):
        return None
    passed = {step.name for step in played.passed} - {"cerita"}
    lines = [name for name in said.found if name in passed]
    if not explicit:
        lines = [name for name in lines if name != "kebutuhan"]
    changed = talks.corrected(talk, said.found, lines, played.told)
    return changed if changed.found != talk.found or changed.answers != talk.answers else None


def ask_again(talk: Talk, stage: Stage, reason: str) -> Moved:
    """Why it was not understood, and the question again; the third time a human is offered instead."""
    talk = replace(talk, misses=talk.misses + 1)
    if talk.misses >= MISSES:
        options = tuple(Option(one, stage.texts[f"umum.pilihan.{one}"]) for one in STUCK)
        stuck = Reply(stage.texts.say("umum.buntu", **common(stage.facts)), options, talk.id, "umum.buntu")
        return Moved(replace(talk, misses=0), (stuck,))
    moved = go_on(talk, stage, stage.texts.say(reason, **common(stage.facts)))
    return replace(moved, talk=replace(talk, asked=moved.talk.asked if moved.talk else ""))


def _scene(talk: Talk, stage: Stage, played: Played, news: dict[str, tuple[Proposal, ...]]) -> Scene:
    return Scene(talk, stage.texts, stage.facts, played.told, played.passed, news)
