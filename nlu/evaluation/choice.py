"""Choosing the limits of understanding from measured messages (issue: at most one in twenty silent is wrong)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nlu.limits import Limits
from nlu.understanding import combine

from . import scores
from .scores import Read

WRONG = 0.05
"""Silent proposals that may be wrong: neither the main category nor an accepted one."""
MARGIN = 0.8
"""The limits are chosen for this part of WRONG: other messages than these will come."""
OFFER = 0.5
"""Buttons are worth a question when the right one is among them at least that often."""
LEAST = 0.15
"""Below that nothing was ever measured: three buttons of nineteen categories are a guess."""
SECOND = 0.75
"""A second need is taken along when it is a right one at least that often."""
WHOM = 0.8
"""For whom help is wanted is taken when it is right that often; it is read back."""
HASTE = 0.12
"""Messages that can wait and may be taken for urgent; an officer sees them sooner, no harm is done."""
FALSE_ALARMS = 0.05
"""Messages without danger that may raise the alarm; within it as many dangers as possible are found. The aim
of two in a hundred would leave more people in danger unseen than it spares officers a look (ADR 0007)."""
STEPS = tuple(n / 100 for n in range(1, 100))
KEYWORD_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0)


def again(reads: Sequence[Read], by: Limits) -> list[Read]:
    """The same messages understood with other limits."""
    return [
        replace(read, meaning=combine(read.found, read.guess, read.intent, by)) if read.guess else read
        for read in reads
    ]


def chosen(reads: Sequence[Read], now: Limits) -> Limits:
    """The limits these messages ask for. `reads` hold what the code alone found, and the service's guess."""
    by = replace(now, keywords=max(KEYWORD_WEIGHTS, key=lambda w: _right(reads, replace(now, keywords=w))))
    by = replace(by, sure=_lowest(lambda one: _sure_fits(reads, replace(by, sure=one))))
    by = replace(by, likely=_lowest(lambda one: _offer_fits(reads, replace(by, likely=one))))
    by = replace(by, also=_lowest(lambda one: _second_fits(reads, replace(by, also=one))))
    by = replace(by, whom=_lowest(lambda one: _whom_fits(reads, replace(by, whom=one))))
    by = replace(by, pace=_lowest(lambda one: _pace_fits(reads, replace(by, pace=one))))
    return _with_danger(reads, by)


def _right(reads: Sequence[Read], by: Limits) -> int:
    return scores.main_right(again(reads, by)).hits


def _lowest(fits: Callable[[float], bool]) -> float:
    """The lowest step that fits, when everything above it fits as well."""
    best = STEPS[-1]
    for step in reversed(STEPS):
        if not fits(step):
            break
        best = step
    return best


def _sure_fits(reads: Sequence[Read], by: Limits) -> bool:
    wrong = scores.silent_and_wrong(again(reads, by))
    return wrong.hits <= WRONG * MARGIN * wrong.of


def _offer_fits(reads: Sequence[Read], by: Limits) -> bool:
    """Judged on the messages just above the limit: those far above would hide them."""
    near = [
        read
        for read in again(reads, by)
        if read.meaning.band == "likely" and read.meaning.category_confidence < by.likely + 0.1
    ]
    return by.likely >= LEAST and (len(near) < 5 or scores.offered_right(near).value >= OFFER)


def _second_fits(reads: Sequence[Read], by: Limits) -> bool:
    return scores.seconds(again(reads, by))[0].value >= SECOND


def _whom_fits(reads: Sequence[Read], by: Limits) -> bool:
    taken = [read for read in again(reads, by) if read.meaning.found.relation and read.label.relation]
    right = scores.share(read.meaning.found.relation == read.label.relation for read in taken)
    return right.value >= WHOM


def _pace_fits(reads: Sequence[Read], by: Limits) -> bool:
    return scores.urgent(again(reads, by))[1].value <= HASTE


def _with_danger(reads: Sequence[Read], now: Limits) -> Limits:
    """As many dangers found as the false alarms allow; of equal ones the calmer."""
    steps = (0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
    best, best_rank = now, (-1, 0)
    for alone in steps:
        for with_words in (step for step in steps if step <= alone):
            by = replace(now, danger=alone, danger_with_words=with_words)
            read = again(reads, by)
            alarms = scores.false_alarms(read)
            rank = (scores.danger_found(read).hits, -alarms.hits)
            if alarms.value <= FALSE_ALARMS and rank > best_rank:
                best, best_rank = by, rank
    return best
