"""Siaga: who hears of an emergency while the office is closed."""

from __future__ import annotations

from uuid import UUID

import aiohttp_jinja2
from aiohttp import web

from admin import refusals
from admin.desk import allowed, id_in, read, viewer_of, write
from admin.joints import JOINTS
from cases import accounts, on_call
from cases.db import Connection
from cases.errors import Refused
from cases.roles import Right

routes = web.RouteTableDef()

DONE = "Tersimpan."


@routes.get("/siaga")
async def show(request: web.Request) -> web.Response:
    """The list. Raises Refused for who leads nobody."""
    return await _page(request)


@routes.post("/siaga")
async def choose(request: web.Request) -> web.Response:
    """Whoever is ticked is on call from now on."""
    form, viewer, now = await request.post(), viewer_of(request), request.app[JOINTS].now()
    ticked = [id_in(str(one)) for one in form.getall("petugas", [])]
    try:
        await write(request, lambda tx: on_call.choose(tx, viewer, ticked, now))
    except Refused as error:
        return await _page(request, error=refusals.words(error)[0], status=422)
    return await _page(request, notice=DONE)


async def _page(
    request: web.Request, *, error: str = "", notice: str = "", status: int = 200
) -> web.Response:
    allowed(request, Right.SET_ON_CALL)
    now = request.app[JOINTS].now()

    def work(tx: Connection) -> list[tuple[UUID, str, bool, bool]]:
        people, chosen = on_call.candidates(tx, now), on_call.chosen(tx)
        reached = {account for account, _ in accounts.linked_chats(tx, list(people))}
        return [(id_, name, id_ in chosen, id_ in reached) for id_, name in people.items()]

    context = {"place": "saya", "people": await read(request, work), "error": error, "notice": notice}
    return aiohttp_jinja2.render_template("on_call.html", request, context, status=status)
