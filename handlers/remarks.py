"""Remarks: what a message deserves besides its answer, and messages that are nothing to answer; pure.

A warning about a PIN, a kind word to a child, a calm word to whoever is angry: each said once.
"""

from __future__ import annotations

import re

from handlers import answers, language
from handlers.turn import Inbound, State

REMARKS = (
    "pin_dihapus",
    "terpotong",
    "nik",
    "foto_ktp",
    "anak",
    *(f"tawar_{lang}" for lang in language.NAMES),
)
"""Said in front of the answer."""
ONLY = ("tautan", "emoji", "kasar", "bahasa_lain", "pin_dihapus")
"""Said instead of an answer, because the message holds none."""
EACH_TIME = frozenset({"pin_dihapus", "terpotong", "tautan", "emoji"})

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_RUDE = frozenset(
    [
        "bangsat",
        "bajingan",
        "brengsek",
        "goblok",
        "goblog",
        "tolol",
        "bego",
        "dungu",
        "kampret",
        "keparat",
        "jancuk",
        "jancok",
        "cok",
        "kontol",
        "memek",
        "ngentot",
        "anjing",
        "anjir",
        "asu",
        "babi",
        "monyet",
        "setan",
        "tai",
        "taik",
        "kurang_ajar",
        "bacot",
        "sialan",
    ]
)
_FOREIGN = frozenset(
    [
        "i",
        "the",
        "my",
        "need",
        "help",
        "please",
        "is",
        "are",
        "am",
        "hello",
        "want",
        "and",
        "for",
        "with",
        "you",
        "me",
        "what",
        "how",
        "can",
        "do",
        "from",
        "to",
        "of",
        "in",
        "not",
        "have",
        "this",
        "it",
        "hospital",
        "food",
        "money",
        "sick",
    ]
)
_CHILD = re.compile(
    r"\b(?:saya|aku|gue|gw)\s+(?:masih\s+|baru\s+)?(?:ber)?(?:umur|usia)\s+(?:saya\s+)?(?P<age>[5-9]|1[0-7])\b"
    r"|\b(?:umur|usia)\s*(?:ku|\s+saya|\s+aku)\s+(?:masih\s+|baru\s+)?(?P<years>[5-9]|1[0-7])\b"
    r"|\b(?:saya|aku)\s+(?:masih\s+)?(?:kelas\s+(?:[1-9]|1[0-2])\s+)(?:sd|mi|smp|mts|sma|smk|ma)\b"
    r"|\b(?:saya|aku)\s+(?:masih\s+)?(?:anak|murid|siswa|siswi)\s+(?:sd|mi|smp|mts)\b",
    re.IGNORECASE,
)
_PAPERS = re.compile(r"\b(?:ktp|kk|kartu\s+keluarga|kartu\s+tanda\s+penduduk)\b", re.IGNORECASE)
_FEW, _SENTENCE = 6, 4
"""Words: a longer angry message tells something; a shorter foreign one may be a name."""


def only(said: Inbound, state: State) -> str:
    """Which of ONLY the whole message is, or empty. What was said once is not said again."""
    text = said.text
    if not text.strip() or said.crisis:
        return ""
    words = re.findall(r"\w+", text.lower())
    kind = ""
    if _only_a_secret(said):
        kind = "pin_dihapus"
    elif _LINK.search(text) and not re.findall(r"[^\W\d_]{2,}", _LINK.sub(" ", text)):
        kind = "tautan"
    elif not words:
        kind = "emoji"
    elif len(words) <= _FEW and _RUDE & set(words) and not _tells(said):
        kind = "kasar"
    elif len(words) >= _SENTENCE and sum(word in _FOREIGN for word in words) * 2 > len(words):
        kind = "bahasa_lain"
    return kind if kind in EACH_TIME or kind not in state.told else ""


def besides(said: Inbound, state: State) -> tuple[str, ...]:
    """Which of REMARKS the message deserves."""
    deserved = {
        "pin_dihapus": said.redacted and not _only_a_secret(said),
        "terpotong": said.cut,
        "nik": any(p.band == "sure" for p in said.found.get("nik", ())),
        "foto_ktp": bool(said.media) and bool(_PAPERS.search(said.text)),
        "anak": is_child(said.text),
        **{f"tawar_{lang}": not state.lang and language.spoken(said.text) == lang for lang in language.NAMES},
    }
    return tuple(key for key in REMARKS if deserved[key] and (key in EACH_TIME or key not in state.told))


def _only_a_secret(said: Inbound) -> bool:
    """A PIN and little else: the warning is the whole answer."""
    return said.redacted and len(re.findall(r"\w+", said.text)) <= _FEW


def is_child(text: str) -> bool:
    """Whether somebody says of herself that she is a child."""
    return bool(_CHILD.search(text))


def _tells(said: Inbound) -> bool:
    """Whether an angry message names a need, or answers a question with a number or a yes."""
    return bool(said.found.get("kebutuhan")) or answers.yes_or_no(said.text) is not None
