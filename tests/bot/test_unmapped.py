"""A case that no routing rule fits is told to the managers, once, by a neutral line in their own chat."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, delete, select

from cases.models import outbound, routing_rules
from cases.roles import Viewer
from tests.builders import NOW, a_staff_chat
from tests.office import Office


@pytest.fixture
async def chats(office: Office, bo: Viewer, boss: Viewer) -> None:
    """Both have linked a chat."""

    def link(tx: Connection) -> None:
        for viewer in (bo, boss):
            a_staff_chat(tx, viewer.account_id, f"console:{viewer.name}")

    await office.db.write(link)


async def alerts(office: Office) -> list[str]:
    def look(tx: Connection) -> list[str]:
        rows = tx.execute(select(outbound.c.body).where(outbound.c.purpose == "alert")).scalars()
        return [row["body"] for row in rows]

    return await office.sees(look)


@pytest.mark.usefixtures("chats")
async def test_the_manager_is_told_once(office: Office) -> None:
    await office.db.write(lambda tx: tx.execute(delete(routing_rules)))

    case = await office.opened()

    [told] = await alerts(office)
    assert told.startswith("Belum ada aturan rujukan untuk laporan SLRT ")
    assert "Sarinem" not in told
    assert "BPJS" not in told
    await office.minute(NOW)
    assert len(await alerts(office)) == 1
    assert case.proposed_agency_id is None


@pytest.mark.usefixtures("chats")
async def test_a_case_with_a_rule_alarms_nobody(office: Office) -> None:
    await office.opened()

    assert await alerts(office) == []
