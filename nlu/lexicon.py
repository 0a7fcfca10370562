"""Word lists: the small sets the rules are written with, and the ordinary words that are no names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_CHAT_FORMS = Path(__file__).parent / "words" / "chat_forms.yml"


def word_set(*lines: str) -> frozenset[str]:
    """The words of the lines, which are written one after another to stay readable."""
    return frozenset(word for line in lines for word in line.split())


@cache
def common_words() -> frozenset[str]:
    """Ordinary words (common_words.txt) that are no place and no name by themselves."""
    lines = (Path(__file__).parent / "common_words.txt").read_text("utf-8").splitlines()
    return word_set(*(line for line in lines if not line.startswith("#")))


@cache
def chat_forms() -> dict[str, str]:
    """Chat form -> full word, without the protected words; from chat_forms.yml."""
    table = yaml.safe_load(_CHAT_FORMS.read_text("utf-8"))
    kept = protected()
    return {
        form: full for full, forms in table["bentuk"].items() for form in forms.split() if form not in kept
    }


@cache
def protected() -> frozenset[str]:
    """Words that look like chat forms and are words of the field (NLU.md section 6)."""
    table = yaml.safe_load(_CHAT_FORMS.read_text("utf-8"))
    return frozenset(table["terlindung"].split())
