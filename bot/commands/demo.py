"""`demo`: a made-up working month of the office, to look at. Nobody in it is a real person."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import Connection

from admin import passwords
from bot.commands import user
from bot.control import Lines, Say
from bot.house import House
from bot.month.cast import Cast, hire
from bot.month.month import Month
from bot.month.people import Story
from cases import accounts, starter, store
from cases.accounts import OPERATOR, Grant, Role
from cases.errors import Refused

OFFICER = "demo"
"""Login of an officer who only looks on; everybody else's begins with it."""
PLAYED = ("demo-manajer", "demo-dinkes")
"""Of the cast; their one-time passwords are printed, too. The others' are known to nobody."""
DAYS = 30
CASES = 240
STEP = timedelta(hours=3)
"""The calendar of the month is looked at that often."""
SEED = 2026


async def demo(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """Once for each database. Raises Refused when it was loaded before, or when the office has cases of its own."""
    if await house.db.read(lambda tx: accounts.by_login(tx, OFFICER)):
        raise Refused("The demonstration is loaded already.")
    if await house.db.read(lambda tx: store.counts(tx, OPERATOR, house.clock.now())["all"]):
        raise Refused("This office has cases of its own; the demonstration is for an empty one.")
    stories = _stories(house.settings.office.starter)
    now = house.clock.now()
    begin = now - timedelta(days=DAYS)
    async with house.calendar:  # the office's own clock work waits: this month has passed already
        month = await house.db.write(lambda tx: _prepared(tx, house, stories, begin))
        for day in range(DAYS):
            for step in range(timedelta(days=1) // STEP):
                at = begin + timedelta(days=day) + (step + 1) * STEP
                await house.db.write(partial(month.hour, until=at))
            if (day + 1) % 5 == 0:
                await say(f"day {day + 1} of {DAYS}: {len(month.lives)} cases")
        await house.db.write(partial(month.finish, now=now))
    desk = [Grant(role, house.settings.office.code) for role in (Role.BACK_OFFICE, Role.SUPERVISOR)]
    await say(f"login {OFFICER}, one-time password {await user.add(house, OFFICER, 'Petugas Contoh', desk)}")
    for login in PLAYED:
        await say(f"login {login}, one-time password {await _password(house, login)}")
    await say("Sign in at /panel with one of them. All people and stories are made up.")
    return 0


def _stories(office: str) -> Sequence[Story]:
    path = Path(starter.FOLDER) / office / "demo.yml"
    if not path.is_file():
        raise Refused(f"{path}: this office has no stories for a demonstration")
    rows: Sequence[Story] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


def _prepared(tx: Connection, house: House, stories: Sequence[Story], begin: datetime) -> Month:
    draw = random.Random(SEED)  # noqa: S311  scenery
    cast: Cast = hire(tx, house.settings.office.code, draw, begin, prefix=OFFICER)
    month = Month(cast, stories, house.notices, house.ladder, draw)
    month.plan(begin, DAYS, CASES)
    return month


async def _password(house: House, login: str) -> str:
    """Somebody of the cast can sign in from now on."""
    password = passwords.one_time()
    kept = await asyncio.to_thread(passwords.hashed, password)

    def work(tx: Connection) -> UUID:
        account = accounts.by_login(tx, login)
        if account is None:
            raise Refused(f"the cast has nobody called {login}")
        accounts.set_password(tx, account.id, kept, must_change=True)
        return account.id

    await house.db.write(work)
    return password
