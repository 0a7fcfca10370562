"""Case numbers: sayable, checkable, and silent about how many cases there are (DOMAIN.md section 7); pure.

Eight random symbols (40 bits) and a check symbol. The check is a weighted sum over GF(32) with a different
non-zero weight at each place, so every single wrong symbol and every swap of two symbols is found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""0-9 A-Z without I, L, O and U: 32 symbols nobody confuses."""
LENGTH: Final = 9
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PREFIX: Final = "SLRT"
_POLYNOMIAL: Final = 0b100101
"""x^5 + x^2 + 1, primitive over GF(2)."""


def _times(a: int, b: int) -> int:
    """Product in GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= _POLYNOMIAL
        b >>= 1
    return product


def _powers(count: int) -> tuple[int, ...]:
    """x, x^2, ... all different and neither 0 nor 1, which is the weight of the check symbol itself."""
    powers = [2]
    while len(powers) < count:
        powers.append(_times(powers[-1], 2))
    return tuple(powers)


_WEIGHTS = _powers(LENGTH - 1)


def check_symbol(symbols: str) -> str:
    """The ninth symbol for eight others. Raises ValueError when one is not of the alphabet."""
    total = 0
    for weight, symbol in zip(_WEIGHTS, symbols, strict=True):
        total ^= _times(weight, ALPHABET.index(symbol))
    return ALPHABET[total]


def new_number(random_bits: Callable[[int], int]) -> str:
    """A number nobody has: nine symbols. `random_bits(n)` gives n random bits; `secrets.randbits` is one."""
    bits = random_bits(5 * (LENGTH - 1))
    symbols = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LENGTH - 1))
    return symbols + check_symbol(symbols)


def canonical(text: str) -> str | None:
    """The nine symbols of a number as somebody typed it; None when it is none or has a mistake.

    Case, spaces and dashes do not matter, "SLRT" in front may be there, O and I or L are read as 0 and 1.
    """
    symbols = "".join(symbol for symbol in text.upper() if symbol.isalnum())
    if len(symbols) == LENGTH + len(_PREFIX):
        symbols = symbols.removeprefix(_PREFIX)
    symbols = symbols.translate(_READ_AS)
    if len(symbols) != LENGTH or any(symbol not in ALPHABET for symbol in symbols):
        return None
    return symbols if check_symbol(symbols[:-1]) == symbols[-1] else None


def shown(number: str) -> str:
    """As people read it: "SLRT 7K4M-9XQ2-C"."""
    return f"{_PREFIX} {number[:4]}-{number[4:8]}-{number[8:]}"
