"""The web chat as a channel: who speaks, and what the page's words mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.channels.contract import UNREADABLE, Ignored, Outbound
from bot.channels.webchat import WebChat, address_of, new_token
from handlers.turn import Inbound

ADDRESS = address_of("a" * 43)


def read(**said: Any) -> Inbound:
    [message] = WebChat().parse(json.dumps({"address": ADDRESS, "id": "k1", **said}).encode())
    assert isinstance(message, Inbound)
    return message


class TestAddress:
    def test_the_token_does_not_stand_in_it(self) -> None:
        token = new_token()

        assert token not in address_of(token)
        assert address_of(token) == address_of(token) != address_of(new_token())

    @pytest.mark.parametrize("token", ["", "a" * 42, "a" * 44, "a" * 42 + "/", "ä" * 43])
    def test_what_is_no_token_has_no_address(self, token: str) -> None:
        assert address_of(token) == ""


class TestParse:
    def test_a_text(self) -> None:
        message = read(text="Bantuan saya\x00 berhenti")

        assert (message.kind, message.text, message.address) == ("text", "Bantuan saya berhenti", ADDRESS)

    def test_a_choice_is_known_by_its_id_and_shown_by_its_title(self) -> None:
        message = read(choice="m:ab:2", title="Keluarga", text="tidak dibaca")

        assert (message.kind, message.choice_id, message.text) == ("choice", "m:ab:2", "Keluarga")

    def test_the_same_id_of_two_people_are_two_messages(self) -> None:
        assert read(text="a").dedupe_key != read(text="a", address=address_of("b" * 43)).dedupe_key

    @pytest.mark.parametrize("broken", [{"address": "tg:77"}, {"address": "web:xyz"}, {"id": ""}])
    def test_a_message_without_a_sender_or_an_id_is_kept_apart(self, broken: dict[str, str]) -> None:
        raw = json.dumps({"address": ADDRESS, "id": "k", "text": "a", **broken}).encode()

        assert WebChat().parse(raw) == [Ignored(UNREADABLE)]

    def test_nobody_outside_may_speak_for_an_address(self) -> None:
        assert not WebChat().verify({}, {}, b"{}")


class TestSend:
    async def test_what_is_stored_is_sent(self) -> None:
        [request] = WebChat().render(Outbound(ADDRESS, "Di desa mana?", dedupe_key="c:1:1"))

        assert (await WebChat().send(request)).external_id == "web:c:1:1"
