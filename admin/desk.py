"""The request wrapper: who asks, one reading, or one change with its news in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from aiohttp import web

from admin.joints import JOINTS
from admin.session import SIGNED
from cases.db import Connection
from cases.errors import Refused
from cases.events import Event
from cases.roles import Right, Viewer

T = TypeVar("T")


def viewer_of(request: web.Request) -> Viewer:
    """The person who is signed in."""
    return request[SIGNED].viewer


def allowed(request: web.Request, right: Right) -> Viewer:
    """The same, where the page is for those with a right. Raises Refused."""
    viewer = viewer_of(request)
    if not viewer.may(right):
        raise Refused("aturan.peran")
    return viewer


def id_in(text: str) -> UUID:
    """An id that came with an address or a form. Raises HTTPNotFound for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise web.HTTPNotFound from None


async def read(request: web.Request, work: Callable[[Connection], T]) -> T:
    """One reading."""
    return await request.app[JOINTS].db.read(work)


async def write(request: web.Request, work: Callable[[Connection], T]) -> T:
    """One change without news."""
    return await request.app[JOINTS].db.write(work)


async def notified(request: web.Request, work: Callable[[Connection], Sequence[Event]]) -> None:
    """Verbs: their events and the messages these cause are committed together, then the outbox is woken.

    Raises what the verbs raise; then nothing has changed and nobody was told.
    """
    joints = request.app[JOINTS]

    def whole(tx: Connection) -> bool:
        events = work(tx)
        for event in events:
            joints.notify(tx, event)
        return bool(events)

    if await joints.db.write(whole):
        joints.committed()
