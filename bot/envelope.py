"""Inbound as JSON and back: how a message lies in the inbox."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from handlers.turn import Inbound

_ADAPTER = TypeAdapter(Inbound)
_UNDERSTOOD = {
    "found",
    "intent",
    "crisis",
    "also",
    "alternatives",
    "press",
    "quoted_case",
    "quoted_talk",
    "parts",
    "unlocked",
}
"""What the inbox adds later; it is understood anew, never stored."""


def dump(said: Inbound) -> dict[str, Any]:
    """Only what differs from an empty message, so that a row stays small."""
    found: dict[str, Any] = _ADAPTER.dump_python(
        said, mode="json", exclude=_UNDERSTOOD, exclude_defaults=True
    )
    return found


def load(body: dict[str, Any]) -> Inbound:
    """The message as the channel parsed it. Raises pydantic.ValidationError on a body of another shape."""
    return _ADAPTER.validate_python(body)
