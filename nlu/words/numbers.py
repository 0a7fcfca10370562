"""Numbers that identify: NIK, KK, phones, case numbers, RT and RW. Read in the text as typed.

Sources of the rules: DOMAIN.md section 9 (NIK, KK, temporary NIK); HOUSE.md section 6 (a case number can
be said aloud); phone numbers are judged by the library phonenumbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers

NIK_LENGTH = 16
PROVINCES = frozenset(
    [
        *range(11, 20),
        21,
        *range(31, 37),
        *range(51, 54),
        *range(61, 66),
        *range(71, 77),
        81,
        82,
        *range(91, 98),
    ]
)
"""First two digits of a region code (Permendagri 137/2017 and the new provinces of Papua)."""

_LONGEST_MONTHS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WOMEN_DAY = 40
"""Added to the day of birth in a woman's NIK."""
_NEARLY = (14, 18)
"""Digits, from and to, of a number that was probably meant to be a NIK when it is called one."""
_ALMOST = (15, 17)
"""The same for a number nobody named."""
_LABEL_REACH = 30
"""Characters before a number in which its name is looked for."""

_GROUPS = re.compile(r"(?<![\d+])\d+(?:(?: ?[.\-] ?| )\d+)*(?!\w)")
_DIGITS = re.compile(r"\d+")
_LABELS: tuple[tuple[Literal["nik", "kk", "card"], re.Pattern[str]], ...] = (
    (
        "card",
        re.compile(
            r"\b(?:kks|kis|atm|rek(?:ening)?|bpjs|jkn|pelanggan|meteran?|token|virtual|va|kip|pkh|nisn|npwp|imei|resi)\b"
        ),
    ),
    ("kk", re.compile(r"\b(?:n?kk|kartu keluarga)(?:nya)?\b")),
    ("nik", re.compile(r"\b(?:nik|e-?ktp|ktp(?:-?el)?|induk kependudukan)(?:nya)?\b")),
)
_PHONE_SHAPE = re.compile(
    r"(?<!\d)(?<!\d[.,\-])(?P<head>\(?(?:\+|00)?62\)?|0|\(0)(?P<rest>[\s.\-]{0,2}\(?0?\)?[2-9](?:[\s.\-()]{0,2}\d){6,12})(?!\w)"
)
_BARE_MOBILE = re.compile(
    r"\b(?:hp|wa|whatsapp|telp|telepon|tlp|nomor|no)\b[^\d\n]{0,12}(?P<number>8[1-9](?:[\s.\-]?\d){7,10})(?!\w)",
    re.IGNORECASE,
)
_SYMBOL = "0-9A-HJKMNP-TV-Za-hjkmnp-tv-zOoIiLl"
_CASE_WITH_NAME = re.compile(
    rf"\b(?:slrt|(?:nomor|no|kode)\.?\s{{0,3}}(?:laporan|tiket|kasus|aduan|pengaduan)\b)[\s:#.\-]{{0,4}}"
    rf"(?P<a>[{_SYMBOL}]{{4}})[\s.\-]{{0,2}}(?P<b>[{_SYMBOL}]{{4}})[\s.\-]{{0,2}}(?P<c>[{_SYMBOL}])\b",
    re.IGNORECASE,
)
_CASE_BARE = re.compile(
    rf"(?<![\w-])(?P<a>[{_SYMBOL}]{{4}})-?(?P<b>[{_SYMBOL}]{{4}})-?(?P<c>[{_SYMBOL}])(?![\w-])"
)
_CASE_LOOKALIKES = str.maketrans("OIL", "011")
_RT_RW = re.compile(
    r"\brt\s*[./]?\s*rw\s*[.:]?\s*(?P<rt>\d{1,3})\s*[/\-\s]\s*(?:rw\s*)?(?P<rw>\d{1,3})\b", re.IGNORECASE
)
_RT = re.compile(r"\brt\s*[.:]?\s*(?P<rt>\d{1,3})(?!\d)(?:\s*[/\-]\s*(?P<rw>\d{1,3})\b)?", re.IGNORECASE)
_RW = re.compile(r"(?<![a-z])rw\s*[.:]?\s*(?P<rw>\d{1,3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identity:
    """The numbers of people found in a text; empty means "not said"."""

    nik: str = ""
    broken_nik: str = ""
    kk: str = ""


def is_nik(digits: str) -> bool:
    """Whether sixteen digits can be a NIK; a check for typing errors, not for truth (DOMAIN.md section 9)."""
    if len(digits) != NIK_LENGTH or not digits.isascii() or not digits.isdigit():
        return False
    if digits[0] == "0":  # temporary: 0, village code of ten digits, five digits
        return int(digits[1:3]) in PROVINCES and digits[3:5] != "00" and digits[5:7] != "00"
    day = int(digits[6:8])
    return (
        _is_region(digits)
        and _is_date(day - _WOMEN_DAY if day > _WOMEN_DAY else day, digits)
        and _has_serial(digits)
    )


def is_kk(digits: str) -> bool:
    """Whether sixteen digits can be the number of a family card: region, day of issue, serial."""
    return len(digits) == NIK_LENGTH and _is_region(digits) and _is_date(int(digits[6:8]), digits)


def _is_region(digits: str) -> bool:
    return int(digits[:2]) in PROVINCES and 1 <= int(digits[2:4]) <= 79 and digits[4:6] != "00"


def _is_date(day: int, digits: str) -> bool:
    """Day, month and two-digit year; the century is not known, so 29 February needs a year divisible by 4."""
    month, year = int(digits[8:10]), int(digits[10:12])
    if not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTHS[month]:
        return False
    return not (month == 2 and day == 29 and year % 4)


def _has_serial(digits: str) -> bool:
    return digits[12:] != "0000"


def identity(text: str) -> Identity:
    """NIK and family card number of a text, with a number that was meant as a NIK but cannot be one.

    Sixteen digits may be written in groups. The name before a number decides; without names the first is
    the NIK and a second one the family card.
    """
    nik = broken = kk = ""
    for digits, label in _candidates(text):
        if label == "kk":
            if len(digits) == NIK_LENGTH:
                kk = kk or digits
        elif is_nik(digits):
            if not nik:
                nik = digits
            elif not kk and digits != nik and label != "nik" and is_kk(digits):
                kk = digits
        elif _meant_as_nik(digits, label):
            broken = broken or digits
    return Identity(nik, "" if nik else broken, kk)


def _meant_as_nik(digits: str, label: str) -> bool:
    if label == "nik":
        return _NEARLY[0] <= len(digits) <= _NEARLY[1]
    return _ALMOST[0] <= len(digits) <= _ALMOST[1] and int(digits[:2]) in PROVINCES


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """(digits, label) of every number long enough to matter; label is nik, kk or empty; cards are left out."""
    for run in _GROUPS.finditer(text):
        for digits, start in _numbers_of(run):
            label = _label(text[max(0, start - _LABEL_REACH) : start].lower())
            if label != "card":
                yield digits, label


def _numbers_of(run: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Split digit groups that stand side by side into numbers: sixteen digits first, what remains as it is."""
    groups = [(m.group(), run.start() + m.start()) for m in _DIGITS.finditer(run.group())]
    rest: list[tuple[str, int]] = []
    at = 0
    while at < len(groups):
        size = _sixteen_from(groups, at)
        if size:
            yield from _joined(rest)
            rest = []
            yield "".join(digits for digits, _ in groups[at : at + size]), groups[at][1]
            at += size
        else:
            rest.append(groups[at])
            at += 1
    yield from _joined(rest)


def _sixteen_from(groups: list[tuple[str, int]], at: int) -> int:
    """How many groups from `at` on make sixteen digits that can be a NIK or KK; 0 when none do."""
    digits = ""
    for size, (group, _) in enumerate(groups[at:], start=1):
        digits += group
        if len(digits) == NIK_LENGTH:
            return size if size == 1 or is_nik(digits) or is_kk(digits) else 0
        if len(digits) > NIK_LENGTH:
            return 0
    return 0


def _joined(groups: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Groups that made no sixteen digits: one number, unless it begins like a phone number."""
    if not groups or groups[0][0].startswith(("08", "62", "00")):
        return
    digits = "".join(group for group, _ in groups)
    if _NEARLY[0] <= len(digits) <= _NEARLY[1]:
        yield digits, groups[0][1]


def _label(before: str) -> str:
    """The name that stands nearest before a number."""
    nearest, found = -1, ""
    for label, pattern in _LABELS:
        for match in pattern.finditer(before):
            if match.end() > nearest:
                nearest, found = match.end(), label
    if found and any(ch.isdigit() for ch in before[nearest:]):
        return ""  # another number stands between the name and this one
    return found


def phones(text: str) -> tuple[str, ...]:
    """Phone numbers in E.164 without the plus sign, in the order of the text."""
    found: list[str] = []
    shapes = [(m.start(), m.group("head") + m.group("rest")) for m in _PHONE_SHAPE.finditer(text)]
    shapes += [(m.start(), "0" + m.group("number")) for m in _BARE_MOBILE.finditer(text)]
    for _, shape in sorted(shapes):
        number = _phone(shape)
        if number and number not in found:
            found.append(number)
    return tuple(found)


def _phone(shape: str) -> str:
    digits = re.sub(r"\D", "", shape)
    digits = re.sub(r"^0062", "62", digits)
    digits = re.sub(r"^62(?:0)?", "0", digits)  # +62 (0) 812 ... is one habit among many
    if is_nik(digits):
        return ""
    try:
        parsed = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        return ""  # not a number of any country: no find
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")


def case_number(text: str) -> str:
    """A case number in its canonical form `SLRT 7K4M-9XQ2-C`; whether its check symbol is right, the case room knows.

    With the word SLRT (or "no laporan") before it, any spacing will do; a bare one must be written in one
    piece or with its two hyphens, and hold digits as well as letters, so that no ordinary word is taken.
    """
    named = _CASE_WITH_NAME.search(text)
    if named:
        return _canonical(named)
    for bare in _CASE_BARE.finditer(text):
        symbols = re.sub(r"-", "", bare.group())
        digits = sum(ch.isdigit() for ch in symbols)
        hyphens = bare.group().count("-")
        if 0 < digits < len(symbols) and (
            hyphens == 2 or (hyphens == 0 and digits >= 2 and len(symbols) - digits >= 2)
        ):
            return _canonical(bare)
    return ""


def _canonical(match: re.Match[str]) -> str:
    a, b, c = (match.group(part).upper().translate(_CASE_LOOKALIKES) for part in "abc")
    return f"SLRT {a}-{b}-{c}"


def rt_rw(text: str) -> tuple[str, str]:
    """(RT, RW) without leading zeros; empty where not said."""
    both = _RT_RW.search(text)
    if both:
        return _plain(both["rt"]), _plain(both["rw"])
    rt, rw = _RT.search(text), _RW.search(text)
    in_one = rt["rw"] if rt else ""
    return _plain(rt["rt"] if rt else ""), _plain(rw["rw"] if rw else in_one or "")


def _plain(digits: str) -> str:
    return digits.lstrip("0")
