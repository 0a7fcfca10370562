"""Whether somebody asks that her name or the whole matter stays hidden; pure (DOMAIN.md section 2)."""

from __future__ import annotations

import re

WISHES = ("anonim", "rahasia")
"""anonim: the name goes to no agency. rahasia: the whole case is secret."""

_ANONYMOUS = re.compile(
    r"\b(?:anonim|tanpa\s+(?:sebut|menyebut(?:kan)?)\s+nama|jangan\s+(?:di)?sebut(?:kan)?\s+nama|nama\s+(?:saya\s+)?(?:tolong\s+)?(?:di)?rahasia(?:kan)?"
    r"|(?:di)?rahasiakan\s+nama|nama\s+saya\s+jangan\s+disebut)\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:(?:tolong|mohon|minta)\s+(?:di)?rahasia(?:kan)?|ini\s+rahasia|secara\s+rahasia|jangan\s+(?:bilang|kasih\s+tahu|sampai\s+tahu)"
    r"\s+siapa[\s-]?(?:siapa|pun))\b",
    re.IGNORECASE,
)


def wish(text: str) -> str:
    """One of WISHES, or empty; to hide the name is the narrower wish and counts first."""
    if _ANONYMOUS.search(text):
        return "anonim"
    return "rahasia" if _SECRET.search(text) else ""
