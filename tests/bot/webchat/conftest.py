"""What a test of the web chat starts from: the page's routes over a room in memory, and a browser that has a cookie."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.webchat import address_of
from bot.webchat.page import WebchatSettings
from bot.webchat.routes import routes
from tests.fake_room import MemoryRoom, StillClock

CLIENT = TestClient[web.Request, web.Application]


def a_client(room: MemoryRoom, clock: StillClock | None = None, *, secure: bool = False) -> CLIENT:
    app = web.Application()
    settings = WebchatSettings("SLRT Contoh", secure=secure)
    app.add_routes(routes(room, settings, clock or StillClock()))
    return TestClient(TestServer(app))


@pytest.fixture
def room() -> MemoryRoom:
    return MemoryRoom()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def client(room: MemoryRoom, clock: StillClock) -> AsyncIterator[CLIENT]:
    async with a_client(room, clock) as client:
        yield client


@pytest.fixture
async def me(client: CLIENT) -> str:
    """The address of this browser, which has a cookie already."""
    answer = await client.get("/obrolan")
    return address_of(answer.cookies["obrolan"].value)
