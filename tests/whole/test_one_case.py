"""One case from a resident's first words to "sudah beres", over the real doors of three networks.

Every network is a process of its own on localhost; the program runs as an operator starts it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.whole.people import GowaResident, Officer, Resident, TelegramResident, WebResident
from tests.whole.program import Program, counterpart, until

STORY = "assalamualaikum, saya dari desa matangaji kec sumber, BPJS PBI ibu saya mati padahal minggu depan operasi"
MATANGAJI = "32.09.15.2001"
MOST_QUESTIONS = 4
SECRET = "rahasia-gerbang-untuk-uji-coba-0123456789"
TOKEN = "123456789:uji-coba-uji-coba-uji-coba-uji-coba"

BY_STORY = (
    (STORY, "Siapa nama"),
    ("Sarinem", "Sudah benar?"),
    ("1", "Nomornya"),
)
BY_MENU = (
    ("halo", "Lapor masalah"),
    ("1", "ceritakan masalahnya"),
    ("tolong bantu keluarga kami, sudah tidak kuat lagi", "Ini soal apa?"),
    ("2", "Lebih tepatnya"),
    ("1", "Siapa nama"),
    ("Sarinem", "sedang dirawat"),
    ("1", "desa atau kelurahan"),
    ("matangaji", "Sudah benar?"),
    ("1", "Nomornya"),
)
"""What she says, and a part of what she hears then."""


# --- the three doors, understanding at work ------------------------------------------------------------


async def test_web_chat(tmp_path: Path, browser: Browser) -> None:
    async with running(tmp_path, with_rasa=True) as program:
        page = await browser.new_page(locale="id-ID", viewport={"width": 360, "height": 740})
        resident = WebResident(program, page)
        await resident.opens()

        await one_case(program, resident, "webchat", BY_STORY)


async def test_gowa(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(counterpart("tests.fake_gowa"))
        program = await stack.enter_async_context(running(tmp_path, with_rasa=True, **over_gowa(gateway.url)))

        resident = GowaResident(program, gateway, SECRET, "6281200000077")
        await one_case(program, resident, "gowa", BY_STORY)


async def test_telegram(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        network = await stack.enter_async_context(counterpart("tests.fake_telegram", "--token", TOKEN))
        settings = {"SAMBUNG_TELEGRAM_TOKEN": TOKEN, "SAMBUNG_TELEGRAM_API_BASE": network.url}
        program = await stack.enter_async_context(running(tmp_path, with_rasa=True, **settings))

        await one_case(program, TelegramResident(network, 77), "telegram", BY_STORY)


async def test_telegram_as_others_understand_it(tmp_path: Path) -> None:
    """Against an emulator that was not written by us."""
    async with AsyncExitStack() as stack:
        network = await stack.enter_async_context(counterpart("telegram_emulator.js"))
        settings = {"SAMBUNG_TELEGRAM_TOKEN": TOKEN, "SAMBUNG_TELEGRAM_API_BASE": network.url}
        program = await stack.enter_async_context(running(tmp_path, with_rasa=False, **settings))

        await one_case(program, TelegramResident(network, 77), "telegram", BY_STORY)


# --- without understanding -----------------------------------------------------------------------------


@pytest.mark.parametrize("rasa", ["stopped", "hanging"])
@pytest.mark.parametrize("talk", [BY_STORY, BY_MENU], ids=["by story", "by menu"])
async def test_without_rasa(rasa: str, talk: Sequence[tuple[str, str]], tmp_path: Path) -> None:
    """The words of the code and the menus lead to the same case."""
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(counterpart("tests.fake_gowa"))
        settings = over_gowa(gateway.url)
        program = await stack.enter_async_context(running(tmp_path, with_rasa=rasa == "hanging", **settings))
        if rasa == "hanging":
            os.kill(child_named(program.pid, "serve.py"), signal.SIGSTOP)

        resident = GowaResident(program, gateway, SECRET, "6281200000077")
        await tells(resident, talk)

        await expect_case(program, "gowa")


# --- what happens ----------------------------------------------------------------------------------------


async def one_case(
    program: Program, resident: Resident, channel: str, talk: Sequence[tuple[str, str]]
) -> None:
    """Told, referred, asked, answered, finished, confirmed; each step reaches the resident once."""
    agency = await program.add_user("bpjs", "agency_officer", agency="bpjs")
    desk = await program.add_user("bo", "back_office")

    questions = await tells(resident, talk)
    assert questions <= MOST_QUESTIONS
    case = await expect_case(program, channel)

    async with officer(program, "bo", desk) as bo, officer(program, "bpjs", agency) as bpjs:
        page = await bo.finds_case()
        await bo.does(page, "verifikasi")
        await bo.does(page, "rujuk")
        await hears(resident, "dikirim ke BPJS Kesehatan")
        assert await bpjs.finds_case() == page
        assert "Sarinem" in await bpjs.page(page)
        await bpjs.does(page, "terima")
        await hears(resident, "sedang dikerjakan")
        await bpjs.does(page, "butuh-data", teks="Berapa nomor kartu ibu?")
        await hears(resident, "Berapa nomor kartu ibu?")
        await resident.says("0001234567890")
        await hears(resident, "sudah kami teruskan")
        assert "0001234567890" in await bpjs.page(page)
        await bpjs.does(page, "selesai", hasil="success", teks="Kartu sudah aktif lagi.")
        await hears(resident, "Kartu sudah aktif lagi.")
        await resident.says("1")
        await hears(resident, "kami catat selesai")

    [after] = await program.cases()
    assert (after["number"], after["state"]) == (case["number"], "resolved_verified")
    told = await resident.heard()
    for step in (
        "Nomornya",
        "dikirim ke",
        "sedang dikerjakan",
        "Berapa nomor",
        "teruskan",
        "aktif lagi",
        "selesai.",
    ):
        assert sum(step in message for message in told) == 1, step


async def tells(resident: Resident, talk: Sequence[tuple[str, str]]) -> int:
    """One message after the other, each when the one before is answered; how many questions were asked
    besides the read-back."""
    for said, heard in talk:
        before = len(await resident.heard())
        await resident.says(said)
        await hears(resident, heard, after=before)
    asked = [
        message for message in await resident.heard() if "?" in message and "Sudah benar?" not in message
    ]
    return len(asked)


async def hears(resident: Resident, part: str, after: int = 0) -> None:
    """Wait until a message with this part came."""

    async def look() -> bool:
        return any(part in message for message in (await resident.heard())[after:])

    await until(part, look)


async def expect_case(program: Program, channel: str) -> Mapping[str, Any]:
    """Exactly one case, with everything that was told."""
    [case] = await program.cases()
    assert case["category"] == "kesehatan"
    assert case["area"]["code"] == MATANGAJI
    assert case["urgency"] in {"urgent", "emergency"}
    assert (case["subject"], case["channel"]) == ("other", channel)
    return case


# --- small print -----------------------------------------------------------------------------------------


def over_gowa(url: str) -> dict[str, str]:
    """Settings that let the fake gateway stand in for the network, without the pauses a real number needs."""
    return {
        "SAMBUNG_GOWA_API_BASE": url,
        "SAMBUNG_GOWA_SECRET": SECRET,
        "SAMBUNG_GOWA_PAUSE": "0",
        "SAMBUNG_GOWA_RATE": "100",
    }


@asynccontextmanager
async def running(folder: Path, *, with_rasa: bool, **settings: str) -> AsyncIterator[Program]:
    """The program, with its understanding loaded when it is wanted."""
    program = Program(folder / "data", {"SAMBUNG_NLU_ENABLED": str(with_rasa).lower(), **settings})
    await program.start()
    try:
        if with_rasa:
            await until("rasa to be ready", program.understands)
        yield program
    finally:
        await program.stop()


@asynccontextmanager
async def officer(program: Program, login: str, one_time: str) -> AsyncIterator[Officer]:
    """Signed in."""
    person = Officer(program, login, one_time)
    await person.signs_in()
    try:
        yield person
    finally:
        await person.close()


@dataclass(frozen=True, slots=True)
class Process:
    """One line of /proc."""

    pid: int
    parent: int
    command: str


def child_named(parent: int, word: str) -> int:
    """The child of our program whose command line has this word."""
    return next(p.pid for p in processes() if p.parent == parent and word in p.command)


def processes() -> list[Process]:
    """All that run now."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text(encoding="utf-8")
                command = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:  # it ended meanwhile
                continue
            found.append(Process(int(folder.name), int(stat.rpartition(")")[2].split()[1]), command))
    return found
