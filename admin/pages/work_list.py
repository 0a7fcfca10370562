"""Kotak kerja: the views with their counts, the filters, the rows; all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web

from admin import months, words
from admin.desk import read, viewer_of
from admin.joints import JOINTS
from admin.pages.new_case import may_open
from cases import agencies, areas, numbers, store, tasks
from cases.db import Connection
from cases.roles import Role, Viewer
from cases.store import Filters, ListRow, Page

routes = web.RouteTableDef()

OFFICE_VIEWS = {
    "tindakan": ("Perlu tindakan saya", "mine"),
    "belum": ("Belum ditugaskan", "unassigned"),
    "dekat": ("Mendekati tenggat", "due_soon"),
    "lewat": ("Lewat tenggat", "overdue"),
    "darurat": ("Darurat", "emergency"),
    "tanpa-aturan": ("Tanpa aturan rujukan", "unrouted"),
    "dirujuk": ("Dirujuk ke lembaga", "referred"),
    "menunggu": ("Menunggu warga", "waiting_resident"),
    "selesai": ("Selesai 30 hari", "done"),
    "semua": ("Semua kasus", "all"),
}
AGENCY_VIEWS = {
    "tindakan": ("Rujukan berjalan", "mine"),
    "lewat": ("Lewat tenggat", "overdue"),
    "darurat": ("Darurat", "emergency"),
    "menunggu": ("Menunggu warga", "waiting_resident"),
    "selesai": ("Selesai 30 hari", "done"),
    "semua": ("Semua rujukan", "all"),
}
"""Part of the address -> what officers read, and the view of the case room."""
BROKEN = "lewat"
ALARMING = {BROKEN, "darurat", "tanpa-aturan"}
UNSENT = {"received", "needs_info", "on_hold", "verified", "reopened"}
"""States in which an agency is only proposed."""
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
    first = _first(viewer, names)
    names = {first: names[first], **names}
    code = request.query.get("tampilan", "")
    code = code if code in names else first
    zone = request.app[JOINTS].zone
    period = _period(request.query)
    chosen = _filter(request.query, period, zone)
    after = request.query.get("sesudah", "")

    def work(tx: Connection) -> tuple[Mapping[str, int], Page, Sequence[Mapping[str, Any]], int]:
        page = store.work_list(tx, viewer, names[code][1], now, chosen, after)
        waiting = len(tasks.waiting(tx, viewer))
        return store.counts(tx, viewer, now), page, _boxes(tx, viewer, request.query), waiting

    counts, page, filters, waiting = await read(request, work)
    views = [
        ViewItem(view, name, counts[asked], f"/panel/kasus?tampilan={view}", view in ALARMING)
        for view, (name, asked) in names.items()
    ]
    return {
        "place": "kasus",
        "views": views,
        "view": next(view for view in views if view.code == code),
        "narrowed": chosen != Filters(),
        "filters": filters,
        "period": period,
        "period_words": _in_words(period),
        "tasks": waiting,
        "may_open": may_open(viewer),
        "rows": [shown(row, now, zone) for row in page.rows],
        "older": _older(request.query, page.following),
    }


def _first(viewer: Viewer, names: Mapping[str, tuple[str, str]]) -> str:
    """Whoever leads the office sees first what was promised and not kept (DOMAIN.md section 14, 6)."""
    return BROKEN if Role.MANAGER in viewer.roles() and BROKEN in names else next(iter(names))


def shown(row: ListRow, now: datetime, zone: ZoneInfo) -> Shown:
    """Title, one meta line, status, deadline, agency with channel and age, officer (PANEL.md 4.2)."""
    status, tone = words.STATES.get(row.state, (row.state, ""))
    number = numbers.shown(row.number)
    # an agency reads the name on the case page, if it is in its package
    name = "" if row.referred else row.subject_name or "Tanpa nama"
    facts = [number, name, row.place, row.title if row.story else ""] if row.open else [number]
    waits = row.referral_state in {"sent", "seen"}
    return Shown(
        link=f"/panel/kasus/{row.number}" if row.open else "",
        title=words.headline(row.story, row.title) if row.open else CLOSED_TITLE,
        meta=" · ".join(fact for fact in facts if fact),
        urgency=words.URGENCIES.get(row.urgency, ""),
        status="Dirujuk" if waits and row.state == "in_progress" else status,
        tone=tone,
        deadline=words.deadline(row.due_at, row.state == "needs_info", now),
        agency=_agency(row),
        origin=f"{words.CHANNELS.get(row.channel, row.channel)} · {words.age(row.created_at, now)}",
        handler=row.handler,
    )


def _agency(row: ListRow) -> str:
    """Who works on it; before that, whom the office's table proposes."""
    if row.referral_state:
        return row.agency
    return f"Usul: {row.agency}" if row.agency and row.state in UNSENT else ""


def _period(query: Mapping[str, str]) -> tuple[str, str] | None:
    """First and last month in which a case was opened; None: whenever."""
    first, last = sorted((query.get("dari", ""), query.get("sampai", "")))
    return (first, last) if months.is_month(first) and months.is_month(last) else None


def _in_words(period: tuple[str, str] | None) -> str:
    if period is None:
        return ""
    first, last = map(words.month, period)
    return first if first == last else f"{first} sampai {last}"


def _filter(query: Mapping[str, str], period: tuple[str, str] | None, zone: ZoneInfo) -> Filters:
    since, until = months.span(*period, zone) if period else (None, None)
    return Filters(
        since=since,
        until=until,
        category=query.get("kategori", ""),
        agency_id=_id(query.get("lembaga", "")),
        area=query.get("kecamatan", ""),
        channel=query.get("kanal", ""),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None  # an address somebody changed by hand


def _boxes(tx: Connection, viewer: Viewer, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The select boxes; an agency has no use for the list of agencies."""
    office = viewer.grants[0].area[:5] if viewer.grants else ""
    partners = [] if viewer.agency_id else agencies.all_agencies(tx)
    boxes = [
        (
            "kategori",
            "Kategori",
            "Semua kategori",
            [(one.code, one.name) for one in agencies.all_categories(tx)],
        ),
        ("lembaga", "Lembaga", "Semua lembaga", [(str(one.id), one.short_name) for one in partners]),
        (
            "kecamatan",
            "Kecamatan",
            "Semua kecamatan",
            [(one.code, one.name) for one in areas.inside(tx, office)],
        ),
        ("kanal", "Kanal", "Semua kanal", list(words.CHANNELS.items())),
    ]
    return [
        {"name": name, "label": label, "all": everything, "options": options, "value": query.get(name, "")}
        for name, label, everything, options in boxes
        if options
    ]


def _older(query: Mapping[str, str], cursor: str) -> str:
    return f"/panel/kasus?{urlencode({**query, 'sesudah': cursor})}" if cursor else ""
