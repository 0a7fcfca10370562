"""The pages in a real browser: nothing axe finds, nothing wider than the phone, nothing that needs a script."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy import Connection, delete

from cases import accounts, accounts_field, agencies, lessons
from cases.db import Database
from cases.models import routing_rules
from cases.roles import Grant, Role
from cases.store import CaseRow
from tests.admin.officers import Officer, Opener, Signer
from tests.builders import NOW
from tests.databases import OFFICE

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
              "/panel/cari", "/panel/kasus/7K4M9XQ2C", "/panel/pelajaran", "/panel/tugas", "/panel/fasilitator",
              "/panel/baru", "/panel/ringkasan"]  # fmt: skip
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
        "/panel/baru",
        "/panel/ringkasan",
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


# --- the rules: two managers -----------------------------------------------------------------------------


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci brings it")
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light")])
async def test_the_pages_of_the_rules_suit_a_phone_and_axe(
    browser: Browser, signed_in: Signer, db: Database, case: CaseRow, width: int, scheme: Any
) -> None:
    dewi = await signed_in("dewi", Role.MANAGER)
    await db.write(somebody_everywhere)
    page = await tab(browser, dewi, width, scheme)
    await page.goto(str(dewi.client.make_url("/panel/tenggat/ubah")))
    await page.get_by_label("Lama").first.fill("1")
    await page.get_by_role("button", name="Coba pada").first.click()
    wrong = [*await troubles(page), *await too_small(page, width)]
    await page.get_by_label("Alasan perubahan").fill("Sesuai rapat")
    await page.get_by_role("button", name="Usulkan").click()
    await db.write(lambda tx: tx.execute(delete(routing_rules)))
    for path in ("aturan", "aturan/ubah", "tenggat", "tenggat/ubah", "kalender/ubah", "saya"):
        await page.goto(str(dewi.client.make_url(f"/panel/{path}")))
        for summary in await page.locator("summary").all():
            await summary.click()
        wrong += [*await troubles(page), *await too_small(page, width)]
    await page.context.close()

    assert wrong == []


async def test_two_managers_change_where_cases_go(
    browser: Browser, signed_in: Signer, db: Database, case: CaseRow, open_case: Opener
) -> None:
    """Without scripts, on a phone: tried out, proposed by one, approved by the other; the next case goes there."""
    dewi, hasan = await signed_in("dewi", Role.MANAGER), await signed_in("hasan", Role.MANAGER)
    await db.write(somebody_everywhere)
    page = await tab(browser, dewi, 360, java_script_enabled=False)
    await page.goto(str(dewi.client.make_url("/panel/saya")))
    await page.get_by_role("link", name="Aturan rujukan").click()
    await page.get_by_role("link", name="Ubah").click()
    row = page.locator("details", has_text="Rumah tidak layak: Dinas Perkim")
    await row.locator("summary").click()
    await row.get_by_label("Lembaga").select_option("Dinas Sosial")
    await row.get_by_label("Alasan").fill("Dinas Sosial mengurus rumah sejak tahun ini")
    await page.get_by_role("button", name="Coba pada 500 kasus terakhir").last.click()
    await expect(page.locator(".effects")).to_contain_text(
        "1 kasus pindah dari Dinas Perkim ke Dinas Sosial."
    )
    await page.get_by_label("Alasan perubahan").fill("Perbup baru")
    await page.get_by_role("button", name="Usulkan").click()
    await expect(page.get_by_role("status")).to_contain_text("Usul disimpan.")
    await expect(page.get_by_role("button", name="Setujui")).to_have_count(0)
    before = await open_case()

    other = await tab(browser, hasan, 360, java_script_enabled=False)
    await other.goto(str(hasan.client.make_url("/panel/aturan")))
    await expect(other.locator(".effects")).to_contain_text(
        "2 kasus pindah dari Dinas Perkim ke Dinas Sosial."
    )
    await other.get_by_role("button", name="Setujui").click()
    await expect(other.get_by_role("status")).to_have_text("Usul disetujui.")

    after = await open_case()
    await other.goto(str(hasan.client.make_url(f"/panel/kasus/{after.number}")))
    await expect(other.locator("body")).to_contain_text("Dinas Sosial mengurus rumah sejak tahun ini")
    assert before.proposed_agency_id != after.proposed_agency_id
    await page.context.close()
    await other.context.close()


async def troubles(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds on the page that is open."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = await page.evaluate("axe.run()")
    return [(page.url, one["id"], one["nodes"][0]["html"]) for one in answer["violations"]]


async def too_small(page: Page, width: int) -> list[tuple[str, Any]]:
    """Wider than the window, or too small for a thumb."""
    wide = await page.evaluate("document.documentElement.scrollWidth")
    small = await page.evaluate(
        "[...document.querySelectorAll('main button, main select, main .button, main summary, main input:not([type=hidden])"
        ":not([type=checkbox]), main textarea')].filter(e => e.checkVisibility() && e.offsetHeight < 44)"
        ".map(e => e.outerHTML)"
    )
    return [*((page.url, one) for one in small), *([] if wide <= width else [(page.url, wide)])]


def somebody_everywhere(tx: Connection) -> None:
    """Every agency has somebody who gets its referrals."""
    for one in agencies.all_agencies(tx):
        accounts.create(
            tx, login=f"penghubung-{one.code}", name=one.short_name, password="x", now=NOW,
            grants=[Grant(Role.AGENCY_OFFICER, OFFICE)], agency_id=one.id,
        )  # fmt: skip


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
