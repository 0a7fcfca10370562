"""The web application: the doors of the networks, the web chat and the panel on one port."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy import Connection

from admin.app import links, panel
from admin.joints import CannotKeep, Joints
from bot import doors
from bot.channels.webchat import WebChat
from bot.house import House
from bot.media.fetcher import Unfit, harmless
from bot.room import DurableRoom
from bot.webchat.page import WebchatSettings
from bot.webchat.routes import routes as chat_routes
from cases.events import Event


def application(house: House) -> web.Application:
    """Everything that answers HTTP. The web chat and the panel answer while Rasa is still loading."""
    app = web.Application(client_max_size=256 * 1024)
    app.add_routes([doors.health(), *doors.routes(house.channels, house.acceptor)])
    app.router.add_get("/", _to_the_chat)
    if WebChat.name in house.channels:
        room = DurableRoom(house.db, house.acceptor, house.channel(WebChat), house.files, house.clock.now)

        async def end(_: web.Application) -> None:
            await room.end()

        app.on_shutdown.append(end)
        app.add_routes(chat_routes(room, _page(house), house.clock))
    joints = _joints(house)
    app.add_subapp("/panel", panel(joints))
    app.add_subapp("/t", links(joints))
    return app


def _page(house: House) -> WebchatSettings:
    server = house.settings.server
    return WebchatSettings(
        office=house.settings.office.name,
        hours=house.office.data.hours,
        timezone=house.settings.office.timezone,
        secure=server.secure,
        public_host=urlsplit(server.public_url).netloc,
    )


def _joints(house: House) -> Joints:
    """What the start-up hands to the panel (DECISIONS 3)."""

    def notify(tx: Connection, event: Event) -> None:
        now = house.clock.now()
        house.notices.notify(tx, event, now)
        house.lessons.from_event(tx, event, now)

    return Joints(
        db=house.db,
        now=house.clock.now,
        notify=notify,
        send_code=lambda tx, account, number, code: house.notices.code(
            tx, account, number, code, house.clock.now()
        ),
        file=house.files.get,
        keep=partial(_keep, house),
        doors=house.doorkeeper,
        committed=house.wake,
        office=house.settings.office.name,
        zone=house.office.zone,
        secure=house.settings.server.secure,
    )


async def _keep(house: House, content: bytes) -> tuple[str, str, int]:
    """An officer's photo is drawn anew like anybody's. Raises CannotKeep."""
    try:
        kept, mime = await harmless(content)
    except Unfit as error:
        raise CannotKeep(str(error)) from None
    if mime not in {"image/jpeg", "application/pdf"}:
        raise CannotKeep("type")
    return await asyncio.to_thread(house.files.put, kept), mime, len(kept)


async def _to_the_chat(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/obrolan")
