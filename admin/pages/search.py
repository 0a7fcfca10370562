"""Cari: by the end of the case number, by NIK or phone; never in the address of the page."""

from __future__ import annotations

from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin.desk import read, viewer_of
from cases import numbers, store

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
    viewer = viewer_of(request)
    cases = await read(request, lambda tx: store.search(tx, viewer, asked))
    if len(cases) == 1:
        raise web.HTTPSeeOther(f"/panel/kasus/{cases[0].number}")
    found = [(case.number, numbers.shown(case.number), case.title) for case in cases]
    context = {"place": "cari", "error": "" if found else NOTHING, "found": found}
    return aiohttp_jinja2.render_template("search.html", request, context, status=200 if found else 404)
