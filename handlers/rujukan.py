"""Rujukan: an agency without an account answers in its own chat, by button, by quote or by word (DOMAIN.md 14, leap 11)."""

from __future__ import annotations

from handlers import answers
from handlers.script import Play
from handlers.step import COMMON
from handlers.steps import Choose, Tell
from handlers.texts import Needed
from handlers.turn import Facts

ACTS = ("terima", "bukan", "data", "selesai")
REJECTING = ("not_our_authority", "outside_area", "incomplete", "already_handled", "other")
GIVING_BACK = ("not_our_authority", "cannot_reach", "no_capacity", "incomplete", "other")
OUTCOMES = ("success", "partial", "failed")
GONE = "lewat"
WORD = "rujukan"

_SAID = (
    ("terima", ("terima", "diterima", "kami terima", "siap", "siap terima")),
    ("bukan", ("bukan kami", "bukan tugas kami", "bukan", "tolak", "kembalikan")),
    ("data", ("butuh data", "kurang data", "minta data", "tanya")),
    ("selesai", ("selesai", "sudah selesai", "beres", "sudah beres")),
)
"""How an answer begins that is typed."""

SENTENCES: Needed = (
    {f"rujukan.{key}": frozenset({"nomor", "hal", "tempat", "tanggal", "tautan"}) for key in ("baru", "jawaban_warga")}
    | {f"rujukan.selesai.{GONE}": COMMON, "rujukan.dicabut": frozenset({"nomor"}), "rujukan.tertutup": frozenset(), "rujukan.jeda": frozenset()}
    | {"rujukan.daftar": COMMON | {"rujukan"}, "rujukan.daftar_kosong": COMMON}
    | {"rujukan.baris_daftar": frozenset({"nomor", "hal", "tempat", "tanggal"})}
    | {"rujukan.kode": frozenset({"kode", "nomor"})}
    | {f"rujukan.dicatat.{act}": frozenset({"nomor"}) for act in ACTS}
    | {f"umum.pilihan.{act}": frozenset() for act in ACTS}
    | {f"rujukan.alasan.pilihan.{reason}": frozenset() for reason in (*REJECTING, *GIVING_BACK)}
)  # fmt: skip


def rujukan(facts: Facts, about: str) -> Play:
    """One answer to one referral; what is not possible any more is said, not done."""
    brief = next((one for one in facts.referrals if one.case == about), None)
    if brief is None or not brief.acts:
        return GONE
    act = yield Choose("jawaban", brief.acts)
    if act == "bukan":
        yield Choose("alasan", GIVING_BACK if brief.accepted else REJECTING)
        yield Tell("penjelasan", take=answers.anything)
    elif act == "data":
        yield Tell("pertanyaan", take=answers.story)
    elif act == "selesai":
        yield Choose("hasil", OUTCOMES)
        yield Tell("hasilnya", take=answers.story)
    return f"rujukan_{act}"


def said(text: str) -> tuple[str, str]:
    """The answer a typed message begins with, and the rest: ("selesai", "kartu sudah aktif"); ("", "") for none."""
    plain = answers.plain(text)
    for act, words in _SAID:
        for word in sorted(words, key=len, reverse=True):
            if plain == word or plain.startswith((f"{word} ", f"{word},", f"{word}:", f"{word}.")):
                return act, text.strip()[len(word) :].strip(" ,:.-\n")
    return "", ""
