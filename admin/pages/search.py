"""Cari: by the end of the case number, by NIK or phone; never in the address of the page."""

from __future__ import annotations

from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin.desk import read, viewer_of
from cases import store

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
    numbers = await read(request, lambda tx: store.search(tx, viewer, asked))
    if len(numbers) == 1:
        raise web.HTTPSeeOther(f"/panel/kasus/{numbers[0]}")
    context = {"place": "cari", "error": "" if numbers else NOTHING, "found": numbers}
    return aiohttp_jinja2.render_template("search.html", request, context, status=200 if numbers else 404)
