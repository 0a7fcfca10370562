"""A resident at the desk: her code leads to the case, her papers are noted there."""

from __future__ import annotations

import pytest

from cases import people_meeting
from cases.db import Database
from cases.store import CaseRow
from tests.admin.officers import Officer
from tests.builders import NOW

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


async def test_the_code_opens_the_case(rina: Officer, case: CaseRow, db: Database) -> None:
    code, _ = await db.write(lambda tx: people_meeting.make_code(tx, case, NOW))

    page = await rina.sends("/panel/cari", {"cari": [code]})

    assert page.path == f"/panel/kasus/{case.number}"


async def test_a_used_code_says_what_to_do(rina: Officer, case: CaseRow, db: Database) -> None:
    code, _ = await db.write(lambda tx: people_meeting.make_code(tx, case, NOW))

    await rina.sends("/panel/cari", {"cari": [code]})
    again = await rina.sends("/panel/cari", {"cari": [code]})

    assert (again.status, "kode baru" in again.words) == (422, True)


async def test_a_typing_error_in_the_nik_is_refused_and_kept(rina: Officer, case: CaseRow) -> None:
    wrong = await rina.does(case.number, "catat-identitas", nama="", nik="3209154199850001", kk="")
    right = await rina.does(case.number, "catat-identitas", nama="", nik="3209154107850001", kk="")

    assert "16 angkanya" in wrong.words
    assert "mencatat identitas" in right.words
