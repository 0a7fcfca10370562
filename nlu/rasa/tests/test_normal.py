"""Chat forms become plain words; what means something of its own stays."""

import pytest
from components.normal import plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("yg blm dpt", "yang belum dapat"),
        ("Anak2 saya", "anak anak saya"),
        ("tolooong", "tolong"),
        ("nik 3209154107680001", "nik angkapanjang"),
        ("KK dan SMP", "kk dan smp"),
        ("rt 3 rw 2", "rt 3 rw 2"),
        ("", ""),
        ("👍", ""),
    ],
)
def test_what_the_features_see(typed: str, read: str) -> None:
    assert plain(typed) == read


def test_the_words_that_carry_the_meaning_are_kept() -> None:
    assert plain("tidak belum bukan tanpa") == "tidak belum bukan tanpa"
