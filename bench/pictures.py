"""Pictures for docs/gambar: a program with made-up people, seen in Chromium on a desk and on a phone.

.venv/bin/python bench/pictures.py
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.whole.program import Program, until  # noqa: E402

PICTURES = ROOT / "docs" / "gambar"
SIZES = {1280: 800, 360: 740}
STORY = "assalamualaikum, saya dari desa matangaji kec sumber, BPJS PBI ibu saya mati padahal minggu depan operasi"
NEW_PASSWORD = "kata sandi contoh yang panjang"


async def chat(browser: Browser, program: Program) -> None:
    """A resident's whole talk."""
    for width, height in SIZES.items():
        page = await browser.new_page(viewport={"width": width, "height": height}, locale="id-ID")
        await page.goto(f"{program.url}/obrolan")
        for n, said in enumerate((STORY, "Sarinem")):
            await page.fill("#tulis textarea", said)
            await page.click("#tulis button")
            await page.locator(".baris.bot").nth(n).wait_for()
        await page.wait_for_selector("text=Sudah benar?")
        await page.screenshot(path=PICTURES / f"obrolan-{width}.png")
        await page.click("form.pilihan:not(.lama) button >> nth=0")
        await page.wait_for_selector("text=Nomornya")
        await page.close()


async def sign_in(page: Page, program: Program, login: str, one_time: str) -> None:
    """With the one-time password, which has to be changed at once."""
    await page.goto(f"{program.url}/panel")
    await page.fill("input[name=nama]", login)
    await page.fill("input[name=sandi]", one_time)
    await page.click("form button")
    await page.fill("input[name=lama]", one_time)
    await page.fill("input[name=baru]", NEW_PASSWORD)
    await page.click("form[action$=sandi] button")


async def panel(browser: Browser, program: Program, one_time: str) -> None:
    """The work list, one case, and what the bot may learn when its category is put right."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="id-ID")
    await sign_in(page, program, "demo", one_time)
    await page.goto(f"{program.url}/panel/kasus?tampilan=semua")
    case = await page.get_attribute("tr:has-text('Sarinem') a.title", "href")
    for width, height in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{program.url}/panel/kasus?tampilan=semua")
        await page.screenshot(path=PICTURES / f"daftar-{width}.png")
        await page.goto(f"{program.url}{case}")
        await page.screenshot(path=PICTURES / f"kasus-{width}.png")
    await page.select_option("form[action$=verifikasi] select[name=kategori]", "adminduk")
    await page.click("form[action$=verifikasi] button")
    for width, height in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{program.url}/panel/pelajaran")
        await page.screenshot(path=PICTURES / f"pelajaran-{width}.png")


async def main() -> None:
    """Start, fill, look."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder) / "data", {"SAMBUNG_NLU_ENABLED": "true"})
        await program.start()
        try:
            await until("rasa to be ready", program.understands)
            said = await program.command("demo")
            one_time = next(line.split()[-1] for line in said.splitlines() if line.startswith("login demo,"))
            flags = ["--no-sandbox"] if os.geteuid() == 0 else []
            async with async_playwright() as tool:
                browser = await tool.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
                await chat(browser, program)
                await panel(browser, program, one_time)
                await browser.close()
        finally:
            await program.stop()


if __name__ == "__main__":
    asyncio.run(main())
