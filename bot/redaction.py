"""What must never be stored, although somebody sent it: a PIN, a one-time code, the number of a bank card.

Government never asks for them (DOMAIN.md section 11), thieves do. They are cut out before the message is written
anywhere; the talk then warns (`Inbound.redacted`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.turn import Inbound
from nlu.words.numbers import is_kk, is_nik

GONE = "[dihapus]"

_CODE = re.compile(
    r"(?P<label>\b(?:pin|otp|cvv|cvc|password|passwd|sandi|kode\s+(?:otp|verifikasi|rahasia|sms|masuk))\w{0,4}\b[^\d\n]{0,24}?)"
    r"(?P<code>\b\d(?:[ .-]?\d){2,7}\b(?![ .-]?\d))",
    re.IGNORECASE,
)
"""A label, a few words, three to eight digits: "pin saya 123456", "kode otp nya: 88 32 01"."""
_PASSWORD = re.compile(
    r"(?P<label>\b(?:password|passwd|kata\s+sandi)\w{0,3}\s*(?:saya|akun|nya)?\s*[:=]?\s+)(?P<code>(?=\S*\d)\S{4,})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w+])\d(?:[ .-]?\d){14,18}(?!\w)")
"""Fifteen to nineteen digits: a card number (ISO/IEC 7812), or a NIK."""
_CARD_WORD = re.compile(
    r"\b(?:atm|kks|debit|kredit|kartu\s+(?:merah\s+putih|bank|bansos|sembako|pkh))\b", re.IGNORECASE
)
_ID_WORD = re.compile(r"\b(?:nik|kk|ktp|bpjs|kis|jkn|peserta)\b\W{0,3}$", re.IGNORECASE)
_REACH = 30
"""So many characters before a number its name stands."""


def without_secrets(said: Inbound) -> Inbound:
    """The message with secrets cut out; the very same message when there are none."""
    text = redacted(said.text)
    return said if text == said.text else replace(said, text=text, redacted=True)


def redacted(text: str) -> str:
    """The text without PINs, codes, passwords and card numbers. A NIK, a phone and a BPJS number stay."""
    text = _CODE.sub(_cut, _PASSWORD.sub(_cut, text))
    return _NUMBER.sub(lambda found: GONE if _is_card(found, text) else found[0], text)


def _cut(found: re.Match[str]) -> str:
    return found["label"] + GONE


def _is_card(found: re.Match[str], text: str) -> bool:
    digits = re.sub(r"\D", "", found[0])
    before = text[max(0, found.start() - _REACH) : found.start()]
    if is_nik(digits) or is_kk(digits) or _ID_WORD.search(before):
        return False
    return _luhn(digits) or bool(_CARD_WORD.search(before))


def _luhn(digits: str) -> bool:
    """The check digit of a card number (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
