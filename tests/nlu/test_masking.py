from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nik saya 3209014107800007 bu", "nik saya nik bu"),
        ("NIK 3209 0141 0780 0007", "NIK nik"),
        ("kk 32.09.01.41.07.80.00.07 ya", "kk nik ya"),
        ("hub 0812-3456-7890", "hub telepon"),
        ("wa +62 812 3456 7890", "wa telepon"),
        ("rek 123456789012", "rek nomor"),
        ("nomernya081234567890ya", "nomernya nomor ya"),
        ("sudah 3 bulan, 75000 rupiah, rt 03 rw 02", "sudah 3 bulan, 75000 rupiah, rt 03 rw 02"),
        ("kejadian 17-11-2026 jam 09.30", "kejadian 17-11-2026 jam 09.30"),
    ],
)
def test_long_numbers_become_words_and_short_ones_stay(text: str, shown: str) -> None:
    assert " ".join(masked(text).split()) == shown


@given(st.text(alphabet="0123456789 .-+ab\n", max_size=80))
def test_no_run_of_nine_digits_is_left(text: str) -> None:
    assert not re.search(r"\d{9}", masked(text))
