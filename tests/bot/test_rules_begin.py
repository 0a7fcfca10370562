"""Approved rules begin with the chores of their day; no resident hears of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from cases import agencies_rules, rule_changes
from cases.models import outbound
from cases.roles import Grant, Role, Viewer
from cases.rule_tables import RuleKind
from cases.store import read_case
from tests.bot.conftest import _account
from tests.builders import NOW
from tests.office import Office

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def shorter(office: Office, boss: Viewer, on: date) -> None:
    """Two people agreed that a first answer takes a day from then on."""
    leads = await _account(office.db, "spv", [Grant(Role.SUPERVISOR, "32.09")])

    def agree(tx: Connection) -> None:
        table: dict[str, Any] = agencies_rules.table(tx, RuleKind.DEADLINES) | {"response": {"days": 1}}
        made = rule_changes.propose(
            tx, boss, NOW, kind=RuleKind.DEADLINES, table=table, base=0, valid_from=on, note="Lebih cepat"
        )
        rule_changes.approve(tx, leads, made, NOW)

    await office.db.write(agree)


async def news(office: Office) -> int:
    return await office.sees(
        lambda tx: len(tx.execute(select(outbound.c.id).where(outbound.c.purpose == "status")).all())
    )


async def test_on_their_day_and_in_silence(office: Office, boss: Viewer) -> None:
    case = await office.opened()
    await shorter(office, boss, date(2026, 11, 25))
    before = await news(office)

    await office.minute(NOW + MINUTE)
    assert await office.sees(lambda tx: read_case(tx, case.id)) == case
    await office.minute(NOW + DAY)

    after = await office.sees(lambda tx: read_case(tx, case.id))
    assert case.due_at
    assert after.due_at
    assert after.due_at < case.due_at
    assert await news(office) == before


async def test_a_date_set_into_the_past_was_promised_to_nobody(office: Office, boss: Viewer) -> None:
    case = await office.opened()
    await shorter(office, boss, date(2026, 11, 26))
    before = await news(office)

    await office.minute(NOW + 2 * DAY)
    await office.minute(NOW + 2 * DAY + MINUTE)

    after = await office.sees(lambda tx: read_case(tx, case.id))
    assert after.due_at
    assert after.due_at < NOW + 2 * DAY
    assert await news(office) == before
