"""Darurat: help and numbers were said at once and a case is open; at most the place and a safe contact are asked."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.script import Play
from handlers.steps import Choose, Find, Tell
from handlers.turn import Facts


def darurat(facts: Facts, about: str) -> Play:
    """The case is opened as soon as the story is known; the end only adds to it."""
    yield Tell("cerita")
    yield Heard("bahaya")
    yield Heard("suara")
    yield Find("desa", skippable=True)
    yield Choose("aman", ("aman", "jangan"))
    return "lengkapi_kasus"
