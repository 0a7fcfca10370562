"""A PIN or a card number is cut out before anything is stored; what helps a case stays."""

from __future__ import annotations

import pytest

from bot.redaction import GONE, redacted, without_secrets
from handlers.turn import Inbound


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("pin saya 123456", f"pin saya {GONE}"),
        ("PIN kks nya: 12 34 56 pak", f"PIN kks nya: {GONE} pak"),
        ("kode otp nya 883201 tolong", f"kode otp nya {GONE} tolong"),
        ("password saya rahasia77", f"password saya {GONE}"),
        ("nomor kartu atm 6013 0112 3456 7890", f"nomor kartu atm {GONE}"),
        ("4111111111111111 itu kartunya", f"{GONE} itu kartunya"),
        ("kks saya 1946-3400-1234-5670 terblokir", f"kks saya {GONE} terblokir"),
    ],
)
def test_a_secret_is_cut_out_and_the_rest_stays(text: str, kept: str) -> None:
    assert redacted(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "NIK saya 3209154107850001",
        "nomor kk 3209150101120003",
        "hp 081234567890",
        "kartu bpjs 0001234567890 mati",
        "nik salah ketik 3209154107859999",
        "pin kartu saya terblokir sejak 2024",
        "kata sandi akun saya lupa",
        "dipotong 100000 dari 600000",
        "SLRT 7K4M-9XQ2-C",
    ],
)
def test_what_helps_a_case_is_left_alone(text: str) -> None:
    assert redacted(text) == text


def test_only_a_message_that_lost_something_is_marked() -> None:
    said = Inbound("console", "", "", "", "console:budi", "text", text="pin saya 123456")

    assert without_secrets(said).redacted
    assert without_secrets(without_secrets(said)) == without_secrets(said)
