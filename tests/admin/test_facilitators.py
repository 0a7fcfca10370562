"""A supervisor invites a facilitator of her own area; the code links a chat; the end hands over what is open."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection

from cases import accounts, accounts_field, tasks
from cases.db import Database
from cases.roles import Role
from cases.store import CaseRow
from tests.admin.officers import Officer, Signer
from tests.builders import NOW, a_desk

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")
SUMBER = "32.09.15"


async def _invites(officer: Officer, name: str = "Ani", area: str = SUMBER) -> str:
    page = await officer.sends("/panel/fasilitator/undang", {"nama": [name], "wilayah": [area]})
    found = re.search(r"hubungkan ([0-9A-Z-]{14})", page.text)
    return found[1] if found else page.words


async def test_an_invited_facilitator_links_her_chat(rina: Officer, db: Database) -> None:
    code = await _invites(rina)

    def work(tx: Connection) -> list[Role]:
        desk = a_desk(tx, "console:ani")
        account = accounts.link(tx, code, desk.contact_point_id, NOW)
        assert account is not None
        return sorted(accounts.viewer_of(tx, account, NOW).roles())

    assert await db.write(work) == [Role.FACILITATOR]
    assert "Obrolan terhubung" in (await rina.visits("/panel/fasilitator")).words


async def test_nobody_invites_outside_her_area_or_without_the_right(rina: Officer, signed_in: Signer) -> None:
    boss = await signed_in("kepala", Role.SUPERVISOR, area=SUMBER)
    desk = await signed_in("meja", Role.BACK_OFFICE)

    assert "termasuk wilayah Anda" in await _invites(boss, area="32.09.12")
    assert "Tulis dulu namanya" in await _invites(boss, name=" ")
    assert (await desk.visits("/panel/fasilitator")).status == 403


async def test_the_end_of_a_duty_hands_over_what_is_open(rina: Officer, case: CaseRow, db: Database) -> None:
    await _invites(rina, "Ani")
    await _invites(rina, "Budi")
    ani, budi = await db.read(lambda tx: accounts_field.listed(tx, rina.viewer, NOW))
    await rina.does(case.number, "beri-tugas", tugas="visit", petugas=str(ani.id), teks="Lihat atapnya")

    page = await rina.sends(f"/panel/fasilitator/{ani.id}/akhiri", {"penerus": [str(budi.id)]})

    assert "1 tugas diserahkan" in page.words
    [task] = await db.read(lambda tx: tasks.of_account(tx, budi.id))
    assert task.text == "Lihat atapnya"
    assert [one.name for one in await db.read(lambda tx: accounts_field.listed(tx, rina.viewer, NOW))] == [
        "Budi"
    ]


async def test_somebody_of_another_area_is_left_alone(rina: Officer, signed_in: Signer, db: Database) -> None:
    await _invites(rina, "Ani", "32.09.12")
    [ani] = await db.read(lambda tx: accounts_field.listed(tx, rina.viewer, NOW))
    boss = await signed_in("kepala", Role.SUPERVISOR, area=SUMBER)

    assert (await boss.sends(f"/panel/fasilitator/{ani.id}/akhiri", {})).status == 403
    assert (await boss.sends(f"/panel/fasilitator/{ani.id}/kode", {})).status == 403
    assert (await boss.sends("/panel/fasilitator/x/kode", {})).status == 404
