"""Which talk fits a message that belongs to none: read from its intent, its words and its length."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers import answers
from handlers.turn import Facts, Inbound

NARROW = frozenset({"golongan", "kebutuhan", "untuk_siapa", "sedang_dirawat", "periksa", "aman", "hasil"})
"""Steps answered by a tap: a sentence there may be a wish of its own."""

STORY_WORDS = 5
"""From so many words on, a message nobody understood is still taken as a story, never thrown away."""

BY_INTENT: Mapping[str, str] = {
    "report": "lapor",
    "status": "status",
    "human": "petugas",
    "complain_bot": "petugas",
    "withdraw": "cabut",
    "add_info": "tambah",
    "own_data": "data",
    "cancel": "menu",
    "back": "menu",
    "menu": "menu",
    "help": "bantuan",
    "emergency": "darurat",
    "greet": "umum.halo",
    "thanks": "umum.sama_sama",
    "goodbye": "umum.sama_sama",
    "agree": "umum.sama_sama",
    "refuse": "umum.menu",
    "ask_cost": "umum.gratis",
}
MENUS = frozenset({"umum.menu", "umum.halo", "umum.sama_sama", "umum.gratis", "umum.tidak_paham"})
"""Sentences the menu may begin with."""

_CODE = re.compile(
    r"(?:hubungkan|/start\s+hubung_|hubung_)\s*([0-9a-z]{4}-?[0-9a-z]{4}-?[0-9a-z]{4})", re.IGNORECASE
)


def fitting(said: Inbound, facts: Facts) -> str:
    """A script, an always-word, or the key of a sentence that goes in front of the menu."""
    if answers.greeting(said.text):
        return "umum.halo"
    if any(p.band == "sure" for p in said.found.get("nomor", ())) and len(said.text.split()) <= 6:
        return "status"
    long_enough = len(said.text.split()) >= STORY_WORDS
    fits = BY_INTENT.get(said.intent, "")
    if fits == "lapor":
        return fits if answers.story(said.text) else "lapor"
    if fits:
        return fits
    if said.intent == "other" or not long_enough:
        return "umum.tidak_paham"
    return "lapor"


def link_code(text: str) -> str | None:
    """The one-time code an officer types to link her chat: "hubungkan ABCD-EFGH-JKMN"."""
    found = _CODE.fullmatch(" ".join(text.split()))
    return found.group(1).upper() if found else None
