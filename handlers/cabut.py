"""Cabut: a report is withdrawn; buka: a closed one is opened again (DOMAIN.md 5.1)."""

from __future__ import annotations

from handlers import answers
from handlers.heard import Hint
from handlers.pick import Pick, lately_closed, still_open
from handlers.script import Play
from handlers.steps import Choose, Tell
from handlers.turn import Facts

YES_NO = ("ya", "tidak")


def cabut(facts: Facts, about: str) -> Play:
    """Asked once; whoever may have been pressed to withdraw is called by a person first (bot/wishes.py)."""
    yield Pick("laporan", still_open(facts))
    if (yield Choose("yakin", YES_NO, quoting="laporan")) == "tidak":
        return "tetap"
    return "cabut"


def buka(facts: Facts, about: str) -> Play:
    """What is not in order yet; whoever asked for it in so many words is not asked whether she means it."""
    yield Pick("laporan", lately_closed(facts))
    if not (yield Hint("diminta")) and (yield Choose("yakin", YES_NO, quoting="laporan")) == "tidak":
        return "tetap"
    yield Tell("alasan", take=answers.anything)
    return "buka_lagi"
