"""The pages in a real browser: nothing axe finds, nothing wider than the phone, nothing that needs a script."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from cases import accounts_field, lessons
from cases.db import Database
from cases.store import CaseRow
from tests.admin.officers import Officer
from tests.builders import NOW

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
    # aiohttp-jinja2 1.6 keeps its context under a name, where aiohttp 3.14 wants a key (PANEL.md section 5)
    pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning"),
]


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci brings it")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_on_any_page(
    browser: Browser,
    rina: Officer,
    perkim: Officer,
    referred: CaseRow,
    case: CaseRow,
    db: Database,
    scheme: Any,
    width: int,
) -> None:
    await rina.does(referred.number, "catat", teks="Sudah ditelepon, bapaknya di rumah")
    await rina.sends("/panel/fasilitator/undang", {"nama": ["Ani"], "wilayah": ["32.09.15"]})
    [ani] = await db.read(lambda tx: accounts_field.listed(tx, rina.viewer, NOW))
    await rina.does(case.number, "beri-tugas", tugas="visit", petugas=str(ani.id), teks="Lihat atapnya")
    await db.write(
        lambda tx: lessons.note(tx, case, "category", "atap lapuk", "bansos", "perumahan", "officer", NOW)
    )
    office = ["/panel", "/panel/kasus?tampilan=selesai", f"/panel/kasus/{referred.number}", "/panel/saya",
              "/panel/cari", "/panel/kasus/7K4M9XQ2C", "/panel/pelajaran", "/panel/tugas", "/panel/fasilitator"]  # fmt: skip
    agency = ["/panel", f"/panel/kasus/{referred.number}"]
    visits = (
        [(rina, path) for path in office] + [(perkim, path) for path in agency] + [(None, "/panel/masuk")]
    )

    found = []
    for officer, path in visits:
        page = await tab(browser, officer or rina, width, scheme, signed=officer is not None)
        await page.goto(str(rina.client.make_url(path)))
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        answer = await page.evaluate("axe.run()")
        found += [(path, one["id"], one["nodes"][0]["html"]) for one in answer["violations"]]
        await page.context.close()

    assert found == []


@pytest.mark.parametrize("width", [320, 360])
async def test_no_page_is_wider_than_a_phone(
    browser: Browser, rina: Officer, referred: CaseRow, case: CaseRow, db: Database, width: int
) -> None:
    await db.write(
        lambda tx: lessons.note(tx, case, "category", "atap lapuk", "bansos", "perumahan", "officer", NOW)
    )
    page = await tab(browser, rina, width)
    for path in (
        "/panel",
        f"/panel/kasus/{referred.number}",
        "/panel/saya",
        "/panel/cari",
        "/panel/pelajaran",
        "/panel/tugas",
        "/panel/fasilitator",
    ):
        await page.goto(str(rina.client.make_url(path)))
        wide = await page.evaluate("document.documentElement.scrollWidth")
        small = await page.evaluate(
            "[...document.querySelectorAll('button, select, .button, summary, .bottom a, input:not([type=hidden])"
            ":not([type=checkbox]), textarea')].filter(e => e.checkVisibility() && e.offsetHeight < 44)"
            ".map(e => e.outerHTML)"
        )
        assert (path, wide, small) == (path, width, [])
    await page.context.close()


async def test_a_case_is_worked_on_without_scripts(browser: Browser, rina: Officer, case: CaseRow) -> None:
    page = await tab(browser, rina, 360, java_script_enabled=False)
    await page.goto(str(rina.client.make_url(f"/panel/kasus/{case.number}")))

    await page.get_by_role("link", name="Verifikasi").click()
    await page.get_by_role("button", name="Verifikasi").click()
    await page.get_by_label("Simpan catatan").fill("Atapnya dilihat besok")
    await page.get_by_role("button", name="Simpan catatan").click()

    await expect(page.get_by_role("status")).to_have_text("Tersimpan.")
    await expect(page.locator(".entry.note")).to_contain_text("Atapnya dilihat besok")
    await expect(page.locator(".badge.check")).to_have_text("Terverifikasi")
    await page.context.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield browser
        await browser.close()


async def tab(
    browser: Browser, officer: Officer, width: int, scheme: Any = "light", *, signed: bool = True, **options: Any
) -> Page:  # fmt: skip
    """A window of the officer's own browser."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, **options
    )
    if signed:
        url = officer.client.make_url("/panel")
        token = officer.client.session.cookie_jar.filter_cookies(url)["panel"].value
        await context.add_cookies([{"name": "panel", "value": token, "url": str(url)}])
    return await context.new_page()
