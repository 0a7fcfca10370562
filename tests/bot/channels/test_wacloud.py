"""The official WhatsApp: signed webhooks in, buttons and lists out, every body held against Meta's own description."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import (
    Action,
    ChannelSettingsError,
    Ignored,
    MovedEvent,
    Outbound,
    SendError,
    StatusEvent,
    TemplateEvent,
)
from bot.channels.split import units
from bot.channels.wacloud import WaCloud, WaCloudSettings
from handlers.turn import Inbound, Option
from tests.fake_wacloud import NUMBER, TOKEN, FakeWaCloud

SECRET = "rahasia-aplikasi-uji-coba-0123456789"
WORD = "kata-verifikasi-uji"
CONFORMANCE = Path(
    os.environ.get("CONFORMANCE_DIR") or Path(__file__).parents[3].parent / "shared" / "conformance"
)
DESCRIPTION = CONFORMANCE / "meta-whatsapp-openapi.yaml"


def a_number(**settings: Any) -> WaCloud:
    return WaCloud(
        WaCloudSettings(
            **{"phone_id": NUMBER, "token": TOKEN, "secret": SECRET, "verify_token": WORD, **settings}
        )
    )


def body(*messages: dict[str, Any], number: str = NUMBER, **value: Any) -> bytes:
    contacts = [{"profile": {"name": "Siti"}, "wa_id": "6281200000001"}]
    inside = {
        "metadata": {"phone_number_id": number},
        "contacts": contacts,
        "messages": list(messages),
        **value,
    }
    return json.dumps(
        {
            "object": "whatsapp_business_account",
            "entry": [{"changes": [{"field": "messages", "value": inside}]}],
        }
    ).encode()


def said(**message: Any) -> dict[str, Any]:
    known = {"from": "6281200000001", "id": "wamid.1", "timestamp": "1764000000", "type": "text"}
    return {**known, **message}


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "complaint"),
        [
            ({"phone_id": "+62812"}, "phone_id"),
            ({"token": ""}, "token"),
            ({"secret": "pendek"}, "secret"),
            ({"verify_token": "pendek"}, "verify_token"),
            ({"api_base": "http://graph.example"}, "api_base"),
        ],
    )
    def test_what_cannot_work_is_refused_by_name(self, given: dict[str, str], complaint: str) -> None:
        with pytest.raises(ChannelSettingsError, match=rf"wacloud\.{complaint}"):
            a_number(**given)

    def test_secrets_do_not_stand_in_the_repr(self) -> None:
        shown = repr(WaCloudSettings(NUMBER, TOKEN, SECRET, WORD))

        assert not [one for one in (TOKEN, SECRET, WORD) if one in shown]


class TestDoor:
    def test_meta_is_answered_with_its_challenge(self) -> None:
        asked = {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444"}

        assert a_number().challenge(asked) == "1158201444"
        assert a_number().challenge({**asked, "hub.verify_token": "lain"}) is None
        assert a_number().challenge({}) is None

    def test_the_signature_is_over_the_bytes_as_they_came(self) -> None:
        raw = body(said(text={"body": "é"}))
        signature = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()

        assert a_number().verify({"x-hub-signature-256": signature}, {}, raw)
        assert not a_number().verify(
            {"x-hub-signature-256": signature}, {}, json.dumps(json.loads(raw)).encode() + b" "
        )
        assert not a_number().verify({}, {}, raw)


class TestParse:
    def test_several_messages_keep_their_order_and_a_broken_one_takes_no_neighbour(self) -> None:
        raw = body(
            said(id="w1", text={"body": "satu"}),
            {"id": "w2", "type": "text"},
            said(id="w3", text={"body": "tiga"}),
        )

        parsed = a_number().parse(raw)

        assert [one.text if isinstance(one, Inbound) else one for one in parsed] == [
            "satu",
            Ignored("no_sender"),
            "tiga",
        ]

    def test_a_user_without_a_number_has_an_opaque_address(self) -> None:
        raw = body(
            {"from_user_id": "ID.1349abc", "id": "w", "type": "text", "text": {"body": "halo"}}, contacts=[]
        )

        [message] = a_number().parse(raw)

        assert isinstance(message, Inbound)
        assert (message.address, message.phone, message.bsuid) == ("wa:bsuid:ID.1349abc", "", "ID.1349abc")

    @pytest.mark.parametrize(
        ("event", "state"),
        [("APPROVED", "approved"), ("REJECTED", "rejected"), ("PAUSED", "paused"), ("DISABLED", "disabled"), ("FLAGGED", "approved")],
    )  # fmt: skip
    def test_what_meta_says_of_a_template_is_heard(self, event: str, state: str) -> None:
        value = {"event": event, "message_template_name": "ada_kabar", "reason": "INVALID_FORMAT"}
        changes = [{"field": "message_template_status_update", "value": value}]

        [heard] = a_number().parse(json.dumps({"entry": [{"changes": changes}]}).encode())

        assert heard == TemplateEvent("wacloud", NUMBER, "ada_kabar", state, "INVALID_FORMAT")

    def test_a_new_number_is_heard(self) -> None:
        system = {"type": "user_changed_number", "wa_id": "6281200000002", "body": "Siti changed"}

        [heard] = a_number().parse(body(said(type="system", system=system)))

        assert heard == MovedEvent("wacloud", NUMBER, "wa:6281200000001", "6281200000002")

    def test_what_is_for_another_number_is_not_ours(self) -> None:
        assert a_number().parse(body(said(text={"body": "x"}), number="99")) == [Ignored("other_number")]

    def test_a_failed_status_carries_its_code(self) -> None:
        failed = {"id": "wamid.9", "status": "failed", "errors": [{"code": 131047}]}

        [status] = a_number().parse(body(statuses=[failed]))

        assert isinstance(status, StatusEvent)
        assert (status.external_id, status.status, status.code) == ("wamid.9", "failed", "131047")

    @given(st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["entry", "changes", "field", "value", "messages", "statuses", "metadata", "phone_number_id",
                             "type", "text", "body", "interactive", "image", "id", "from", "contacts", "errors", "code"]),
            inner, max_size=5),
        max_leaves=30,
    ))  # fmt: skip
    def test_no_value_raises(self, value: Any) -> None:
        raw = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
        a_number().parse(raw)
        a_number().parse(json.dumps(value).encode())


OPTIONS = {
    "two short": (Option("m:a:0", "Ya"), Option("m:a:1", "Tidak")),
    "three": tuple(Option(f"m:a:{n}", f"Pilihan nomor {n}") for n in range(3)),
    "four": tuple(Option(f"m:a:{n}", f"Pilihan nomor {n}") for n in range(4)),
    "ten": tuple(Option(f"m:a:{n}", f"Desa yang ke {n}") for n in range(10)),
    "a title of 24": (Option("m:a:0", "x" * 24), Option("m:a:1", "Tidak")),
    "a long title": (Option("m:a:0", "Matangaji, Kec. Sumber, Kabupaten Cirebon"), Option("m:a:1", "Bukan itu")),
    "described": (Option("m:a:0", "SLRT 7K4M-9XQ1-C", "Bantuan sosial"), Option("m:a:1", "SLRT 7K4M-9XQ2-C", "x" * 90)),
}  # fmt: skip
BODIES = {"short": "Siapa yang perlu dibantu?", "long": "kata " * 400, "emoji": "🙏" * 700, "empty": " "}


class TestRender:
    @pytest.mark.parametrize("options", OPTIONS)
    @pytest.mark.parametrize("text", BODIES)
    def test_every_body_keeps_the_limits(self, text: str, options: str) -> None:
        requests = a_number().render(Outbound("wa:62812", BODIES[text], OPTIONS[options]))

        *before, last = [request.body for request in requests]
        assert all(units(one["text"]["body"]) <= 4096 for one in before)
        assert last["type"] == "interactive"
        assert 1 <= units(last["interactive"]["body"]["text"]) <= 1024
        assert _ids(last) == [option.id for option in OPTIONS[options]]

    def test_short_choices_are_buttons_and_more_are_a_list(self) -> None:
        kinds = {
            name: a_number().render(Outbound("wa:62812", "?", options))[-1].body["interactive"]["type"]
            for name, options in OPTIONS.items()
        }

        assert {name for name, kind in kinds.items() if kind == "button"} == {"two short", "three"}

    def test_a_title_that_is_cut_stands_whole_in_the_body(self) -> None:
        [request] = a_number().render(Outbound("wa:62812", "Desa yang mana?", OPTIONS["a long title"]))

        interactive = request.body["interactive"]
        assert "1. Matangaji, Kec. Sumber, Kabupaten Cirebon" in interactive["body"]["text"]
        assert interactive["action"]["sections"][0]["rows"][0]["title"] == "Matangaji, Kec. Sumber,"

    @pytest.mark.parametrize(
        "options",
        [
            tuple(Option(f"m:a:{n}", f"Pilihan {n}") for n in range(11)),
            (Option("a", "Sama"), Option("b", "Sama")),
        ],
    )
    def test_what_fits_no_list_is_numbered_text(self, options: Sequence[Option]) -> None:
        requests = a_number().render(Outbound("wa:62812", "Pilih", tuple(options)))

        assert {request.body["type"] for request in requests} == {"text"}
        assert f"Balas dengan angka (1-{len(options)})." in requests[-1].body["text"]["body"]

    def test_a_user_without_a_number_is_answered_where_she_is(self) -> None:
        [request] = a_number().render(Outbound("wa:bsuid:ID.1349abc", "Halo"))

        assert request.body["recipient"] == "ID.1349abc"
        assert "to" not in request.body

    @pytest.mark.skipif(not DESCRIPTION.exists(), reason="Meta's description is not here: CONFORMANCE_DIR")
    @pytest.mark.parametrize("options", ["none", *OPTIONS])
    @pytest.mark.parametrize("text", BODIES)
    def test_meta_would_take_it(self, text: str, options: str) -> None:
        for request in a_number().render(
            Outbound("wa:6281200000001", BODIES[text], OPTIONS.get(options, ()))
        ):
            schema = "TextMessage" if request.body["type"] == "text" else "InteractiveMessage"
            _checker(schema).validate(request.body)

    def test_a_user_without_a_number_may_be_asked_for_it(self) -> None:
        """Documentation of 2026; Meta's description of v23.0 does not know it yet (CHANNELS.md section 10)."""
        out = Outbound(
            "wa:bsuid:ID.1349abc", "Mau ditelepon?", (Option("", "Kirim nomor saya"),), wants="contact"
        )

        [request] = a_number().render(out)

        assert request.body["recipient"] == "ID.1349abc"
        assert request.body["interactive"] == {
            "type": "request_contact_info",
            "body": {"text": "Mau ditelepon?"},
            "action": {"name": "request_contact_info"},
        }

    @pytest.mark.skipif(not DESCRIPTION.exists(), reason="Meta's description is not here: CONFORMANCE_DIR")
    def test_meta_would_take_a_template(self) -> None:
        [request] = a_number().render(
            Outbound("wa:6281200000001", "Ada kabar.", (Option("", "BUKA"),), template="ada_kabar")
        )

        _checker("TemplateMessage").validate(request.body)
        assert request.body["template"]["name"] == "ada_kabar"

    @pytest.mark.skipif(not DESCRIPTION.exists(), reason="Meta's description is not here: CONFORMANCE_DIR")
    def test_the_check_can_say_no(self) -> None:
        [request] = a_number().render(Outbound("wa:62812", "?", OPTIONS["three"]))
        broken = json.loads(json.dumps(request.body))
        broken["interactive"]["action"]["buttons"][0]["reply"]["title"] = "x" * 21

        with pytest.raises(jsonschema.ValidationError):
            _checker("InteractiveMessage").validate(broken)


