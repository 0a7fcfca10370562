"""The limits of understanding: from which figure on a find is taken, asked about, or left alone.

They stand in limits.yml, chosen from measured messages by `python -m bot evaluate --limits`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("limits.yml")


@dataclass(frozen=True, slots=True)
class Limits:
    """Probabilities from 0 to 1, but for `keywords`."""

    sure: float
    """From here the best category is taken silently and read back."""
    likely: float
    """From here it is asked about with three buttons; below is the open menu."""
    also: float
    """From here a category that is not the best is taken along as a second need."""
    keywords: float
    """Weight of a keyword's score beside the service's: its exponent."""
    whom: float
    """From here the service's word for whom help is wanted is taken."""
    pace: float
    """From here the service's word that it cannot wait is taken."""
    danger: float
    """From here the service's word alone is an alarm."""
    danger_with_words: float
    """From here it is one when the danger words of the code say so too."""


@cache
def limits() -> Limits:
    """The chosen ones; read once."""
    return Limits(**yaml.safe_load(FILE.read_text(encoding="utf-8")))


_HEAD = """\
# How sure is sure: chosen from data by `python -m bot evaluate --limits`, never by hand (docs/understanding.md).
# What each means stands in nlu/limits.py.
"""


def written(chosen: Limits) -> str:
    """The text of limits.yml."""
    return _HEAD + "".join(f"{name}: {value:g}\n" for name, value in asdict(chosen).items())
