"""The web chat in a real browser: what the small script does, and that the page lives without it."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.channels.webchat import address_of
from bot.webchat.page import WebchatSettings
from bot.webchat.routes import routes
from handlers.turn import Option
from tests.fake_room import MemoryRoom, StillClock

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
TOKEN = "a" * 43
ME = address_of(TOKEN)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


class TestTalking:
    async def test_a_message_and_its_reply_appear_without_a_reload(
        self, page: Page, room: MemoryRoom
    ) -> None:
        room.answer = "Di desa mana?"

        await write(page, "BPJS ibu saya mati")

        await expect(page.locator(".warga")).to_contain_text("terkirim")
        await expect(page.locator(".bot")).to_contain_text("Di desa mana?")
        assert room.bodies() == ["BPJS ibu saya mati", "Di desa mana?"]

    async def test_a_button_is_pressed_and_becomes_old(self, page: Page, room: MemoryRoom) -> None:
        room.add(ME, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"), Option("m:1:2", "Keluarga")))
        await page.reload()

        await page.get_by_role("button", name="Keluarga").click()

        await expect(page.locator(".warga")).to_contain_text("Keluarga")
        await expect(page.locator(".pilihan")).to_have_class("pilihan lama")
        await expect(page.locator(".warga")).to_contain_text("terkirim")
        assert b'"choice": "m:1:2"' in room.raw[0]

    async def test_an_old_button_can_still_be_pressed(self, page: Page, room: MemoryRoom) -> None:
        room.add(ME, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"),))
        room.add(ME, "warga", "Saya")
        await page.reload()

        await page.locator(".lama").get_by_role("button", name="Saya").click()

        await expect(page.locator(".warga")).to_have_count(2)
        await expect(page.locator(".warga").last).to_contain_text("terkirim")

    async def test_news_arrives_by_itself_with_its_buttons(self, page: Page, room: MemoryRoom) -> None:
        room.add(ME, "petugas", "Sudah beres, Bu?", name="Rina", options=(Option("m:9:1", "Sudah"),))

        await expect(page.locator(".petugas")).to_contain_text("Petugas Rina")
        await expect(page.get_by_role("button", name="Sudah")).to_be_visible()


class TestFiles:
    async def test_a_large_photo_is_made_smaller_before_it_is_sent(
        self, page: Page, room: MemoryRoom, tmp_path: Path
    ) -> None:
        photo = tmp_path / "rumah.png"
        Image.effect_noise((2400, 1800), 80).save(photo)  # noise: some megabytes

        await page.set_input_files("#berkas", photo)

        await expect(page.locator(".warga")).to_contain_text("(foto)")
        await expect(page.locator(".warga")).to_contain_text("terkirim")
        [content] = room.files
        with Image.open(io.BytesIO(content)) as kept:
            assert (kept.format, kept.size) == ("JPEG", (1600, 1200))
        assert len(content) < photo.stat().st_size / 2

    async def test_what_is_not_taken_is_told_in_the_page(
        self, page: Page, room: MemoryRoom, tmp_path: Path
    ) -> None:
        other = tmp_path / "surat.pdf"
        other.write_bytes(b"MZ this is a program")

        await page.set_input_files("#berkas", other)

        await expect(page.locator("#kabar")).to_have_text(
            "Yang bisa dikirim di sini: foto, PDF, atau pesan suara."
        )
        assert room.files == []


class TestStream:
    async def test_news_comes_at_once_and_not_with_the_next_question(
        self, page: Page, room: MemoryRoom
    ) -> None:
        async with asyncio.timeout(10):
            while not room.events:  # noqa: ASYNC110  the browser opens the stream
                await asyncio.sleep(0.02)
        room.add(ME, "petugas", "Kartunya sudah aktif", name="Rina")
        room.events[0].set()

        await expect(page.locator(".petugas")).to_contain_text("Kartunya sudah aktif", timeout=1500)


class TestBadSignal:
    async def test_what_could_not_be_sent_waits_and_goes_once_in_order(
        self, page: Page, room: MemoryRoom
    ) -> None:
        room.broken = True
        await write(page, "satu")
        await write(page, "dua")
        await expect(page.locator(".warga").first).to_contain_text("menunggu sinyal")
        await expect(page.locator("#kabar")).to_have_text(
            "Sambungan terputus. Pesan disimpan dan dikirim otomatis."
        )

        room.broken = False
        await page.evaluate("dispatchEvent(new Event('online'))")

        await expect(page.locator(".warga").nth(1)).to_contain_text("terkirim")
        await expect(page.locator(".warga")).to_have_count(2)
        await expect(page.locator("#kabar")).to_have_text("")
        assert room.bodies() == ["satu", "dua"]

    async def test_a_reload_does_not_lose_it(self, page: Page, room: MemoryRoom) -> None:
        room.broken = True
        await write(page, "satu")
        await expect(page.locator(".warga")).to_contain_text("menunggu sinyal")

        room.broken = False
        await page.reload()

        await expect(page.locator(".warga")).to_contain_text("terkirim")
        assert room.bodies() == ["satu"]

    async def test_a_message_stored_while_the_answer_was_lost_is_not_stored_twice(
        self, page: Page, room: MemoryRoom
    ) -> None:
        async def lose_the_answer(route: Any) -> None:
            await route.fetch()
            await route.abort()

        await page.route("**/obrolan/pesan", lose_the_answer, times=1)
        await write(page, "satu")

        await expect(page.locator(".warga")).to_contain_text("terkirim")
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator(".warga")).to_have_count(1)
        assert room.bodies() == ["satu"]

    async def test_a_refused_message_says_so_and_can_be_tried_again(
        self, page: Page, room: MemoryRoom
    ) -> None:
        async def refuse(route: Any) -> None:
            await route.fulfill(status=400, json={"error": "Pesan tidak terbaca."})

        await page.route("**/obrolan/pesan", refuse, times=1)
        await write(page, "satu")
        await expect(page.locator(".warga")).to_contain_text("gagal")
        await expect(page.locator("#kabar")).to_have_text("Pesan tidak terbaca.")

        await page.get_by_role("button", name="Kirim lagi").click()

        await expect(page.locator(".warga")).to_contain_text("terkirim")
        assert room.bodies() == ["satu"]


class TestLeaving:
    async def test_nothing_is_left_in_the_browser(self, page: Page, room: MemoryRoom) -> None:
        room.add(ME, "bot", "rahasia")
        await page.reload()
        await expect(page.locator(".bot")).to_be_visible()

        await page.get_by_role("button", name="Keluar dan hapus jejak").click()
        await expect(page.get_by_role("heading")).to_have_text("Selesai")

        assert await page.evaluate("sessionStorage.length + localStorage.length") == 0
        assert await page.context.cookies() == []
        await page.go_back()
        assert "rahasia" not in await page.content()


class TestWithoutScript:
    async def test_a_whole_turn_works(self, browser: Browser, address: str, room: MemoryRoom) -> None:
        room.answer = "Untuk siapa?"
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(address)

        await page.get_by_role("textbox").fill("BPJS ibu saya mati")
        await page.get_by_role("button", name="Kirim", exact=True).click()

        await expect(page.locator(".warga")).to_contain_text("BPJS ibu saya mati")
        await expect(page.locator(".bot")).to_contain_text("Untuk siapa?")
        await context.close()


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_a_narrow_phone_needs_no_sideways_scrolling_and_no_small_fingers(
        self, browser: Browser, address: str, room: MemoryRoom, scheme: Any
    ) -> None:
        long = "https://contoh.example/" + "a" * 200
        room.add(ME, "warga", long)
        room.add(ME, "bot", "Pilih", options=(Option("m:1:1", "Kelurahan " + "Sendang" * 12),))
        page = await open_page(browser, address, viewport={"width": 320, "height": 568}, color_scheme=scheme)

        width = await page.evaluate("document.documentElement.scrollWidth")
        small = await page.evaluate(
            "[...document.querySelectorAll('button, a, textarea')].filter(e => e.checkVisibility()"
            " && e.getBoundingClientRect().height < 44).map(e => e.textContent)"
        )
        tiny = await page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.textContent.trim()"
            " && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.tagName)"
        )

        assert (width, small, tiny) == (320, [], [])
        await page.context.close()

    @pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci brings it")
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 1280])
    async def test_axe_finds_nothing(
        self, browser: Browser, address: str, room: MemoryRoom, scheme: Any, width: int
    ) -> None:
        room.add(ME, "bot", "Untuk siapa?", options=(Option("m:1:1", "Saya"),))
        room.add(ME, "warga", "Saya")
        room.add(ME, "petugas", "Di desa mana?", name="Rina", options=(Option("m:2:1", "Matangaji"),))
        page = await open_page(
            browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme
        )

        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate("axe.run()")

        assert [(problem["id"], problem["nodes"][0]["html"]) for problem in found["violations"]] == []
        await page.context.close()

    async def test_the_end_of_the_talk_is_in_sight_above_the_field(
        self, page: Page, room: MemoryRoom
    ) -> None:
        for number in range(40):
            room.add(ME, "bot", f"Baris {number}")
        await page.reload()

        last = await page.locator(".bot").last.bounding_box()
        field = await page.locator("#tulis").bounding_box()

        assert last is not None
        assert field is not None
        assert last["y"] + last["height"] <= field["y"]


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Tulis pesan").fill(text)
    await page.get_by_role("button", name="Kirim", exact=True).click()


async def open_page(browser: Browser, address: str, **options: Any) -> Page:
    context = await browser.new_context(**options)
    await context.add_cookies([{"name": "obrolan", "value": TOKEN, "url": address}])
    page = await context.new_page()
    await page.goto(address)
    return page


@pytest.fixture
def room() -> MemoryRoom:
    return MemoryRoom()


@pytest.fixture
async def address(room: MemoryRoom) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(routes(room, WebchatSettings("SLRT Contoh"), StillClock()))
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("/obrolan"))
    await server.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The chat on a phone, with a cookie; the page must not complain about itself."""
    page = await open_page(browser, address, viewport={"width": 360, "height": 640})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else None)
    yield page
    await page.context.close()
    assert complaints == []
