"""Figures over labelled messages: plain functions, no model and no file."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlu.meaning import REPORT, Found, Guess, Meaning

from .blind import Labelled, TurnLabelled


@dataclass(frozen=True, slots=True)
class Read:
    """One labelled message and how it was understood."""

    label: Labelled
    found: Found
    """What code alone finds."""
    intent: str
    """What code alone takes it to do in a talk."""
    guess: Guess | None
    """What the service says."""
    meaning: Meaning
    """What is made of all of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """From 0 to 1; 1 when there was nothing to hit."""
        return self.hits / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.hits}/{self.of})"


def share(items: Iterable[bool]) -> Share:
    """How many are true."""
    counted = list(items)
    return Share(sum(counted), len(counted))


# --- needs --------------------------------------------------------------------------------------------


def needy(reads: Sequence[Read]) -> list[Read]:
    """Messages that tell of a need or a matter."""
    return [read for read in reads if read.label.category]


def main_right(reads: Sequence[Read]) -> Share:
    """The best category is the main one."""
    return share(read.meaning.category == read.label.category for read in needy(reads))


def accepted(reads: Sequence[Read]) -> Share:
    """The best category is the main one or an accepted one."""
    return share(read.label.right(read.meaning.category) for read in needy(reads))


def among_three(reads: Sequence[Read]) -> Share:
    """The main one is among the three best."""
    return share(read.label.category in read.meaning.ranking[:3] for read in needy(reads))


def as_report(reads: Sequence[Read]) -> Share:
    """It was taken for a message about a need at all."""
    return share(read.meaning.intent == REPORT for read in needy(reads))


@dataclass(frozen=True, slots=True)
class PerCategory:
    """Precision, recall and F1 of one category."""

    category: str
    precision: Share
    recall: Share

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 when nothing was right."""
        both = self.precision.value + self.recall.value
        return 2 * self.precision.value * self.recall.value / both if both and self.recall.hits else 0.0


def per_category(pairs: Sequence[tuple[str, str]]) -> list[PerCategory]:
    """From (label, predicted) pairs, for every label that occurs."""
    rows = []
    for category in sorted({label for label, _ in pairs}):
        hits = sum(label == said == category for label, said in pairs)
        rows.append(
            PerCategory(
                category,
                Share(hits, sum(said == category for _, said in pairs)),
                Share(hits, sum(label == category for label, _ in pairs)),
            )
        )
    return rows


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean F1 of the labels, each counting alike."""
    rows = per_category(pairs)
    return sum(row.f1 for row in rows) / len(rows) if rows else 0.0


def pairs_of(reads: Sequence[Read]) -> list[tuple[str, str]]:
    """(main category, understood category) of the messages about a need."""
    return [(read.label.category, read.meaning.category) for read in needy(reads)]


def confusions(reads: Sequence[Read]) -> list[tuple[tuple[str, str], int]]:
    """Pairs (meant, understood) that were neither right nor accepted, most frequent first."""
    wrong = Counter(
        (read.label.category, read.meaning.category or "-")
        for read in needy(reads)
        if not read.label.right(read.meaning.category)
    )
    return sorted(wrong.items(), key=lambda item: (-item[1], item[0]))


# --- bands and calibration ------------------------------------------------------------------------------


def silent(reads: Sequence[Read]) -> Share:
    """Messages whose category is taken without a question."""
    return share(read.meaning.band == "sure" for read in needy(reads))


def silent_and_wrong(reads: Sequence[Read]) -> Share:
    """Of those, the ones that are neither right nor accepted."""
    return share(
        not read.label.right(read.meaning.category) for read in needy(reads) if read.meaning.band == "sure"
    )


def offered_right(reads: Sequence[Read]) -> Share:
    """Of the messages asked about with buttons, those where the main category is on a button."""
    return share(
        read.label.category in read.meaning.alternatives
        for read in needy(reads)
        if read.meaning.band == "likely"
    )


