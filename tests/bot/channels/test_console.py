"""The terminal is a channel like every other."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.channels.console import Console
from bot.channels.contract import UNREADABLE, Action, Ignored, Outbound, SendError
from handlers.turn import Contact, Inbound, Location, Media, Option


def said(**line: Any) -> Inbound:
    [message] = Console().parse(json.dumps({"from": "budi", **line}).encode())
    assert isinstance(message, Inbound)
    return message


class TestParse:
    def test_a_text(self) -> None:
        message = said(text="lampu jalan mati", id="b-1")

        assert (message.kind, message.text, message.address) == ("text", "lampu jalan mati", "console:budi")
        assert message.dedupe_key == "console:budi:b-1"

    def test_without_an_id_every_line_is_a_new_message(self) -> None:
        assert said(text="ya").dedupe_key != said(text="ya").dedupe_key

    def test_the_same_id_of_two_people_are_two_messages(self) -> None:
        assert said(text="ya", id="1").dedupe_key != said(text="ya", id="1", **{"from": "siti"}).dedupe_key

    def test_a_choice(self) -> None:
        message = said(choice="m:ab:2")

        assert (message.kind, message.choice_id, message.text) == ("choice", "m:ab:2", "")

    def test_a_location(self) -> None:
        assert said(location={"lat": -6.7, "lon": 108.5}).location == Location(-6.7, 108.5)

    @pytest.mark.parametrize("lat", ["NaN", 1000, None, float("nan"), True])
    def test_a_place_that_is_nowhere_is_unsupported(self, lat: object) -> None:
        assert said(location={"lat": lat, "lon": 108.5}).kind == "unsupported"

    def test_a_photo(self) -> None:
        message = said(media={"kind": "image", "path": "/foto/rumah.jpg"}, text="rumah saya")

        assert message.media == (Media("image", ref="/foto/rumah.jpg", filename="rumah.jpg"),)
        assert message.text == "rumah saya"

    def test_a_sticker(self) -> None:
        assert said(sticker=True).media == (Media("sticker", ref=""),)

    @pytest.mark.parametrize(
        ("card", "contact"),
        [
            ("0812", Contact(("0812",))),
            ({"phone": "0812", "own": True}, Contact(("0812",), own=True)),
            ({"phones": ["0812", "0813"], "name": "Ani"}, Contact(("0812", "0813"), "Ani")),
        ],
    )
    def test_a_contact(self, card: object, contact: Contact) -> None:
        assert said(contact=card).contact == contact

    def test_a_command(self) -> None:
        assert said(text="/start hubung_12").command == ("start", "hubung_12")

    def test_a_slash_inside_a_text_is_no_command(self) -> None:
        assert said(text="/ 3 bulan").kind == "text"

    def test_several_lines_and_a_broken_one_between(self) -> None:
        raw = b'{"from":"budi","text":"satu"}\n{"from":\n\n{"from":"budi","text":"dua"}\n'

        first, broken, second = Console().parse(raw)

        assert isinstance(first, Inbound)
        assert isinstance(second, Inbound)
        assert (first.text, second.text) == ("satu", "dua")
        assert broken == Ignored(UNREADABLE)


class TestSend:
    async def test_the_listener_gets_the_whole_message(self) -> None:
        console = Console()
        out = Outbound(
            "console:budi", "Di desa mana?", (Option("m:1:1", "Matangaji"),), "k1", step="lapor.desa"
        )

        with console.subscribe() as listener:
            [request] = console.render(out)
            sent = await console.send(request)

            assert sent.external_id == "console:k1"
            assert listener.get_nowait() == {
                "to": "budi",
                "body": "Di desa mana?",
                "choices": [{"id": "m:1:1", "title": "Matangaji"}],
                "step": "lapor.desa",
                "case": None,
            }
            assert listener.empty()

    async def test_a_listener_hears_only_its_names(self) -> None:
        console = Console()
        budi, siti = console.subscribe("budi"), console.subscribe("siti")

        [request] = console.render(Outbound("console:budi", "Halo"))
        await console.send(request)

        assert (await budi.get())["body"] == "Halo"
        with pytest.raises(asyncio.QueueEmpty):
            siti.get_nowait()

    async def test_when_nobody_listens_the_message_is_held(self) -> None:
        console = Console()
        console.subscribe().close()

        [request] = console.render(Outbound("console:budi", "Halo"))
        with pytest.raises(SendError) as error:
            await console.send(request)

        assert (error.value.action, error.value.code) == (Action.HOLD, "no_listener")
