"""Status: "sampai mana laporan saya?", answered from the facts alone."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.step import COMMON, common
from handlers.texts import Texts
from handlers.turn import CaseBrief, Facts, Reply

MOST = 5
"""Cases told in one message."""

STATES = (
    "received", "needs_info", "on_hold", "verified", "in_progress", "awaiting_outcome",
    "resolved_verified", "resolved_unverified", "closed", "reopened",
)  # fmt: skip
"""States of DOMAIN.md 5.1 a resident can meet; the word for each stands in texts/status.yml."""

SENTENCES: Mapping[str, frozenset[str]] = {
    "status.tidak_ada": COMMON,
    "status.belum_dikirim": COMMON,
    "status.nomor_tidak_dikenal": COMMON | {"nomor"},
    "status.satu": COMMON | {"nomor", "hal", "keadaan"},
    "status.satu_tertutup": COMMON | {"nomor", "keadaan"},
    "status.lembaga": frozenset({"lembaga"}),
    "status.janji": frozenset({"janji"}),
    "status.pertanyaan": frozenset({"pertanyaan"}),
} | {f"status.keadaan.{state}": frozenset() for state in STATES}


def status(facts: Facts, texts: Texts, number: str = "") -> list[Reply]:
    """One message for each open or lately closed case of this contact point, newest first.

    A number that is not hers, or of a secret case, gets the same answer as a number that does not exist
    (TRUST.md); whoever chose an access word is told each time how to use it.
    """
    told = [case for case in facts.cases if number in {"", case.number} and not case.secret][:MOST]
    if told:
        return [Reply(_one(case, facts, texts), step="status.satu", case=case.id) for case in told]
    if number:
        body = texts.say("status.nomor_tidak_dikenal", nomor=number, **common(facts))
        return [Reply(body, step="status.nomor_tidak_dikenal")]
    return [Reply(texts.say("status.tidak_ada", **common(facts)), step="status.tidak_ada")]


def in_full(case: CaseBrief, facts: Facts, texts: Texts) -> Reply:
    """After the access word: everything but what it is about, which may be read over a shoulder."""
    return Reply(_one(case, facts, texts, opened=True), step="status.satu", case=case.id)


def _one(case: CaseBrief, facts: Facts, texts: Texts, *, opened: bool = False) -> str:
    """Of a guarded case no more than number and status word."""
    word = texts[f"status.keadaan.{case.status}"]
    if case.guarded and not opened:
        return texts.say("status.satu_tertutup", nomor=case.number, keadaan=word, **common(facts))
    first = "status.satu_tertutup" if opened else "status.satu"
    about = {} if opened else {"hal": case.title}
    lines = [texts.say(first, nomor=case.number, keadaan=word, **about, **common(facts))]
    if case.agency:
        lines.append(texts.say("status.lembaga", lembaga=case.agency))
    if case.promise:
        lines.append(texts.say("status.janji", janji=case.promise))
    if case.bring:
        lines.append(texts.say("kabar.siapkan", isi=case.bring))
    if case.question:
        lines.append(texts.say("status.pertanyaan", pertanyaan=case.question))
    return "\n".join(lines)
