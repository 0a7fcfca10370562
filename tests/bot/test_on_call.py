"""Emergencies while the office is closed: who is on call hears of them, and with nobody on call everybody does."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, update

from cases import accounts, on_call, service
from cases.errors import Refused
from cases.models import contact_points, outbound
from cases.roles import Grant, Role, Viewer
from cases.store import read_case
from tests.builders import NOW, a_staff_chat
from tests.office import Office

NIGHT = NOW + timedelta(hours=14)
"""23.00 in Cirebon."""
EVERYBODY = {"Bo", "Ida", "Bos"}


@pytest.fixture
async def ida(office: Office, bo: Viewer, boss: Viewer) -> Viewer:
    """A second supervisor; all three have linked a chat."""

    def work(tx: Connection) -> Viewer:
        grants = [Grant(Role.SUPERVISOR, "32.09")]
        id_ = accounts.create(tx, login="ida", name="Ida", password="x", grants=grants, now=NOW)
        account = accounts.by_id(tx, id_)
        assert account
        viewer = accounts.viewer_of(tx, account, NOW)
        for one in (bo, boss, viewer):
            a_staff_chat(tx, one.account_id, f"console:{one.name}")
        return viewer

    return await office.db.write(work)


async def alarmed(office: Office, at_night: bool = True) -> set[str]:
    """An emergency at that hour: whose chats are alerted."""
    case = await office.opened()
    at = NIGHT if at_night else NOW
    office.now = at
    actor = Viewer("operator", "", None, (Grant(Role.SYSTEM, ""),))
    await office.does(lambda tx: service.raise_urgency(tx, read_case(tx, case.id), actor, at, "emergency"))

    def look(tx: Connection) -> set[str]:
        names: dict[UUID, str] = {}
        for name in EVERYBODY:
            account = next(one for one in accounts.listed(tx, actor) if one.name == name)
            names |= {chat: name for _, chat in accounts.linked_chats(tx, [account.id])}
        rows = tx.scalars(select(outbound.c.contact_point_id).where(outbound.c.purpose == "alert"))
        return {names[chat] for chat in rows}

    return await office.sees(look)


async def chooses(office: Office, who: Viewer, *chosen: Viewer) -> None:
    ids = [one.account_id for one in chosen if one.account_id]
    await office.db.write(lambda tx: on_call.choose(tx, who, ids, NOW))


async def test_with_nobody_chosen_everybody_hears(office: Office, ida: Viewer) -> None:
    assert await alarmed(office) == EVERYBODY


async def test_at_night_only_who_is_on_call(office: Office, boss: Viewer, ida: Viewer) -> None:
    await chooses(office, boss, ida)
    assert await alarmed(office) == {"Ida"}


async def test_who_has_no_chat_cannot_be_the_only_one(office: Office, boss: Viewer, ida: Viewer) -> None:
    await chooses(office, boss, ida)
    unlinked = update(contact_points).where(contact_points.c.staff_id == ida.account_id).values(staff_id=None)
    await office.db.write(lambda tx: tx.execute(unlinked))

    assert await alarmed(office) == EVERYBODY - {"Ida"}


async def test_by_day_everybody(office: Office, boss: Viewer, ida: Viewer) -> None:
    await chooses(office, boss, ida)
    assert await alarmed(office, at_night=False) == EVERYBODY


async def test_when_her_duty_has_ended_everybody(office: Office, boss: Viewer, ida: Viewer) -> None:
    await chooses(office, boss, ida)
    assert ida.account_id
    gone = ida.account_id
    await office.db.write(lambda tx: accounts.end_duty(tx, gone, NOW))

    assert await alarmed(office) == EVERYBODY - {"Ida"}


async def test_is_for_who_leads_and_of_people_of_the_desk(
    office: Office, bo: Viewer, boss: Viewer, dinkes: Viewer
) -> None:
    with pytest.raises(Refused, match=r"aturan\.peran"):
        await chooses(office, bo, bo)
    with pytest.raises(Refused, match=r"siaga\.siapa"):
        await chooses(office, boss, dinkes)
