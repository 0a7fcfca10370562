"""Drafts: the people a facilitator is writing about, each a talk of its own with a short code; pure.

What was said of a person is kept as pieces that sort by when they were sent, so that the order in which messages arrive
leaves no mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers import answers, paste, talks
from handlers.review import Review
from handlers.script import Stage, play
from handlers.turn import Found, Proposal, Talk

SCRIPT = "wakil"
PIECES = "potongan"
NAME = "nama_warga"
MOST = 60
"""Open drafts of one person: a cap against floods (TRUST.md T4), far above forty families."""
SHOWN = 8
"""Drafts of one list; the others are reached by their code."""


def of(talks_now: Sequence[Talk]) -> list[Talk]:
    """The drafts, in the order of their codes."""
    return sorted((t for t in talks_now if t.script == SCRIPT), key=lambda t: int(t.code or 0))


def new(talk_id: str, among: Sequence[Talk]) -> Talk:
    """A draft with the smallest code that is free."""
    taken = {t.code for t in of(among)}
    code = next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)
    return Talk(talk_id, SCRIPT, code=code)


def by_code(code: str, among: Sequence[Talk]) -> Talk | None:
    """The draft with this code."""
    return next((t for t in of(among) if t.code == code), None)


def by_name(name: str, among: Sequence[Talk]) -> Talk | None:
    """The draft about somebody of this name."""
    named = {name_of(t): t for t in of(among) if name_of(t)}
    same = paste.same_person(name, list(named))
    return named[same] if same else None


def name_of(talk: Talk) -> str:
    """Whom a draft is about; empty while nobody has said."""
    sure = [p.value for p in talk.found.get(NAME, ()) if p.band == "sure"]
    return answers.person_name(talk.answers.get(NAME, "")) or (sure[0] if len(sure) == 1 else "")


def called(talk: Talk) -> str:
    """ "#2 Sarinem"."""
    return f"#{talk.code} {name_of(talk)}".strip()


def noted(talk: Talk, entry: paste.Entry, found: Found, sent_at: str, also: Sequence[str] = ()) -> Talk:
    """With one more piece of its story and whatever understanding found in it."""
    pieces = _pieces(talk)
    pieces[entry.text] = min(pieces.get(entry.text, sent_at), sent_at)
    kept = tuple(Proposal(f"{at}\t{text}", "weak", "code") for text, at in pieces.items())
    talk = replace(talk, found={**talk.found, PIECES: ()})
    talk = talks.finding(talk, {PIECES: kept, **_facts(found)})
    talk = replace(talk, also=tuple(sorted({*talk.also, *also})))
    if entry.name:
        talk = talks.plus(talk, NAME, entry.name)
    story = "\n".join(_pieces(talk))
    return talks.plus(talk, "cerita", story) if answers.story(story) else talk


def _pieces(talk: Talk) -> dict[str, str]:
    """Text -> when it was sent, in that order; what was answered to the question for the story came first."""
    found = [p.value.partition("\t") for p in talk.found.get(PIECES, ())]
    if not found and (said := talk.answers.get("cerita")):
        return {said: ""}
    return {text: at for at, _, text in sorted(found)}


def _facts(found: Found) -> Mapping[str, tuple[Proposal, ...]]:
    """Everything but names, which stand in the heading, and guesses that are none."""
    kept = {name: tuple(p for p in heard if p.band != "weak") for name, heard in found.items()}
    return {name: heard for name, heard in kept.items() if heard and not name.startswith("nama_")}


def missing(talk: Talk, stage: Stage) -> list[str]:
    """Names of the questions that are still open, in order, if each were answered in the plainest way."""
    names: list[str] = []
    for _ in range(20):
        step = play(talk, stage).step
        if step is None or isinstance(step, Review):
            break
        names.append(step.name)
        talk = talks.plus(talk, step.name, step.samples(stage.facts)[0])
    return names


def listed(among: Sequence[Talk], stage: Stage, *, newest: bool = False) -> str:
    """One line for each draft: code, name, and what is missing."""
    shown = of(among)[-SHOWN:] if newest else of(among)[:SHOWN]
    return "\n".join(_line(talk, stage) for talk in shown)


def _line(talk: Talk, stage: Stage) -> str:
    open_ = missing(talk, stage)
    lacks = ", ".join(stage.texts[f"wakil.kurang.{name}"] for name in open_)
    key = "wakil.draf_kurang" if open_ else "wakil.draf_siap"
    return stage.texts.say(key, draf=called(talk), kurang=lacks)
