"""Routing rows and case numbers: both pure, both read by people."""

from __future__ import annotations

import secrets
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import numbers
from cases.routing import RoutingRule, Unmapped, route

DINSOS, BPBD, CAMAT = UUID(int=1), UUID(int=2), UUID(int=3)
RULES = (
    RoutingRule("bencana", BPBD, "tiga hari pertama", urgency="emergency"),
    RoutingRule("bencana", CAMAT, "kecamatan ini punya posko", area="32.09.15"),
    RoutingRule("bencana", DINSOS, "pemulihan"),
)


@pytest.mark.parametrize(
    ("area", "urgency", "agency"),
    [
        ("32.09.15.2001", "emergency", BPBD),
        ("32.09.15.2001", "normal", CAMAT),
        ("32.09.16.2001", "normal", DINSOS),
        ("32.09.150.2001", "normal", DINSOS),
        ("", "normal", DINSOS),
    ],
)
def test_the_first_row_that_fits_decides(area: str, urgency: str, agency: UUID) -> None:
    assert route(RULES, "bencana", area, "need", urgency).agency_id == agency


def test_a_need_without_a_row_shouts() -> None:
    with pytest.raises(Unmapped):
        route(RULES, "pangan", "32.09.15.2001", "need", "normal")


SYMBOLS = st.text(alphabet=numbers.ALPHABET, min_size=8, max_size=8)


@given(SYMBOLS)
def test_a_number_is_read_back_as_people_write_it(symbols: str) -> None:
    number = symbols + numbers.check_symbol(symbols)

    shown = numbers.shown(number)
    for written in (shown, shown.lower(), shown.replace("-", " "), number, shown.removeprefix("SLRT ")):
        assert numbers.canonical(written) == number


@given(SYMBOLS, st.integers(0, 8), st.sampled_from(numbers.ALPHABET))
def test_one_wrong_symbol_is_found(symbols: str, at: int, wrong: str) -> None:
    number = symbols + numbers.check_symbol(symbols)
    changed = number[:at] + wrong + number[at + 1 :]

    assert changed == number or numbers.canonical(changed) is None


@given(SYMBOLS, st.integers(0, 8), st.integers(0, 8))
def test_two_swapped_symbols_are_found(symbols: str, one: int, other: int) -> None:
    number = list(symbols + numbers.check_symbol(symbols))
    number[one], number[other] = number[other], number[one]
    swapped = "".join(number)

    assert swapped == symbols + numbers.check_symbol(symbols) or numbers.canonical(swapped) is None


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    symbols = "10101010"
    number = symbols + numbers.check_symbol(symbols)

    assert numbers.canonical("IOlOiolo" + number[-1]) == number


def test_numbers_do_not_repeat() -> None:
    assert len({numbers.new_number(secrets.randbits) for _ in range(1000)}) == 1000
