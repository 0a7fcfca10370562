"""Cari: by the end of the case number, by NIK or phone; never in the address of the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import refusals
from admin.desk import read, viewer_of, write
from admin.joints import JOINTS
from cases import meeting_code, numbers, people_meeting, store
from cases.db import Connection
from cases.errors import Refused
from cases.store import CaseRow

routes = web.RouteTableDef()

NOTHING = "Tidak ada kasus yang cocok, atau kasusnya tidak dibagikan kepada Anda."


@routes.get("/cari")
@aiohttp_jinja2.template("search.html")
async def show(request: web.Request) -> dict[str, Any]:
    """The form."""
    return {"place": "cari", "error": "", "found": []}


@routes.post("/cari")
async def search(request: web.Request) -> web.StreamResponse:
    """One case: to its page. Several: a list of numbers. None: a sentence."""
    asked = str((await request.post()).get("cari", ""))[:80]
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    if meeting_code.canonical(asked):
        return await _met(request, asked, now)
    cases = await read(request, lambda tx: store.search(tx, viewer, asked))
    if len(cases) == 1:
        raise web.HTTPSeeOther(f"/panel/kasus/{cases[0].number}")
    found = [(case.number, numbers.shown(case.number), case.title) for case in cases]
    context = {"place": "cari", "error": "" if found else NOTHING, "found": found}
    return aiohttp_jinja2.render_template("search.html", request, context, status=200 if found else 404)


async def _met(request: web.Request, typed: str, now: datetime) -> web.StreamResponse:
    """A resident stands at the desk and reads a code: to her case, once."""
    viewer = viewer_of(request)

    def work(tx: Connection) -> CaseRow | Refused:
        try:
            return people_meeting.meet(tx, viewer, typed, now)
        except Refused as error:  # told below: the wrong try stays counted
            return error

    found = await write(request, work)
    if isinstance(found, Refused):
        words, status = refusals.words(found)
        context = {"place": "cari", "error": words, "found": []}
        return aiohttp_jinja2.render_template("search.html", request, context, status=status)
    raise web.HTTPSeeOther(f"/panel/kasus/{found.number}")
