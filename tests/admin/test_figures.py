"""Ringkasan and its files: the figures of the office, of an agency, and nothing for who may not read them."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from aiohttp import ClientResponse
from sqlalchemy import select, update

from admin.tables import XLSX, Sheet, as_csv, as_xlsx
from cases import numbers
from cases.accounts import Role
from cases.db import Database
from cases.models import audit, cases
from cases.store import CaseRow
from tests.admin.officers import Officer, Signer
from tests.builders import NOW

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

FILES = ("ringkasan/ekspor.csv", "ringkasan/ekspor.xlsx", "ringkasan/umum.csv", "ringkasan/kasus.csv", "ringkasan/kasus.xlsx", "ringkasan/riwayat.csv")  # fmt: skip


async def row_of(who: Officer, name: str, query: str = "") -> list[str]:
    """The cells of a group, as the page shows them."""
    page = await who.visits(f"/panel/ringkasan{query}")
    rows = re.findall(
        r'<tr[^>]*><th scope="row">(?:<a [^>]*>)?([^<]+)(?:</a>)?</th>(.*?)</tr>', page.text, re.DOTALL
    )
    return next((re.findall(r"<td>([^<]*)</td>", cells) for group, cells in rows if group == name), [])


async def links_of(who: Officer, query: str = "") -> list[str]:
    """The lists the groups lead to."""
    page = await who.visits(f"/panel/ringkasan{query}")
    return [html.unescape(one) for one in re.findall(r'<th scope="row"><a href="([^"]+)"', page.text)]


async def asked(who: Officer, path: str) -> ClientResponse:
    return await who.client.get(f"/panel/{path}")


async def table(who: Officer, path: str) -> list[list[str]]:
    answer = await asked(who, path)
    assert answer.status == 200
    return list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))


class TestThePage:
    async def test_counts_what_came_in_and_what_became_of_it(self, rina: Officer, case: CaseRow) -> None:
        assert (await row_of(rina, "Semua"))[:3] == ["1", "1", "0"]
        await rina.does(case.number, "verifikasi")
        await rina.does(case.number, "tangani")
        await rina.does(case.number, "laporkan-hasil", hasil="success", teks="Sudah")

        row = await row_of(rina, "Semua", "?menurut=lembaga")
        assert row[0] == "1"
        assert row[11] != "–"
        assert row[12] != "–"

    @pytest.mark.parametrize("way", ["kategori", "wilayah", "kanal", "bulan"])
    async def test_a_group_leads_to_its_cases(
        self, rina: Officer, case: CaseRow, db: Database, way: str
    ) -> None:
        [link] = await links_of(rina, f"?menurut={way}")
        assert numbers.shown(case.number) in (await rina.visits(link)).words

        await db.write(lambda tx: tx.execute(update(cases).values(created_at=NOW - timedelta(days=60))))
        elsewhere = await rina.visits(link)
        assert "Tidak ada kasus di sini" in elsewhere.words
        assert "Hanya yang dibuat Nov 2026" in elsewhere.words

    async def test_whose_promises_were_kept(self, rina: Officer, case: CaseRow) -> None:
        assert "SLRT 1 0 0 –" in (await rina.visits("/panel/ringkasan")).words
        await rina.does(case.number, "verifikasi")
        assert "SLRT 2 1 0 100" in (await rina.visits("/panel/ringkasan")).words

    async def test_what_went_on_in_another_case_is_not_asked_for_proof(
        self, rina: Officer, case: CaseRow, db: Database
    ) -> None:
        await db.write(lambda tx: tx.execute(update(cases).values(state="closed", close_reason="merged")))
        row = await row_of(rina, "Semua")
        assert (row[4], row[6], row[10]) == ("1", "1", "–")

    async def test_of_other_months_there_is_nothing(self, rina: Officer, case: CaseRow) -> None:
        assert (await row_of(rina, "Semua", "?dari=2026-01&sampai=2026-03"))[0] == "0"

    @pytest.mark.parametrize(
        "query", ["?dari=2026-13", "?menurut=warna", "?dari=2020-01&sampai=2026-11", "?dari=x"]
    )
    async def test_an_address_somebody_made_up_is_not_found(self, rina: Officer, query: str) -> None:
        assert (await rina.visits(f"/panel/ringkasan{query}")).status == 404

    async def test_an_agency_sees_its_own_performance(
        self, perkim: Officer, rina: Officer, case: CaseRow, referred: CaseRow
    ) -> None:
        assert (await row_of(perkim, "Semua"))[0] == "1"
        assert await row_of(perkim, "Dinas Perkim", "?menurut=lembaga")

    async def test_who_is_complained_about_does_not_learn_it_by_counting(
        self, rina: Officer, case: CaseRow, db: Database
    ) -> None:
        await db.write(lambda tx: tx.execute(update(cases).values(accused="dinsos", category="penyimpangan")))

        for way in ("kategori", "wilayah", "lembaga", "kanal", "bulan"):
            assert (await row_of(rina, "Semua", f"?menurut={way}"))[0] == "0"
        assert len(await table(rina, "ringkasan/kasus.csv")) == 1

    async def test_an_auditor_counts_and_reads_no_case(
        self, signed_in: Signer, case: CaseRow, db: Database
    ) -> None:
        auditor = await signed_in("bappeda", Role.AUDITOR)

        assert (await row_of(auditor, "Semua"))[0] == "1"
        assert (await asked(auditor, "ringkasan/kasus.csv")).status == 403
        assert (await auditor.opens(case.number)).status == 404
        await db.write(lambda tx: tx.execute(update(cases).values(confidentiality="secret")))
        assert (await row_of(auditor, "Semua"))[0] == "0"

    async def test_facilitators_and_front_desks_have_no_figures(self, signed_in: Signer) -> None:
        front = await signed_in("ani", Role.FRONT_OFFICE)

        assert (await front.visits("/panel/ringkasan")).status == 403
        for path in FILES:
            assert (await asked(front, path)).status == 403


class TestTheFiles:
    async def test_a_row_a_case_without_anything_of_a_person(
        self, rina: Officer, case: CaseRow, db: Database
    ) -> None:
        heads, row = await table(rina, "ringkasan/kasus.csv")
        whole = "\n".join([*heads, *row]) + "\n".join(map(str, await table(rina, "ringkasan/riwayat.csv")))

        assert dict(zip(heads, row, strict=True))["Status"] == "Baru"
        for secret in ("Siti", "Aminah", "atap rumah", "4471", "3209"):
            assert secret not in whole
        lines = await db.read(
            lambda tx: tx.execute(select(audit.c.action, audit.c.object, audit.c.data)).all()
        )
        taken = [line for line in lines if line.action == "exported"]
        assert [line.object for line in taken] == ["export:cases", "export:cases"]
        assert taken[0].data == {"months": "2026-11/2026-11", "rows": "1"}

    async def test_a_spreadsheet_opens_with_both_tables(self, rina: Officer, case: CaseRow) -> None:
        answer = await asked(rina, "ringkasan/kasus.xlsx")
        assert answer.content_type == XLSX
        book = openpyxl.load_workbook(io.BytesIO(await answer.read()))

        assert book.sheetnames == ["Kasus", "Riwayat"]
        assert book["Kasus"]["A1"].value == "Nomor"
        assert book["Riwayat"].max_row >= 2

    async def test_a_desk_that_may_not_take_lists_along_gets_only_the_figures(
        self, signed_in: Signer
    ) -> None:
        desk = await signed_in("bo", Role.BACK_OFFICE)

        assert [(await asked(desk, path)).status for path in FILES] == [200, 200, 403, 403, 403, 403]

    async def test_for_the_public_small_counts_are_not_told(self, rina: Officer, case: CaseRow) -> None:
        rows = await table(rina, "ringkasan/umum.csv")

        assert rows[1][1] == "tidak ditampilkan"


class TestNoCellIsAFormula:
    EVIL = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx")

    def test_in_csv(self) -> None:
        rows = list(
            csv.reader(
                io.StringIO(
                    as_csv(Sheet("A", ["a"], [[one] for one in self.EVIL])).decode("utf-8-sig"), newline=""
                )
            )
        )

        assert all(row[0].startswith("'") for row in rows[1:])
        assert len(rows) == len(self.EVIL) + 1

    def test_in_a_spreadsheet(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(as_xlsx([Sheet("A", ["a"], [[one] for one in self.EVIL])])))

        assert [cell.data_type for cell in book["A"]["A"][1:]] == ["s"] * len(self.EVIL)