class TestSend:
    async def test_a_message_arrives_with_the_token(self, fake: FakeWaCloud, number: WaCloud) -> None:
        sent = await _says(number)

        assert sent == "wamid.000001"
        [call] = fake.calls
        assert call["headers"]["Authorization"] == f"Bearer {TOKEN}"
        assert call["body"]["to"] == "62812"

    @pytest.mark.parametrize(
        ("status", "code", "action"),
        [
            (500, 131000, Action.RETRY), (503, 131016, Action.RETRY), (400, 130429, Action.PAUSE), (400, 131056, Action.SLOW),
            (400, 131048, Action.PAUSE), (400, 131047, Action.TEMPLATE), (400, 131049, Action.HOLD), (400, 131026, Action.UNREACHABLE),
            (400, 131030, Action.UNREACHABLE), (400, 131009, Action.DROP), (400, 100, Action.DROP), (401, 190, Action.CONFIG),
            (403, 200, Action.CONFIG), (400, 132001, Action.NO_TEMPLATE), (400, 137000, Action.RETRY), (400, 999999, Action.RETRY),
        ],
    )  # fmt: skip
    async def test_a_code_leads_to_its_action(
        self, fake: FakeWaCloud, number: WaCloud, status: int, code: int, action: Action
    ) -> None:
        fake.fail("messages", status, {"error": {"code": code, "message": "62812 Halo"}})

        with pytest.raises(SendError) as error:
            await _says(number)

        assert (error.value.action, error.value.code) == (action, str(code))
        assert "62812" not in repr(error.value)

    @pytest.mark.parametrize(
        ("status", "answer", "action"),
        [
            (502, "<html>", Action.RETRY), (429, "", Action.PAUSE), (401, "", Action.CONFIG), (404, "", Action.DROP),
            (200, "[]", Action.UNCERTAIN), (200, {"messages": [{}]}, Action.UNCERTAIN),
        ],
    )  # fmt: skip
    async def test_an_answer_without_a_code(
        self, fake: FakeWaCloud, number: WaCloud, status: int, answer: Any, action: Action
    ) -> None:
        fake.fail("messages", status, answer)

        with pytest.raises(SendError) as error:
            await _says(number)

        assert error.value.action is action

    async def test_a_broken_connection_is_uncertain(self, fake: FakeWaCloud, number: WaCloud) -> None:
        fake.fail("messages", 0, drop=True)

        with pytest.raises(SendError) as error:
            await _says(number)

        assert error.value.action is Action.UNCERTAIN

    async def test_what_arrived_is_marked_as_read(self, fake: FakeWaCloud, number: WaCloud) -> None:
        raw = body(
            said(text={"body": "halo"}), said(id="wamid.2", type="reaction", reaction={"message_id": "x"})
        )

        await number.acknowledge(raw)

        [mark] = fake.bodies("messages")
        assert mark == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
        if DESCRIPTION.exists():
            _checker("MarkMessageRequestPayload").validate(mark)

    async def test_a_mark_that_is_refused_stops_nothing(self, fake: FakeWaCloud, number: WaCloud) -> None:
        fake.fail("messages", 400, {"error": {"code": 100}})
        await number.acknowledge(body(said(text={"body": "halo"})))

        fake.fail("messages", 0, drop=True)
        await number.acknowledge(body(said(text={"body": "halo"})))

    async def test_check_names_a_wrong_token(self, server: TestServer) -> None:
        number = a_number(token="salah", api_base=_base(server))

        health = await number.check()
        await number.close()

        assert (health.ok, health.detail) == (False, "190")


