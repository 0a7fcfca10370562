"""The same chat on another phone, a copy to keep, the button for the office's site."""

from __future__ import annotations

import re

from tests.bot.webchat.conftest import CLIENT, a_client
from tests.fake_room import MemoryRoom

NUMBER = "SLRT 7K4M-9XQ1-C"


class TestAnotherPhone:
    async def test_the_other_browser_holds_the_same_chat(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        room.number = NUMBER
        room.add(me, "bot", "Di desa mana?")
        page = await (await client.post("/obrolan/pindah")).text()
        code = re.search(r"Kode: <b>(\d{6})</b>", page)
        assert code
        assert NUMBER in page
        assert "Di desa mana?" not in page

        async with a_client(room) as other:
            form = await (await other.get("/obrolan/lanjut")).text()
            taken = await other.post("/obrolan/lanjut", data={"nomor": NUMBER, "kode": code[1]})
            assert "Nomor laporan" in form
            assert taken.url.path == "/obrolan"
            assert "Di desa mana?" in await taken.text()

    async def test_a_code_opens_once(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.number = NUMBER
        await client.post("/obrolan/pindah")

        async with a_client(room) as other, a_client(room) as third:
            await other.post("/obrolan/lanjut", data={"nomor": NUMBER, "kode": "123456"})
            again = await third.post("/obrolan/lanjut", data={"nomor": NUMBER, "kode": "123456"})

            assert again.status == 422
            assert "tidak cocok" in await again.text()

    async def test_whoever_guesses_is_stopped(self, client: CLIENT, room: MemoryRoom) -> None:
        for _ in range(60):
            answer = await client.post("/obrolan/lanjut", data={"nomor": NUMBER, "kode": "000000"})
            assert answer.status == 422

        answer = await client.post("/obrolan/lanjut", data={"nomor": NUMBER, "kode": "000000"})

        assert answer.status == 429

    async def test_without_a_report_there_is_nothing_to_go_on_with(
        self, client: CLIENT, room: MemoryRoom, me: str
    ) -> None:
        assert "Belum ada laporan" in await (await client.post("/obrolan/pindah")).text()

    async def test_another_site_cannot_make_a_code(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.number = NUMBER

        answer = await client.post("/obrolan/pindah", headers={"Sec-Fetch-Site": "cross-site"})

        assert answer.status == 403


class TestCopy:
    async def test_it_is_plain_text_of_this_chat(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.add(me, "warga", "BPJS ibu saya mati")
        room.add("web:" + "b" * 64, "warga", "rahasia orang lain")

        answer = await client.get("/obrolan/salinan")

        text = await answer.text()
        assert answer.content_type == "text/plain"
        assert "Saya, 09.41\nBPJS ibu saya mati" in text
        assert "rahasia" not in text

    async def test_a_confidential_chat_is_not_copied(self, client: CLIENT, room: MemoryRoom, me: str) -> None:
        room.guarded = True

        assert (await client.get("/obrolan/salinan")).status == 404


async def test_the_button_for_other_sites_is_small_and_alone(client: CLIENT) -> None:
    answer = await client.get("/obrolan/tombol.js")

    script = await answer.text()
    assert len(script) < 1024
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "noopener" in script
    assert "fetch" not in script
