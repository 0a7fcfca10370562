"""Who a case is about hears of nothing that happens to it, in whatever chat."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import Connection, select, update

from bot.notices import ALERTS
from cases import exclusions
from cases.changes import leave
from cases.events import EventName
from cases.models import cases, outbound
from cases.roles import SYSTEM, Viewer
from cases.store import read_case
from tests.builders import NOW, a_staff_chat
from tests.office import Office


@pytest.mark.parametrize("name", ALERTS)
async def test_no_event_is_told_to_her_and_every_event_to_somebody_else(
    office: Office, bo: Viewer, boss: Viewer, dinkes: Viewer, name: EventName
) -> None:
    case = await office.opened()

    def work(tx: Connection) -> set[UUID]:
        chats = {
            who.name: a_staff_chat(tx, who.account_id, f"console:{who.name}") for who in (bo, boss, dinkes)
        }
        tx.execute(update(cases).values(handler_id=bo.account_id))
        assert bo.account_id
        assert dinkes.agency_id
        exclusions.exclude_person(tx, read_case(tx, case.id), boss, NOW, bo.account_id, "Dilaporkan warga")
        exclusions.exclude_agency(tx, read_case(tx, case.id), boss, NOW, dinkes.agency_id, "Dilaporkan warga")
        tx.execute(update(outbound).values(state="sent"))
        data = {"account": str(bo.account_id), "route": "visit", "what": "response"}
        event = leave(tx, case.id, SYSTEM, NOW, name, "x", data=data)
        office.notices.alert(tx, event, NOW)
        told = set(tx.scalars(select(outbound.c.contact_point_id).where(outbound.c.state == "queued")))
        assert not told & {chats[bo.name], chats[dinkes.name]}
        return told

    told = await office.db.write(work)
    assert told or name in {EventName.TASK_GIVEN, EventName.CASE_ASSIGNED}