@pytest.fixture
def fake() -> FakeWaCloud:
    return FakeWaCloud()


@pytest.fixture
async def server(fake: FakeWaCloud) -> AsyncIterator[TestServer]:
    server = TestServer(fake.app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def number(server: TestServer) -> AsyncIterator[WaCloud]:
    number = a_number(api_base=_base(server))
    yield number
    await number.close()


def _base(server: TestServer) -> str:
    return str(server.make_url("/")).rstrip("/")


async def _says(number: WaCloud) -> str:
    [request] = number.render(Outbound("wa:62812", "Halo"))
    return (await number.send(request)).external_id


def _ids(sent: Any) -> list[str]:
    action = sent["interactive"]["action"]
    if "buttons" in action:
        return [one["reply"]["id"] for one in action["buttons"]]
    return [row["id"] for section in action["sections"] for row in section["rows"]]


@cache
def _checker(schema: str) -> Any:
    """Meta's own description of a body, mended as CHANNELS.md section 10 says."""
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": _description()["components"]}
    )


@cache
def _description() -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(DESCRIPTION.read_text(encoding="utf-8"), loader)  # noqa: S506  a safe loader, the quick one
    _mend(document)
    return document


def _mend(node: Any) -> None:
    """`additionalProperties: false` inside allOf refuses the shared fields: it is said once, outside."""
    if isinstance(node, dict):
        closed = [part for part in node.get("allOf", ()) if part.pop("additionalProperties", True) is False]
        if closed:
            node["unevaluatedProperties"] = False
        for child in node.values():
            _mend(child)
    elif isinstance(node, list):
        for child in node:
            _mend(child)
