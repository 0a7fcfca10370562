"""Fetching files from each network: two steps where it takes two, nobody else's address is ever asked, limits hold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.console import Console
from bot.channels.fetching import FetchError, Fetching
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.telegram import Telegram, TelegramSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings

PHOTO = b"\xff\xd8\xff" + b"x" * 1000
TOKEN = "123:abc"


class Network:
    """Keeps one file the way each of the networks does."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, str]] = []
        self.media_url = ""
        self.app = web.Application()
        self.app.add_routes(
            [
                web.route("*", "/bot123:abc/getFile", self._get_file),
                web.get("/file/bot123:abc/photos/1.jpg", self._bytes),
                web.get("/statics/media/1.jpg", self._bytes),
                web.get("/77001", self._media),
                web.get("/bytes", self._bytes),
                web.get("/elsewhere", self._redirect),
            ]
        )

    async def _get_file(self, request: web.Request) -> web.Response:
        result = {"file_id": "f", "file_unique_id": "u", "file_path": "photos/1.jpg"}
        return web.json_response({"ok": True, "result": result})

    async def _media(self, request: web.Request) -> web.Response:
        return web.json_response({"url": self.media_url or f"{self.url}/bytes", "mime_type": "image/jpeg"})

    async def _bytes(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        return web.Response(body=PHOTO)

    async def _redirect(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("http://169.254.169.254/latest/meta-data")


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    network = Network()
    server = TestServer(network.app)
    await server.start_server()
    network.url = str(server.make_url("/")).rstrip("/")
    yield network
    await server.close()


def _channels(url: str) -> dict[str, Any]:
    return {
        "telegram": Telegram(TelegramSettings(TOKEN, api_base=url)),
        "gowa": Gowa(GowaSettings(url, secret="g" * 32, user="slrt", password="sandi")),
        "wacloud": WaCloud(WaCloudSettings("1065", "token-meta", "w" * 32, "v" * 16, api_base=url)),
    }


REFS = {"telegram": "f", "gowa": "statics/media/1.jpg", "wacloud": "77001"}


@pytest.mark.parametrize("name", REFS)
async def test_the_bytes_come(name: str, network: Network) -> None:
    channel = _channels(network.url)[name]

    content = await channel.fetch(REFS[name], 10_000)
    await channel.close()

    assert content == PHOTO
    assert isinstance(channel, Fetching)


@pytest.mark.parametrize("name", REFS)
async def test_more_than_the_limit_is_not_read(name: str, network: Network) -> None:
    channel = _channels(network.url)[name]

    with pytest.raises(FetchError) as error:
        await channel.fetch(REFS[name], 100)
    await channel.close()

    assert (error.value.code, error.value.again) == ("too_big", False)


@pytest.mark.parametrize(
    "ref",
    [
        "http://169.254.169.254/latest", "http://127.0.0.1:1/x", "https://example.com/x.jpg", "../../etc/passwd",
        "http://user@127.0.0.1/x", "file:///etc/passwd",
    ],
)  # fmt: skip
async def test_a_gateway_is_asked_for_its_own_files_only(ref: str, network: Network) -> None:
    gowa = _channels(network.url)["gowa"]

    with pytest.raises(FetchError) as error:
        await gowa.fetch(ref, 10_000)

    assert error.value.code in {"address", "http_404"}
    assert not error.value.again
    assert network.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://facebook.com.evil.example/x",
        "http://lookaside.fbsbx.com/x",
        "",
        "https://127.0.0.1/x",
    ],
)
async def test_metas_token_goes_to_meta_only(url: str, network: Network) -> None:
    network.media_url = url or " "
    number = _channels(network.url)["wacloud"]

    with pytest.raises(FetchError) as error:
        await number.fetch("77001", 10_000)
    await number.close()

    assert error.value.code == "address"
    assert network.asked == []


async def test_no_redirect_is_followed(network: Network) -> None:
    gowa = _channels(network.url)["gowa"]

    with pytest.raises(FetchError) as error:
        await gowa.fetch("elsewhere", 10_000)

    assert error.value.code == "http_302"


async def test_a_network_that_is_away_is_asked_again() -> None:
    for channel in _channels("http://127.0.0.1:9").values():
        with pytest.raises(FetchError) as error:
            await channel.fetch("1.jpg", 10_000)
        await channel.close()
        assert error.value.again


async def test_a_file_at_the_terminal(tmp_path: Any) -> None:
    (tmp_path / "a.jpg").write_bytes(PHOTO)

    assert await Console().fetch(str(tmp_path / "a.jpg"), 10_000) == PHOTO
    with pytest.raises(FetchError):
        await Console().fetch(str(tmp_path / "b.jpg"), 10_000)
    with pytest.raises(FetchError):
        await Console().fetch(str(tmp_path / "a.jpg"), 10)
