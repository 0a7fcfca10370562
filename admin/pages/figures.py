"""Ringkasan: the figures of some months, and the tables that may be taken along; each of them leaves a line in the audit."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web

from admin import figure_words, tables
from admin.desk import allowed, read, write
from admin.joints import JOINTS
from admin.tables import Sheet
from cases import agencies, areas, audit
from cases.db import Connection
from cases.errors import NotFound
from cases.figures import Figures, Measured, figures, grouped
from cases.roles import Right, Viewer
from cases.store import store_figures

routes = web.RouteTableDef()

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LONGEST = 24
"""Months of one look."""


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
        return _begin(self.first, zone), _begin(_after(self.last), zone)

    def link(self, path: str) -> str:
        return f"/panel/{path}?{urlencode({'dari': self.first, 'sampai': self.last, 'menurut': self.way})}"


@routes.get("/ringkasan")
@aiohttp_jinja2.template("figures.html")
async def show(request: web.Request) -> dict[str, Any]:
    """The table. Raises Refused for who may not read figures."""
    viewer = allowed(request, Right.READ_FIGURES)
    asked = _asked(request)
    groups, total = await _counted(request, viewer, asked)
    return {
        "place": "ringkasan",
        "asked": asked,
        "ways": [(way, label) for way, (_, label) in figure_words.BY.items()],
        "heads": figure_words.HEADS,
        "meanings": figure_words.MEANINGS,
        "rows": [(name, _shown(one)) for name, one in groups],
        "total": _shown(total),
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
    return await _file(request, viewer, "figures", asked, [figure_words.sheet(asked.by, groups, total)])


@routes.get("/ringkasan/umum.csv")
async def public_file(request: web.Request) -> web.Response:
    """What may be shown to anybody: small counts are not told."""
    viewer = allowed(request, Right.EXPORT)
    asked = _asked(request)
    groups, total = await _counted(request, viewer, asked)
    return await _file(request, viewer, "public", asked, [figure_words.shareable(asked.by, groups, total)])


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
    months, rows = f"{asked.first}/{asked.last}", str(len(sheets[0].rows))
    await write(
        request,
        lambda tx: audit.record(tx, viewer, "exported", f"export:{what}", now, months=months, rows=rows),
    )
    name = f"{what}-{asked.first}-{asked.last}"
    if request.path.endswith(".xlsx"):
        return tables.download(await asyncio.to_thread(tables.as_xlsx, sheets), f"{name}.xlsx", tables.XLSX)
    return tables.download(await asyncio.to_thread(tables.as_csv, sheets[0]), f"{name}.csv", "text/csv")


async def _counted(
    request: web.Request, viewer: Viewer, asked: Asked
) -> tuple[list[tuple[str, Figures]], Figures]:
    zone = request.app[JOINTS].zone
    since, until = asked.span(zone)

    def work(tx: Connection) -> tuple[list[Measured], dict[str, str]]:
        known = store_figures.measured(tx, viewer, since, until, zone)
        places = areas.names_of(tx, {one.area for one in known if one.area})
        return known, _categories(tx) | places

    known, names = await read(request, work)
    groups = grouped(known, asked.by)
    order = sorted(groups) if asked.by == "month" else list(groups)
    return [(figure_words.named(asked.by, code, names), groups[code]) for code in order], figures(known)


def _categories(tx: Connection) -> dict[str, str]:
    return {one.code: one.name for one in agencies.all_categories(tx)}


def _asked(request: web.Request) -> Asked:
    """This month by category, unless the address says otherwise. Raises NotFound for an address somebody made up."""
    joints = request.app[JOINTS]
    this = f"{joints.now().astimezone(joints.zone):%Y-%m}"
    first, last = (request.query.get(name) or this for name in ("dari", "sampai"))
    way = request.query.get("menurut", "kategori")
    if not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last) and way in figure_words.BY):
        raise NotFound("no such figures")
    first, last = sorted((first, last))
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])
    if months >= LONGEST:
        raise NotFound("too many months")
    return Asked(first, last, way)


def _begin(month: str, zone: ZoneInfo) -> datetime:
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=zone)


def _after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"
