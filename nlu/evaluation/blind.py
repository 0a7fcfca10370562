"""The blind set: messages written and labelled by people who saw neither training messages nor word lists.

One third is sealed: packed, so that neither an editor nor a search shows it by accident, scored once for a
release and never looked at when tuning (blind/README.md).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("blind")


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place of the office's area named in a message."""

    codes: tuple[str, ...]
    """Every place the words can mean."""
    misspelt: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with what its readers found in it."""

    id: str
    text: str
    category: str
    """The main need; empty when there is none."""
    accept: tuple[str, ...]
    """Further categories a careful clerk would accept, second needs among them."""
    danger: str
    """violence | self_harm | life_danger, or empty."""
    lookalike: bool
    """Written to look like danger and to be none."""
    urgent: bool
    places: tuple[PlaceNamed, ...]
    outside: str
    """A place outside the office's area that is named."""
    rt: str
    rw: str
    nik: str
    kk: str
    phones: tuple[str, ...]
    relation: str
    """self | family | neighbour | group, or empty."""

    def right(self, category: str) -> bool:
        """Whether a category is the main one or an accepted one."""
        return category == self.category or category in self.accept


@dataclass(frozen=True, slots=True)
class TurnLabelled:
    """One short message with what it does in a talk."""

    id: str
    text: str
    intent: str
    accept: tuple[str, ...]

    def right(self, intent: str) -> bool:
        """Whether an intent is the one meant or just as good."""
        return intent == self.intent or intent in self.accept


def messages(*, sealed: bool = False) -> list[Labelled]:
    """The open two thirds, or the sealed third."""
    return [_labelled(row) for row in _rows("messages", sealed)]


def turns(*, sealed: bool = False) -> list[TurnLabelled]:
    """The same for short turns."""
    return [
        TurnLabelled(row["id"], row["text"], row["intent"], tuple(row["accept"]))
        for row in _rows("turns", sealed)
    ]


def _rows(name: str, sealed: bool) -> list[Mapping[str, Any]]:
    if sealed:
        text = gzip.decompress((FOLDER / f"{name}.sealed.jsonl.gz").read_bytes()).decode("utf-8")
    else:
        text = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _labelled(row: Mapping[str, Any]) -> Labelled:
    return Labelled(
        id=row["id"],
        text=row["text"],
        category=row["category"],
        accept=tuple(row["accept"]),
        danger="" if row["danger"] == "none" else row["danger"],
        lookalike=row.get("alike", False),
        urgent=row["urgent"],
        places=tuple(PlaceNamed(tuple(p["codes"]), p.get("misspelt", False)) for p in row.get("places", ())),
        outside=row.get("outside", ""),
        rt=row.get("rt", ""),
        rw=row.get("rw", ""),
        nik=row.get("nik", ""),
        kk=row.get("kk", ""),
        phones=tuple(row.get("phones", ())),
        relation=row.get("relation", ""),
    )
