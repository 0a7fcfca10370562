"""Lapor: a resident tells what is wrong, and a case is opened."""

from __future__ import annotations

from handlers.discreet import WISHES
from handlers.heard import Heard, Hint, Secret
from handlers.kunci import NewWord
from handlers.outside import ANYWHERE, PLACES
from handlers.review import Review
from handlers.same import Same, newest_open, same_case
from handlers.script import Play
from handlers.steps import Choose, Find, Tell, Write
from handlers.turn import Facts

YES_NO = ("ya", "tidak")
OUTSIDE = "di_luar_slrt"
MISCONDUCT = "penyimpangan"
NAMELESS = frozenset({"kekerasan", "anak", MISCONDUCT})
"""Needs for which nobody is asked who she is (TRUST.md P2)."""
DIFFERENT = NAMELESS | {"kesehatan", OUTSIDE}
"""Needs that are asked about in another way than the rest."""
ACCUSED = ("desa", "dinsos", "slrt", "lain", "tidak_tahu")
"""Whom a misconduct is reported of; the case stays away from them (cases/exclusion.py)."""
CONSENT = "2026-12"
"""Version of the consent the read-back asks for together with "kirim" (texts/lapor.yml, periksa.tanya)."""


def lapor(facts: Facts, about: str) -> Play:
    """Story first; what it tells is not asked again."""
    newest = newest_open(facts, but=about)
    if (yield Hint("lampiran")) and newest is not None and (yield Same("sama", newest)) == newest.id:
        return "tambah_ke"
    yield Tell("cerita")
    spoken = yield Heard("suara")
    need = yield from need_of(facts)
    if need == OUTSIDE and (yield from _outside()) == "tidak":
        return "di_luar"

    if need == MISCONDUCT:
        yield Choose("terlapor", ACCUSED)
    whom = yield Choose("untuk_siapa", ("saya", "keluarga", "tetangga", "kelompok"))
    wish = yield Heard("kerahasiaan", named=frozenset(WISHES), each=True, part="baca")
    yield Heard("pelapor_anak")
    same = same_case(facts, need, whom, but=about)
    if same is not None and (yield Same("sama", same)) == same.id:
        return "tambah_ke"
    yield from _name(whom, asked=not (need in NAMELESS or wish == "anonim" or spoken))
    urgent = yield Heard("mendesak", named=frozenset({"urgent", "emergency"}))
    if need == "kesehatan" and not urgent:
        yield Choose("sedang_dirawat", YES_NO)

    if (yield from _elsewhere()) == "luar":
        return "luar_daerah"
    yield Find("desa", skippable=True)
    for name in ("rt", "rw", "program", "telepon", "jenis", "nomor"):
        yield Heard(name)
    yield Secret("nik")
    yield Secret("kk")
    if need in facts.secret or wish == "rahasia":
        yield NewWord("kata_kunci")

    yield Review("periksa")
    return "buka_kasus"


def _outside() -> Play:
    """Not our task: where to go, and the way back in for whoever is poor besides."""
    yield Heard("tempat", named=frozenset(PLACES), default=ANYWHERE, part="ke")
    return (yield Choose("tetap_kirim", YES_NO, quoting="tempat"))


def _elsewhere() -> Play:
    """A place we do not serve was named; it may be where she comes from, so she is asked."""
    place = yield Heard("luar", sample="Kabupaten Contoh")
    if not place or (yield Hint("desa")):
        return "sini"
    return (yield Choose("alamat", ("sini", "luar"), quoting="luar"))


def need_of(facts: Facts) -> Play:
    """Nineteen lines are too many for a phone: a group first, unless something is known already."""
    codes = tuple(facts.categories)
    if not (yield Hint("kebutuhan")):
        group = yield Choose("golongan", tuple(facts.groups))
        codes = facts.groups[group]
    return (
        yield Choose("kebutuhan", codes, names=facts.categories, way_back=len(codes) < len(facts.categories))
    )


def _name(whom: str, *, asked: bool) -> Play:
    """The name as far as she wants to say it. Two steps: her own must not become the neighbour's when the answer to
    "untuk siapa" is changed."""
    if whom in {"keluarga", "tetangga"}:
        yield Heard("hubungan")
    if whom != "kelompok" and asked:
        yield Write("nama_saya" if whom == "saya" else "nama_warga")
    return whom
