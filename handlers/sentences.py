"""Which sentences the talk can say: compared with texts/ at the start and in a test."""

from __future__ import annotations

from dataclasses import replace

from handlers import (
    desk,
    field,
    info,
    kabar,
    language,
    lapor,
    openings,
    profile,
    rapat,
    remarks,
    rujukan,
    sent,
    status,
)
from handlers.kinds import KINDS
from handlers.nilai import SCORES
from handlers.script import STUCK
from handlers.scripts import SCRIPTS
from handlers.step import COMMON
from handlers.texts import Needed, Texts, check
from handlers.turn import CaseBrief, Facts, ReferralBrief
from handlers.walk import branches

PROMISES = ("response", "emergency", "routing", "answer", "handling", "supervision", "outcome")
"""What a due date is for (cases/deadlines.py); the promise is told with the news."""

OWN_LINES = ("nama", "nik", "telepon", "laporan", "setuju", "pesan")
"""Lines of the copy of one's own data (bot/own_data.py)."""

_LABELS = (*desk.MENU, *desk.RESUME, *STUCK, "ya_itu", "bukan_itu")

EVERYWHERE: Needed = (
    {
        f"umum.{key}": COMMON
        for key in (
            "pengantar", "bantuan", "berhenti", "dibatalkan", "dilewati", "lanjutkan",
            "lanjutkan_tadi", "halo_lagi", "temu_tanpa_laporan", "temu_tawar", "temu_sering", "sudah_di_awal", "tombol_lama", "tanpa_kata", "bukan_pilihan",
            "di_luar_pilihan", "buntu", "gagal", "uji_saluran",
        )
    }
    | dict.fromkeys(openings.MENUS, COMMON)
    | {f"umum.{key}": COMMON for key in (*remarks.REMARKS, *remarks.ONLY)}
    | {f"umum.pilihan.{label}": frozenset() for label in (*SCORES, *info.WAYS_ON, "buka")}
    | {f"{key}": COMMON for key in ("umum.nilai", "umum.dinilai", "cabut.tidak_ada", "cabut.diperiksa", "buka.tidak_ada", "buka.lewat")}
    | dict(info.SENTENCES)
    | dict(field.SENTENCES)
    | dict(profile.SENTENCES)
    | {f"umum.{key}": COMMON for key in ("bahasa", "bahasa_dipakai", "teks_besar", "nomor_dicatat", "nomor_minta", "nomor_tawar", "nomor_tidak_perlu", "berkas_gagal", "berkas_ditolak")}
    | {f"umum.pilihan.{name}": frozenset() for name in ("bahasa_indonesia", *language.NAMES.values())}
    | dict(rujukan.SENTENCES)
    | dict(rapat.SENTENCES)
    | {f"data.{key}": COMMON for key in ("salinan_kosong", "diteruskan", "hapus_dijaga", "dihapus")}
    | {"data.salinan": COMMON | {"isi"}, "data.hapus_terbuka": COMMON | {"laporan"}}
    | {f"data.baris.{what}": frozenset({"nilai"}) for what in OWN_LINES}
    | {"umum.temu_kode": frozenset({"kode", "tanggal"}), "umum.pilihan.temu": frozenset(), "umum.pilihan.nomor_saya": frozenset()}
    | {"umum.diubah": frozenset({"baris", "nilai"}), "umum.pilihan.ubah": frozenset({"baris"})}
    | {f"umum.pilihan.{label}": frozenset() for label in _LABELS}
    | {f"umum.jenis.{kind}": COMMON for kind in KINDS}
    | {f"umum.disimpan.{kind}": COMMON for kind in sent.KEPT}
    | {f"umum.isi.{kind}": frozenset() for kind in sent.KEPT}
    | {f"kabar.janji.{what}": frozenset({"tanggal", "lembaga"}) for what in (*PROMISES, "hold", "lewat")}
    | {"darurat.tolong": COMMON, "akun.terhubung": COMMON, "akun.kode_salah": COMMON}
    | {"templat.ada_kabar": frozenset(), "templat.tombol": frozenset()}
    | {"petugas.bot_lagi": COMMON, "petugas.diberi_tahu": COMMON}
    | dict(kabar.SENTENCES)
    | dict(status.SENTENCES)
)  # fmt: skip
"""Sentences outside the scripts."""


def needed(facts: Facts, texts: Texts) -> Needed:
    """Every sentence that can be said, with its placeholders; what is optional only when it is there."""
    keys: dict[str, frozenset[str]] = dict(EVERYWHERE)
    facts = walked(facts)
    for name, script in SCRIPTS.items():
        for branch in branches(script, facts):
            for step, _ in branch.steps:
                own = f"{name}.{step.name}."
                keys |= {own + part: placeholders for part, placeholders in step.parts().items()}
                keys |= {own + part: COMMON for part in step.may_have() if own + part in texts}
            if (ending := f"{name}.selesai.{branch.outcome}") in texts:
                keys[ending] = COMMON
    return keys


def walked(facts: Facts) -> Facts:
    """The facts of somebody who has an open case, so that a walk comes to what is asked only then.

    Of the needs that are all treated alike one is enough: every branch is walked, not every word of it.
    """
    special = lapor.DIFFERENT | facts.secret
    plain = next((code for code in facts.categories if code not in special), "")
    kept = {code: name for code, name in facts.categories.items() if code in special or code == plain}
    groups = {name: tuple(code for code in codes if code in kept) for name, codes in facts.groups.items()}
    known = CaseBrief("contoh", "SLRT 0000-0000-0", plain, "received", category=plain, subject="self")
    groups = {name: codes or (plain,) for name, codes in groups.items()}
    waiting = ReferralBrief("", "SLRT 0000-0000-0", plain, "", "", rujukan.ACTS)
    return replace(
        facts,
        categories=kept,
        groups=groups,
        cases=(known,),
        referrals=(waiting,),
        conferences={"": known.number},
    )


def complaints(texts: Texts, facts: Facts) -> list[str]:
    """What an editor has to mend, in Indonesian; empty when all is well."""
    return check(texts, needed(facts, texts))
