"""Reading aid: one spelling for what people type, so that the rules of code can be short.

Nothing here changes what a resident wrote. The rules of NLU.md section 6 hold: no stop words are removed
(tidak, belum, bukan carry the meaning), and abbreviations that are words of the field are protected.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nlu.lexicon import chat_forms

LONGEST = 6_000
"""Characters that are read at all; the longest message of a network is 65,536, a long story is 1,500."""

BREAK = "|"
"""Stands between two sentences in the plain form."""


_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[.,;:!?\n/()]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"^([a-z]{3,})2(an|nya)?$")
_GLUED_NUMBER = re.compile(r"^(\d+(?:rb|ribu|jt|juta|thn|tahun|bln|bulan|hr|hari|minggu|mgg|org|orang))$")
_NUMBER_AND_WORD = re.compile(r"(\d+)([a-z]+)")
_CLITIC_TAIL = re.compile(r"-(nya|ku|mu)\b")
_BEFORE_ABBREVIATION_DOT = 3
"""A dot after a word of so few letters is an abbreviation ("no.", "ds."), not the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message in the forms the rules need."""

    text: str
    """As typed, without invisible characters, at most LONGEST characters."""
    plain: str
    """Lower case, chat forms written out, words joined by one space, sentences parted by " | "."""
    words: tuple[str, ...]
    """The words of `plain`, without the breaks."""


def clean(text: str) -> str:
    """The text in one Unicode form, without control and invisible characters, cut at LONGEST."""
    composed = unicodedata.normalize("NFKC", text[: 2 * LONGEST])
    return _CONTROL.sub(" ", _INVISIBLE.sub("", composed))[:LONGEST]


def read(text: str) -> Reading:
    """Prepare a message for the rules; never raises."""
    cleaned = clean(text)
    parts = list(_parts(cleaned.lower()))
    while parts and parts[-1] == BREAK:
        parts.pop()
    words = tuple(part for part in parts if part != BREAK)
    return Reading(cleaned, " ".join(parts), words)


def _parts(lowered: str) -> list[str]:
    """Words in full and the breaks between sentences."""
    shorter = _CLITIC_TAIL.sub(r"\1", _STRETCHED.sub(r"\1", lowered))
    parts: list[str] = []
    before = ""
    for match in _TOKEN.finditer(shorter):
        token = match.group()
        if token[0].isalnum():
            parts.extend(_full(token))
        elif parts and parts[-1] != BREAK and _ends_sentence(token, before, shorter[match.end() :][:1]):
            parts.append(BREAK)
        before = token
    return parts


def _ends_sentence(mark: str, before: str, following: str) -> bool:
    """Whether a mark after the typed word `before` parts two sentences."""
    if mark in ",:/()":
        return False
    if mark == ".":
        return (not following or following.isspace()) and len(before) > _BEFORE_ABBREVIATION_DOT
    return True


def _full(token: str) -> list[str]:
    """A typed word in full: "yg" -> yang, "anak2nya" -> anak anaknya, "3bln" -> 3 bulan."""
    forms = chat_forms()
    if token in forms:
        return [forms[token]]
    doubled = _DOUBLED.match(token)
    if doubled:
        stem = forms.get(doubled[1], doubled[1])
        return [stem, stem + (doubled[2] or "")]
    if _GLUED_NUMBER.match(token):
        number = _NUMBER_AND_WORD.fullmatch(token)
        if number:
            return [number[1], forms.get(number[2], number[2])]
    for tail in ("nya", "ku", "mu"):
        stem = token.removesuffix(tail)
        if stem != token and len(stem) > 1 and stem in forms:
            return [forms[stem] + tail]
    return [token.replace("'", "")]
