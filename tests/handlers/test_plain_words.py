"""The gate: what residents read is plain, promises nothing, blames nobody, asks for nothing a swindler would ask."""

from __future__ import annotations

import pytest

from handlers import plain_words
from handlers.texts import Texts


def test_our_sentences_pass(texts: Texts) -> None:
    assert plain_words.findings(texts) == []


@pytest.mark.parametrize(
    ("sentence", "complaint"),
    [
        ("Laporan Anda sudah didisposisi.", 'pakai "dikirim ke"'),
        ("Kasus sedang diverifikasi OPD.", 'pakai "dicek"'),
        ("Bantuan pasti cair minggu depan.", "menjanjikan"),
        ("Anda berhak atas PKH.", "menjanjikan"),
        ("Anda salah menulis nama.", "menyalahkan"),
        ("NIK tidak valid.", "menyalahkan"),
        ("Kirim foto KTP sekarang.", "meminta yang tidak boleh"),
        ("Tulis NIK Anda di sini.", "meminta yang tidak boleh"),
        ("Balas dengan kode OTP.", "meminta yang tidak boleh"),
        ("Silakan transfer ke petugas.", "meminta yang tidak boleh"),
        ("kata " * 25 + ".", "kalimat terlalu panjang"),
        ("Satu kata. " * 40, "terlalu panjang"),
    ],
)
def test_what_may_not_be_said_is_named(sentence: str, complaint: str) -> None:
    found = plain_words.findings(Texts({"a.tanya": sentence}))

    assert any(complaint in one for one in found), found
    assert all(one.startswith("a.yml, tanya: ") for one in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Jangan kirim PIN, OTP, atau foto KTP ke siapa pun.",
        "NIK tidak wajib di sini, dan foto KTP tidak perlu dikirim.",
        "Jangan bayar kepada siapa pun.",
        "Laporan {nomor} dikirim ke {lembaga}.",
    ],
)
def test_what_may_be_said(sentence: str) -> None:
    assert plain_words.findings(Texts({"a.tanya": sentence})) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada kabar tentang laporan Anda.", "Kabar dari SLRT.", "Kabar dari petugas.", "Bantuan Anda cair.", "Kabar {nomor}.",
        "Kabar dari desa Anda.", "Kode 4411.", "Kabar untuk korban.", "BPJS Anda sudah ada kabar.",
    ],
)  # fmt: skip
def test_a_template_reveals_nothing_to_whoever_holds_the_phone(sentence: str) -> None:
    found = plain_words.findings(Texts({"templat.ada_kabar": sentence}))

    assert any("templat" in one for one in found), found


def test_a_closed_case_is_not_named() -> None:
    assert plain_words.findings(Texts({"kabar.hasil_tertutup": "Kabar tentang {hal}."})) != []
