"""waha and fonnte: what proves a message, what goes out, and what each answer of the gateway leads to."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.contract import Action, ChannelSettingsError, Ignored, Outbound, SendError, StatusEvent
from bot.channels.fonnte import Fonnte, FonnteSettings
from bot.channels.waha import Waha, WahaSettings
from handlers.turn import Inbound, Option
from tests.fakes_network import FakeNetwork

SECRET = "rahasia-gerbang-" * 3


class Gateway(FakeNetwork):
    """Takes what both gateways are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "WORKING"
        self.app.add_routes(
            [
                web.post("/api/sendText", self._waha),
                web.get("/api/sessions/default", self._waha_state),
                web.post("/send", self._fonnte),
                web.post("/device", self._device),
            ]
        )

    async def _waha(self, request: web.Request) -> web.Response:
        self.record("send", await request.json(), request.headers)
        return self.planned_failure(request, "send") or web.json_response({"id": "true_62812@c.us_AAAA"})

    async def _waha_state(self, request: web.Request) -> web.Response:
        return web.json_response({"name": "default", "status": self.state})

    async def _fonnte(self, request: web.Request) -> web.Response:
        self.record("send", dict(await request.post()), request.headers)
        sent = {"status": True, "id": ["80367170"], "detail": "success"}
        return self.planned_failure(request, "send") or web.json_response(sent)

    async def _device(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"status": True, "device_status": "connect" if self.state == "WORKING" else "disconnect"}
        )


@pytest.fixture
def fake() -> Gateway:
    return Gateway()


@pytest.fixture
async def url(fake: Gateway) -> AsyncIterator[str]:
    server = TestServer(fake.app)
    await server.start_server()
    yield str(server.make_url("/")).rstrip("/")
    await server.close()


@pytest.fixture
async def waha(url: str) -> AsyncIterator[Waha]:
    channel = Waha(WahaSettings(url, secret=SECRET, key="kunci-api"))
    yield channel
    await channel.close()


@pytest.fixture
async def fonnte(url: str) -> AsyncIterator[Fonnte]:
    channel = Fonnte(FonnteSettings("token-uji", secret=SECRET, api_base=url))
    yield channel
    await channel.close()


async def _says(channel: Waha | Fonnte) -> str:
    out = Outbound("wa:62812", "Untuk siapa?", (Option("m:1:0", "Saya"), Option("m:1:1", "Lain")))
    [request] = channel.render(out)
    return (await channel.send(request)).external_id


class TestWaha:
    def test_a_missing_or_short_secret_is_refused(self) -> None:
        with pytest.raises(ChannelSettingsError, match=r"waha\.secret"):
            Waha(WahaSettings("http://x", secret="pendek"))

    def test_the_signature_is_sha512_over_the_bytes(self) -> None:
        channel, raw = Waha(WahaSettings("http://x", secret=SECRET)), b'{"event":"message"}'
        signed = hmac.new(SECRET.encode(), raw, hashlib.sha512).hexdigest()

        assert channel.verify({"x-webhook-hmac": signed}, {}, raw)
        assert not channel.verify({"x-webhook-hmac": signed}, {}, raw + b" ")
        assert not channel.verify({}, {}, raw)

    def test_a_message_of_another_session_is_not_ours(self) -> None:
        raw = json.dumps({"event": "message", "session": "lain", "payload": {}}).encode()

        assert Waha(WahaSettings("http://x", secret=SECRET)).parse(raw) == [Ignored("other_session")]

    async def test_a_message_goes_with_its_numbers(self, fake: Gateway, waha: Waha) -> None:
        assert await _says(waha) == "true_62812@c.us_AAAA"
        [call] = fake.calls
        assert call["headers"]["X-Api-Key"] == "kunci-api"
        assert call["body"]["chatId"] == "62812@c.us"
        assert call["body"]["text"].endswith("1. Saya\n2. Lain\n\nBalas dengan angka (1-2).")

    @pytest.mark.parametrize(
        ("status", "answer", "action"),
        [
            (422, {"message": "Session status is not as expected", "status": "SCAN_QR_CODE"}, Action.PAUSE),
            (500, {"message": "x"}, Action.RETRY), (401, {}, Action.CONFIG), (429, {}, Action.PAUSE),
            (400, {"message": "chat does not exist"}, Action.UNREACHABLE), (400, {"message": "bad"}, Action.DROP),
            (201, {}, Action.UNCERTAIN), (200, "x", Action.UNCERTAIN),
        ],
    )  # fmt: skip
    async def test_an_answer_leads_to_its_action(
        self, fake: Gateway, waha: Waha, status: int, answer: Any, action: Action
    ) -> None:
        fake.fail("send", status, answer)

        with pytest.raises(SendError) as error:
            await _says(waha)

        assert error.value.action is action
        assert "62812" not in repr(error.value)

    async def test_check_names_a_lost_login(self, fake: Gateway, waha: Waha) -> None:
        assert (await waha.check()).ok
        fake.state = "SCAN_QR_CODE"
        assert (await waha.check()).detail == "scan_qr_code"


