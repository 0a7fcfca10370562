"""Promises of real cases: who owed what, what she was to bring, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from cases import pauses, people_own, referrals, service, store
from cases.models import cases
from cases.roles import Viewer
from cases.store import CaseRow, read_case, read_referrals, store_ledger
from cases.store.store_ledger import Kept, Promise
from tests.builders import NOW
from tests.office import Office


async def lines(office: Office, case: CaseRow, viewer: Viewer) -> list[tuple[str, str, str]]:
    """What, by whom, how it ended; the newest first."""
    found = await promises(office, case, viewer)
    return [(one.what, one.agency, one.how) for one in found]


async def promises(office: Office, case: CaseRow, viewer: Viewer) -> list[Promise]:
    return await office.sees(lambda tx: store_ledger.of_case(tx, viewer, read_case(tx, case.id)))


@pytest.fixture
async def referred(office: Office, bo: Viewer, dinkes: Viewer) -> CaseRow:
    case = await office.verified(bo)
    assert dinkes.agency_id
    agency = dinkes.agency_id
    await office.does(lambda tx: referrals.refer(tx, case, bo, NOW, agency_id=agency))
    return case


async def accepted(office: Office, case: CaseRow, by: Viewer, bring: str = "") -> list[str]:
    return await office.does(
        lambda tx: referrals.accept(
            tx, read_case(tx, case.id), read_referrals(tx, case.id)[-1], by, NOW, bring
        )
    )


async def test_every_step_is_a_line_with_its_owner(office: Office, referred: CaseRow, bo: Viewer) -> None:
    assert await lines(office, referred, bo) == [
        ("handling", "Dinas Kesehatan", ""),
        ("routing", "", "kept"),
        ("response", "", "kept"),
    ]


async def test_what_she_is_to_bring_is_told_and_stays_in_her_status(
    office: Office, referred: CaseRow, bo: Viewer, dinkes: Viewer
) -> None:
    told = await accepted(office, referred, dinkes, "KTP dan KK")
    status = await office.hears("status")

    assert "Yang perlu disiapkan: KTP dan KK" in told[0]
    assert "Yang perlu disiapkan: KTP dan KK" in " ".join(status)
    assert (await promises(office, referred, bo))[0].bring == "KTP dan KK"


async def test_an_agency_that_takes_its_time_to_answer_is_bound_by_what_she_was_promised(
    office: Office, referred: CaseRow, dinkes: Viewer
) -> None:
    later = NOW + timedelta(days=3)
    await office.does(
        lambda tx: referrals.accept(
            tx, read_case(tx, referred.id), read_referrals(tx, referred.id)[-1], dinkes, later
        )
    )
    case, referral = await office.sees(
        lambda tx: (read_case(tx, referred.id), read_referrals(tx, referred.id)[-1])
    )
    assert referral.due_at == case.due_at


async def test_of_a_guarded_case_nothing_is_said_of_it(
    office: Office, referred: CaseRow, dinkes: Viewer
) -> None:
    await office.db.write(lambda tx: tx.execute(update(cases).values(confidentiality="restricted")))
    told = await accepted(office, referred, dinkes, "Hasil visum")
    status = await office.hears("status")

    assert "visum" not in " ".join([*told, *status])


async def test_what_she_was_to_bring_goes_with_her_data(
    office: Office, referred: CaseRow, bo: Viewer, dinkes: Viewer
) -> None:
    await accepted(office, referred, dinkes, "Surat dari dokter kandungan")
    await office.hears("cabut")
    await office.hears("ya")
    assert referred.contact_point_id
    hers = referred.contact_point_id
    await office.db.write(lambda tx: people_own.erase(tx, hers, NOW))

    assert {one.bring for one in await promises(office, referred, bo)} == {""}


async def test_an_agency_reads_its_own(office: Office, referred: CaseRow, bo: Viewer, dinkes: Viewer) -> None:
    def hers(tx: Connection) -> list[Promise]:

        return store_ledger.of_case(tx, dinkes, store.by_id(tx, dinkes, referred.id))

    assert [one.agency for one in await office.sees(hers)] == ["Dinas Kesehatan"]


async def test_a_question_pauses_it_and_the_answer_begins_it_anew(office: Office, bo: Viewer) -> None:
    case = await office.verified(bo)
    await office.does(lambda tx: service.ask(tx, case, bo, NOW, "Nomor kartunya berapa?"))
    assert (await lines(office, case, bo))[0] == ("routing", "", "paused")

    await office.hears("nomornya 12345")
    assert (await lines(office, case, bo))[:2] == [("routing", "", ""), ("routing", "", "paused")]


@pytest.mark.parametrize("reason", ["agency_schedule", "resident_asked"])
async def test_a_pause_is_a_promise_that_it_goes_on(office: Office, bo: Viewer, reason: str) -> None:
    case = await office.verified(bo)
    until = (NOW + timedelta(days=7)).date()
    await office.does(lambda tx: pauses.hold(tx, case, bo, NOW, until=until, reason=reason, text="Jadwal"))
    assert (await lines(office, case, bo))[:2] == [("hold", "", ""), ("routing", "", "moved")]

    back = datetime(2026, 12, 1, 0, 1, tzinfo=NOW.tzinfo)
    await office.minute(back)
    assert (await lines(office, case, bo))[:2] == [("routing", "", ""), ("hold", "", "kept")]


async def test_a_day_that_passes_is_broken_and_still_owed(office: Office, bo: Viewer) -> None:
    case = await office.verified(bo)
    assert case.due_at
    await office.minute(case.due_at + timedelta(minutes=1))
    [first, *_] = await promises(office, case, bo)
    assert (first.what, first.broken, first.how) == ("routing", True, "")

    def counted(tx: Connection) -> list[Kept]:
        return store_ledger.kept(tx, bo, NOW - timedelta(days=1), NOW + timedelta(days=90))

    assert await office.sees(counted) == [Kept("", 2, 1, 1)]


async def test_who_withdraws_waits_for_nothing(office: Office, bo: Viewer) -> None:
    case = await office.verified(bo)
    await office.hears("cabut")
    await office.hears("ya")

    assert (await lines(office, case, bo))[0] == ("routing", "", "dropped")
