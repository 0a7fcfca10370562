"""Months as they stand in an address: 2026-11."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Something the functions below can read."""
    return bool(_MONTH.fullmatch(text))


def begin(month: str, zone: ZoneInfo) -> datetime:
    """Its first moment."""
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=zone)


def following(month: str) -> str:
    """The month after it."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"


def many(first: str, last: str) -> int:
    """How many, both counted."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1


def span(first: str, last: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first moment of the first month to that after the last."""
    return begin(first, zone), begin(following(last), zone)
