"""Rapat kasus: somebody at an agency without an account says in her chat what her office thinks (DOMAIN.md 5.2)."""

from __future__ import annotations

from handlers import answers
from handlers.script import Play
from handlers.step import COMMON
from handlers.steps import Tell
from handlers.texts import Needed, Texts
from handlers.turn import Facts, Option, Reply

GONE = "lewat"
WORD = "rapat"
KINDS = ("dipanggil", "dikatakan", "disimpulkan")
"""What a contact is told: it begins, somebody spoke, it has ended."""

SENTENCES: Needed = (
    {f"rapat.{kind}": frozenset({"nomor", "siapa", "isi"}) for kind in KINDS}
    | {f"rapat.{kind}_tertutup": frozenset({"nomor", "siapa"}) for kind in KINDS}
    | {f"rapat.selesai.{GONE}": COMMON, "rapat.dicatat": frozenset({"nomor"}), "rapat.slrt": frozenset()}
    | {"umum.pilihan.pendapat": frozenset()}
)


def rapat(facts: Facts, about: str) -> Play:
    """One opinion, in one message."""
    if about not in facts.conferences:
        return GONE
    yield Tell("pendapat", take=answers.story)
    return "rapat_pendapat"


def told(kind: str, case: str, number: str, who: str, words: str, texts: Texts) -> Reply:
    """What happened in the conference; of a guarded case (`words` is empty) only that something did."""
    key = f"rapat.{kind}" if words else f"rapat.{kind}_tertutup"
    body = texts.say(key, nomor=number, siapa=who, isi=words)
    speak = Option(f"{WORD}:{case}", texts["umum.pilihan.pendapat"])
    return Reply(body, () if kind == "disimpulkan" else (speak,), step="umum.rapat", case=case)
