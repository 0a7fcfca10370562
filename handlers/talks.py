"""What is remembered of one talk, changed by small pure functions; order of telling leaves no mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from handlers.step import NEWS_OF_THE_STORY
from handlers.turn import Found, Proposal, Talk

_BANDS = {"sure": 0, "likely": 1, "weak": 2}
NEED_STEPS = frozenset({"cerita", "golongan", "kebutuhan"})
"""The questions at which a sentence may say what is needed."""


_GOES_WITH: Mapping[str, tuple[str, ...]] = {"kebutuhan": ("golongan",)}
"""Who changes her need may have looked in the wrong group before."""


def plus(talk: Talk, step: str, answer: str) -> Talk:
    """With one question answered."""
    return replace(talk, answers={**talk.answers, step: answer}, misses=0)


def without(talk: Talk, steps: Iterable[str]) -> Talk:
    """With these lines forgotten: what was answered and what was understood."""
    gone = {name for step in steps for name in (step, *_GOES_WITH.get(step, ()))}
    return replace(
        talk,
        answers={name: answer for name, answer in talk.answers.items() if name not in gone},
        found={name: heard for name, heard in talk.found.items() if name not in gone},
        misses=0,
    )


def reopened(talk: Talk, steps: Iterable[str], told: Mapping[str, str]) -> Talk:
    """With lines of the read-back forgotten because they are wrong; what stood there first is remembered."""
    lines = list(steps)
    first = {step: told[step] for step in lines if step in told and step not in talk.was}
    return replace(without(talk, lines), was={**talk.was, **first})


def finding(talk: Talk, news: Found) -> Talk:
    """With more proposals laid beside the answers, sorted, so that the order of telling leaves no mark."""
    merged = dict(talk.found)
    for name, heard in news.items():
        merged[name] = _sorted((*merged.get(name, ()), *heard))
    return replace(talk, found=merged)


def offering(talk: Talk, step: str, values: Iterable[str]) -> Talk:
    """With candidates for one step in place of what was understood for it; best first."""
    likely = tuple(Proposal(value, "likely", "code") for value in values)
    return replace(talk, found={**talk.found, step: likely}, misses=0)


def news_of(talk: Talk, found: Found, asked: str) -> dict[str, tuple[Proposal, ...]]:
    """What a message told that was not known: no weak guesses, and the need only where it is asked for."""
    news = {}
    for name, heard in found.items():
        if name in NEWS_OF_THE_STORY and asked not in NEED_STEPS:
            continue
        known = {p.value for p in talk.found.get(name, ())} | {talk.answers.get(name)}
        fresh = tuple(p for p in heard if _counts(p, asked) and p.value not in known)
        if fresh:
            news[name] = fresh
    return news


def _counts(heard: Proposal, asked: str) -> bool:
    """A guess from the whole of a story is none from the answer to another question."""
    return heard.band != "weak" and (heard.source != "model" or asked in NEED_STEPS)


def corrected(
    talk: Talk, found: Mapping[str, tuple[Proposal, ...]], lines: Iterable[str], told: Mapping[str, str]
) -> Talk:
    """With the named lines replaced by what the correction says."""
    said = {name: tuple(p for p in found.get(name, ()) if _corrects(name, p)) for name in lines}
    said = {name: heard for name, heard in said.items() if heard}
    return finding(reopened(talk, said, told), said)


def _corrects(name: str, heard: Proposal) -> bool:
    """What replaces a line must have been said; only the need may be understood from the sentence as a whole."""
    return heard.band != "weak" and (heard.source != "model" or name in NEWS_OF_THE_STORY)


def _sorted(heard: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Each value once, with its best band; same set, same order."""
    best: dict[str, Proposal] = {}
    for one in heard:
        if one.value not in best or _BANDS[one.band] < _BANDS[best[one.value].band]:
            best[one.value] = one
    return tuple(sorted(best.values(), key=lambda p: (_BANDS[p.band], p.value)))
