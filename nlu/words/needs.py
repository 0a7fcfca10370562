"""What is needed: categories by keyword, programmes, and whether somebody is accused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .normal import Reading
from .patterns import Pattern, beginnings, compiled

HIGHEST = 0.97
"""No keyword makes a category certain; the person confirms at the read-back."""
LOWEST = 0.2
"""Scores below this are no witness at all."""
SHORT_MESSAGE = 40
"""Words up to which the two halves of an "a & b" rule may stand in different sentences."""

BORDERS: tuple[tuple[str, float, str, float], ...] = (
    # when this one    reaches   this one  keeps only this part of its score
    ("penyimpangan", 0.75, "bansos", 0.55),
    ("penyimpangan", 0.75, "data_dtsen", 0.55),
    ("penyimpangan", 0.75, "adminduk", 0.6),
    ("penyimpangan", 0.75, "perumahan", 0.6),
    ("penyimpangan", 0.75, "pendidikan", 0.6),
    ("penyimpangan", 0.75, "ketenagakerjaan_usaha", 0.5),
    ("penyimpangan", 0.75, "pangan", 0.6),
    ("kekerasan", 0.75, "anak", 0.7),
    ("kekerasan", 0.75, "di_luar_slrt", 0.4),
    ("kekerasan", 0.75, "ketenagakerjaan_usaha", 0.5),
    ("pendidikan", 0.8, "bansos", 0.6),
    ("kesehatan", 0.8, "bansos", 0.6),
    ("kesehatan", 0.8, "data_dtsen", 0.8),
    ("odgj", 0.75, "kesehatan", 0.7),
    ("odgj", 0.75, "kekerasan", 0.8),
    ("odgj", 0.75, "ppks", 0.9),
    ("disabilitas", 0.85, "kesehatan", 0.85),
    ("bencana", 0.8, "perumahan", 0.6),
    ("bencana", 0.8, "air_sanitasi", 0.6),
    ("ppks", 0.8, "perumahan", 0.6),
    ("ppks", 0.8, "lansia", 0.8),
    ("data_dtsen", 0.8, "bansos", 0.7),
    ("pangan", 0.8, "bansos", 0.7),
    ("di_luar_slrt", 0.85, "energi_subsidi", 0.5),
    ("di_luar_slrt", 0.85, "ketenagakerjaan_usaha", 0.5),
    ("perumahan", 0.8, "di_luar_slrt", 0.5),
)
"""The border cases of DOMAIN.md section 3 as far as words can tell them."""

ACCUSED_SCORE = 0.75
"""A score of `penyimpangan` from which somebody counts as accused."""


@dataclass(frozen=True, slots=True)
class Table:
    """keywords.yml, compiled."""

    categories: Mapping[str, tuple[tuple[float, Pattern], ...]]
    programmes: Mapping[str, Pattern]


@cache
def table() -> Table:
    """The keyword table; read once."""
    raw: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "keywords.yml").read_text("utf-8"))
    lists = raw["daftar"]
    return Table(
        {
            code: tuple((w, compiled(line, lists)) for w, line in rules)
            for code, rules in raw["kategori"].items()
        },
        {code: compiled(names, lists) for code, names in raw["program"].items()},
    )


def categories(reading: Reading) -> tuple[tuple[str, float], ...]:
    """Categories with a score from LOWEST to HIGHEST, best first.

    Hits of one category add up like independent witnesses, 1 - (1-a)(1-b)...; of patterns that say the same
    in more words only the three strongest count. Then the border rules take away.
    """
    starts = beginnings(reading.words)
    units = (
        [reading.plain.replace(" | ", " ")]
        if len(reading.words) <= SHORT_MESSAGE
        else reading.plain.split(" | ")
    )
    sentences = [reading.plain, *units] if len(units) == 1 and units[0] != reading.plain else units
    scores = {
        code: _score(rules, reading.plain, sentences, starts) for code, rules in table().categories.items()
    }
    for strong, reached, weak, part in BORDERS:
        if scores[strong] >= reached:
            scores[weak] *= part
    kept = [(code, round(score, 3)) for code, score in scores.items() if score >= LOWEST]
    return tuple(sorted(kept, key=lambda item: (-item[1], item[0])))


def _score(
    rules: tuple[tuple[float, Pattern], ...], plain: str, sentences: list[str], starts: frozenset[str]
) -> float:
    hits: list[float] = []
    loss = 1.0
    for weight, pattern in rules:
        if not _hit(pattern, plain, sentences, starts):
            continue
        if weight > 0:
            hits.append(weight)
        else:
            loss *= 1 + weight
    doubt = 1.0
    for weight in sorted(hits, reverse=True)[:3]:
        doubt *= 1 - weight
    return min(HIGHEST, (1 - doubt) * loss)


def _hit(pattern: Pattern, plain: str, sentences: list[str], starts: frozenset[str]) -> bool:
    """A rule of one part is looked for in the whole text, one of two parts sentence by sentence."""
    if len(pattern.parts) == 1:
        return pattern.matches(plain, starts)
    return any(pattern.matches(sentence, starts) for sentence in sentences)


def programmes(reading: Reading) -> tuple[str, ...]:
    """Codes of the programmes named, in the order of the table; `jkn` only when no contribution-free card is named."""
    starts = beginnings(reading.words)
    named = [code for code, pattern in table().programmes.items() if pattern.matches(reading.plain, starts)]
    hidden = {"jkn": {"pbi_jk", "bpjs_tk"}, "blt": {"blt_desa"}, "pip": {"kip_kuliah"}}
    return tuple(code for code in named if not hidden.get(code, set()) & set(named))


def accuses(scores: tuple[tuple[str, float], ...]) -> bool:
    """Whether somebody in office is said to take, cut or hold back."""
    return dict(scores).get("penyimpangan", 0.0) >= ACCUSED_SCORE
