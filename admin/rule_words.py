"""Rules and what a change of them would do, in words a manager reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from admin import words
from cases import numbers
from cases.calendar import DAYS
from cases.deadlines import parts
from cases.rehearsal import EXAMPLES, DeadlineDiff, Move, RoutingDiff, Shift
from cases.rule_tables import RuleKind

TITLES: Mapping[RuleKind, str] = {
    RuleKind.ROUTING: "Aturan rujukan",
    RuleKind.DEADLINES: "Tenggat",
    RuleKind.CALENDAR: "Jam kerja dan hari libur",
}
STATES = {
    "proposed": "Menunggu orang kedua",
    "approved": "Disetujui, menunggu tanggalnya",
    "rejected": "Ditolak",
    "withdrawn": "Ditarik",
    "in_force": "Berlaku",
}
STAGES = {
    "response": "Laporan baru, sampai diverifikasi",
    "emergency": "Darurat, sampai ada petugas",
    "routing": "Terverifikasi, sampai dirujuk atau ditangani",
    "answer": "Rujukan, sampai lembaga menjawab",
    "handling": "Diproses, sampai ada hasil",
    "supervision": "Penyimpangan, sampai ada hasil",
    "outcome": "Menunggu hasil, sampai terbukti",
    "conference": "Rapat kasus, sampai disimpulkan",
    "remind": "Warga ditanya, sampai diingatkan di obrolan",
    "remind_again": "Warga ditanya, sampai didatangi atau ditelepon",
    "no_reply": "Warga ditanya, sampai kasus biasa ditutup",
    "reopen": "Warga boleh membuka lagi",
    "transcribe": "Tugas dengar dan ketik",
    "visit": "Tugas kunjungan",
    "verify": "Tugas cek lapangan",
    "deliver_news": "Tugas sampaikan kabar",
}
"""Name of a limit -> the step it is for."""
UNITS = {"days": "hari kerja", "minutes": "menit"}
BY_THE_CALENDAR = frozenset({"reopen"})
"""Limits in days that pass whether anybody works or not."""
URGENCIES = {"normal": "Biasa", "urgent": "Mendesak", "emergency": "Darurat"}
NOWHERE = "tanpa aturan"


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for codes."""

    categories: Mapping[str, str]
    agencies: Mapping[str, str]
    """Id -> short name."""
    places: Mapping[str, str]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    what: str
    where: str
    """Agency, length or hours."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a change would do."""

    says: str
    examples: Sequence[tuple[str, str]] = ()
    """(address of the case, what is shown)."""
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Which rows differ between two tables."""

    added: Sequence[Line] = field(default_factory=tuple)
    removed: Sequence[Line] = field(default_factory=tuple)
    reordered: bool = False


# --- tables -------------------------------------------------------------------------------------------


def lines(kind: RuleKind, table: Any, names: Names) -> list[Line]:
    """Every row of a table, in its order."""
    match kind:
        case RuleKind.ROUTING:
            return [_rule(row, names) for row in table]
        case RuleKind.DEADLINES:
            return [_limit(name, limit, names) for name, limit in table.items()]
        case RuleKind.CALENDAR:
            hours = [
                Line(day.capitalize(), ", ".join(table["hours"].get(day, ())) or "tutup") for day in DAYS
            ]
            free = [
                Line(_day(day), name, "Perkiraan" if guess else "") for day, name, guess in table["holidays"]
            ]
            return [*hours, Line("Dibaca warga", table["read"]), *free]


def heads(rows: Sequence[Mapping[str, str]], names: Names) -> list[Line]:
    """Rows of a routing table that is still being worked on; other tables need none."""
    return [_rule(row, names) for row in rows if "agency" in row]


def _rule(row: Mapping[str, str], names: Names) -> Line:
    facts = [
        names.categories.get(row["category"], row["category"] or "Kategori?"),
        names.places.get(row["area"], row["area"]),
        URGENCIES.get(row["urgency"], row["urgency"]).lower(),
        words.KINDS.get(row["kind"], row["kind"]).lower(),
    ]
    return Line(
        " · ".join(fact for fact in facts if fact),
        names.agencies.get(row["agency"], "Lembaga?"),
        row["reason"],
    )


def units(what: str) -> list[tuple[str, str]]:
    """(code, words) in which a limit may be given."""
    return [("days", "hari kalender")] if what in BY_THE_CALENDAR else list(UNITS.items())


def _limit(name: str, limit: Mapping[str, int], names: Names) -> Line:
    what, category, urgency = parts(name)
    facts = [
        STAGES.get(what, what), names.categories.get(category, category),
        URGENCIES.get(urgency, urgency).lower(),
    ]  # fmt: skip
    [(unit, length)] = limit.items()
    said = dict(units(what)).get(unit, unit)
    return Line(" · ".join(fact for fact in facts if fact), f"{length} {said}")


def _day(text: str) -> str:
    return words.full_date(date.fromisoformat(text))


def rewriting(old: Sequence[Line], new: Sequence[Line]) -> Rewriting:
    """What somebody would have to read to see what was changed."""
    added, removed = [one for one in new if one not in old], [one for one in old if one not in new]
    kept = [one for one in old if one in new] != [one for one in new if one in old]
    return Rewriting(added, removed, kept)


# --- effects ------------------------------------------------------------------------------------------


def of_routing(diff: RoutingDiff, without: Sequence[str], names: Names) -> list[Effect]:
    """The last cases, and rows that do nothing."""
    found = [_move(one, names) for one in diff.moves]
    found.append(Effect(f"{diff.unchanged} kasus tetap ke tempat yang sama."))
    if without:
        listed = ", ".join(names.categories.get(code, code) for code in without)
        found.append(Effect(f"Kategori tanpa aturan umum: {listed}.", alarm=True))
    for row, above in diff.shadowed.items():
        found.append(
            Effect(
                f"Baris {row + 1} tidak akan pernah dipakai: baris {above + 1} sudah mencakupnya.", alarm=True
            )
        )
    if idle := [row for row in diff.unused if row not in diff.shadowed]:
        listed = ", ".join(str(row + 1) for row in idle)
        found.append(Effect(f"Baris yang tidak dipakai kasus-kasus ini: {listed}."))
    return found


def _move(one: Move, names: Names) -> Effect:
    count, was, now = len(one.numbers), _agency(one.was, names), _agency(one.now, names)
    says = f"{count} kasus pindah dari {was} ke {now}."
    if one.now is None:
        says = f"{count} kasus dari {was} menjadi tanpa aturan."
    if one.was is None:
        says = f"{count} kasus yang tanpa aturan mendapat {now}."
    return Effect(says, [_case(number) for number in one.examples], alarm=one.now is None)


def _agency(id_: UUID | None, names: Names) -> str:
    return names.agencies.get(str(id_), "?") if id_ else NOWHERE


def of_deadlines(diff: DeadlineDiff, names: Names) -> list[Effect]:
    """Dates that run now."""
    parts = (
        (diff.overdue, "kasus langsung lewat tenggat", True),
        ([one for one in diff.earlier if one not in diff.overdue], "tenggat maju", False),
        (diff.later, "tenggat mundur", False),
    )
    found = [
        Effect(f"{len(shifts)} {said}.", [_shift(one, names) for one in shifts[:EXAMPLES]], alarm)
        for shifts, said, alarm in parts
        if shifts
    ]
    return [*found, Effect(f"{diff.unchanged} tenggat berjalan tetap.")]


def _shift(one: Shift, names: Names) -> tuple[str, str]:
    link, number = _case(one.number)
    return link, f"{number}: {words.day(one.was, names.zone)} → {words.day(one.now, names.zone)}"


def _case(number: str) -> tuple[str, str]:
    return f"/panel/kasus/{number}", numbers.shown(number)
