"""What holds for every channel of the table, whatever its network is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import CHANNELS
from bot.channels.console import Console
from bot.channels.contract import (
    AccountEvent,
    AddressEvent,
    Channel,
    Ignored,
    MovedEvent,
    Outbound,
    StatusEvent,
    TemplateEvent,
)
from bot.channels.email import Email, EmailSettings
from bot.channels.fonnte import Fonnte, FonnteSettings
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.split import units
from bot.channels.telegram import Telegram, TelegramSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings
from bot.channels.waha import Waha, WahaSettings
from bot.channels.webchat import WebChat, address_of
from handlers.turn import Inbound, Option

MAKERS: dict[str, Callable[[], Channel]] = {
    "console": Console,
    "webchat": WebChat,
    "telegram": lambda: Telegram(TelegramSettings("123:abc", mode="webhook", secret="s" * 32)),
    "gowa": lambda: Gowa(GowaSettings("http://127.0.0.1:9", secret="g" * 32)),
    "waha": lambda: Waha(WahaSettings("http://127.0.0.1:9", secret="h" * 32)),
    "fonnte": lambda: Fonnte(FonnteSettings("token", secret="f" * 32)),
    "email": lambda: Email(
        EmailSettings("slrt@slrt.example.id", ("localhost", 1), ("localhost", 2), tls=False)
    ),
    "wacloud": lambda: WaCloud(WaCloudSettings("1065", "token", "w" * 32, "v" * 16)),
}
ADDRESSES = {
    "console": "console:budi",
    "webchat": address_of("a" * 43),
    "telegram": "tg:77",
    "gowa": "wa:6281200000001",
    "wacloud": "wa:6281200000001",
    "waha": "wa:6281200000001",
    "fonnte": "wa:6281200000001",
    "email": "email:siti@example.id",
}

# words that make a made-up body look like one of ours, so that the fuzz reaches the deep ends
WORDS = st.sampled_from(
    [
        "update_id",
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "from",
        "chat",
        "id",
        "type",
        "private",
        "date",
        "text",
        "caption",
        "data",
        "photo",
        "document",
        "location",
        "latitude",
        "longitude",
        "contact",
        "phone_number",
        "user_id",
        "reply_markup",
        "inline_keyboard",
        "event",
        "payload",
        "device_id",
        "chat_id",
        "body",
        "image",
        "path",
        "url",
        "degreesLatitude",
        "vcard",
        "ids",
        "contacts_array",
        "receipt_type",
        "timestamp",
        "address",
        "choice",
        "title",
        "media",
        "kind",
        "sticker",
        "62812@s.whatsapp.net",
        "message.ack",
        "message.edited",
        "message.reaction",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)
PERSON = {"id": 77, "is_bot": False, "first_name": "Siti"}


@pytest.fixture(params=sorted(CHANNELS), scope="module")
def channel(request: pytest.FixtureRequest) -> Channel:
    return MAKERS[request.param]()


def test_every_channel_of_the_table_is_tested_here() -> None:
    assert set(MAKERS) == set(CHANNELS)


def test_its_name_is_its_key_in_the_table(channel: Channel) -> None:
    assert CHANNELS[channel.name] is type(channel)


def test_a_request_without_proof_is_refused(channel: Channel) -> None:
    assert not channel.verify({}, {}, b"{}")


def is_sound(parsed: object) -> bool:
    """What the durable line may count on."""
    if not isinstance(parsed, Inbound):
        return isinstance(
            parsed, StatusEvent | AddressEvent | AccountEvent | MovedEvent | TemplateEvent | Ignored
        )
    json.dumps(parsed.text).encode()
    parsed.text.encode()  # half a surrogate pair would be refused by the database
    return (
        bool(parsed.dedupe_key and parsed.address) and "\x00" not in parsed.text and len(parsed.text) <= 4096
    )


class TestParse:
    @settings(deadline=None, max_examples=150)
    @given(raw=st.binary(max_size=300))
    def test_any_bytes_are_survived(self, channel: Channel, raw: bytes) -> None:
        assert all(map(is_sound, channel.parse(raw, "application/json")))

    @settings(deadline=None, max_examples=150)
    @given(body=VALUES)
    def test_any_json_is_survived(self, channel: Channel, body: Any) -> None:
        assert all(map(is_sound, channel.parse(json.dumps(body).encode(), "application/json")))

    @settings(deadline=None, max_examples=200)
    @given(
        content=st.dictionaries(WORDS, VALUES, max_size=6),
        kind=st.sampled_from(["message", "edited_message"]),
    )
    def test_any_telegram_message_is_survived(self, content: dict[str, Any], kind: str) -> None:
        update = {"update_id": 1, kind: {"from": PERSON, "chat": {"id": 77, "type": "private"}, **content}}

        assert all(map(is_sound, MAKERS["telegram"]().parse(json.dumps(update).encode(), "")))

    @settings(deadline=None, max_examples=200)
    @given(
        content=st.dictionaries(WORDS, VALUES, max_size=6),
        event=st.sampled_from(["message", "message.edited", "message.reaction", "message.ack"]),
    )
    def test_any_gowa_message_is_survived(self, content: dict[str, Any], event: str) -> None:
        sender = "6281200000001@s.whatsapp.net"
        body = {"event": event, "payload": {"id": "A", "from": sender, "chat_id": sender, **content}}

        assert all(map(is_sound, MAKERS["gowa"]().parse(json.dumps(body).encode(), "")))

    @settings(deadline=None, max_examples=100)
    @given(content=st.dictionaries(WORDS, VALUES, max_size=6))
    def test_any_console_line_is_survived(self, content: dict[str, Any]) -> None:
        line = json.dumps({**content, "from": "budi"}).encode()

        assert all(map(is_sound, MAKERS["console"]().parse(line, "")))


TITLES = st.text(min_size=1, max_size=80).filter(str.strip)
OPTIONS = st.lists(st.builds(Option, id=st.text(min_size=1, max_size=70), title=TITLES), max_size=12)


class TestRender:
    @settings(deadline=None, max_examples=150)
    @given(body=st.text(max_size=40), times=st.integers(1, 300), options=OPTIONS)
    def test_every_part_keeps_the_limits(
        self, channel: Channel, body: str, times: int, options: list[Option]
    ) -> None:
        out = Outbound(ADDRESSES[channel.name], body * times, tuple(options), dedupe_key="k")

        requests = channel.render(out)

        assert requests
        for request in requests:
            text = _text_of(request.body)
            assert text is None or (text.strip() and units(text) <= channel.limits.text)
            keys = [key for row in request.body.get("keyboard", ()) for key in row]
            assert len(keys) <= channel.limits.buttons
            assert all(1 <= len(key["callback_data"].encode()) <= 64 for key in keys)


def _text_of(body: Mapping[str, Any]) -> str | None:
    """What a person reads of one request, wherever the network wants it to stand."""
    if isinstance(body.get("interactive"), dict):
        return str(body["interactive"]["body"]["text"])
    text = body.get("text", body.get("message"))
    return str(text["body"]) if isinstance(text, dict) else text
