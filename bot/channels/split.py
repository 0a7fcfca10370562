"""Cutting a long text into messages a network takes (CHANNELS.md 6.2)."""

from __future__ import annotations

import re
import unicodedata

from bot.channels.contract import CAPTION

_ADDRESS = re.compile(r"https?://\S+")
_JOINER = "\u200d"


def units(text: str) -> int:
    """Length in UTF-16 units, the measure of Telegram: an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units, in order; blanks at a cut are dropped, no part is empty.

    Cut at a paragraph, else a line, else a blank, else between two characters; an address of a page is
    kept whole unless it alone is too long. `limit` must leave room for one character (2 or more).
    """
    if limit < 2:
        raise ValueError("a part must have room for one character: limit 2 or more")
    parts: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        at = _cut(rest, _longest_prefix(rest, limit))
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def captioned(body: str, limit: int) -> tuple[list[str], str]:
    """What goes before a file, and its caption: words longer than a caption may be go before it."""
    return (split(body, limit), "") if units(body) > CAPTION else ([], body)


def _longest_prefix(text: str, limit: int) -> int:
    """How many characters fit into `limit` units."""
    used = 0
    for position, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return position
    return len(text)


def _cut(text: str, fit: int) -> int:
    """Where to cut a text of which `fit` characters fit: always between 1 and `fit`."""
    window = text[: fit + 1]  # a blank right behind the window is a fine place too
    for blank in ("\n\n", "\n", " "):
        if (at := window.rfind(blank)) > 0:
            return at
    for address in _ADDRESS.finditer(text):
        if 0 < address.start() < fit < address.end():
            return address.start()
    at = fit
    while at > 1 and _belongs_to_the_one_before(text, at):
        at -= 1
    return at if at > 1 else fit


def _belongs_to_the_one_before(text: str, at: int) -> bool:
    """Skin tones, accents and joined emoji stay with their first character."""
    here, before = text[at], text[at - 1]
    return (
        here == _JOINER
        or before == _JOINER
        or "\U0001f3fb" <= here <= "\U0001f3ff"
        or unicodedata.category(here) in ("Mn", "Me")
    )
