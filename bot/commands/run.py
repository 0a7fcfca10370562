"""`run`: the whole house in one terminal, until Ctrl+C or SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from bot import control
from bot import web as site
from bot.chores import chores
from bot.commands import user
from bot.config import Settings
from bot.control import Lines, Say
from bot.house import House
from cases.errors import ConfigError

log = logging.getLogger(__name__)

Command = Callable[[House, Mapping[str, Any], Lines, Say], Awaitable[int]]


async def run(settings: Settings, commands: Mapping[str, Command]) -> int:
    """Serve until told to stop. Raises ConfigError before anything is opened to the outside."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    house = await House.open(settings)
    try:
        await user.first_administrator(house, _show)
        runner = web.AppRunner(site.application(house), access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        await _listen(runner, settings)
        served = {name: partial(command, house) for name, command in commands.items()}
        listener = await control.serve(control.socket_path(settings.data), served)
        await house.start()
        house.background(
            "chores", chores(house.db, house.notices, house.ladder, house.clock, house.calendar, house.wake)
        )
        _greet(settings, runner)
        await stop.wait()
        print("Stopping ...", flush=True)
        listener.close()
        await runner.cleanup()
    finally:
        await house.close()
    return 0


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    """Raises ConfigError when somebody else has the port."""
    host, port = settings.server.host, settings.server.port
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise ConfigError(f"server.port: {host}:{port} cannot be used: {error.strerror}") from None


async def _show(line: str) -> None:
    print(line, flush=True)


def _greet(settings: Settings, runner: web.AppRunner) -> None:
    """Where everything is; with port 0 in the settings, the port the system gave us."""
    host, port = runner.addresses[0][:2]
    base = settings.server.public_url.rstrip("/") or f"http://{host}:{port}"
    print(
        f"Sambung is running for {settings.office.name}.\n"
        f"  web chat  {base}/obrolan\n  panel     {base}/panel\n"
        "Ctrl+C ends it; nothing is lost.",
        flush=True,
    )
