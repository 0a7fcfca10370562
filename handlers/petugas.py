"""Petugas: a human is wanted, comes, and goes again (DECISIONS 7).

Until an officer writes, the bot goes on as before. When she has written, it keeps quiet: what the resident says is
added to the case they talk about. It comes back with a word when the officer has gone.
"""

from __future__ import annotations

from collections.abc import Callable

from handlers import answers
from handlers.script import Play
from handlers.steps import Tell
from handlers.turn import Done, Facts, Inbound, State, Talk, Turn

AWAKE = frozenset({"menu", "darurat", "berhenti"})
"""Words the bot obeys although an officer is in charge: a way back, a way to help, a way out."""


def petugas(facts: Facts, about: str) -> Play:
    """The officer has been told already; a word about what it is helps her, and nobody has to give it."""
    yield Tell("keterangan", take=answers.anything)
    return "tambah_keterangan"


def in_charge(state: State, said: Inbound, facts: Facts, word: str, new_id: Callable[[], str]) -> Turn | None:
    """What happens to a message while an officer is in charge; None when the bot is to answer it."""
    if not state.human or state.human != facts.officer or word in AWAKE or said.press is not None:
        return None
    if not said.text.strip():  # a photo or a voice note is kept with the case by its place in the chat
        return Turn((), state)
    more = Done(Talk(new_id(), "tambah", about=state.human), "bicara", {"keterangan": said.text.strip()})
    return Turn((), state, (more,))
