"""Ringkasan: the figures of some months, and the tables that may be taken along; each of them leaves a line in the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web

from admin import figure_words, months, tables
from admin.desk import allowed, read, write
from admin.joints import JOINTS
from admin.tables import Sheet
from cases import agencies, areas, audit
from cases.db import Connection
from cases.errors import NotFound
from cases.figures import Figures, Measured, figures, grouped
from cases.roles import Right, Viewer
from cases.store import store_figures, store_ledger
from cases.store.store_figures import CLOSED_TO_HER
from cases.store.store_ledger import Kept

routes = web.RouteTableDef()

LISTED = {"kategori": "kategori", "wilayah": "kecamatan", "kanal": "kanal", "bulan": "dari"}
"""Ways for which the work list has a filter, by its name. Cases of an agency are counted by their last referral, and listed
by one that runs: those numbers would not agree."""
LONGEST = 24
"""Months of one look."""


Group = tuple[str, str, Figures]
"""Code, name, and the figures of the cases of one group."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    first: str
    last: str
    """Months: 2026-11."""
    way: str
    """A name of figure_words.BY."""

    @property
    def by(self) -> str:
        return figure_words.BY[self.way][0]

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first moment of the first month to that after the last."""
        return months.span(self.first, self.last, zone)

    def cases(self, code: str) -> str:
        """The list behind one group; empty where the list has no such filter."""
        if self.way not in LISTED or not code or code == CLOSED_TO_HER:
            return ""
        period = {"dari": self.first, "sampai": self.last}
        asked = {"dari": code, "sampai": code} if self.way == "bulan" else {LISTED[self.way]: code, **period}
        return f"/panel/kasus?{urlencode({'tampilan': 'semua', **asked})}"

    def link(self, path: str) -> str:
        return f"/panel/{path}?{urlencode({'dari': self.first, 'sampai': self.last, 'menurut': self.way})}"


@routes.get("/ringkasan")
@aiohttp_jinja2.template("figures.html")
async def show(request: web.Request) -> dict[str, Any]:
    """The table. Raises Refused for who may not read figures."""
    viewer = allowed(request, Right.READ_FIGURES)
    asked = _asked(request)
    groups, total = await _counted(request, viewer, asked)
    kept = await _kept(request, viewer, asked)
    may_list = viewer.agency_id is not None or viewer.may(Right.READ_AREA)
    return {
        "place": "ringkasan",
        "asked": asked,
        "ways": [(way, label) for way, (_, label) in figure_words.BY.items()],
        "heads": figure_words.HEADS,
        "meanings": figure_words.MEANINGS,
        "rows": [(name, _shown(one), asked.cases(code) if may_list else "") for code, name, one in groups],
        "total": _shown(total),
        "promise_heads": figure_words.PROMISE_HEADS,
        "promises": figure_words.promise_rows(kept),
        "may_export": viewer.may(Right.EXPORT),
    }


def _shown(one: Figures) -> list[str]:
    return ["–" if cell in (None, "") else str(cell) for cell in figure_words.cells(one)]


@routes.get("/ringkasan/ekspor.csv")
@routes.get("/ringkasan/ekspor.xlsx")
async def figures_file(request: web.Request) -> web.Response:
    """The table of the page."""
    viewer = allowed(request, Right.READ_FIGURES)
    asked = _asked(request)
    groups, total = await _counted(request, viewer, asked)
    kept = figure_words.promise_sheet(await _kept(request, viewer, asked))
    sheets = [figure_words.sheet(asked.by, _named(groups), total), kept]
    return await _file(request, viewer, "figures", asked, sheets)


@routes.get("/ringkasan/umum.csv")
async def public_file(request: web.Request) -> web.Response:
    """What may be shown to anybody: small counts are not told."""
    viewer = allowed(request, Right.EXPORT)
    asked = _asked(request)
    groups, total = await _counted(request, viewer, asked)
    return await _file(
        request, viewer, "public", asked, [figure_words.shareable(asked.by, _named(groups), total)]
    )


@routes.get("/ringkasan/kasus.csv")
@routes.get("/ringkasan/kasus.xlsx")
@routes.get("/ringkasan/riwayat.csv")
async def cases_file(request: web.Request) -> web.Response:
    """One row a case; the history of each beside it, as a second sheet or a file of its own."""
    viewer, zone = allowed(request, Right.EXPORT), request.app[JOINTS].zone
    asked = _asked(request)
    since, until = asked.span(zone)

    def case_rows(tx: Connection) -> Sheet:
        return figure_words.case_rows(
            store_figures.rows(tx, viewer, since, until, zone), _categories(tx), zone
        )

    def event_rows(tx: Connection) -> Sheet:
        return figure_words.event_rows(store_figures.history(tx, viewer, since, until), zone)

    wanted = {"kasus.csv": [case_rows], "riwayat.csv": [event_rows]}.get(
        request.path.rsplit("/", 1)[-1], [case_rows, event_rows]
    )
    sheets = await read(request, lambda tx: [make(tx) for make in wanted])
    return await _file(request, viewer, "cases", asked, sheets)


async def _file(
    request: web.Request, viewer: Viewer, what: str, asked: Asked, sheets: Sequence[Sheet]
) -> web.Response:
    """Written down before it is given away."""
    now = request.app[JOINTS].now()
    period, rows = f"{asked.first}/{asked.last}", str(len(sheets[0].rows))
    await write(
        request,
        lambda tx: audit.record(tx, viewer, "exported", f"export:{what}", now, months=period, rows=rows),
    )
    name = f"{what}-{asked.first}-{asked.last}"
    if request.path.endswith(".xlsx"):
        return tables.download(await asyncio.to_thread(tables.as_xlsx, sheets), f"{name}.xlsx", tables.XLSX)
    return tables.download(await asyncio.to_thread(tables.as_csv, sheets[0]), f"{name}.csv", "text/csv")


async def _counted(request: web.Request, viewer: Viewer, asked: Asked) -> tuple[list[Group], Figures]:
    zone = request.app[JOINTS].zone
    since, until = asked.span(zone)

    def work(tx: Connection) -> tuple[list[Measured], dict[str, str]]:
        known = store_figures.measured(tx, viewer, since, until, zone)
        places = areas.names_of(tx, {one.area for one in known if one.area})
        return known, _categories(tx) | places

    known, names = await read(request, work)
    groups = grouped(known, asked.by)
    order = sorted(groups) if asked.by == "month" else list(groups)
    return [(code, figure_words.named(asked.by, code, names), groups[code]) for code in order], figures(known)


async def _kept(request: web.Request, viewer: Viewer, asked: Asked) -> list[Kept]:
    """How promises whose day lies in these months were kept."""
    since, until = asked.span(request.app[JOINTS].zone)
    return await read(request, lambda tx: store_ledger.kept(tx, viewer, since, until))


def _named(groups: Sequence[Group]) -> list[tuple[str, Figures]]:
    return [(name, one) for _, name, one in groups]


def _categories(tx: Connection) -> dict[str, str]:
    return {one.code: one.name for one in agencies.all_categories(tx)}


def _asked(request: web.Request) -> Asked:
    """This month by category, unless the address says otherwise. Raises NotFound for an address somebody made up."""
    joints = request.app[JOINTS]
    this = f"{joints.now().astimezone(joints.zone):%Y-%m}"
    first, last = (request.query.get(name) or this for name in ("dari", "sampai"))
    way = request.query.get("menurut", "kategori")
    if not (months.is_month(first) and months.is_month(last) and way in figure_words.BY):
        raise NotFound("no such figures")
    first, last = sorted((first, last))
    if months.many(first, last) > LONGEST:
        raise NotFound("too many months")
    return Asked(first, last, way)
