"""Dates in words, as one would say them: "Senin, 30 November"."""

from __future__ import annotations

from datetime import date

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def in_words(day: date) -> str:
    """Weekday, day and month; the year is left out, promises are short."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]}"
