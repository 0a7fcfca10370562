"""Money and time as people write them: "75rb", "1,2 jt", "sudah 3 tahun", "dari lebaran"."""

from __future__ import annotations

import re

LONGEST_SINCE_YEARS = 20
"""A longer "sudah ... tahun" is an age."""
LARGEST_RUPIAH = 10**12

_UNITS = {"ribu": 1_000, "juta": 1_000_000}
_IN_FIGURES = re.compile(
    r"(?:\brp\.?\s*)?(?<![\d.,])(\d{1,4}(?:[.,]\d{1,2})?)\s*(ribu|rebu|rb|jutaan|juta|jt|k)(?:an)?\b",
    re.IGNORECASE,
)
_WITH_SIGN = re.compile(
    r"\b(?:rp|idr)\.?\s*(\d{1,3}(?:[.,]\d{3})+|\d{3,12})(?:,\d{2}|,-)?(?![\d])(?!\s*(?:rb|ribu|jt|juta))",
    re.IGNORECASE,
)
_BEFORE_RUPIAH = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3})+|\d{3,12})\s*(?:rupiah|perak)\b", re.IGNORECASE
)
_SMALL = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "sepuluh": 10, "sebelas": 11, "seratus": 100,
}  # fmt: skip
_IN_WORDS = re.compile(
    rf"\b(?:(?P<whole>seribu|sejuta)|(?P<n>{'|'.join(_SMALL)})(?: (?P<times>belas|puluh|ratus))?"
    rf"(?: (?P<more>{'|'.join(_SMALL)})(?: (?P<more_times>puluh))?)? (?P<unit>ribu|juta))\b"
)
_TIMES = {"belas": 10, "puluh": 10, "ratus": 100}

_COUNT = r"(?:\d{1,2}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|beberapa|berapa|se)"
_SPAN = rf"(?:{_COUNT} ?(?:hari|minggu|bulan|tahun|periode|tahap)|seminggu|sebulan|setahun|sehari|bertahun tahun|berbulan bulan|berhari hari|lama)"
_DURATION = re.compile(
    rf"\b(?:sudah|selama|hampir|lebih dari|sekitar|kurang lebih|mau|masuk|jalan|ada)(?: (?:hampir|lebih dari|sekitar|jalan|masuk|ada|mau))? (?P<span>{_SPAN})"
    rf"|\b(?P<last>{_SPAN}) (?:ini|terakhir|lebih|belakangan|lamanya)\b"
)
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|agu|ags|sep|okt|nov|des"
_START = re.compile(
    r"\b(?P<start>(?:sejak|semenjak|mulai|dari|terakhir) (?:dari |pas |waktu |jaman |zaman |awal |akhir |habis |setelah )?"
    rf"(?:(?:bulan|tahun|tanggal|hari|minggu|tahap) (?:[a-z]+|\d{{1,4}})(?: (?:{_MONTHS}|lalu|kemarin|\d{{4}}))?"
    rf"|(?:{_MONTHS})\b(?: \d{{4}})?|\d{{4}}\b|lebaran|puasa|ramadhan|ramadan|idul fitri|idul adha|covid|corona|korona|pandemi"
    r"|kemarin|dahulu|lahir|kecil|pagi|semalam|tadi malam|lusa|senin|selasa|rabu|kamis|jumat|sabtu))\b"
)
_AGE_BEFORE = re.compile(r"\b(?:umur|usia|umurnya|usianya|berumur|berusia)(?: \w+)? $")


def amounts(text: str, plain: str) -> tuple[int, ...]:
    """Rupiah named in a text, in the order of their spelling: figures with unit, with sign, in words."""
    found = [_figure(m[1], m[2]) for m in _IN_FIGURES.finditer(text)]
    found += [_whole(m[1]) for pattern in (_WITH_SIGN, _BEFORE_RUPIAH) for m in pattern.finditer(text)]
    found += [_worded(m) for m in _IN_WORDS.finditer(plain)]
    return tuple(dict.fromkeys(value for value in found if 0 < value <= LARGEST_RUPIAH))


def _figure(number: str, unit: str) -> int:
    factor = 1_000_000 if unit.lower().startswith("j") else 1_000
    return round(float(number.replace(",", ".")) * factor)


def _whole(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _worded(match: re.Match[str]) -> int:
    if match["whole"]:
        return 1_000 if match["whole"] == "seribu" else 1_000_000
    value = _SMALL[match["n"]]
    if match["times"] == "belas":
        value += 10
    elif match["times"]:
        value *= _TIMES[match["times"]]
    if match["more"]:
        value += _SMALL[match["more"]] * (10 if match["more_times"] else 1)
    return value * _UNITS[match["unit"]]


def since(plain: str) -> str:
    """How long it has been so, in the words of the text; an age ("sudah 70 tahun") is not taken."""
    for match in _DURATION.finditer(plain):
        span = match["span"] or match["last"]
        if not _is_age(span, plain[: match.start()], plain[match.end() :]):
            return span
    start = _START.search(plain)
    return start["start"] if start else ""


def _is_age(span: str, before: str, after: str) -> bool:
    count = re.match(r"\d+", span)
    too_old = bool(count) and span.endswith("tahun") and int(count[0] if count else 0) > LONGEST_SINCE_YEARS
    return too_old or bool(_AGE_BEFORE.search(before[-20:])) or after.startswith((" umur", " usia"))
