"""Wakil: a facilitator reports for somebody who may have no phone, with that person's own consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.heard import Heard, Secret
from handlers.kunci import NewWord
from handlers.lapor import ACCUSED, MISCONDUCT, YES_NO, need_of
from handlers.review import Review
from handlers.script import Play
from handlers.step import COMMON, Scene
from handlers.steps import Choose, Find, Tell, Write
from handlers.turn import Facts, Option

AGREED = ("ya", "diwakili")
NOT_YET = "belum"


def wakil(facts: Facts, about: str) -> Play:
    """The same facts as in `lapor`, asked of somebody who knows the work; nothing is sent without consent."""
    yield Write("nama_warga")
    yield Tell("cerita")
    yield Heard("suara")
    need = yield from need_of(facts)
    if need == MISCONDUCT:
        yield Choose("terlapor", ACCUSED)
    yield Heard("hubungan")
    urgent = yield Heard("mendesak", named=frozenset({"urgent", "emergency"}))
    if need == "kesehatan" and not urgent:
        yield Choose("sedang_dirawat", YES_NO)
    yield Find("desa", skippable=True)
    for name in ("rt", "rw", "program", "telepon", "jenis"):
        yield Heard(name)
    yield Secret("nik")
    yield Secret("kk")
    if need in facts.secret:
        yield NewWord("kata_kunci")
    yield Consent("persetujuan", (*AGREED, NOT_YET))

    yield Review("periksa")
    return "buka_kasus_wakil"


@dataclass(frozen=True, slots=True)
class Consent(Choose):
    """The person herself agreed, or somebody who may speak for her; until then the draft waits."""

    def accepts(self, answer: str, facts: Facts) -> bool:
        return answer in AGREED

    def question(self, scene: Scene) -> tuple[str, tuple[Option, ...]]:
        _, options = Choose.question(self, scene)
        waits = scene.talk.answers.get(self.name) == NOT_YET
        return scene.say(self.name, "menunggu" if waits else "tanya"), options

    def samples(self, facts: Facts) -> tuple[str, ...]:
        return AGREED

    def parts(self) -> Mapping[str, frozenset[str]]:
        return {**Choose.parts(self), "menunggu": COMMON}