class TestFonnte:
    def test_the_secret_of_the_path_is_all_that_proves_a_message(self) -> None:
        channel = Fonnte(FonnteSettings("token", secret=SECRET))

        assert channel.verify({}, {"secret": SECRET}, b"")
        assert not channel.verify({}, {"secret": SECRET[:-1]}, b"")
        assert not channel.verify({}, {}, b"")
        with pytest.raises(ChannelSettingsError, match=r"fonnte\.secret"):
            Fonnte(FonnteSettings("token", secret="pendek"))

    def test_without_an_id_a_message_is_known_by_its_second(self) -> None:
        channel = Fonnte(FonnteSettings("token", secret=SECRET))
        known = json.dumps({"sender": "62812", "message": "ya", "timestamp": 1760000000}).encode()
        bare = json.dumps({"sender": "62812", "message": "ya"}).encode()

        def key(raw: bytes) -> str:
            [message] = channel.parse(raw)
            assert isinstance(message, Inbound)
            return message.dedupe_key

        assert key(known) == key(known)
        assert key(bare) != key(bare)  # two equal answers may be two answers

    def test_a_message_of_another_device_is_not_ours(self) -> None:
        channel = Fonnte(FonnteSettings("token", secret=SECRET, device="081200000001"))

        def read(device: str) -> Any:
            [parsed] = channel.parse(
                json.dumps({"device": device, "sender": "62812", "message": "x"}).encode()
            )
            return parsed

        assert isinstance(read("6281200000001"), Inbound)
        assert read("6281299999999") == Ignored("other_device")

    def test_a_failed_status(self) -> None:
        raw = json.dumps({"id": "80367170", "stateid": "A", "status": "invalid", "state": ""}).encode()

        [status] = Fonnte(FonnteSettings("token", secret=SECRET)).parse(raw)

        assert isinstance(status, StatusEvent)
        assert status.status == "failed"

    async def test_a_message_goes_as_a_form(self, fake: Gateway, fonnte: Fonnte) -> None:
        assert await _says(fonnte) == "80367170"
        [call] = fake.calls
        assert call["headers"]["Authorization"] == "token-uji"
        assert call["body"]["target"] == "62812"

    @pytest.mark.parametrize(
        ("status", "answer", "action"),
        [
            (200, {"Status": False, "Reason": "token invalid"}, Action.CONFIG),
            (200, {"status": False, "reason": "insufficient quota"}, Action.CONFIG),
            (200, {"status": False, "reason": "request invalid on disconnected device"}, Action.PAUSE),
            (200, {"status": False, "reason": "target invalid"}, Action.UNREACHABLE),
            (200, {"status": False, "reason": "input invalid"}, Action.DROP),
            (200, {"status": False, "reason": "something new"}, Action.RETRY),
            (502, "<html>", Action.RETRY), (200, "<html>", Action.UNCERTAIN), (200, {"status": True, "id": []}, Action.UNCERTAIN),
        ],
    )  # fmt: skip
    async def test_an_answer_leads_to_its_action(
        self, fake: Gateway, fonnte: Fonnte, status: int, answer: Any, action: Action
    ) -> None:
        fake.fail("send", status, answer)

        with pytest.raises(SendError) as error:
            await _says(fonnte)

        assert error.value.action is action
        assert "token-uji" not in repr(error.value)

    async def test_check_names_a_phone_that_is_away(self, fake: Gateway, fonnte: Fonnte) -> None:
        assert (await fonnte.check()).ok
        fake.state = "x"
        assert (await fonnte.check()).detail == "disconnect"


@pytest.mark.parametrize("drop", [True])
async def test_a_broken_connection_is_uncertain(
    fake: Gateway, waha: Waha, fonnte: Fonnte, drop: bool
) -> None:
    for channel in (waha, fonnte):
        fake.fail("send", 0, drop=drop)
        with pytest.raises(SendError) as error:
            await _says(channel)
        assert error.value.action is Action.UNCERTAIN
