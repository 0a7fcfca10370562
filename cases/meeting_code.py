"""Kode temu: six random digits and a check digit that finds every wrong digit and every swap; pure.

The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004).
"""

from __future__ import annotations

import re
from collections.abc import Callable

DIGITS = 6
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def new_code(below: Callable[[int], int]) -> str:
    """Seven digits; `below(n)` draws a number from 0 to n - 1."""
    drawn = f"{below(10**DIGITS):0{DIGITS}}"
    return drawn + str(_check(drawn))


def canonical(typed: str) -> str | None:
    """The seven digits somebody typed, with or without spaces; None when they cannot be a code."""
    digits = re.sub(r"[\s.\-]", "", typed)
    whole = digits.isascii() and digits.isdigit() and len(digits) == DIGITS + 1
    return digits if whole and _check(digits) == 0 else None


def shown(code: str) -> str:
    """As it is read aloud: "482 915 3"."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def _check(digits: str) -> int:
    state = 0
    for digit in digits:
        state = _TABLE[state][int(digit)]
    return state
