"""Nilai: one tap after the help has arrived; who was not content may say why."""

from __future__ import annotations

from handlers import answers
from handlers.script import Play
from handlers.steps import Write
from handlers.texts import Texts
from handlers.turn import Facts, Option, Reply

SCORES = ("puas", "cukup", "kurang")
"""What can be tapped; the button carries the case, so that it works months later."""


def asked(case_id: str, texts: Texts) -> Reply:
    """The one question, sent with the thanks for the proof."""
    options = tuple(Option(f"{score}:{case_id}", texts[f"umum.pilihan.{score}"]) for score in SCORES)
    return Reply(texts["umum.nilai"], options, step="umum.nilai", case=case_id)


def nilai(facts: Facts, about: str) -> Play:
    """Why she was not content; nobody has to say."""
    yield Reason("sebab", take=answers.anything)
    return "nilai_sebab"


class Reason(Write):
    """Free words, or none; nothing is proposed."""

    __slots__ = ()

    def parts(self) -> dict[str, frozenset[str]]:
        return {part: may for part, may in Write.parts(self).items() if part in {"tanya", "pilihan.lewati"}}
