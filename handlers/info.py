"""Info layanan: papers, place and cost of a programme, from the office's catalogue; never a promise; pure.

A question that tells of a trouble is a report all the same (DOMAIN.md section 2): only what asks for papers, place or cost
and names no trouble is answered here, and the way to a report stands below.
"""

from __future__ import annotations

import re

from handlers.step import COMMON, common
from handlers.texts import Needed, Texts
from handlers.turn import Facts, Inbound, Option, Programme, Reply

MOST = 2
"""Programmes told in one go."""
LONGEST = 14
"""Words; a longer message tells more than it asks."""
WAYS_ON = ("lapor", "info", "petugas")

SENTENCES: Needed = {
    "info.program": COMMON | {"nama", "berkas", "tempat", "biaya", "pengurus"},
    "info.tidak_ada": COMMON,
    "info.daftar": COMMON,
    "info.lanjut": COMMON,
}

_ASKS = re.compile(
    r"\b(?:syarat(?:nya)?|persyaratan(?:nya)?|berkas(?:nya)?\s+apa|dokumen(?:nya)?\s+apa|apa\s+saja\s+(?:syarat|berkas|yang\s+dibawa)"
    r"|bawa\s+apa|cara\s+(?:daftar|urus|mengurus|bikin|buat|dapat)|gimana\s+cara|bagaimana\s+cara|(?:di\s*)?mana\s+(?:daftar|urus|ngurus|bikin)"
    r"|daftar(?:nya)?\s+di\s*mana|biaya(?:nya)?\s+berapa|berapa\s+biaya(?:nya)?|bayar(?:nya)?\s+berapa|info(?:rmasi)?\s+(?:tentang|soal|layanan))\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[^\w]+")


def asks(said: Inbound) -> bool:
    """Whether a message asks how a thing is applied for, and tells of no trouble."""
    return (
        bool(_ASKS.search(said.text))
        and len(said.text.split()) <= LONGEST
        and not said.crisis
        and not any(p.value in {"urgent", "emergency"} for p in said.found.get("mendesak", ()))
    )


def matching(said: Inbound, facts: Facts) -> list[Programme]:
    """Programmes named by name or code; another of the same need would be a wrong answer said with confidence."""
    words = set(_PLAIN.split(said.text.lower()))
    words |= {code.strip().lower() for p in said.found.get("program", ()) for code in p.value.split(",")}
    return [one for one in facts.programmes if words & _names(one)][:MOST]


def _names(one: Programme) -> set[str]:
    """What a programme is called: its code, its abbreviation, its names that are no everyday words."""
    short = re.findall(r"\b[A-Z]{3,}\b", one.name)
    return {word.lower() for word in (*one.code.split("_"), *short)} - {"el", "jk"}


def told(programmes: list[Programme], facts: Facts, texts: Texts) -> list[Reply]:
    """One message for each programme, the last with the ways on."""
    if not programmes:
        return [_with_ways("info.tidak_ada", facts, texts)]
    said = [Reply(_one(one, facts, texts), step="info.program") for one in programmes]
    return [*said, _with_ways("info.lanjut", facts, texts)]


def listed(facts: Facts, texts: Texts) -> Reply:
    """What the catalogue holds, as buttons."""
    options = tuple(Option(f"program:{one.code}", _short(one)) for one in facts.programmes)
    return Reply(texts.say("info.daftar", **common(facts)), options, step="umum.info")


def by_code(code: str, facts: Facts) -> list[Programme]:
    """The programme of a button."""
    return [one for one in facts.programmes if one.code == code]


def title(code: str, facts: Facts) -> str:
    """The button of a programme; empty for one that is not in force any more."""
    return next((_short(one) for one in by_code(code, facts)), "")


def _short(one: Programme) -> str:
    """The abbreviation in brackets where the name is longer than a button."""
    brackets = re.search(r"\(([^)]+)\)", one.name)
    return one.name if len(one.name) <= 20 or brackets is None else brackets[1]


def _one(one: Programme, facts: Facts, texts: Texts) -> str:
    return texts.say(
        "info.program", nama=one.name, berkas=", ".join(one.papers), tempat=one.place, biaya=one.cost,
        pengurus=one.owner, **common(facts),
    )  # fmt: skip


def _with_ways(key: str, facts: Facts, texts: Texts) -> Reply:
    options = tuple(Option(way, texts[f"umum.pilihan.{way}"]) for way in WAYS_ON)
    return Reply(texts.say(key, **common(facts)), options, step="umum.info")
