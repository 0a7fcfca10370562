"""gowa: signed webhooks in, numbered text out, and every way the gateway can fail."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.contract import (
    UNREADABLE,
    Action,
    ChannelSettingsError,
    Ignored,
    Outbound,
    SendError,
    StatusEvent,
)
from bot.channels.gowa import Gowa, GowaSettings
from handlers.turn import Contact, Location, Media, Option
from tests.fake_gowa import FakeGowa, Webhook

SECRET = "rahasia-gowa-" * 3
PAYLOADS = Path(__file__).parents[2] / "payloads" / "gowa"


def a_gateway(**settings: Any) -> Gowa:
    return Gowa(GowaSettings(**{"api_base": "http://127.0.0.1:9", "secret": SECRET, **settings}))


def read(event: str = "message", /, **payload: Any) -> Any:
    return read_by(a_gateway(), event, **payload)


def read_by(gowa: Gowa, event: str = "message", /, **payload: Any) -> Any:
    known = {
        "id": "3EB0",
        "chat_id": "6281200000001@s.whatsapp.net",
        "from": "6281200000001@s.whatsapp.net",
    }
    body = {"event": event, "device_id": "62899@s.whatsapp.net", "payload": {**known, **payload}}
    [parsed] = gowa.parse(json.dumps(body).encode())
    return parsed


class TestSettings:
    @pytest.mark.parametrize("secret", ["", "secret", "x" * 31])
    def test_a_default_or_short_secret_is_refused(self, secret: str) -> None:
        with pytest.raises(ChannelSettingsError, match=r"gowa\.secret: needs 32 bytes"):
            a_gateway(secret=secret)

    def test_an_address_without_a_scheme_is_refused(self) -> None:
        with pytest.raises(ChannelSettingsError, match=r"gowa\.api_base"):
            a_gateway(api_base="localhost:3000")

    def test_secrets_do_not_stand_in_the_repr(self) -> None:
        shown = repr(GowaSettings("http://x", secret=SECRET, password="kata-sandi"))

        assert SECRET not in shown
        assert "kata-sandi" not in shown


class TestVerify:
    def test_the_right_signature(self) -> None:
        raw = (PAYLOADS / "text.json").read_bytes()

        assert a_gateway().verify({"x-hub-signature-256": signed(raw)}, {}, raw)

    def test_the_same_json_written_in_other_bytes_is_refused(self) -> None:
        raw = (PAYLOADS / "text.json").read_bytes()
        again = json.dumps(json.loads(raw)).encode()

        assert not a_gateway().verify({"X-Hub-Signature-256": signed(raw)}, {}, again)

    @pytest.mark.parametrize("signature", ["", "sha256=", "sha256=ä", "sha256=" + "0" * 64])
    def test_a_wrong_signature(self, signature: str) -> None:
        assert not a_gateway().verify({"X-Hub-Signature-256": signature}, {}, b"{}")

    def test_a_missing_signature(self) -> None:
        assert not a_gateway().verify({}, {}, b"{}")


class TestParse:
    def test_a_text(self) -> None:
        [message] = a_gateway().parse((PAYLOADS / "text.json").read_bytes())

        assert not isinstance(message, StatusEvent | Ignored)
        assert vars_of(
            message, "kind", "text", "address", "phone", "external_id", "dedupe_key", "reply_to"
        ) == {
            "kind": "text",
            "text": "Bantuan saya berhenti 🙏",
            "address": "wa:6281200000001",
            "phone": "6281200000001",
            "external_id": "3EB0A1",
            "dedupe_key": "3EB0A1",
            "reply_to": "3EB0A0",
        }
        assert vars_of(message, "sent_at", "display_name") == {
            "sent_at": datetime(2026, 1, 30, 1, 57, 9, tzinfo=UTC),
            "display_name": "Bu Siti é",
        }

    def test_a_hidden_number_is_no_phone(self) -> None:
        message = read(body="halo", **{"from": "200000000001@lid", "chat_id": "200000000001@lid"})

        assert (message.address, message.phone) == ("wa:lid:200000000001", "")

    def test_a_slash_is_plain_text(self) -> None:
        assert read(body="/start").kind == "text"

    def test_an_unreadable_time_does_no_harm(self) -> None:
        assert read(body="halo", timestamp="kemarin").sent_at is None

    def test_own_echoes_groups_and_broadcasts_are_ignored(self) -> None:
        assert read(body="halo", is_from_me=True) == Ignored("own_echo")
        assert read(body="halo", chat_id="1203@g.us") == Ignored("group")
        assert read(body="halo", chat_id="status@broadcast") == Ignored("group")
        assert read(body="halo", chat_id="1203@newsletter") == Ignored("group")

    @pytest.mark.parametrize("sender", ["", "x@s.whatsapp.net", "62812", "1203@g.us", "62812@c.us"])
    def test_a_sender_that_is_no_person_is_ignored(self, sender: str) -> None:
        assert isinstance(read(body="halo", **{"from": sender}), Ignored)

    def test_a_message_of_another_device_is_ignored(self) -> None:
        assert read_by(a_gateway(device="62898@s.whatsapp.net"), body="halo") == Ignored("other_device")

    @pytest.mark.parametrize(
        "device", ["62899@s.whatsapp.net", "62899:3@s.whatsapp.net", "62899", "hp-1", ""]
    )
    def test_a_device_known_by_a_name_of_its_own_cannot_be_compared(self, device: str) -> None:
        assert read_by(a_gateway(device=device), body="halo").text == "halo"

    @pytest.mark.parametrize(
        ("name", "file", "media"),
        [
            ("image", "statics/media/a.jpeg", Media("image", "statics/media/a.jpeg", "", "a.jpeg")),
            ("image", {"path": "statics/b.jpeg"}, Media("image", "statics/b.jpeg", "", "b.jpeg")),
            ("document", {"url": "https://x/y", "filename": "kk.pdf"}, Media("document", "https://x/y", "", "kk.pdf")),
            ("audio", "statics/c.ogg", Media("audio", "statics/c.ogg", "", "c.ogg")),
            ("video_note", "statics/d.mp4", Media("video", "statics/d.mp4", "", "d.mp4")),
            ("sticker", "statics/e.webp", Media("sticker", "statics/e.webp", "", "e.webp")),
        ],
    )  # fmt: skip
    def test_a_file(self, name: str, file: object, media: Media) -> None:
        message = read(body="rumah saya", **{name: file})

        assert (message.kind, message.media, message.text) == ("media", (media,), "rumah saya")

    def test_a_location(self) -> None:
        message = read(location={"degreesLatitude": -6.7, "degreesLongitude": "108.5", "name": "Balai desa"})

        assert message.location == Location(-6.7, 108.5, "Balai desa")

    def test_a_location_that_is_nowhere(self) -> None:
        assert read(location={"degreesLatitude": "NaN", "degreesLongitude": 1}).kind == "unsupported"

    def test_cards_are_never_the_senders_own(self) -> None:
        [message] = a_gateway().parse((PAYLOADS / "two_cards.json").read_bytes())

        assert vars_of(message, "contact") == {"contact": Contact(("+62 813-1",), "Ani", own=False)}

    def test_a_call_is_somebody_who_wants_to_speak_once(self) -> None:
        call = {"call_id": "ABC", "sender_display_name": "Siti", "auto_rejected": False}
        rang, again = (read("call.offer", **call) for _ in range(2))

        assert (rang.kind, rang.address, rang.display_name) == ("call", "wa:6281200000001", "Siti")
        assert rang.dedupe_key == again.dedupe_key == "call:ABC"

    def test_a_call_to_a_group_is_none_of_ours(self) -> None:
        assert read("call.offer", call_id="ABC", group_jid="1@g.us") == Ignored("other_call")

    def test_a_message_taken_back_is_known_as_that(self) -> None:
        message = read("message.revoked", revoked_message_id="3EAF", body="rahasia")

        assert (message.kind, message.text) == ("deleted", "")

    def test_an_edit_names_the_message_it_changes(self) -> None:
        message = read("message.edited", body="maksud saya Sumber", original_message_id="3EAF")

        assert vars_of(message, "kind", "external_id", "dedupe_key") == {
            "kind": "edit",
            "external_id": "3EAF",
            "dedupe_key": "3EB0",
        }

    def test_a_reaction_that_was_taken_back_is_empty(self) -> None:
        message = read("message.reaction", reaction="", reacted_message_id="3EA0")

        assert vars_of(message, "kind", "text", "reply_to") == {
            "kind": "reaction",
            "text": "",
            "reply_to": "3EA0",
        }

    def test_receipts_of_several_messages(self) -> None:
        event = {
            "event": "message.ack",
            "timestamp": "2026-01-30T01:57:09Z",
            "payload": {"ids": ["A", "B"], "chat_id": "62812@s.whatsapp.net", "receipt_type": "played"},
        }
        at = datetime(2026, 1, 30, 1, 57, 9, tzinfo=UTC)

        assert a_gateway().parse(json.dumps(event).encode()) == [
            StatusEvent("gowa", "gowa", "A", "read", at=at),
            StatusEvent("gowa", "gowa", "B", "read", at=at),
        ]

    def test_bytes_that_are_no_event_are_kept_apart(self) -> None:
        assert a_gateway().parse(b'{"event":') == [Ignored(UNREADABLE)]


class TestRender:
    def test_choices_become_numbers(self) -> None:
        [request] = a_gateway().render(
            Outbound("wa:62812", "Untuk siapa?", (Option("m:1:1", "Saya"), Option("m:1:2", "Lain")))
        )

        assert request.body == {
            "phone": "62812@s.whatsapp.net",
            "message": "Untuk siapa?\n\n1. Saya\n2. Lain\n\nBalas dengan angka (1-2).",
        }

    def test_a_hidden_number_is_answered_where_it_came_from(self) -> None:
        [request] = a_gateway().render(Outbound("wa:lid:2000", "Halo"))

        assert request.body["phone"] == "2000@lid"

    def test_a_long_text_goes_in_parts(self) -> None:
        requests = a_gateway().render(Outbound("wa:62812", "x" * 4097))

        assert [len(request.body["message"]) for request in requests] == [4096, 1]


class TestSend:
    async def test_a_message_arrives_signed_in_and_for_our_device(self, fake: FakeGowa, gowa: Gowa) -> None:
        sent = await say_halo(gowa)

        assert sent == "3EB00000000000000001"
        assert fake.bodies("/send/message") == [{"phone": "62812@s.whatsapp.net", "message": "Halo"}]
        assert fake.calls[0]["headers"]["X-Device-Id"] == "slrt-1"

    @pytest.mark.parametrize(
        ("status", "body", "action", "code"),
        [
            (500, {"code": "INTERNAL_SERVER_ERROR", "message": "x"}, Action.RETRY, "http_500"),
            (502, "<html>", Action.RETRY, "http_502"),
            (401, "Unauthorized", Action.CONFIG, "http_401"),
            (403, {}, Action.CONFIG, "http_403"),
            (401, {"code": "AUTHENTICATION_ERROR", "message": "you are not login"}, Action.PAUSE, "login_lost"),
            (500, {"code": "INVALID_WA_CLI", "message": "x"}, Action.PAUSE, "login_lost"),
            (500, {"code": "500", "message": "device disconnected: logged out"}, Action.PAUSE, "login_lost"),
            (400, {"code": "INVALID_JID", "message": "user is not registered"}, Action.UNREACHABLE, "not_on_whatsapp"),
            (500, {"code": "500", "message": "Phone is not on WhatsApp"}, Action.UNREACHABLE, "not_on_whatsapp"),
            (429, {"code": "WA_REACHOUT_TIMELOCK", "message": "463"}, Action.HOLD, "reachout_timelock"),
            (429, "", Action.PAUSE, "http_429"),
            (400, {"code": "400", "message": "message: cannot be blank"}, Action.DROP, "http_400"),
            (200, "not json", Action.UNCERTAIN, "odd_answer"),
            (200, [], Action.UNCERTAIN, "odd_answer"),
            (200, {"code": "SUCCESS", "results": {}}, Action.UNCERTAIN, "odd_answer"),
            (200, {"code": "500", "results": {"message_id": "3EB0"}}, Action.UNCERTAIN, "odd_answer"),
        ],
    )  # fmt: skip
    async def test_an_answer_leads_to_its_action(
        self, fake: FakeGowa, gowa: Gowa, status: int, body: Any, action: Action, code: str
    ) -> None:
        fake.fail("/send/message", status, body)

        with pytest.raises(SendError) as error:
            await say_halo(gowa)

        assert (error.value.action, error.value.code) == (action, code)

    async def test_a_broken_connection_is_uncertain(self, fake: FakeGowa, gowa: Gowa) -> None:
        fake.fail("/send/message", 0, drop=True)

        with pytest.raises(SendError) as error:
            await say_halo(gowa)

        assert error.value.action is Action.UNCERTAIN

    async def test_a_gateway_that_is_not_there_is_tried_again(self) -> None:
        gowa = a_gateway(api_base="http://127.0.0.1:9")  # the discard port: nobody listens

        with pytest.raises(SendError) as error:
            await say_halo(gowa)
        await gowa.close()

        assert (error.value.action, error.value.code) == (Action.RETRY, "no_connection")

    async def test_nothing_personal_stands_in_the_log(
        self, fake: FakeGowa, gowa: Gowa, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        fake.fail("/send/message", 0, drop=True)

        with pytest.raises(SendError) as error:
            await say_halo(gowa)

        ours = [r.getMessage() for r in caplog.records if r.name != "aiohttp.access"]  # the fake's own log
        for told in ("62812", "Halo", SECRET, "kata-sandi"):
            assert told not in "\n".join([*ours, repr(error.value)])


class TestCheck:
    async def test_a_linked_phone_is_well(self, fake: FakeGowa, gowa: Gowa) -> None:
        assert (await gowa.check()).ok

    async def test_a_phone_that_is_not_linked_is_named(self, fake: FakeGowa, gowa: Gowa) -> None:
        fake.linked = False

        health = await gowa.check()

        assert (health.ok, health.detail) == (False, "no_device")

    async def test_a_wrong_password_is_named(self, server: TestServer) -> None:
        gowa = a_gateway(api_base=str(server.make_url("/")), user="slrt", password="salah")

        health = await gowa.check()
        await gowa.close()

        assert (health.ok, health.detail) == (False, "http_401")


def signed(raw: bytes) -> str:
    return Webhook("", SECRET).signature(raw)


def vars_of(message: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(message, name) for name in names}


async def say_halo(gowa: Gowa) -> str:
    [request] = gowa.render(Outbound("wa:62812", "Halo"))
    return (await gowa.send(request)).external_id


@pytest.fixture
def fake() -> FakeGowa:
    return FakeGowa("slrt", "kata-sandi")


@pytest.fixture
async def server(fake: FakeGowa) -> AsyncIterator[TestServer]:
    server = TestServer(fake.app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def gowa(server: TestServer) -> AsyncIterator[Gowa]:
    gowa = a_gateway(
        api_base=str(server.make_url("/")),
        device="slrt-1",
        user="slrt",
        password="kata-sandi",
    )
    yield gowa
    await gowa.close()
