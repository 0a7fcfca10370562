"""Lapor: a resident tells what is wrong, and a case is opened."""

from __future__ import annotations

from handlers.heard import Heard, Hint, Secret
from handlers.review import Review
from handlers.script import Play
from handlers.steps import Choose, Find, Tell, Write
from handlers.turn import Facts

YES_NO = ("ya", "tidak")
OUTSIDE = "di_luar_slrt"
CONSENT = "2026-12"
"""Version of the consent the read-back asks for together with "kirim" (texts/lapor.yml, periksa.tanya)."""


def lapor(facts: Facts, about: str) -> Play:
    """Story first; what it tells is not asked again."""
    yield Tell("cerita")
    need = yield from _need(facts)
    if need == OUTSIDE and (yield Choose("tetap_kirim", YES_NO)) == "tidak":
        return "di_luar"

    yield from _who()
    urgent = yield Heard("mendesak", named=frozenset({"urgent", "emergency"}))
    if need == "kesehatan" and not urgent:
        yield Choose("sedang_dirawat", YES_NO)

    yield Find("desa")
    for name in ("rt", "rw", "program", "telepon", "jenis", "nomor"):
        yield Heard(name)
    yield Secret("nik")
    yield Secret("kk")

    yield Review("periksa")
    return "buka_kasus"


def _need(facts: Facts) -> Play:
    """Nineteen lines are too many for a phone: a group first, unless something is known already."""
    codes = tuple(facts.categories)
    if not (yield Hint("kebutuhan")):
        group = yield Choose("golongan", tuple(facts.groups))
        codes = facts.groups[group]
    return (yield Choose("kebutuhan", codes, names=facts.categories))


def _who() -> Play:
    """Whom it is for, and the name as far as she wants to say it."""
    whom = yield Choose("untuk_siapa", ("saya", "keluarga", "tetangga", "kelompok"))
    if whom in {"keluarga", "tetangga"}:
        yield Heard("hubungan")
    if whom != "kelompok":  # two names: her own must not become the neighbour's when this answer is changed
        yield Write("nama_saya" if whom == "saya" else "nama_warga")
    return whom
