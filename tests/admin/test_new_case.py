"""Kasus baru: a desk and an agency write down what somebody told them, once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from cases import store
from cases.db import Database
from cases.models import cases
from cases.roles import SYSTEM
from tests.admin.officers import Answer, Officer, Told

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

FILLED = {
    "cerita": ["Atap rumahnya bocor, anaknya dua."],
    "kategori": ["perumahan"],
    "wilayah": ["32.09.15.2001"],
    "urgensi": ["normal"],
    "nama": ["Sarinem"],
    "hp": ["0812 3456 7890"],
    "setuju": ["ya"],
}


async def written(who: Officer, **changed: str) -> Answer:
    page = await who.visits("/panel/baru")
    [key] = re.findall(r'name="kunci" value="([^"]+)"', page.text)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[-1]
    fields = FILLED | {"csrf": [csrf], "kunci": [key]} | {name: [value] for name, value in changed.items()}
    return await who.sends("/panel/baru", {name: value for name, value in fields.items() if value != [""]})


async def test_a_desk_writes_a_case_down_and_another_officer_verifies_it(
    rina: Officer, db: Database, told: Told
) -> None:
    answer = await written(rina)

    number = answer.path.split("/")[-1].split("?")[0]
    case = await db.read(lambda tx: store.by_number(tx, SYSTEM, number))
    assert (case.story, case.category, case.area) == (FILLED["cerita"][0], "perumahan", "32.09.15.2001")
    assert (case.state, case.intake_point, case.service_line) == ("received", "secretariat", "complaint")
    assert case.entered_by == rina.viewer.actor
    assert case.proposed_agency_id
    assert told.names() == ["case_opened"]
    assert "verifikasi" not in answer.offers()
    assert "Sarinem" in answer.words


async def test_an_agency_writes_one_down_and_proposes_it_to_the_secretariat(
    perkim: Officer, rina: Officer, db: Database
) -> None:
    answer = await written(perkim)
    number = answer.path.split("/")[-1].split("?")[0]
    assert "usulkan-slrt" in answer.offers()

    await perkim.does(number, "usulkan-slrt", teks="Butuh Dinsos juga.")
    desk = await rina.opens(number)
    assert {"terima-usulan", "tolak-usulan"} <= desk.offers()
    assert "Butuh Dinsos juga." in desk.words
    await rina.does(number, "terima-usulan")

    case = await db.read(lambda tx: store.by_number(tx, SYSTEM, number))
    assert (case.handler_id, case.intake_point) == (rina.viewer.account_id, "agency")
    again = await perkim.opens(number)
    assert "menerima usulan lembaga" in again.words
    assert "usulkan-slrt" not in again.offers()


async def test_a_second_press_makes_no_second_case(rina: Officer, db: Database) -> None:
    page = await rina.visits("/panel/baru")
    [key] = re.findall(r'name="kunci" value="([^"]+)"', page.text)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[-1]
    fields = FILLED | {"csrf": [csrf], "kunci": [key]}
    first = await rina.sends("/panel/baru", fields)
    second = await rina.sends("/panel/baru", fields)

    assert first.path == second.path
    assert len(await db.read(lambda tx: tx.execute(select(cases.c.id)).all())) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"setuju": ""}, "Tanyakan dulu apakah warga setuju"),
        ({"nik": "123"}, "NIK atau nomor KK itu tidak mungkin benar"),
        ({"hp": "08"}, "Nomor HP itu tidak mungkin benar"),
        ({"cerita": ""}, "Tulis dulu isinya"),
        ({"wilayah": "99.99"}, "Pilih dulu salah satu"),
        ({"kategori": "bulan"}, "Kategori itu tidak ada"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    rina: Officer, db: Database, changed: dict[str, str], sentence: str
) -> None:
    answer = await written(rina, **changed)

    assert answer.status == 422
    assert sentence in answer.words
    assert "Sarinem" in answer.text
    assert await db.read(lambda tx: tx.execute(select(cases.c.id)).all()) == []


async def test_an_emergency_does_not_wait_for_consent(rina: Officer, db: Database) -> None:
    await written(rina, setuju="", urgensi="emergency")

    assert len(await db.read(lambda tx: tx.execute(select(cases.c.id)).all())) == 1


async def test_who_reports_misconduct_at_a_desk_is_named_to_no_agency(rina: Officer, db: Database) -> None:
    await written(rina, kategori="penyimpangan")

    named = select(cases.c.reporter_visibility)
    assert await db.read(lambda tx: tx.scalars(named).one()) == "anonymous_to_agency"
