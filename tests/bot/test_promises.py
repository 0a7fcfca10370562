"""A date that passes is told to the resident and to who leads, once; one that comes near to who leads alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from cases import accounts
from cases.models import cases, outbound
from cases.roles import Grant, Role, Viewer
from cases.store import CaseRow, read_case
from tests.builders import NOW, a_staff_chat
from tests.office import Office

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
async def case(office: Office, boss: Viewer) -> CaseRow:
    """A case with a running date; the one who leads has a chat."""
    case = await office.opened()

    def chat(tx: Connection) -> None:
        a_staff_chat(tx, boss.account_id, "console:bos")
        tx.execute(update(outbound).values(state="sent"))

    await office.db.write(chat)
    return await office.sees(lambda tx: read_case(tx, case.id))


async def told(office: Office, at: datetime) -> list[tuple[str, str]]:
    """After the chores of this minute: purpose and words of everything that was queued by them."""
    await office.minute(at)

    def look(tx: Connection) -> list[tuple[str, str]]:
        rows = tx.execute(
            select(outbound.c.purpose, outbound.c.body).where(outbound.c.state == "queued")
        ).all()
        tx.execute(update(outbound).values(state="sent"))
        return sorted((purpose, body["body"]) for purpose, body in rows)

    return await office.db.write(look)


async def test_a_date_that_has_passed_is_told_once(office: Office, case: CaseRow) -> None:
    assert case.due_at
    assert await told(office, case.due_at - DAY - MINUTE) == []

    [(alert, to_boss), (status, to_her)] = await told(office, case.due_at + MINUTE)
    assert (alert, status) == ("alert", "status")
    assert "Janji ke warga lewat waktu" in to_boss
    assert "Seharusnya paling lambat" in to_her
    assert "Maaf" in to_her
    assert await told(office, case.due_at + 2 * MINUTE) == []
    assert await told(office, case.due_at + 2 * DAY) == []


async def test_a_day_before_who_leads_is_reminded_once(office: Office, case: CaseRow) -> None:
    assert case.due_at

    [(purpose, words)] = await told(office, case.due_at - DAY + MINUTE)
    assert (purpose, "jatuh tempo besok" in words) == ("alert", True)
    assert await told(office, case.due_at - DAY + 2 * MINUTE) == []


async def test_a_new_date_is_a_new_promise(office: Office, case: CaseRow) -> None:
    assert case.due_at
    await told(office, case.due_at + MINUTE)
    later = case.due_at + 5 * DAY
    await office.db.write(lambda tx: tx.execute(update(cases).values(due_at=later)))

    assert len([one for one in await told(office, later + MINUTE) if one[0] == "status"]) == 1


@pytest.mark.parametrize("stopped", [{"state": "closed"}, {"clock_left": 600}, {"due_at": None}])
async def test_what_owes_nothing_is_not_told(
    office: Office, case: CaseRow, stopped: dict[str, object]
) -> None:
    assert case.due_at
    due = case.due_at
    await office.db.write(lambda tx: tx.execute(update(cases).values(stopped)))

    assert await told(office, due + MINUTE) == []


async def test_of_people_of_the_house_only_the_manager_is_told(
    office: Office, case: CaseRow, bo: Viewer
) -> None:
    assert case.due_at

    def accused(tx: Connection) -> None:
        tx.execute(update(cases).values(accused="slrt", handler_id=bo.account_id))
        a_staff_chat(tx, bo.account_id, "console:bo")
        who = accounts.create(
            tx, login="atasan", name="A", password="x", grants=[Grant(Role.SUPERVISOR, "32.09")], now=NOW
        )
        a_staff_chat(tx, who, "console:atasan")

    await office.db.write(accused)
    alerts = [one for one in await told(office, case.due_at + MINUTE) if one[0] == "alert"]

    assert len(alerts) == 1
