"""Chat forms to plain words, for features only: the text itself stays as it was typed.

The list is the one the app's own word rules use (nlu/words/chat_forms.yml): data, not code, so that both
read alike. What stands there as protected is never changed: kk, smp, th and others mean something of their
own here (NLU.md section 6). No stopword is removed: tidak, belum and bukan carry the meaning.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

LIST = Path(__file__).resolve().parents[2] / "words" / "chat_forms.yml"

_WORD = re.compile(r"[a-z0-9]+")
_LENGTHENED = re.compile(r"([a-z])\1{2,}")
_PREFIX = re.compile(
    r"^(?:meng|meny|mem|men|me|ber|ter|per|peng|peny|pem|pen|pe|di|ke|se|ng|ny|n)(?=[a-z]{4,})"
)
_SUFFIX = re.compile(r"(?<=[a-z]{4})(?:kan|nya|an|in|i|ku|mu|lah|kah|e|ne)$")
_LONG_NUMBER = re.compile(r"\b\d{5,}\b")


@cache
def chat_forms() -> dict[str, str]:
    """Short form -> plain word, without the protected ones."""
    lists = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    protected = set(lists["terlindung"].split())
    return {
        short: plain
        for plain, forms in lists["bentuk"].items()
        for short in str(forms).split()
        if short not in protected
    }


def plain(text: str) -> str:
    """Small letters, no accents, chat forms written out, every long number the same word."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = _LONG_NUMBER.sub(" angkapanjang ", _LENGTHENED.sub(r"\1", text))
    return " ".join(_plain_word(word) for word in _WORD.findall(text))


def stems(text: str) -> str:
    """The same without prefixes and suffixes, colloquial and Javanese ones too ("ngurusin", "umahe").

    A longer list of rules, or PySastrawi with its dictionary, gives the same figures (docs/adr/0006).
    """
    return " ".join(_stem(word) for word in plain(text).split())


@cache
def _stem(word: str) -> str:
    return _SUFFIX.sub("", _SUFFIX.sub("", _PREFIX.sub("", word)))


def _plain_word(word: str) -> str:
    if len(word) > 3 and word.endswith("2") and word[:-1].isalpha():
        return f"{word[:-1]} {word[:-1]}"  # anak2
    return chat_forms().get(word, word)
