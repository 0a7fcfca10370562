"""Fasilitator: a supervisor invites them, gives a code for their chat, and ends their duty with a hand-over."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from admin import passwords, refusals
from admin.desk import id_in, read, viewer_of, write
from admin.joints import JOINTS
from cases import accounts, accounts_field, areas
from cases.db import Connection
from cases.errors import Refused
from cases.roles import Right, Viewer

routes = web.RouteTableDef()


@routes.get("/fasilitator")
async def show(request: web.Request) -> web.Response:
    """The list and the form. Raises Refused for who leads none."""
    return await _page(request)


@routes.post("/fasilitator/undang")
async def invite(request: web.Request) -> web.Response:
    """A new one; her code is shown once."""
    form, code = await request.post(), passwords.link_code()
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    name, area = str(form.get("nama", "")), str(form.get("wilayah", ""))

    def work(tx: Connection) -> None:
        accounts_field.invite(tx, viewer, name, area, code, now)

    try:
        await write(request, work)
    except Refused as error:
        return await _page(request, error=refusals.words(error)[0], typed=name, status=422)
    return await _page(request, code=code, who=" ".join(name.split()))


@routes.post("/fasilitator/{id}/kode")
async def code(request: web.Request) -> web.Response:
    """Another code, for a new phone."""
    made, viewer, now = passwords.link_code(), viewer_of(request), request.app[JOINTS].now()
    id_ = id_in(request.match_info["id"])

    def work(tx: Connection) -> str:
        accounts_field.new_code(tx, viewer, id_, made, now)
        account = accounts.by_id(tx, id_)
        return account.name if account else ""

    return await _page(request, code=made, who=await write(request, work))


@routes.post("/fasilitator/{id}/akhiri")
async def end(request: web.Request) -> web.Response:
    """The duty is over; what is open goes on with somebody else."""
    form, viewer, now = await request.post(), viewer_of(request), request.app[JOINTS].now()
    id_, heir = id_in(request.match_info["id"]), str(form.get("penerus", ""))

    def work(tx: Connection) -> int:
        return accounts_field.end(tx, viewer, id_, id_in(heir) if heir else None, now)

    moved = await write(request, work)
    return await _page(request, notice=f"Masa tugas diakhiri. {moved} tugas diserahkan.")


async def _page(
    request: web.Request, *, code: str = "", who: str = "", error: str = "", notice: str = "", typed: str = "",
    status: int = 200,
) -> web.Response:  # fmt: skip
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    people = await read(request, lambda tx: accounts_field.listed(tx, viewer, now))
    names = await read(request, lambda tx: areas.names_of(tx, {one.area for one in people}))
    places = await read(request, lambda tx: _places(tx, viewer))
    context = {
        "place": "saya",
        "people": [(one, names.get(one.area, one.area)) for one in people],
        "places": places,
        "code": code,
        "who": who,
        "error": error,
        "notice": notice,
        "typed": typed,
        "minutes": accounts.LINK_MINUTES,
    }
    return aiohttp_jinja2.render_template("facilitators.html", request, context, status=status)


def _places(tx: Connection, viewer: Viewer) -> list[tuple[str, str]]:
    """Where she may invite: her own areas, and the kecamatan or desa inside them."""
    held = list(dict.fromkeys(viewer.areas(Right.LEAD_FACILITATORS)))
    codes = [*held, *(one.code for area in held for one in areas.inside(tx, area))]
    names = areas.names_of(tx, codes)
    return [(one, names[one]) for one in dict.fromkeys(codes) if one in names]
