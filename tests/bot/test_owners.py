"""Whose a case is: given to a colleague, and nobody's again when her duty ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from cases import accounts, hand_over, service
from cases.errors import Refused
from cases.models import outbound, tasks
from cases.opening import NewCase
from cases.roles import Viewer
from cases.store import CaseRow, read_case
from tests.builders import NOW
from tests.office import Office


@pytest.fixture
async def case(office: Office) -> CaseRow:
    return await office.opened()


async def test_a_case_is_given_to_a_colleague(
    office: Office, case: CaseRow, bo: Viewer, boss: Viewer
) -> None:
    assert bo.account_id
    to = bo.account_id
    await office.does(lambda tx: hand_over.assign(tx, case, boss, NOW, to))

    assert (await office.sees(lambda tx: read_case(tx, case.id))).handler_id == bo.account_id


async def test_an_agency_owns_no_case_of_the_office(
    office: Office, case: CaseRow, boss: Viewer, dinkes: Viewer
) -> None:
    assert dinkes.account_id
    to = dinkes.account_id
    with pytest.raises(Refused, match=r"tugas\.pemegang"):
        await office.does(lambda tx: hand_over.assign(tx, case, boss, NOW, to))


async def test_with_the_end_of_a_duty_its_cases_are_nobodys(
    office: Office, case: CaseRow, bo: Viewer, boss: Viewer
) -> None:
    assert bo.account_id
    whose = bo.account_id
    await office.does(lambda tx: hand_over.assign(tx, case, boss, NOW, whose))
    await office.minute(NOW + timedelta(minutes=1))
    assert (await office.sees(lambda tx: read_case(tx, case.id))).handler_id == whose

    await office.db.write(lambda tx: accounts.end_duty(tx, whose, NOW))
    await office.minute(NOW + timedelta(minutes=2))

    assert (await office.sees(lambda tx: read_case(tx, case.id))).handler_id is None


async def test_who_has_no_chat_is_told_by_a_person(office: Office, bo: Viewer, boss: Viewer) -> None:
    told = NewCase(
        draft="p1", category="lansia", story="Tinggal sendiri", area="32.09.15", intake_point="secretariat"
    )
    opened = await office.db.write(lambda tx: service.open_case(tx, told, bo, NOW))
    case = opened.case
    await office.does(
        lambda tx: service.verify(
            tx,
            case,
            boss,
            NOW,
            category="lansia",
            urgency="normal",
            confidentiality="restricted",
            area=case.area,
        )
    )
    await office.does(lambda tx: service.handle(tx, read_case(tx, case.id), boss, NOW))
    await office.does(
        lambda tx: service.finish(
            tx, read_case(tx, case.id), boss, NOW, outcome="success", text="Sudah dikunjungi."
        )
    )

    def waiting(tx: Connection) -> list[str]:
        return list(tx.scalars(select(tasks.c.kind).where(tasks.c.case_id == case.id)))

    assert await office.sees(waiting) == ["deliver_news"]
    assert await office.sees(lambda tx: tx.execute(select(outbound.c.id)).all()) == []
