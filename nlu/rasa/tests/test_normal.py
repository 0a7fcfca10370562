"""Chat forms become plain words; what means something of its own stays."""

import pytest
from components.normal import plain, stems


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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mengurus ngurusin pengurusan", "urus urus urus"),
        ("umahe rumahnya", "umah rumah"),
        ("kk smp ibu", "kk smp ibu"),
        ("tidak belum", "tidak belum"),
    ],
)
def test_words_of_one_stem_are_one_word(typed: str, read: str) -> None:
    assert stems(typed) == read
