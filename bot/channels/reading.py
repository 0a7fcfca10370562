"""Reading what strangers send: every field is looked at before it is taken, and nothing here raises."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from handlers.turn import Location

TEXT_LIMIT = 4096
"""Characters of a message that are kept (CHANNELS.md 6.1)."""


def from_json(raw: bytes) -> Any:
    """The JSON value in these bytes; None when there is none (a bare `null` is no message either)."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        return None


def fields(value: Any) -> Mapping[str, Any]:
    """The value when it is an object, an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> Sequence[Any]:
    """The value when it is a list, an empty one otherwise."""
    return value if isinstance(value, list) else ()


def text(value: Any) -> str:
    """The value when it is text, without characters that no database takes; empty otherwise."""
    return _without_controls(value) if isinstance(value, str) else ""


def number(value: Any) -> int | None:
    """A whole number of at most 63 bits, also when it was written as text; None otherwise."""
    if isinstance(value, str) and len(value) <= 20 and value.removeprefix("-").isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < 2**63 else None


def message_text(value: Any) -> tuple[str, bool]:
    """What a person wrote, cleaned and at most TEXT_LIMIT characters long, and whether it was cut."""
    cleaned = text(value)
    return cleaned[:TEXT_LIMIT], len(cleaned) > TEXT_LIMIT


def line(value: Any, limit: int = 200) -> str:
    """A short text on one line: a name, a file name, an id."""
    return " ".join(text(value).split())[:limit]


def header(headers: Mapping[str, str], name: str) -> str:
    """The header of that name in any case; empty when it is missing."""
    found = headers.get(name)
    if found is None:
        found = next((value for key, value in headers.items() if key.lower() == name.lower()), "")
    return found


def point(lat: Any, lon: Any, name: str = "") -> Location | None:
    """A finite point on earth, from numbers or text; None for anything else."""
    latitude, longitude = _finite(lat), _finite(lon)
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Location(lat=latitude, lon=longitude, name=name)


def moment(seconds: Any) -> datetime | None:
    """Seconds since 1970 as UTC; None when they are none, or 0 (Telegram's "not accessible")."""
    value = number(seconds)
    if not value:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def moment_text(value: Any) -> datetime | None:
    """An RFC 3339 time with its zone as UTC; None when it is none."""
    try:
        when = datetime.fromisoformat(text(value))
        return when.astimezone(UTC) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def _without_controls(value: str) -> str:
    """NUL and other control characters but newline and tab go; half a surrogate pair becomes U+FFFD."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        "\ufffd" if "\ud800" <= character <= "\udfff" else character
        for character in unified
        if character in "\n\t" or not (character < " " or "\x7f" <= character <= "\x9f")
    )
