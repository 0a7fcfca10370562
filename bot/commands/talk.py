"""`talk`: the console channel, for a person in a terminal and for programs (`--json`)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.channels.console import Console, Listener
from bot.channels.numbered import numbered
from bot.control import Lines, Say
from bot.house import House
from handlers.turn import Option

LOOK = 0.02
"""Seconds between two looks whether everything is answered."""


async def talk(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """Every input line goes the common road; messages come back as they are sent.

    `{"idle": true}` is said whenever everything that was waiting has been handled. The command ends when the
    input has ended and everything is answered.
    """
    console = house.channel(Console)
    with console.subscribe(str(arguments.get("name", ""))) as listener:
        await house.release_console()
        speaking = asyncio.create_task(_speak(listener, say))
        try:
            async for line in lines:
                if line.strip():
                    await house.acceptor.accept(console, line.encode())
                await _answered(house, listener)
                await say(json.dumps({"idle": True}))
        finally:
            speaking.cancel()
    return 0


async def _speak(listener: Listener, say: Say) -> None:
    while True:
        await say(json.dumps(await listener.get(), ensure_ascii=False))


async def _answered(house: House, listener: Listener) -> None:
    """Wait until inbox and outbox of the console are empty and the listener has been read out."""
    while not (await house.console_idle() and listener.empty()):
        await house.clock.sleep(LOOK)
    await asyncio.sleep(0)


# --- for a person at the terminal -----------------------------------------------------------------------


async def typed(lines: Lines, name: str) -> AsyncIterator[str]:
    """What somebody types becomes the JSON lines of the console channel."""
    async for line in lines:
        if line.strip():
            yield json.dumps({"from": name, "text": line})


async def show(line: str) -> None:
    """What the bot says, as numbered text; a prompt when it has said everything."""
    said = json.loads(line)
    if said.get("idle"):
        print("> ", end="", flush=True)
        return
    options = [Option(choice["id"], choice["title"]) for choice in said["choices"]]
    print(f"\n{numbered(said['body'], options)}\n", flush=True)
