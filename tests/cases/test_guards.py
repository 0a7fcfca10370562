"""What guards a case: whom it is about never sees it, and its news needs the word. On both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from cases import people_access, referrals, service, store
from cases.agencies import all_agencies
from cases.db import Database
from cases.errors import NotFound, Refused
from cases.opening import NewCase
from cases.roles import Grant, Role, Viewer, resident
from cases.store import CaseRow
from tests.builders import NOW, a_desk
from tests.cases.conftest import account

VILLAGE = "32.09.15.2001"


async def reported(db: Database, accused: str, word: str = "", category: str = "penyimpangan") -> CaseRow:
    """A misconduct told by Budi."""

    def work(tx: Connection) -> CaseRow:
        desk = a_desk(tx)
        draft = NewCase(
            draft=f"t-{accused}", category=category, story="uang bantuan dipotong", area=VILLAGE, accused=accused,
            access_word=word, contact_point_id=desk.contact_point_id,
        )  # fmt: skip
        return service.open_case(tx, draft, resident(desk.contact_point_id), NOW).case

    return await db.write(work)


async def tried(db: Database, case: CaseRow, word: str, now: datetime = NOW) -> UUID | None:
    """The case a word opens for Budi."""
    contact = case.contact_point_id
    assert contact
    return await db.write(lambda tx: people_access.unlocked(tx, contact, word, now))


async def sees(db: Database, viewer: Viewer, case: CaseRow) -> bool:
    """Whether the case has a row in her list and a page."""
    listed = await db.read(lambda tx: store.work_list(tx, viewer, "all", NOW).rows)
    try:
        await db.read(lambda tx: store.by_id(tx, viewer, case.id))
    except NotFound:
        return any(row.id == case.id for row in listed)
    return True


@pytest.mark.parametrize("accused", ["slrt", "dinsos"])
async def test_a_report_about_the_own_house_is_for_the_manager_alone(office: Database, accused: str) -> None:
    case = await reported(office, accused)
    supervisor = await account(office, "sv", [Grant(Role.SUPERVISOR, "32.09")])
    manager = await account(office, "mj", [Grant(Role.MANAGER, "32.09")])

    assert not await sees(office, supervisor, case)
    assert await sees(office, manager, case)


async def test_a_report_about_the_village_does_not_exist_for_who_works_there(office: Database) -> None:
    case = await reported(office, "desa")
    local = await account(office, "pk", [Grant(Role.PUSKESOS_COORDINATOR, "32.09.15")])
    supervisor = await account(office, "sv", [Grant(Role.SUPERVISOR, "32.09")])

    assert not await sees(office, local, case)
    assert await sees(office, supervisor, case)


async def test_nothing_is_proposed_or_referred_to_the_accused_agency(office: Database, boss: Viewer) -> None:
    await account(office, "ins", [Grant(Role.AGENCY_OFFICER, "32.09")], "dinsos")
    case = await reported(office, "dinsos", category="bansos")

    def verified_and_sent(tx: Connection) -> None:
        dinsos = next(one.id for one in all_agencies(tx) if one.code == "dinsos")
        assert case.proposed_agency_id != dinsos
        service.verify(
            tx, case, boss, NOW, category="penyimpangan", urgency="urgent", confidentiality="secret", area=VILLAGE
        )  # fmt: skip
        referrals.refer(tx, store.read_case(tx, case.id), boss, NOW, agency_id=dinsos)

    with pytest.raises(Refused, match=r"rujukan\.terlapor"):
        await office.write(verified_and_sent)


async def test_the_word_opens_the_case_however_it_is_written(office: Database) -> None:
    case = await reported(office, "desa", word="bunga melati")

    wrong = await tried(office, case, "mawar")
    right = await tried(office, case, " Bunga  Melati ")

    assert wrong is None
    assert right == case.id


async def test_after_five_wrong_words_the_right_one_waits_for_tomorrow(office: Database) -> None:
    case = await reported(office, "desa", word="melati")

    for n in range(people_access.TRIES):
        await tried(office, case, f"salah {n}")
    soon = await tried(office, case, "melati")
    late = await tried(office, case, "melati", NOW + timedelta(days=1, minutes=1))

    assert soon is None
    assert late == case.id
