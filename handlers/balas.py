"""Balas: the resident answers an officer's question; hasil: she says whether the help arrived; tambah: she adds."""

from __future__ import annotations

from handlers import answers
from handlers.script import Play
from handlers.steps import Choose, Tell
from handlers.turn import Facts


def balas(facts: Facts, about: str) -> Play:
    """The question itself was told by kabar; asked again after an interruption, it is quoted."""
    asked = next((case.question for case in facts.cases if case.id == about), "")
    yield Tell("jawaban", take=answers.anything, quoting=asked)
    return "jawab"


def hasil(facts: Facts, about: str) -> Play:
    """Closed is not solved: only the resident knows whether the help arrived."""
    yield Choose("hasil", ("sudah", "belum"))
    return "hasil"


def tambah(facts: Facts, about: str) -> Play:
    """More to an open case."""
    yield Tell("keterangan", take=answers.anything)
    return "tambah_keterangan"
