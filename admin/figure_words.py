"""Figures in the words of the office: heads of the columns, names of the groups, times and shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from admin import words
from admin.event_words import EVENTS
from admin.tables import Cell, Sheet, stamp
from cases.figures import Figures, hide_small, percent
from cases.store.store_figures import CLOSED_TO_HER, EventRow, Row
from cases.store.store_ledger import Kept

BY = {
    "kategori": ("category", "Kategori"),
    "wilayah": ("area", "Kecamatan"),
    "lembaga": ("agency", "Lembaga"),
    "kanal": ("channel", "Kanal"),
    "bulan": ("month", "Bulan"),
}
"""Part of the address -> the way cases are put together, and what officers call it."""
HEADS = (
    "Masuk", "Masih berjalan", "Selesai, terbukti", "Selesai, belum terbukti", "Ditutup", "di antaranya tak ada balasan", "digabung",
    "Dibuka lagi", "Tepat waktu", "Tepat waktu %", "Terbukti %", "Jawaban pertama", "Sampai ada hasil",
)  # fmt: skip
MEANINGS = (
    ("Masuk", "kasus yang dibuat pada masa itu"),
    ("Selesai, belum terbukti", "menurut lembaga selesai, tetapi warga tidak menjawab sampai hari pengecekan"),
    ("Tepat waktu", "tidak ada janji ke warga yang lewat"),
    ("Terbukti %", "dari yang sudah berakhir dan tidak digabung, berapa yang hasilnya dinyatakan beres oleh warga, kunjungan, atau daftar"),
    ("Janji", "tanggal yang diberitahukan ke warga dan jatuh pada masa itu; yang diganti tanggal sebelum lewat tidak dihitung"),
    ("Jawaban pertama", "nilai tengah waktu sampai petugas pertama kali mengerjakan"),
    ("Sampai ada hasil", "nilai tengah waktu sampai hasil pertama atau ditutup"),
)  # fmt: skip
NOBODY = "Ditangani SLRT sendiri"
NOWHERE = "Belum diketahui"


def named(by: str, code: str, names: Mapping[str, str]) -> str:
    """A group as officers call it."""
    if code == CLOSED_TO_HER:
        return "Tertutup"
    match by:
        case "agency":
            return code or NOBODY
        case "month":
            return words.month(code)
        case "channel":
            return words.CHANNELS.get(code, code)
        case _:
            return names.get(code, code) or NOWHERE


def cells(one: Figures) -> list[Cell]:
    """One row below HEADS."""
    return [
        one.opened, one.running, one.proven, one.unproven, one.closed, one.no_reply, one.merged, one.reopened, one.on_time,
        one.share(one.on_time), one.verified, spell(one.response), spell(one.finish),
    ]  # fmt: skip


def spell(time: timedelta | None) -> str:
    """`3,5 jam` or `2,1 hari`: nobody needs minutes here."""
    if time is None:
        return ""
    hours = time.total_seconds() / 3600
    amount, unit = (hours, "jam") if hours < 48 else (hours / 24, "hari")
    return f"{amount:.1f}".replace(".", ",") + f" {unit}"


def sheet(by: str, groups: Sequence[tuple[str, Figures]], total: Figures) -> Sheet:
    """The table of the page."""
    rows = [[name, *cells(one)] for name, one in [*groups, ("Semua", total)]]
    return Sheet("Angka", [_head(by), *HEADS], rows)


def shareable(by: str, groups: Sequence[tuple[str, Figures]], total: Figures) -> Sheet:
    """What may leave the office: how many came in and how many are proven; what is small is not told."""
    came = hide_small({name: one.opened for name, one in groups})
    proven = hide_small({name: one.proven for name, one in groups})
    rows: list[Sequence[Cell]] = [[name, _told(came[name]), _told(proven[name])] for name, _ in groups]
    rows.append(["Semua", total.opened, total.proven])
    return Sheet("Angka", [_head(by), "Masuk", "Selesai, terbukti"], rows)


def _told(count: int | None) -> Cell:
    return "tidak ditampilkan" if count is None else count


def _head(by: str) -> str:
    return next(label for way, label in BY.values() if way == by)


PROMISE_HEADS = ("Yang berjanji", "Janji", "Ditepati", "Terlambat", "Ditepati %")


def promise_rows(kept: Sequence[Kept]) -> list[list[Cell]]:
    """One row for whoever owed something; the share is of what is decided."""
    return [
        [one.agency or "SLRT", one.made, one.kept, one.broken, "–" if share is None else share]
        for one in kept
        for share in [percent(one.kept, one.kept + one.broken)]
    ]


def promise_sheet(kept: Sequence[Kept]) -> Sheet:
    """The same as a sheet of its own."""
    return Sheet("Janji", PROMISE_HEADS, promise_rows(kept))


CASE_HEADS = (
    "Nomor", "Kategori", "Wilayah", "Lembaga", "Kanal", "Titik layanan", "Urgensi", "Status", "Ditutup karena", "Hasil",
    "Dibuat", "Jawaban pertama", "Hasil pertama", "Tenggat", "Tepat waktu", "Dibuka lagi",
)  # fmt: skip


def case_rows(rows: Sequence[Row], categories: Mapping[str, str], zone: ZoneInfo) -> Sheet:
    """One row a case; no name, no story, no number of a person."""
    return Sheet("Kasus", CASE_HEADS, [_case(one, categories, zone) for one in rows])


def _case(one: Row, categories: Mapping[str, str], zone: ZoneInfo) -> list[Cell]:
    known = one.measured
    times = (known.created_at, known.answered_at, known.finished_at, one.due_at)
    return [
        one.number, named("category", known.category, categories), one.place, named("agency", known.agency, {}),
        words.CHANNELS.get(known.channel, known.channel), words.INTAKE.get(one.intake_point, one.intake_point),
        words.URGENCIES.get(one.urgency, "Biasa"), words.STATES.get(known.state, (known.state, ""))[0],
        words.CLOSE_REASONS.get(known.close_reason, ""), words.OUTCOMES.get(one.outcome, ""),
        *(stamp(at.astimezone(zone) if at else None) for at in times), "tidak" if known.broken else "ya", known.reopened,
    ]  # fmt: skip


def event_rows(rows: Sequence[EventRow], zone: ZoneInfo) -> Sheet:
    """The long table: what happened when; which agency stands in the table of cases."""
    written = [
        [one.number, stamp(one.at.astimezone(zone)), EVENTS.get(one.name, one.name).format(agency="lembaga", was="", now=""), one.by]
        for one in rows
    ]  # fmt: skip
    return Sheet("Riwayat", ("Nomor", "Waktu", "Kejadian", "Oleh"), written)
