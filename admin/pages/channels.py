"""Saluran: how every channel is doing, and the buttons that set one up; for who manages the settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web

from admin import words
from admin.desk import allowed, write
from admin.joints import JOINTS, Doors, DoorState
from admin.session import SIGNED
from cases import audit
from cases.errors import NotFound
from cases.roles import Right

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Shown:
    """One channel as the page shows it."""

    code: str
    name: str
    trouble: str
    advice: str
    since: str
    facts: list[tuple[str, str]]
    may_register: bool


@routes.get("/saluran")
async def show(request: web.Request) -> web.Response:
    """The page; no network is asked. Raises Refused for who does not manage settings."""
    return await _page(request)


@routes.post("/saluran/{channel}/periksa")
async def check(request: web.Request) -> web.Response:
    """Does the network take us now?"""
    return await _do(request, "channel_checked", lambda doors, name, _: doors.check(name))


@routes.post("/saluran/{channel}/daftarkan")
async def register(request: web.Request) -> web.Response:
    """Tell the network where we are, and hand in the template."""
    return await _do(request, "channel_registered", lambda doors, name, _: doors.register(name))


@routes.post("/saluran/{channel}/uji")
async def try_out(request: web.Request) -> web.Response:
    """A test message to the officer's own chat."""
    return await _do(request, "channel_tried", lambda doors, name, account: doors.try_out(name, account))


Act = Callable[[Doors, str, UUID], Awaitable[str]]


async def _do(request: web.Request, what: str, act: Act) -> web.Response:
    viewer, joints, name = (
        allowed(request, Right.MANAGE_SETTINGS),
        request.app[JOINTS],
        request.match_info["channel"],
    )
    doors, now, account = joints.doors, joints.now(), request[SIGNED].session.account_id
    if name not in {one.name for one in await doors.all()}:
        raise NotFound("no such channel")
    code = await act(doors, name, account)
    await write(request, lambda tx: audit.record(tx, viewer, what, f"channel:{name}", now))
    label = words.door_name(name)
    if code:
        trouble, advice = words.door_trouble(code)
        return await _page(request, error=f"{label}: {trouble} {advice}".strip())
    return await _page(request, notice=f"{label}: {DONE[what]}")


DONE = {
    "channel_checked": "terhubung dan bekerja.",
    "channel_registered": "alamat sudah didaftarkan.",
    "channel_tried": "pesan uji dikirim ke chat Anda.",
}


async def _page(request: web.Request, *, error: str = "", notice: str = "") -> web.Response:
    allowed(request, Right.MANAGE_SETTINGS)
    joints = request.app[JOINTS]
    found = await joints.doors.all()
    context = {
        "place": "saya",
        "channels": [_shown(one, joints.zone, joints.now()) for one in found],
        "error": error,
        "notice": notice,
    }
    return aiohttp_jinja2.render_template("channels.html", request, context)


def _shown(one: DoorState, zone: ZoneInfo, now: datetime) -> Shown:
    trouble, advice = words.door_trouble(one.alarm) if one.alarm else ("", "")
    facts = [
        ("Antre", f"{one.waiting} pesan" if one.waiting else ""),
        ("Menunggu warga menulis", f"{one.held} pesan" if one.held else ""),
        ("Templat kabar", words.TEMPLATE_STATES[one.template] if one.templated else ""),
        ("Alasan", one.template_reason),
    ]
    return Shown(
        code=one.name,
        name=words.door_name(one.name),
        trouble=trouble,
        advice=advice,
        since=words.moment(one.since, zone, now) if one.since else "",
        facts=[(label, value) for label, value in facts if value],
        may_register=one.can_register,
    )
