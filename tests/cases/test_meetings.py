"""Kode temu and what is noted at the meeting, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import meeting_code, people, people_meeting, service, store
from cases.db import Connection, Database
from cases.errors import Refused
from cases.opening import NewCase
from cases.people import NewPerson
from cases.roles import Grant, Role, Viewer, resident
from cases.store import CaseRow
from tests.builders import NOW, a_desk
from tests.cases.conftest import account

NIK = "3209154107850001"


def test_every_wrong_digit_and_every_swap_is_found() -> None:
    code = meeting_code.new_code(lambda below: 482915 % below)

    wrong = {code[:n] + str(d) + code[n + 1 :] for n in range(7) for d in range(10)} - {code}
    swapped = {code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(6)} - {code}

    assert meeting_code.canonical(meeting_code.shown(code)) == code
    assert [one for one in wrong | swapped if meeting_code.canonical(one)] == []


async def test_a_code_ends_after_three_days(office: Database, front: Viewer) -> None:
    case = await opened(office)
    code, ends = await office.write(lambda tx: people_meeting.make_code(tx, case, NOW))

    with pytest.raises(Refused, match=r"temu\.salah"):
        await office.write(lambda tx: people_meeting.meet(tx, front, code, ends))


async def test_a_new_code_ends_the_old_one(office: Database, front: Viewer) -> None:
    case = await opened(office)
    old, _ = await office.write(lambda tx: people_meeting.make_code(tx, case, NOW))
    new, _ = await office.write(lambda tx: people_meeting.make_code(tx, case, NOW))

    with pytest.raises(Refused, match=r"temu\.salah"):
        await office.write(lambda tx: people_meeting.meet(tx, front, old, NOW))
    assert (await office.write(lambda tx: people_meeting.meet(tx, front, new, NOW))).id == case.id


async def test_after_ten_wrong_codes_an_officer_waits_an_hour(office: Database, front: Viewer) -> None:
    case = await opened(office)
    code, _ = await office.write(lambda tx: people_meeting.make_code(tx, case, NOW))

    for n in range(people_meeting.TRIES):
        guess = meeting_code.new_code(lambda below, n=n: n)  # type: ignore[misc]
        assert await tried(office, front, guess) == "temu.salah"
    assert await tried(office, front, code) == "temu.tunggu"
    assert await tried(office, front, code, hours=2) == case.number


async def test_what_the_papers_say_is_noted_with_the_person(office: Database, front: Viewer) -> None:
    case = await opened(office)

    def noted(tx: Connection) -> people.Person | None:
        people_meeting.identify(tx, case, front, NOW, NewPerson("", nik=NIK))
        return people.by_id(tx, store.read_case(tx, case.id).subject_id)

    person = await office.write(noted)

    assert person
    assert (person.name, person.nik) == ("Sarinem", NIK)


async def test_a_nik_somebody_else_has_shouts(office: Database, front: Viewer) -> None:
    await office.write(lambda tx: people.remember(tx, NewPerson("Orang Lain", nik=NIK), NOW))
    case = await opened(office)

    event = await office.write(
        lambda tx: people_meeting.identify(tx, case, front, NOW, NewPerson("", nik=NIK))
    )

    assert event.data == {"alarm": "nik_known"}


async def tried(db: Database, viewer: Viewer, code: str, hours: int = 0) -> str:
    """The number of the case a code leads to, or why it does not."""

    def work(tx: Connection) -> str:
        try:
            return people_meeting.meet(tx, viewer, code, NOW + timedelta(hours=hours)).number
        except Refused as error:
            return error.key

    return await db.write(work)


async def opened(db: Database) -> CaseRow:
    """A case of Budi's for himself, as Sarinem."""

    def work(tx: Connection) -> CaseRow:
        desk = a_desk(tx)
        draft = NewCase(
            draft="t1", category="bansos", story="pkh tidak cair", area="32.09.15.2001",
            contact_point_id=desk.contact_point_id, reporter=NewPerson("Sarinem"),
        )  # fmt: skip
        return service.open_case(tx, draft, resident(desk.contact_point_id), NOW).case

    return await db.write(work)


@pytest.fixture
async def front(office: Database) -> Viewer:
    """Front office of the whole regency."""
    return await account(office, "fo", [Grant(Role.FRONT_OFFICE, "32.09")])
