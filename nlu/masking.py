"""Masking: numbers that name a person never reach the Rasa process or a log (TRUST.md T19, T22)."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(?<!\w)\+?\d(?:[\s.\-/()]{0,2}\d){8,}")
"""Nine digits and more, also when they are written in groups: NIK, KK, phone, card and account numbers."""
_GLUED = re.compile(r"\d{9,}")
"""The same inside a word."""

LONGEST_PHONE = 14
"""Digits; an Indonesian number with its country code has at most that many."""


def masked(text: str) -> str:
    """The text with every long number replaced by a word for its kind; no run of nine digits is left."""
    return _GLUED.sub(" nomor ", _DIGITS.sub(_word, text))


def dotted(text: str) -> str:
    """The text with every long number shown as dots, for a line that is read over shoulders."""
    return _GLUED.sub("•••", _DIGITS.sub("•••", text))


def _word(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if len(digits) == 16:
        return " nik "
    if digits.startswith(("08", "628")) and len(digits) <= LONGEST_PHONE:
        return " telepon "
    return " nomor "
