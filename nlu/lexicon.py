"""Word lists: the small sets the rules are written with, and the ordinary words that are no names."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def word_set(*lines: str) -> frozenset[str]:
    """The words of the lines, which are written one after another to stay readable."""
    return frozenset(word for line in lines for word in line.split())


@cache
def common_words() -> frozenset[str]:
    """Ordinary words (common_words.txt) that are no place and no name by themselves."""
    lines = (Path(__file__).parent / "common_words.txt").read_text("utf-8").splitlines()
    return word_set(*(line for line in lines if not line.startswith("#")))
