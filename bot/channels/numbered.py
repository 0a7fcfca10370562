"""Choices as numbered text, for networks without buttons (CHANNELS.md 6.2)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.split import split, units
from handlers.turn import Option


def numbered(body: str, options: Sequence[Option]) -> str:
    """The body, then `1. Judul` ..., then how to answer; without options the body alone."""
    return f"{body}\n\n{_menu(options)}" if options else body


def numbered_parts(body: str, options: Sequence[Option], limit: int) -> list[str]:
    """The same in parts of at most `limit` UTF-16 units; the menu stays in one piece when it can."""
    whole = numbered(body, options)
    if units(whole) <= limit:
        return split(whole, limit)
    if not options or units(_menu(options)) > limit:
        return split(whole, limit)
    *before, last = split(body, limit) or [""]
    together = numbered(last, options) if last else _menu(options)
    return [*before, together] if units(together) <= limit else [*before, last, _menu(options)]


def _menu(options: Sequence[Option]) -> str:
    lines = [f"{place}. {' '.join(option.title.split())}" for place, option in enumerate(options, start=1)]
    answers = f"1-{len(options)}" if len(options) > 1 else "1"
    return "\n".join([*lines, "", f"Balas dengan angka ({answers})."])
