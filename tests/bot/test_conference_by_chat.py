"""A contact without an account speaks in a case conference from her own chat."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from cases import conferences, referrals, store
from cases.events import Event
from cases.models import cases
from cases.roles import Viewer
from cases.store import CaseRow, read_case
from handlers.turn import Press
from tests.builders import NOW
from tests.office import Office

OPINION = "Kami bisa bantu obatnya, atapnya bukan kami"


@pytest.fixture
async def declined(office: Office, elsewhere: CaseRow, bo: Viewer, contact: Viewer) -> CaseRow:
    """Her agency was asked and said no."""
    agency = contact.agency_id
    assert agency
    await office.does(lambda tx: referrals.refer(tx, elsewhere, bo, NOW, agency_id=agency))
    await office.hears("bukan kami, ini urusan BPJS")
    await office.hears("Bukan tugas kami")
    return elsewhere


async def called(office: Office, case: CaseRow, by: Viewer, text: str = "Siapa bisa bantu?") -> list[str]:
    return await office.does(lambda tx: conferences.call(tx, read_case(tx, case.id), by, NOW, text))


def pressed(case: CaseRow) -> Press:
    return Press("", "umum.rapat", f"rapat:{case.id}")


async def said(office: Office, case: CaseRow, reader: Viewer) -> list[str]:
    def lines(tx: Connection) -> list[str]:
        seen = store.timeline(tx, reader, read_case(tx, case.id))
        return [one.text for one in seen if one.name == "conference_said"]

    return await office.sees(lines)


async def test_she_is_asked_and_her_words_stand_in_the_thread(
    office: Office, declined: CaseRow, bo: Viewer
) -> None:
    [told] = await called(office, declined, bo, "Siapa bisa bantu? NIK 3209154107680001")
    assert "Siapa bisa bantu?" in told
    assert "3209154107680001" not in told

    [asked] = await office.hears("", kind="choice", press=pressed(declined))
    [thanks] = await office.hears(OPINION)

    assert "pendapat kantor Anda" in asked
    assert "kami teruskan ke rapat" in thanks
    assert await said(office, declined, bo) == [OPINION]


async def test_what_others_say_comes_to_her_with_their_office(
    office: Office, declined: CaseRow, bo: Viewer
) -> None:
    await called(office, declined, bo)

    def speak(tx: Connection) -> Event:
        return conferences.speak(tx, read_case(tx, declined.id), bo, NOW, "Bagaimana kalau dibagi dua?")

    [told] = await office.does(speak)
    assert "SLRT menulis:" in told
    assert "Bagaimana kalau dibagi dua?" in told


async def test_of_a_guarded_case_only_that_something_was_said(
    office: Office, declined: CaseRow, bo: Viewer
) -> None:
    await office.db.write(lambda tx: tx.execute(update(cases).values(confidentiality="restricted")))
    [told] = await called(office, declined, bo, "Anaknya dipukul")

    assert "Anaknya dipukul" not in told
    assert "Rapat kasus" in told


async def test_when_it_is_over_nothing_is_said_any_more(
    office: Office, declined: CaseRow, bo: Viewer
) -> None:
    await called(office, declined, bo)
    await office.hears("", kind="choice", press=pressed(declined))

    def conclude(tx: Connection) -> Event:
        return conferences.conclude(
            tx, read_case(tx, declined.id), bo, NOW, "Dinkes obatnya, Perkim atapnya."
        )

    [told] = await office.does(conclude)
    late = await office.hears(OPINION)
    again = await office.hears("", kind="choice", press=pressed(declined))

    assert "Dinkes obatnya" in told
    assert "sudah selesai" in late[-1]
    assert "sudah selesai" in again[-1]
    assert await said(office, declined, bo) == []
