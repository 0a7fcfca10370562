"""Kotak kerja: the views with their counts, the filters, the rows; all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web
from sqlalchemy import Connection

from admin import words
from admin.desk import read, viewer_of
from admin.joints import JOINTS
from cases import store
from cases.roles import Viewer
from cases.store import WorkFilter, WorkPage, WorkRow

routes = web.RouteTableDef()

OFFICE_VIEWS = {
    "tindakan": "Perlu tindakan saya",
    "belum": "Belum ditangani",
    "dekat": "Mendekati tenggat",
    "lewat": "Lewat tenggat",
    "darurat": "Darurat",
    "dirujuk": "Dirujuk ke OPD",
    "menunggu": "Menunggu warga",
    "selesai": "Selesai 30 hari",
    "semua": "Semua kasus",
}
AGENCY_VIEWS = {
    "rujukan_baru": "Rujukan baru",
    "dikerjakan": "Sedang dikerjakan",
    "lewat": "Lewat tenggat",
    "selesai": "Selesai 30 hari",
    "semua": "Semua rujukan",
}
ALARMING = {"lewat", "darurat"}
CLOSED_TITLE = "Tertutup"
"""What those who may not read a restricted or secret case see of it (DECISIONS 16)."""


@dataclass(frozen=True, slots=True)
class ViewItem:
    """One line of the list of views."""

    code: str
    name: str
    count: int
    link: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as the page shows it."""

    link: str
    title: str
    meta: str
    urgency: str
    status: str
    tone: str
    deadline: words.Deadline | None
    agency: str
    origin: str
    handler: str


@routes.get("")
@routes.get("/kasus")
@aiohttp_jinja2.template("list.html")
async def show(request: web.Request) -> dict[str, Any]:
    """One view, filtered, a page at a time."""
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    names = AGENCY_VIEWS if viewer.agency_id else OFFICE_VIEWS
    code = request.query.get("tampilan", "")
    code = code if code in names else next(iter(names))
    chosen = _filter(request.query)
    after = request.query.get("sesudah", "")

    def work(tx: Connection) -> tuple[Mapping[str, int], WorkPage, Sequence[Mapping[str, Any]]]:
        counts = store.view_counts(tx, viewer, now)
        return counts, store.work_list(tx, viewer, code, chosen, now, after), _filters(tx, viewer, chosen)

    counts, page, filters = await read(request, work)
    views = [
        ViewItem(view, name, counts.get(view, 0), f"/panel/kasus?tampilan={view}", view in ALARMING)
        for view, name in names.items()
    ]
    zone = request.app[JOINTS].zone
    return {
        "place": "kasus",
        "views": views,
        "view": ViewItem(code, names[code], page.count, "", False),
        "filters": filters,
        "rows": [shown(row, now, zone) for row in page.rows],
        "older": _older(request.query, page.older),
    }


def shown(row: WorkRow, now: datetime, zone: ZoneInfo) -> Shown:
    """Title, one meta line, status, deadline, agency with channel and age, officer (PANEL.md 4.2)."""
    status, tone = words.STATES.get(row.state, (row.state, ""))
    facts = [row.shown_number] if row.closed_to_viewer else [
        row.shown_number, row.name or "Tanpa nama", row.area_name, row.category_name
    ]  # fmt: skip
    return Shown(
        link=f"/panel/kasus/{row.number}",
        title=CLOSED_TITLE if row.closed_to_viewer else row.title,
        meta=" · ".join(fact for fact in facts if fact),
        urgency=words.URGENCIES.get(row.urgency, ""),
        status="Dirujuk" if row.referred_only else status,
        tone=tone,
        deadline=words.deadline(row.due_at, row.stopped, now),
        agency=row.agency_short,
        origin=f"{words.CHANNELS.get(row.channel, row.channel)} · {words.age(row.created_at, now)}",
        handler=row.handler_name,
    )


def _filter(query: Mapping[str, str]) -> WorkFilter:
    return WorkFilter(
        category=query.get("kategori", ""),
        agency=query.get("lembaga", ""),
        district=query.get("kecamatan", ""),
        channel=query.get("kanal", ""),
    )


def _filters(tx: Connection, viewer: Viewer, chosen: WorkFilter) -> list[dict[str, Any]]:
    """The select boxes; an agency has no use for the list of agencies."""
    choices = store.filter_choices(tx, viewer)
    boxes = [
        ("kategori", "Kategori", "Semua kategori", choices.categories, chosen.category),
        ("lembaga", "Lembaga", "Semua lembaga", choices.agencies, chosen.agency),
        ("kecamatan", "Kecamatan", "Semua kecamatan", choices.districts, chosen.district),
        (
            "kanal",
            "Kanal",
            "Semua kanal",
            [(c, words.CHANNELS.get(c, c)) for c in choices.channels],
            chosen.channel,
        ),
    ]
    return [
        {"name": name, "label": label, "all": everything, "options": options, "value": value}
        for name, label, everything, options, value in boxes
        if options
    ]


def _older(query: Mapping[str, str], cursor: str) -> str:
    return f"/panel/kasus?{urlencode({**query, 'sesudah': cursor})}" if cursor else ""
