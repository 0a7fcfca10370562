"""Paste: how a facilitator writes of several people at once; pure.

A numbered list is several people. "Bu Sarinem: ..." and "#2 ..." say whom a message is about, so that messages may come
in any order after an hour without signal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import answers

_ENTRY = re.compile(r"^[ \t]*(?:\d{1,2}[ \t]*[.)]|[-*•])[ \t]*(?=\S)", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*(?P<name>[^\W\d_][^:\n]{1,40}?)[ \t]*:[ \t]*(?P<rest>\S.*)$", re.DOTALL)
_CODE = re.compile(r"^[ \t]*#[ \t]?(?P<code>\w{1,9})[ \t]*:?[ \t]*(?P<rest>.*)$", re.DOTALL)
_TITLES = frozenset(
    {"bu", "ibu", "pak", "bapak", "bpk", "sdr", "sdri", "mbah", "mak", "nenek", "kakek", "mas", "mbak", "kang", "teh", "h", "hj", "bi", "mang"}
)  # fmt: skip
_FIELDS = frozenset(
    {
        "alamat", "catatan", "desa", "dusun", "hp", "kebutuhan", "kec", "kecamatan", "kel", "kelurahan", "keluhan",
        "keperluan", "kk", "masalah", "nama", "nik", "no", "nomor", "pekerjaan", "program", "rt", "rw", "tanggal",
        "telepon", "umur", "usia", "wa", "halo", "assalamualaikum", "tolong", "mohon", "info",
    }
)  # fmt: skip
"""Words before a colon that name no person."""
FEWEST = 2
"""Entries of a list; one numbered line may be an answer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written of one person."""

    name: str
    """Without titles; empty when none was found."""
    text: str


def people(text: str) -> list[Entry]:
    """The people of a numbered or dashed list; empty when the message is none."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if len(starts) < FEWEST:
        return []
    ends = [*starts[1:], len(text)]
    lines = [_ENTRY.sub("", text[start:end], count=1) for start, end in zip(starts, ends, strict=True)]
    return [_entry(line) for line in lines if line.strip()]


def headed(text: str) -> Entry | None:
    """The person a message names in front of a colon, and the rest; None when it names nobody."""
    found = _HEADING.match(text)
    if (
        found is None
        or re.search(r"\d", found["name"])
        or set(answers.plain(found["name"]).split()) & _FIELDS
    ):
        return None
    name = person(found["name"])
    return Entry(name, found["rest"].strip()) if name else None


def coded(text: str) -> tuple[str, str] | None:
    """ "#2 rt 03" -> ("2", "rt 03"); None for a message without a code."""
    found = _CODE.match(text)
    return (found["code"].upper(), found["rest"].strip()) if found else None


def person(text: str) -> str:
    """A name without its titles, as it is written down; empty for what is none."""
    words = answers.plain(text).split()
    while len(words) > 1 and words[0].rstrip(".") in _TITLES:
        words = words[1:]
    return answers.person_name(" ".join(words)) or ""


def same_person(name: str, among: Sequence[str]) -> str | None:
    """The one of these names that is the same; titles and capitals aside."""
    wanted = person(name).lower()
    return next((one for one in among if wanted and person(one).lower() == wanted), None)


def _entry(line: str) -> Entry:
    """The name stands in front of the first comma, colon or dash."""
    text = " ".join(line.split())
    first = re.split(r"\s*[,:;–—]\s*|\s+-\s+", text, maxsplit=1)
    name = person(first[0]) if len(first) > 1 and len(first[0].split()) <= 4 else ""
    return Entry(name, text)
