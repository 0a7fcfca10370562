"""Kotak kerja and Cari: what somebody finds, and what she does not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete

from cases import numbers
from cases.accounts import Role
from cases.db import Database
from cases.models import routing_rules
from cases.people import NewPerson
from cases.store import PAGE, CaseRow
from tests.admin.officers import Answer, Officer, Opener, Signer
from tests.fakes import StillClock

# aiohttp-jinja2 1.6 keeps its context under a name, where aiohttp 3.14 wants a key (PANEL.md section 5)
pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


class TestViews:
    async def test_a_row_tells_what_an_officer_needs(self, rina: Officer, case: CaseRow) -> None:
        page = await rina.visits("/panel")

        row = page.words.split("Petugas", 1)[1]
        for fact in (
            "Rumah tidak layak", numbers.shown(case.number), "Siti Aminah", "Matangaji, Kec. Sumber",
            "Baru", "Sisa", "Usul: Dinas Perkim", "WhatsApp",
        ):  # fmt: skip
            assert fact in row
        assert "0007" not in page.text

    async def test_each_view_counts_its_cases(self, rina: Officer, case: CaseRow, open_case: Opener) -> None:
        await open_case(category="bencana")

        page = await rina.visits("/panel")

        assert re.search(r"Perlu tindakan saya 2 .* Darurat 1 ", page.words)

    async def test_what_is_late_says_so(self, case: CaseRow, clock: StillClock, signed_in: Signer) -> None:
        clock.pass_(timedelta(days=7).total_seconds())
        officer = await signed_in("budi", Role.BACK_OFFICE)

        page = await officer.visits("/panel/kasus?tampilan=lewat")

        assert numbers.shown(case.number) in page.words
        assert "Lewat 3 hari" in page.words

    async def test_filters_stand_in_the_address(self, rina: Officer, open_case: Opener) -> None:
        roof, food = await open_case(), await open_case(category="pangan")

        page = await rina.visits("/panel/kasus?tampilan=semua&kategori=pangan")

        assert numbers.shown(food.number) in page.words
        assert numbers.shown(roof.number) not in page.words
        assert "1 kasus tersaring" in page.words

    async def test_a_need_without_a_rule_shouts_on_every_page_of_the_desk(
        self, rina: Officer, perkim: Officer, db: Database, open_case: Opener
    ) -> None:
        await open_case()
        for page in ("/panel", "/panel/saya"):
            assert "tanpa aturan rujukan" not in (await rina.visits(page)).words

        await db.write(lambda tx: tx.execute(delete(routing_rules)))
        await open_case()
        await open_case(category="pangan")

        for page in ("/panel", "/panel/saya", "/panel/cari"):
            assert "2 kasus tanpa aturan rujukan. Lihat kasusnya" in (await rina.visits(page)).words
        assert "2 kasus" in (await rina.visits("/panel/kasus?tampilan=tanpa-aturan")).words
        assert "tanpa aturan rujukan" not in (await perkim.visits("/panel")).words

    async def test_an_address_changed_by_hand_is_no_error(self, rina: Officer, case: CaseRow) -> None:
        page = await rina.visits("/panel/kasus?tampilan=apa&lembaga=siapa&sesudah=kapan")

        assert page.status == 200
        assert "Perlu tindakan saya" in page.words

    async def test_a_long_list_goes_on_on_the_next_page(self, rina: Officer, open_case: Opener) -> None:
        oldest = await open_case()
        for _ in range(PAGE):
            await open_case()

        first = await rina.visits("/panel/kasus?tampilan=semua")
        link = re.search(r'href="(/panel/kasus\?[^"]*sesudah=[^"]*)"', first.text)
        assert link is not None
        second = await rina.visits(link[1].replace("&amp;", "&"))

        assert numbers.shown(oldest.number) not in first.words
        assert numbers.shown(oldest.number) in second.words

    async def test_an_agency_sees_what_was_referred_to_it_and_no_name(
        self, perkim: Officer, referred: CaseRow, open_case: Opener
    ) -> None:
        other = await open_case()

        page = await perkim.visits("/panel")

        assert numbers.shown(referred.number) in page.words
        assert numbers.shown(other.number) not in page.words
        assert "Siti" not in page.words
        assert "Tanpa nama" not in page.words

    async def test_an_empty_view_says_so(self, rina: Officer) -> None:
        assert "Tidak ada kasus di sini." in (await rina.visits("/panel")).words


class TestSearch:
    @pytest.mark.parametrize(
        "asked", ["{number}", "{end}", "3209154107800007", "081234564471", "6281234564471"]
    )
    async def test_one_case_opens_at_once(self, rina: Officer, case: CaseRow, asked: str) -> None:
        text = asked.format(number=numbers.shown(case.number), end=case.number[-5:])

        answer = await looks_for(rina, text)

        assert answer.path == f"/panel/kasus/{case.number}"

    async def test_several_are_listed(self, rina: Officer, case: CaseRow, open_case: Opener) -> None:
        other = await open_case(reporter=NewPerson("Siti Aminah", nik="3209154107800007"))

        answer = await looks_for(rina, "3209154107800007")

        assert {case.number, other.number} == set(
            re.findall(r'href="/panel/kasus/([0-9A-Z]{9})"', answer.text)
        )

    async def test_what_may_not_be_read_is_not_found(
        self, rina: Officer, dinkes: Officer, case: CaseRow
    ) -> None:
        hidden = await looks_for(dinkes, case.number)
        missing = await looks_for(rina, "7K4M9XQ2C")

        assert hidden.status == missing.status == 404
        assert "Tidak ada kasus yang cocok" in hidden.words


async def looks_for(officer: Officer, text: str) -> Answer:
    return await officer.sends("/panel/cari", {"cari": [text]})
