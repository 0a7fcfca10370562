"""What is measured, its headline, and the record that later runs are held against."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.limits import limits
from nlu.meaning import CATEGORIES, Meaning

from . import scores
from .blind import TurnLabelled
from .scores import Read, Share

RECORD = Path(__file__).with_name("recorded.json")
AIMS: Mapping[str, str] = {
    "main category right": "≥ 0.80",
    "right or accepted": "≥ 0.92",
    "macro-F1": "≥ 0.75",
    "wrong silent proposals": "≤ 0.05",
    "turn intents right": "≥ 0.95",
    "places named": "≥ 0.95",
    "places misspelt": "≥ 0.90",
    "NIK, KK, phone, RT and RW": "≥ 0.99",
    "danger found": "≥ 0.98",
    "false alarms": "≤ 0.02",
}
"""What we want; aims, not gates."""
LOWER_IS_BETTER = frozenset({"wrong silent proposals", "false alarms"})


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds for each message."""

    code: Sequence[float]
    service: Sequence[float]
    """One text at a time, over the socket, the few milliseconds of waiting for company included."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One part of the blind set as the program understands it."""

    reads: list[Read]
    turns: list[tuple[TurnLabelled, Meaning]]
    alone: list[Read]
    """The same messages without the service."""
    speed: Speed


@dataclass(frozen=True, slots=True)
class Judged:
    """One training message, judged by a model that had not seen it."""

    label: str
    second: str
    told: Mapping[str, str]
    """Trait -> value."""
    ranking: tuple[tuple[str, float], ...]
    traits: Mapping[str, Mapping[str, float]]

    @property
    def risk(self) -> float:
        """The probability of any danger."""
        return 1 - self.traits["danger"]["none"]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Judged:
        """From a line of nlu/rasa/crossval.py."""
        ranking = tuple((str(label), float(chance)) for label, chance in row["ranking"])
        return cls(row["label"], row["second"], row["told"], ranking, row["traits"])


def headline(part: Measured) -> dict[str, float]:
    """The figures of the issue's aims, by the names of AIMS."""
    reads = part.reads
    exact = [scores.fact(reads, name)[0] for name in ("NIK", "KK", "phone", "RT", "RW")]
    return {
        "main category right": scores.main_right(reads).value,
        "right or accepted": scores.accepted(reads).value,
        "macro-F1": scores.macro_f1(scores.pairs_of(reads)),
        "wrong silent proposals": scores.silent_and_wrong(reads).value,
        "turn intents right": scores.turns_right(part.turns).value,
        "places named": scores.places_found(reads, misspelt=False).value,
        "places misspelt": scores.places_found(reads, misspelt=True).value,
        "NIK, KK, phone, RT and RW": Share(sum(s.hits for s in exact), sum(s.of for s in exact)).value,
        "danger found": scores.danger_found(reads).value,
        "false alarms": scores.false_alarms(reads).value,
    }


def summary(part: Measured) -> str:
    """A few lines for the terminal."""
    return "\n".join(f"{name:28} {value:.3f}   aim {AIMS[name]}" for name, value in headline(part).items())


def record() -> Mapping[str, Any]:
    """What was recorded last."""
    read: Mapping[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return read


def remember(
    opened: Measured, sealed: Measured | None, judged: Sequence[Judged], inputs: str
) -> Mapping[str, Any]:
    """Write the record and return it. Without `sealed` or `judged` their last figures are kept."""
    last = dict(record()) if RECORD.is_file() else {}
    kept = {
        "inputs": inputs,
        "open": _rounded(headline(opened)),
        "sealed": _rounded(headline(sealed)) if sealed else last.get("sealed", {}),
        "sealed_inputs": inputs if sealed else last.get("sealed_inputs", ""),
        "cross_validation": _cross_validation(judged) if judged else last.get("cross_validation", {}),
    }
    RECORD.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return kept


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in figures.items()}


def _cross_validation(judged: Sequence[Judged]) -> dict[str, float]:
    """Figures of the training messages; they flatter: the same hands wrote what was learned and what was asked."""
    needs = [one for one in judged if one.label in CATEGORIES]
    pairs = [(one.label, _best(one)) for one in needs]
    turns = [(one.label, one.ranking[0][0]) for one in judged if one.label not in CATEGORIES]
    risky = [one.risk >= limits().danger for one in needs if "danger" in one.told]
    calm = [one.risk >= limits().danger for one in needs if "danger" not in one.told]
    return _rounded(
        {
            "messages": float(len(judged)),
            "main category right": scores.share(a == b for a, b in pairs).value,
            "right or second": scores.share(
                said in {one.label, one.second} for one, (_, said) in zip(needs, pairs, strict=True)
            ).value,
            "macro-F1": scores.macro_f1(pairs),
            "turn intents right": scores.share(a == b for a, b in turns).value,
            "danger found by the service alone": scores.share(risky).value,
            "false alarms of the service alone": scores.share(calm).value,
        }
    )


def _best(one: Judged) -> str:
    return next((label for label, _ in one.ranking if label in CATEGORIES), "-")
