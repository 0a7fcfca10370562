"""News that cannot be delivered becomes a task for somebody who goes there; once, and never against a person's will."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from bot.ladder import UNHEARD
from cases import service, tasks
from cases.models import cases, outbound
from cases.roles import SYSTEM, Viewer
from cases.store import CaseRow, read_case
from cases.tasks import Task
from tests.builders import NOW
from tests.office import Office

LATER = NOW + UNHEARD + timedelta(minutes=1)


async def _written(office: Office, bo: Viewer, state: str) -> CaseRow:
    """A case with a message of an officer that came so far."""
    case = await office.opened()
    await office.does(lambda tx: service.write(tx, read_case(tx, case.id), bo, NOW, "Beras bisa diambil."))

    def stuck(tx: Connection) -> None:
        tx.execute(update(outbound).where(outbound.c.purpose == "status").values(state=state))

    await office.db.write(stuck)
    return case


async def _after(office: Office, at: datetime) -> list[Task]:
    await office.minute(at)
    return await office.sees(lambda tx: tasks.waiting(tx, SYSTEM))


@pytest.mark.parametrize("state", ["held", "dead", "failed"])
async def test_what_has_not_arrived_within_a_day_is_told_in_person_once(
    office: Office, bo: Viewer, state: str
) -> None:
    case = await _written(office, bo, state)

    assert await _after(office, NOW + timedelta(hours=1)) == []
    [task] = await _after(office, LATER)
    assert (task.kind, task.case_id, task.account_id) == ("deliver_news", case.id, None)
    assert "Beras bisa diambil." in task.text
    assert len(await _after(office, LATER)) == 1

    def told(tx: Connection) -> None:
        tasks.finish(tx, case.id, "deliver_news", bo, LATER)

    await office.db.write(told)
    assert await _after(office, LATER + timedelta(hours=1)) == []


@pytest.mark.parametrize("state", ["queued", "sent", "delivered", "read", "cancelled"])
async def test_what_is_on_its_way_or_there_needs_nobody(office: Office, bo: Viewer, state: str) -> None:
    await _written(office, bo, state)

    assert [task.kind for task in await _after(office, LATER)] == []


async def test_nobody_goes_to_who_wants_no_news_or_said_it_is_not_safe(office: Office, bo: Viewer) -> None:
    case = await _written(office, bo, "held")

    def unsafe(tx: Connection) -> None:
        known = read_case(tx, case.id)
        tx.execute(update(cases).values(entities={**known.entities, "aman": "jangan"}))

    await office.db.write(unsafe)
    assert await _after(office, LATER) == []


async def test_nobody_goes_to_who_said_berhenti(office: Office, bo: Viewer) -> None:
    await _written(office, bo, "held")
    await office.hears("berhenti")

    def held(tx: Connection) -> None:
        tx.execute(update(outbound).where(outbound.c.purpose == "status").values(state="held"))

    await office.db.write(held)
    assert await _after(office, LATER) == []
