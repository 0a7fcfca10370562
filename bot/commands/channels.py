"""`channels`: how every channel is doing; `check` asks the network, `register` tells it where our webhook stands, `try` sends a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin.joints import DoorState
from bot.control import Lines, Say
from bot.house import House
from cases import accounts


async def channels(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """Exit code 1 when something needs care."""
    action, name = arguments["action"], arguments.get("name", "")
    if name and name not in house.channels:
        await say(f"There is no channel {name} here. There are: {', '.join(house.channels)}")
        return 1
    if action == "register":
        return await _tell(say, name, await house.doorkeeper.register(name))
    if action == "try":
        return await _try(house, name, arguments["login"], say)
    if action == "check":
        names = [name] if name else list(house.channels)
        return max([await _tell(say, one, await house.doorkeeper.check(one)) for one in names])
    doors = await house.doorkeeper.all()
    for door in doors:
        await say(_line(door))
    return 1 if any(door.alarm for door in doors) else 0


async def _tell(say: Say, name: str, code: str) -> int:
    await say(f"CARE {name} {code}" if code else f"ok   {name}")
    return 1 if code else 0


async def _try(house: House, name: str, login: str, say: Say) -> int:
    """To a chat of ours only: nobody else gets a message because somebody tries the set-up."""
    account = await house.db.read(lambda tx: accounts.by_login(tx, login))
    if account is None:
        await say(f"There is no account {login}")
        return 1
    if await house.doorkeeper.try_out(name, account.id):
        await say(
            f"{login} has no chat on {name}: write to the bot there, with a code of the panel's page Akun saya"
        )
        return 1
    await say("Queued. It arrives when the channel works.")
    return 0


def _line(door: DoorState) -> str:
    parts = [
        f"{'CARE' if door.alarm else 'ok  '} {door.name}",
        door.alarm,
        f"waiting {door.waiting}" if door.waiting else "",
        f"held {door.held}" if door.held else "",
    ]
    if door.templated:
        parts.append(f"template {door.template or 'not handed in'}")
    return " ".join(part for part in parts if part)
