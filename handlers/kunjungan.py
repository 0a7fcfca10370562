"""Kunjungan: what a facilitator saw at a home; every line may be left out (DOMAIN.md section 4, visit form)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers import answers
from handlers.script import Play
from handlers.step import Scene
from handlers.steps import Choose, Tell, Write
from handlers.turn import Facts, Inbound

HOUSES = ("layak", "rusak", "tidak_layak", "lewati")
LINES = ("pekerjaan", "penghasilan", "rumah", "listrik_air", "bantuan")
"""Lines of the form, in order."""


def kunjungan(facts: Facts, about: str) -> Play:
    """First what was found, in own words; then the form, as far as she likes."""
    yield Tell("hasil_kunjungan", take=answers.story)
    if (yield Choose("formulir", ("isi", "cukup"))) == "isi":
        yield Line("pekerjaan")
        yield Line("penghasilan")
        yield Choose("rumah", HOUSES)
        yield Line("listrik_air")
        yield Line("bantuan")
    return "catat_kunjungan"


@dataclass(frozen=True, slots=True)
class Line(Write):
    """Whatever is written is the line; nothing in it is about something else."""

    take: Callable[[str], str | None] = answers.anything
    reason: str = "kosong"

    def read(self, said: Inbound, scene: Scene) -> str:
        return said.text.strip()