def seconds(reads: Sequence[Read]) -> tuple[Share, Share]:
    """Precision and recall of second needs, judged by the accepted categories."""
    named = [(read, code) for read in needy(reads) for code in read.meaning.also]
    wanted = [read for read in needy(reads) if read.label.accept and read.meaning.band == "sure"]
    return (
        share(read.label.right(code) for read, code in named),
        share(any(read.label.right(code) for code in read.meaning.also) for read in wanted),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages whose best category got a probability between two edges."""

    low: float
    high: float
    count: int
    said: float
    """Mean probability."""
    right: float
    """Share that was the main category."""
    fits: float
    """Share that was the main one or an accepted one."""


EDGES = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0001)


def reliability(reads: Sequence[Read], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Does 0.8 mean that eight of ten are right?"""
    bins = []
    for low, high in itertools.pairwise(edges):
        inside = [
            read
            for read in needy(reads)
            if read.meaning.category and low <= read.meaning.category_confidence < high
        ]
        if inside:
            count = len(inside)
            bins.append(
                Bin(
                    low,
                    min(high, 1.0),
                    count,
                    sum(read.meaning.category_confidence for read in inside) / count,
                    sum(read.meaning.category == read.label.category for read in inside) / count,
                    sum(read.label.right(read.meaning.category) for read in inside) / count,
                )
            )
    return bins


# --- turns, danger, facts -------------------------------------------------------------------------------


def turns_right(turns: Sequence[tuple[TurnLabelled, Meaning]]) -> Share:
    """A short message was understood as what it does."""
    return share(label.right(meaning.intent) for label, meaning in turns)


def danger_found(reads: Sequence[Read]) -> Share:
    """Of the messages that tell of danger, those that raise the alarm."""
    return share(bool(read.meaning.found.crisis) for read in reads if read.label.danger)


def false_alarms(reads: Sequence[Read], *, lookalikes: bool = False) -> Share:
    """Of the messages without danger (or only of those written to look like it), those that raise it."""
    calm = (read for read in reads if not read.label.danger and (read.label.lookalike or not lookalikes))
    return share(bool(read.meaning.found.crisis) for read in calm)


def danger_kind_right(reads: Sequence[Read]) -> Share:
    """Of the alarms that are right, those that name the right danger."""
    return share(
        read.meaning.found.crisis == read.label.danger
        for read in reads
        if read.label.danger and read.meaning.found.crisis
    )


def places_found(reads: Sequence[Read], *, misspelt: bool) -> Share:
    """Places named and found, proposed or among the ones that are asked about."""
    return share(
        bool(set(named.codes) & {find.place.code for find in read.meaning.found.places})
        for read in reads
        for named in read.label.places
        if named.misspelt == misspelt
    )


def places_invented(reads: Sequence[Read]) -> Share:
    """Messages without any place of the area in which one is taken silently."""
    return share(
        any(find.band == "sure" for find in read.meaning.found.places)
        for read in reads
        if not read.label.places
    )


def outside_seen(reads: Sequence[Read]) -> Share:
    """Places outside recognised as such."""
    return share(bool(read.meaning.found.elsewhere) for read in reads if read.label.outside)


Fact = Callable[[Read], tuple[object, object]]

FACTS: Mapping[str, Fact] = {
    "NIK": lambda read: (read.label.nik, read.meaning.found.nik),
    "KK": lambda read: (read.label.kk, read.meaning.found.kk),
    "RT": lambda read: (_number(read.label.rt), _number(read.meaning.found.rt)),
    "RW": lambda read: (_number(read.label.rw), _number(read.meaning.found.rw)),
    "phone": lambda read: (
        {_national(phone) for phone in read.label.phones},
        {_national(phone) for phone in read.meaning.found.phones},
    ),
    "relation": lambda read: (read.label.relation, read.meaning.found.relation),
}
"""Name -> (what is there, what was found)."""


def fact(reads: Sequence[Read], name: str) -> tuple[Share, Share]:
    """Found as it is, of the messages that hold one; and invented, of the messages that hold none."""
    both = [FACTS[name](read) for read in reads]
    return (
        share(there == found for there, found in both if there),
        share(bool(found) for there, found in both if not there),
    )


def urgent(reads: Sequence[Read]) -> tuple[Share, Share]:
    """Urgent messages seen as such, and the others taken for urgent."""
    return (
        share(bool(read.meaning.found.urgency) for read in reads if read.label.urgent),
        share(bool(read.meaning.found.urgency) for read in reads if not read.label.urgent),
    )


def _number(digits: str) -> int:
    return int(digits) if digits else 0


def _national(phone: str) -> str:
    digits = "".join(char for char in phone if char.isdigit())
    return digits.removeprefix("62").lstrip("0")
