"""The doors of the networks: a question at registration is answered, everything else must be signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import doors
from bot.channels.contract import Channel
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings

WORD = "kata-verifikasi-uji"
ASKED = {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444"}


class Taken:
    """An acceptor that remembers."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def accept(self, channel: Channel, raw: bytes, content_type: str) -> list[bool]:
        self.bodies.append(raw)
        return []


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def client(taken: Taken) -> AsyncIterator[TestClient[Any, Any]]:
    channels = {
        "wacloud": WaCloud(WaCloudSettings("1065", "token", "w" * 32, WORD)),
        "gowa": Gowa(GowaSettings("http://127.0.0.1:9", secret="g" * 32)),
    }
    app = web.Application()
    app.add_routes(doors.routes(channels, taken))  # type: ignore[arg-type]
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "query", "status", "text"),
    [
        ("/masuk/wacloud", ASKED, 200, "1158201444"),
        ("/masuk/wacloud", {**ASKED, "hub.verify_token": "lain"}, 403, None),
        ("/masuk/wacloud", {}, 403, None),
        ("/masuk/gowa", ASKED, 404, None),
        ("/masuk/lain", ASKED, 404, None),
    ],
)
async def test_the_question_at_registration(
    client: TestClient[Any, Any], path: str, query: dict[str, str], status: int, text: str | None
) -> None:
    answer = await client.get(path, params=query)

    assert answer.status == status
    assert text is None or await answer.text() == text


async def test_an_unsigned_body_is_not_taken(client: TestClient[Any, Any], taken: Taken) -> None:
    answer = await client.post("/masuk/wacloud", data=b"{}")

    assert (answer.status, taken.bodies) == (401, [])


async def test_two_numbers_of_one_app_share_a_webhook() -> None:
    """Each account is asked; what is for the other number it ignores by itself."""
    asked: list[str] = []

    class Noting:
        async def accept(self, channel: Channel, raw: bytes, content_type: str) -> list[bool]:
            asked.append(channel.account)
            return []

    two = {
        key: WaCloud(WaCloudSettings(id_, "t", "w" * 32, WORD))
        for key, id_ in (("wacloud", "1065"), ("wacloud_2", "2065"))
    }
    app = web.Application()
    app.add_routes(doors.routes(two, Noting()))  # type: ignore[arg-type]
    raw = b"{}"
    signature = "sha256=" + hmac.new(b"w" * 32, raw, hashlib.sha256).hexdigest()
    async with TestClient(TestServer(app)) as client:
        answer = await client.post("/masuk/wacloud", data=raw, headers={"X-Hub-Signature-256": signature})

    assert (answer.status, asked) == (200, ["1065", "2065"])
