"""Files of the page, the stream of new lines, and that what was shown has arrived."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest
from aiohttp import FormData

from tests.bot.webchat.conftest import CLIENT
from tests.fake_room import MemoryRoom

BY_SCRIPT = {"Accept": "application/json"}


class TestFiles:
    PHOTO = b"\xff\xd8\xff\xe0" + b"x" * 100

    async def _sends(self, client: CLIENT, content: bytes, key: str = "kunci-0009", **headers: str) -> Any:
        form = FormData()
        form.add_field("kunci", key)
        form.add_field(
            "berkas", io.BytesIO(content), filename="../../etc/passwd.jpg", content_type="image/jpeg"
        )
        return await client.post("/obrolan/kiriman", data=form, headers=headers or BY_SCRIPT)

    async def test_a_photo_becomes_a_message(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        answer = await self._sends(client, self.PHOTO)

        assert (answer.status, await answer.json()) == (200, {"ok": True})
        assert room.files == [self.PHOTO]
        file = json.loads(room.raw[0])["media"]
        assert (file["kind"], file["mime"], file["size"]) == ("image", "image/jpeg", len(self.PHOTO))
        assert "passwd" not in room.raw[0].decode()

    async def test_without_a_script_the_page_comes_back(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        answer = await self._sends(client, self.PHOTO, Accept="text/html")

        assert (answer.history[0].status, answer.url.path) == (303, "/obrolan")

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Pilih dulu"),
            (b"<svg onload=alert(1)>", "Yang bisa dikirim"),
            (b"<!doctype html><script>", "Yang bisa dikirim"),
            (b"MZ\x90\x00program", "Yang bisa dikirim"),
            (b"PK\x03\x04archive", "Yang bisa dikirim"),
            (b"\xff\xd8\xff" + b"x" * (5 * 1024 * 1024), "terlalu besar"),
        ],
    )
    async def test_what_is_not_taken_is_named_and_not_kept(
        self, client: CLIENT, room: MemoryRoom, me: str, content: bytes, said: str
    ) -> None:
        answer = await self._sends(client, content)

        assert answer.status in {400, 413}
        assert said in (await answer.json())["error"]
        assert room.files == []

    async def test_another_site_may_not_send_in_her_name(self, client: CLIENT, room: MemoryRoom) -> None:
        answer = await self._sends(client, self.PHOTO, **{"Sec-Fetch-Site": "cross-site"})

        assert answer.status == 403
        assert room.files == []


class TestAFileOfAnOfficer:
    async def test_it_is_shown_and_served_to_this_browser_alone(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(me, "petugas", "Ini rumahnya?", file="image")
        room.add("web:" + "b" * 64, "petugas", "Rahasia", file="image")

        page = await (await client.get("/obrolan")).text()
        mine = await client.get("/obrolan/berkas/0001")
        other = await client.get("/obrolan/berkas/0002")

        assert '<img src="/obrolan/berkas/0001"' in page
        assert (mine.status, mine.content_type, mine.headers["Cache-Control"]) == (
            200,
            "image/jpeg",
            "no-store",
        )
        assert other.status == 404


class TestStream:
    async def test_lines_come_as_they_are_said_and_after_the_last_one(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(me, "bot", "lama")
        async with client.get("/obrolan/alur?sejak=0001") as answer:
            assert answer.content_type == "text/event-stream"
            await _event(answer)
            room.add(me, "petugas", "Kartunya sudah aktif", name="Rina")
            room.events[0].set()
            told = await _event(answer)

        assert told["id"] == "0002"
        assert json.loads(told["data"])["body"] == "Kartunya sudah aktif"

    async def test_a_browser_that_comes_again_misses_nothing(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        for body in ("satu", "dua", "tiga"):
            room.add(me, "bot", body)

        async with client.get("/obrolan/alur?sejak=0001", headers={"Last-Event-ID": "0002"}) as answer:
            await _event(answer)
            told = await _event(answer)

        assert json.loads(told["data"])["body"] == "tiga"

    async def test_nobody_hears_another_persons_chat(self, client: CLIENT, room: MemoryRoom) -> None:
        answer = await client.get("/obrolan/alur?sejak=", headers={"Cookie": "obrolan=web:1234"})

        assert answer.status == 400

    async def test_the_stream_ends_with_the_house(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        async with client.get("/obrolan/alur?sejak=") as answer:
            await _event(answer)
            room.ended = True
            room.events[0].set()

            assert await asyncio.wait_for(answer.content.read(), 10) == b""
        assert room.events == []


class TestSeen:
    async def test_what_the_page_has_shown_has_arrived(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(me, "bot", "Kartunya sudah aktif")
        await client.get("/obrolan/baru?sejak=0001")
        assert room.shown == {me: "0001"}

        room.add(me, "bot", "Ada lagi?")
        await client.get("/obrolan")
        assert room.shown == {me: "0002"}


async def _event(answer: Any) -> dict[str, str]:
    """The next event of a stream."""
    found: dict[str, str] = {}
    while line := (await asyncio.wait_for(answer.content.readline(), 10)).decode().rstrip("\r\n"):
        name, _, value = line.partition(": ")
        found[name] = value
    return found
