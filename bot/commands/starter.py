"""`starter load`: load the office's starter data where they are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.control import Lines, Say
from bot.house import House
from cases import starter as data


async def starter(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """Opening the house has loaded what was missing; this says what is there."""
    settings = house.settings
    now = house.clock.now()
    await house.db.write(
        lambda tx: data.load(tx, settings.office.starter, settings.regions, settings.office.code, now)
    )
    office = await house.db.read(data.office_data)
    await say(f"{settings.office.name}: {len(office.categories)} categories are there.")
    return 0
