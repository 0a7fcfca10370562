"""What a resident does with her own reports and her own data, through the whole turn, on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from cases import agencies, service, store
from cases.db import Connection
from cases.events import Event
from cases.models import cases
from cases.models import events as history
from cases.numbers import shown
from cases.roles import Viewer
from cases.rules import CloseReason
from cases.store import CaseRow
from tests.builders import NOW
from tests.office import STORY, TOLD, Office

NIK = "3209154107850001"


async def test_withdrawn_is_closed_and_said(office: Office) -> None:
    await office.opened()

    await office.hears("cabut laporan")
    said = await office.hears("ya")

    [case] = await office.cases()
    assert (case.state, case.close_reason) == ("closed", "withdrawn")
    assert "sudah dicabut" in said[0]


async def test_of_misconduct_an_officer_speaks_first(office: Office, bo: Viewer) -> None:
    await office.hears("uang saya dipotong", {"kebutuhan": "penyimpangan", "terlapor": "tidak_tahu"})
    for answer in ("tidak tahu", "Saya sendiri", "tidak tahu", "Tanpa kata kunci", "kirim"):
        await office.hears(answer)

    await office.hears("cabut laporan")

    [case] = await office.cases()
    assert case.state == "received"
    assert "human_wanted" in await office.sees(lambda tx: events(tx))


async def test_a_closed_case_is_opened_again_with_the_reason(office: Office, boss: Viewer) -> None:
    case = await closed(office, boss)

    await office.hears("buka lagi")
    said = await office.hears("kartunya masih mati")

    [again] = await office.cases()
    assert (again.id, again.state) == (case.id, "reopened")
    assert shown(case.number) in said[0]


@pytest.mark.parametrize(("window", "state"), [(30, "closed"), (60, "reopened")])
async def test_so_long_as_the_office_lets_her(office: Office, boss: Viewer, window: int, state: str) -> None:
    case = await closed(office, boss)
    limits = {"reopen": {"days": window}}
    await office.db.write(lambda tx: agencies.write_setting(tx, uuid4(), "deadlines", limits))
    office.now = NOW + timedelta(days=40)

    await office.hears("buka lagi")
    await office.hears("kartunya masih mati")

    assert (await office.sees(lambda tx: store.read_case(tx, case.id))).state == state


async def test_how_content_she_is_stands_in_the_history(office: Office, boss: Viewer) -> None:
    await office.opened()
    await finished(office, boss)

    await office.hears("sudah")
    await office.hears("kurang")
    await office.hears("lama sekali")

    assert (await office.sees(lambda tx: events(tx))).count("service_rated") == 2


async def test_the_copy_holds_names_and_reports_and_hides_numbers(office: Office) -> None:
    case = await office.opened()

    await office.hears("data saya")
    [said] = await office.hears("Lihat salinan")

    assert shown(case.number) in said
    assert STORY not in said


async def test_nothing_is_erased_while_somebody_works_for_her(office: Office) -> None:
    case = await office.opened()

    said = await erased(office)

    assert shown(case.number) in said[0]
    assert (await office.cases())[0].story == STORY


async def test_erased_is_gone_from_every_table(office: Office, boss: Viewer) -> None:
    await office.hears(STORY, TOLD | {"nik": NIK})
    await office.hears("Sarinem")
    await office.hears("kirim")
    await finished(office, boss)
    await office.hears("sudah")

    await erased(office)

    [case] = await office.cases()
    people = await office.sees(lambda tx: store.people_of(tx, boss, case))
    assert (case.story, case.entities, people["subject"].name, people["subject"].nik) == (
        "dihapus",
        {},
        "dihapus",
        "",
    )
    [waiting] = await office.sees(office.bodies)
    assert "Sudah dihapus" in waiting
    kept = await office.sees(lambda tx: store.timeline(tx, boss, case))
    assert not any("BPJS" in entry.text or "Sarinem" in entry.text for entry in kept)


async def test_a_correction_is_a_case_an_officer_sees(office: Office) -> None:
    await office.hears("data saya")
    await office.hears("perbaiki")
    await office.hears("nama saya Sarinah, bukan Sarinem")

    [case] = await office.cases()
    assert (case.kind, case.story) == ("data_update", "nama saya Sarinah, bukan Sarinem")


# --- small print --------------------------------------------------------------------------------------


async def erased(office: Office) -> list[str]:
    await office.hears("data saya")
    await office.hears("Hapus")
    return await office.hears("ya")


async def finished(office: Office, boss: Viewer) -> None:
    """The secretariat solved it itself."""

    def verified(tx: Connection) -> Event:
        case = _newest(tx)
        return service.verify(
            tx, case, boss, NOW, category=case.category, urgency=case.urgency, confidentiality="normal", area=case.area
        )  # fmt: skip

    await office.does(verified)
    await office.does(lambda tx: service.handle(tx, _newest(tx), boss, NOW))
    await office.does(
        lambda tx: service.finish(tx, _newest(tx), boss, NOW, outcome="success", text="Kartu aktif.")
    )


async def closed(office: Office, boss: Viewer) -> CaseRow:
    case = await office.opened()
    await office.does(
        lambda tx: service.close(
            tx, _newest(tx), boss, NOW, reason=CloseReason.NOT_OUR_AUTHORITY, text="Ke bank."
        )
    )
    return case


def _newest(tx: Connection) -> CaseRow:
    newest = select(cases.c.id).order_by(cases.c.id.desc()).limit(1)
    return store.read_case(tx, tx.scalars(newest).one())


def events(tx: Connection) -> list[str]:
    """Names of everything that happened."""
    return list(tx.scalars(select(history.c.name).order_by(history.c.id)))


async def test_a_promise_that_was_not_kept_is_not_promised_again(office: Office) -> None:
    await office.opened()
    [kept] = await office.hears("status")
    office.now = NOW + timedelta(days=9)
    [late] = await office.hears("status", sent_at=office.now)

    assert "Petugas mengecek paling lambat" in kept
    assert "Seharusnya paling lambat" in late
    assert "Maaf" in late
