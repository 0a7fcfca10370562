"""Messages that are no words: every kind has its defined answer (DOMAIN.md rule 6)."""

from __future__ import annotations

from dataclasses import replace

from handlers.texts import Texts
from handlers.turn import Inbound, Reply, State, Turn

_ONCE = frozenset({"stiker", "lain", "kosong", "panggilan", "hapusan"})
_SILENT = frozenset({"reaction"})
"""A thumb under our message is no answer and asks for none."""


def without_words(said: Inbound, state: State, texts: Texts) -> Turn | None:
    """The answer to a sticker, a card, a changed message; None for a message that has words.

    Stickers and their like are explained once in a row: whoever sends five gets one answer.
    """
    if said.kind in _SILENT:
        return Turn((), state)
    if said.kind in {"text", "choice", "command", "media"} and said.text.strip():
        return None
    kind = _kind(said)
    if state.hinted and kind in _ONCE:
        return Turn((), state)
    return Turn((Reply(texts[f"umum.jenis.{kind}"], step=f"umum.jenis.{kind}"),), replace(state, hinted=True))


KINDS = ("stiker", "kontak", "ubahan", "hapusan", "panggilan", "kosong", "lain")
"""What is answered, and not kept."""


def _kind(said: Inbound) -> str:
    names = {
        "media": "stiker", "contact": "kontak", "edit": "ubahan", "deleted": "hapusan", "call": "panggilan",
        "text": "kosong", "choice": "kosong",
    }  # fmt: skip
    return names.get(said.kind, "lain")
