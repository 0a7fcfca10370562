"""Data saya: a copy, a correction, deletion, no more messages (UU PDP 27/2022; DOMAIN.md section 11)."""

from __future__ import annotations

from handlers import answers
from handlers.script import Play
from handlers.steps import Choose, Tell
from handlers.turn import Facts

RIGHTS = ("salinan", "perbaiki", "hapus", "berhenti")


def data(facts: Facts, about: str) -> Play:
    """Which right she uses; only deletion is asked twice."""
    wanted = yield Choose("mau", RIGHTS)
    match wanted:
        case "perbaiki":
            yield Tell("perbaikan", take=answers.anything)
            return "data_perbaiki"
        case "hapus":
            return "data_hapus" if (yield Choose("yakin", ("ya", "tidak"))) == "ya" else "tetap"
        case "berhenti":
            return "berhenti"
        case _:
            return "data_salinan"
