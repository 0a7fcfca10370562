"""Reading what people type: strict, so that a number inside a sentence is never a choice."""

from __future__ import annotations

import pytest

from handlers import answers
from handlers.turn import Option

OPTIONS = (
    Option("saya", "Saya sendiri"),
    Option("keluarga", "Keluarga saya"),
    Option("tetangga", "Tetangga"),
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2", 2), ("2.", 2), (" 2 ", 2), ("no 2", 2), ("nomor 3", 3), ("pilih 1", 1), ("10", 10),
        ("saya punya 1 anak", None), ("rt 2", None), ("dua", None), ("1 2", None), ("", None), ("112233", None),
    ],
)  # fmt: skip
def test_a_number_counts_only_when_it_is_the_whole_answer(typed: str, number: int | None) -> None:
    assert answers.number(typed) == number


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("ya", True), ("Iya pak", True), ("y", True), ("muhun", True), ("nggih bu", True), ("sudah benar", True),
        ("tidak", False), ("g", False), ("ndak", False), ("belum", False), ("tidak ya", False), ("boten", False),
        ("ya tapi desanya salah tulis", None), ("mungkin", None), ("", None), ("saya mau ya tidak ya gitu", None),
    ],
)  # fmt: skip
def test_yes_and_no_in_the_words_people_use(typed: str, verdict: bool | None) -> None:
    assert answers.yes_or_no(typed) is verdict


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("1", "saya"), ("3.", "tetangga"), ("4", None), ("0", None), ("tetangga", "tetangga"),
        ("Keluarga saya", "keluarga"), ("sendiri", "saya"), ("saya", "saya"), ("keluarga", "keluarga"),
        ("saya punya 1 anak", None), ("", None),
    ],
)  # fmt: skip
def test_a_choice_by_number_label_or_a_word_of_only_one_label(typed: str, picked: str | None) -> None:
    assert answers.chosen(typed, OPTIONS) == picked


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sarinem", "Sarinem"), ("sarinem", "Sarinem"), ("Siti Nur'aini", "Siti Nur'aini"), ("H. Abdul Rojak", "H. Abdul Rojak"),
        ("08123456789", None), ("ya", None), ("kirim", None), ("Terima kasih", None), ("ibu saya", None), ("batal", None), ("a", None), ("satu dua tiga empat lima enam", None),
        ("x" * 61, None),
    ],
)  # fmt: skip
def test_a_name_is_letters_and_short(typed: str, name: str | None) -> None:
    assert answers.person_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "greets"),
    [
        ("halo", True), ("assalamualaikum wr wb", True), ("selamat pagi min", True), ("punten", True),
        ("halo pkh saya tidak cair", False), ("pagi tadi bapak jatuh", False), ("ya", False),
    ],
)  # fmt: skip
def test_a_greeting_says_nothing_else(typed: str, greets: bool) -> None:
    assert answers.greeting(typed) is greets


@pytest.mark.parametrize(
    ("typed", "word"),
    [("Batal", "batal"), ("gak jadi", "batal"), ("KEMBALI", "kembali"), ("/start", "menu"), ("petugas!", "petugas"),
     ("petugas desa minta uang", ""), ("kembali lagi sakitnya", "")],
)  # fmt: skip
def test_always_words_are_whole_messages(typed: str, word: str) -> None:
    assert answers.always(typed) == word


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("sampai mana laporan saya?", True),
        ("gimana pengaduan saya kemarin bu", True),
        ("status laporan", True),
        ("kasus saya sudah diproses belum", True),
        ("nomornya ada di laporan saya", False),
        ("saya sudah lapor ke desa", False),
        ("sampai mana jalannya pak", False),
        ("bagaimana saya mau lapor kalau uang buat ke kantor desa saja tidak punya sama sekali", False),
    ],
)  # fmt: skip
def test_asks_how_a_report_stands(text: str, asks: bool) -> None:
    assert answers.asks_how_it_stands(text) is asks
