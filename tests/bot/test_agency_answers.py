"""A contact at an agency answers in her chat: by button, by quoting, by word; what comes too late changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from cases import accounts, referrals, store
from cases.errors import Refused
from cases.models import contact_points
from cases.roles import Viewer
from cases.store import CaseRow
from handlers.turn import Press
from tests.builders import NOW
from tests.office import Office


@pytest.fixture
def case(elsewhere: CaseRow, contact: Viewer) -> CaseRow:
    """Opened by somebody else; the contact is there to be asked."""
    return elsewhere


async def _referred(office: Office, case: CaseRow, bo: Viewer, contact: Viewer) -> list[str]:
    agency = contact.agency_id
    assert agency
    return await office.does(lambda tx: referrals.refer(tx, case, bo, NOW, agency_id=agency))


async def _now(office: Office, case: CaseRow) -> tuple[str, str]:
    def question(tx: Connection) -> tuple[str, str]:
        return store.read_case(tx, case.id).state, store.read_referrals(tx, case.id)[-1].state

    return await office.sees(question)


async def test_a_contact_is_somebody_who_receives(
    office: Office, case: CaseRow, bo: Viewer, contact: Viewer
) -> None:
    [told] = await _referred(office, case, bo, contact)

    assert "Kesehatan" in told
    assert "Kec. Sumber" in told
    assert "/t/" in told
    assert "BPJS mati" not in told


async def test_a_contact_without_a_chat_receives_nothing(
    office: Office, case: CaseRow, bo: Viewer, contact: Viewer
) -> None:
    def unlinked(tx: Connection) -> None:
        tx.execute(update(contact_points).values(staff_id=None))

    await office.db.write(unlinked)

    with pytest.raises(Refused, match=r"rujukan\.tanpa_penerima"):
        await _referred(office, case, bo, contact)


async def test_accepted_and_finished_by_word(
    office: Office, case: CaseRow, bo: Viewer, contact: Viewer
) -> None:
    await _referred(office, case, bo, contact)
    accepted = await office.hears("Terima")
    await office.hears("selesai, kartunya sudah aktif lagi")
    done = await office.hears("Berhasil")

    assert "kami catat diterima" in accepted[-1]
    assert "hasil" in done[-1]
    assert await _now(office, case) == ("awaiting_outcome", "done")


async def test_not_ours_needs_a_reason(office: Office, case: CaseRow, bo: Viewer, contact: Viewer) -> None:
    await _referred(office, case, bo, contact)
    asked = await office.hears("bukan kami, ini urusan BPJS")
    await office.hears("Bukan tugas kami")

    assert "alasannya" in asked[-1]
    assert await _now(office, case) == ("verified", "rejected")


async def test_a_question_goes_to_the_resident(
    office: Office, case: CaseRow, bo: Viewer, contact: Viewer
) -> None:
    await _referred(office, case, bo, contact)
    await office.hears("Terima")
    await office.hears("butuh data: nomor kartunya berapa?")

    assert await _now(office, case) == ("needs_info", "accepted")


async def test_an_old_button_says_that_it_is_too_late(
    office: Office, case: CaseRow, bo: Viewer, contact: Viewer
) -> None:
    await _referred(office, case, bo, contact)
    press = Press("", "umum.rujukan", f"rujukan:{case.id}:terima")
    await office.hears("", kind="choice", press=press)
    again = await office.hears("", kind="choice", press=press)
    await office.does(
        lambda tx: referrals.revoke(
            tx, store.read_case(tx, case.id), store.read_referrals(tx, case.id)[-1], bo, NOW, "Salah"
        )
    )
    late = await office.hears("", kind="choice", press=press)

    assert "sudah dijawab" in again[-1]
    assert "sudah dijawab" in late[-1]
    assert (await _now(office, case))[1] == "revoked"


async def test_a_resident_cannot_answer_for_an_agency(
    office: Office, case: CaseRow, bo: Viewer, contact: Viewer
) -> None:
    await _referred(office, case, bo, contact)
    assert contact.account_id
    id_ = contact.account_id
    await office.db.write(lambda tx: accounts.end_duty(tx, id_, NOW))

    await office.hears("Terima")
    await office.hears("rujukan")

    assert (await _now(office, case))[1] == "sent"
