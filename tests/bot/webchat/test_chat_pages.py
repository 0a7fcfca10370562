"""The web chat's page and routes, with a room in memory in place of the durable line."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.webchat import address_of
from bot.webchat.page import STATIC
from bot.webchat.room import ChatLine
from handlers.turn import Option
from tests.bot.webchat.conftest import CLIENT, a_client
from tests.fake_room import NOW, MemoryRoom, StillClock


class TestPage:
    async def test_a_new_visitor_gets_a_page_and_a_secret_cookie(self, client: CLIENT) -> None:
        answer = await client.get("/obrolan")

        page = await answer.text()
        cookie = answer.cookies["obrolan"]
        assert answer.status == 200
        assert "SLRT Contoh" in page
        assert "Jangan kirim NIK, foto KTP, OTP, atau PIN di sini." in page
        assert "Gratis. Dijawab bot, lalu petugas (Sen–Jum 08.00–16.00)." in page
        assert len(cookie.value) == 43
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "2592000")
        assert not cookie["secure"]

    async def test_behind_https_the_cookie_never_leaves_it(self, room: MemoryRoom) -> None:
        async with a_client(room, secure=True) as client:
            answer = await client.get("/obrolan")

        cookie = answer.cookies["__Host-obrolan"]
        assert cookie["secure"]
        assert answer.headers["Strict-Transport-Security"]

    async def test_nothing_may_come_from_elsewhere_and_nothing_is_kept(self, client: CLIENT) -> None:
        answer = await client.get("/obrolan")

        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    async def test_no_script_or_style_stands_in_the_page(self, client: CLIENT) -> None:
        page = await (await client.get("/obrolan")).text()

        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
        assert not re.search(r"(src|href|action)=\"(?!/obrolan)", page)

    async def test_a_reload_shows_the_conversation_and_its_open_buttons(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(me, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"), Option("m:1:2", "Lain")))
        room.add(me, "warga", "Saya")
        room.add(me, "bot", "Di desa mana?", options=(Option("m:2:1", "Matangaji"),))
        room.add(me, "petugas", "Kami cek dulu", name="Rina")

        page = await (await client.get("/obrolan")).text()

        assert re.findall(r'class="(pilihan[ \w]*)"', page) == ["pilihan lama", "pilihan"]
        assert 'value="m:1:2">Lain' in page
        assert "Bot · <time" in page
        assert "Petugas Rina · <time" in page
        assert ">09.41</time> · <span>terkirim" in page

    async def test_what_people_write_is_only_text(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.add(me, "warga", "<script>alert(1)</script>")

        page = await (await client.get("/obrolan")).text()

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    async def test_large_letters_are_remembered_without_a_script(self, client: CLIENT) -> None:
        large = await (await client.get("/obrolan?huruf=besar")).text()
        again = await (await client.get("/obrolan")).text()
        back = await (await client.get("/obrolan?huruf=biasa")).text()

        assert ['class="besar"' in page for page in (large, again, back)] == [True, True, False]
        assert "Teks biasa" in large
        assert "Teks besar" in back

    async def test_another_day_shows_its_date(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        yesterday = NOW - timedelta(days=1)
        room.lines.append((me, ChatLine("0001", "bot", "Halo", yesterday)))

        assert ">23 Nov 09.41</time>" in await (await client.get("/obrolan")).text()

    async def test_another_persons_chat_is_never_shown(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(address_of("b" * 43), "warga", "rahasia orang lain")

        page = await (await client.get("/obrolan?address=" + address_of("b" * 43))).text()
        polled = await (await client.get("/obrolan/baru?sejak=")).text()

        assert "rahasia" not in page + polled

    async def test_a_forged_cookie_is_replaced(self, client: CLIENT) -> None:
        answer = await client.get("/obrolan", headers={"Cookie": "obrolan=web:1234"})

        assert len(answer.cookies["obrolan"].value) == 43

    async def test_without_the_database_the_page_says_so_and_keeps_the_cookie(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.broken = True

        answer = await client.get("/obrolan")

        assert answer.status == 503
        assert "sedang tidak dapat dibuka" in await answer.text()
        assert "obrolan" not in answer.cookies

    async def test_page_style_and_script_are_small(self, client: CLIENT) -> None:
        page = await (await client.get("/obrolan")).text()
        parts = [page, *[await (await client.get(path)).text() for path in files_of(page)]]

        assert compressed("".join(parts)) < 8 * 1024

    async def test_files_are_kept_for_ever_under_an_address_of_their_content(self, client: CLIENT) -> None:
        page = await (await client.get("/obrolan")).text()

        answers = [await client.get(path) for path in files_of(page)]

        assert [answer.content_type for answer in answers] == [
            "image/svg+xml",
            "text/css",
            "text/javascript",
        ]
        assert all("immutable" in answer.headers["Cache-Control"] for answer in answers)
        assert (await client.get(f"{STATIC}/../routes.py")).status == 404
        assert (await client.get(f"{STATIC}/obrolan.css")).status == 404


class TestForm:
    async def test_a_message_without_script_is_stored_and_the_page_shown_again(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.answer = "Di desa mana?"

        answer = await client.post("/obrolan/pesan", data={"kunci": "kunci-0001", "teks": "BPJS mati"})

        assert answer.history[0].status == 303
        assert answer.url.path == "/obrolan"
        page = await answer.text()
        assert page.index("BPJS mati") < page.index("Di desa mana?")

    async def test_the_same_form_sent_twice_is_one_message(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.answer = "Baik."
        for _ in range(2):
            await client.post("/obrolan/pesan", data={"kunci": "kunci-0001", "teks": "BPJS mati"})

        assert room.bodies() == ["BPJS mati", "Baik."]

    async def test_every_form_of_a_page_has_an_id_of_its_own(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(me, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"),))

        keys = re.findall(r'name="kunci" value="([^"]+)"', await (await client.get("/obrolan")).text())

        assert len(set(keys)) == len(keys) == 3

    async def test_a_button_sends_its_id_and_the_title_we_wrote(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.add(me, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"), Option("m:1:2", "Lain")))

        await client.post(
            "/obrolan/pesan", data={"kunci": "kunci-0002", "pilihan": "m:1:2", "title": "palsu"}
        )

        assert json.loads(room.raw[0]) == {
            "address": me,
            "id": "kunci-0002",
            "choice": "m:1:2",
            "title": "Lain",
        }

    async def test_it_waits_a_moment_for_the_reply_and_not_longer(
        self, client: CLIENT, room: MemoryRoom, clock: StillClock
    ) -> None:
        answer = await client.post("/obrolan/pesan", data={"kunci": "kunci-0003", "teks": "halo"})

        assert answer.status == 200
        assert clock.slept == pytest.approx(3.0, abs=0.3)

    async def test_a_text_that_is_too_long_stays_in_the_field(self, client: CLIENT, room: MemoryRoom) -> None:
        answer = await client.post("/obrolan/pesan", data={"kunci": "kunci-0004", "teks": "x" * 2001})

        page = await answer.text()
        assert answer.status == 400
        assert "Pesan terlalu panjang: paling banyak 2000 huruf." in page
        assert "x" * 2001 + "</textarea>" in page
        assert room.raw == []

    async def test_line_ends_of_a_form_count_once(self, client: CLIENT, room: MemoryRoom) -> None:
        await client.post("/obrolan/pesan", data={"kunci": "kunci-0005", "teks": "a\r\n" * 999 + "b"})

        assert room.bodies() == ["a\n" * 999 + "b"]

    async def test_when_it_cannot_be_stored_the_words_are_not_lost(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.broken = True

        answer = await client.post("/obrolan/pesan", data={"kunci": "kunci-0006", "teks": "BPJS mati"})

        assert answer.status == 503
        assert "BPJS mati</textarea>" in await answer.text()


class TestScript:
    async def test_a_message_is_stored_before_it_is_answered(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        answer = await say(client, "kunci-0001", text="BPJS mati")

        assert (answer.status, await answer.json()) == (200, {"ok": True})
        assert room.bodies() == ["BPJS mati"]

    async def test_the_same_key_twice_is_one_message(self, client: CLIENT, room: MemoryRoom) -> None:
        await client.get("/obrolan")
        await say(client, "kunci-0001", text="BPJS mati")
        await say(client, "kunci-0001", text="BPJS mati")

        assert room.bodies() == ["BPJS mati"]

    async def test_the_same_key_of_two_people_are_two_messages(self, room: MemoryRoom) -> None:
        for _ in range(2):
            async with a_client(room) as client:
                await say(client, "kunci-0001", text="halo")

        assert room.bodies() == ["halo", "halo"]

    @pytest.mark.parametrize(
        ("key", "body", "sentence"),
        [
            ("", {"text": "halo"}, "Pesan tidak terbaca"),
            ("k" * 65, {"text": "halo"}, "Pesan tidak terbaca"),
            ("kunci-0001", {"text": "  "}, "Pesan masih kosong"),
            ("kunci-0001", {"text": 5}, "Pesan masih kosong"),
            ("kunci-0001", {"text": "x" * 2001}, "Pesan terlalu panjang"),
            ("kunci-0001", {"choice": "m 1"}, "Pesan tidak terbaca"),
            ("kunci-0001", ["halo"], "Pesan masih kosong"),
        ],
    )
    async def test_what_cannot_be_taken_is_told(
        self, client: CLIENT, room: MemoryRoom, key: str, body: Any, sentence: str
    ) -> None:
        answer = await client.post("/obrolan/pesan", json=body, headers={"Idempotency-Key": key})

        assert answer.status == 400
        assert (await answer.json())["error"].startswith(sentence)
        assert room.raw == []

    async def test_when_it_cannot_be_stored_the_browser_shall_try_again(
        self, client: CLIENT, room: MemoryRoom
    ) -> None:
        room.broken = True

        assert (await say(client, "kunci-0001", text="halo")).status == 503
        assert (await client.get("/obrolan/baru?sejak=0001", headers=cookie_of("a" * 43))).status == 503

    async def test_a_body_that_is_too_big_is_not_read(self, client: CLIENT, room: MemoryRoom) -> None:
        assert (await say(client, "kunci-0001", text="x" * 300_000)).status == 413
        assert room.raw == []

    async def test_a_poll_brings_what_is_new(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.add(me, "warga", "halo", key="kunci-0001")
        room.add(me, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"),))

        told = await (await client.get("/obrolan/baru?sejak=0001")).json()

        assert told == {
            "lines": [
                {
                    "id": "0002",
                    "author": "bot",
                    "who": "Bot",
                    "body": "Untuk siapa?",
                    "at": "2026-11-24T02:41:00+00:00",
                    "time": "09.41",
                    "options": [{"id": "m:1:1", "title": "Saya"}],
                    "key": "",
                    "file": None,
                }
            ]
        }

    async def test_a_poll_without_a_cookie_hears_nothing(self, client: CLIENT, room: MemoryRoom) -> None:
        room.add("", "bot", "tidak untuk siapa pun")

        assert await (await client.get("/obrolan/baru?sejak=")).json() == {"lines": []}

    async def test_an_odd_cursor_is_refused(self, client: CLIENT) -> None:
        assert (await client.get("/obrolan/baru?sejak=%27--")).status == 400


class TestForeignSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://jahat.example"},
        ],
    )
    @pytest.mark.parametrize("path", ["/obrolan/pesan", "/obrolan/keluar"])
    async def test_they_cannot_speak_for_somebody(
        self, client: CLIENT, room: MemoryRoom, headers: dict[str, str], path: str
    ) -> None:
        answer = await client.post(path, data={"kunci": "kunci-0001", "teks": "halo"}, headers=headers)

        assert answer.status == 403
        assert room.raw == []

    async def test_our_own_page_can(self, client: CLIENT, room: MemoryRoom) -> None:
        origin = str(client.make_url("")).rstrip("/")

        await client.post(
            "/obrolan/pesan", data={"kunci": "kunci-0001", "teks": "halo"}, headers={"Origin": origin}
        )

        assert room.bodies() == ["halo"]


class TestLeave:
    async def test_nothing_is_left_behind(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.add(me, "bot", "rahasia")

        answer = await client.post("/obrolan/keluar", allow_redirects=False)
        neutral = await client.get(answer.headers["Location"])
        again = await client.get("/obrolan")

        assert answer.status == 303
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert answer.cookies["obrolan"]["max-age"] == "0"
        assert "SLRT" not in await neutral.text()
        assert "rahasia" not in await again.text()


async def say(client: CLIENT, key: str, **body: str) -> Any:
    return await client.post("/obrolan/pesan", json=body, headers={"Idempotency-Key": key})


def cookie_of(token: str) -> dict[str, str]:
    return {"Cookie": f"obrolan={token}"}


def files_of(page: str) -> list[str]:
    return re.findall(rf'"({STATIC}/[^"]+)"', page)


def compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))
