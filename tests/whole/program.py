"""The program as an operator starts it, and counterparts beside it, each a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which a test gives up waiting for something that should come."""


def free_port() -> int:
    """A port nobody listens on; the program gets the same one again after a kill."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(what: str, look: Any, patience: float = PATIENCE) -> Any:
    """Ask again and again until the answer is true; then it is returned. Raises AssertionError."""
    async with asyncio.timeout(patience) as limit:
        try:
            while not (answer := await look()):  # noqa: ASYNC110  another process cannot set an event
                await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"waited {patience:.0f} s for: {what}") from None
    assert not limit.expired()
    return answer


class Program:
    """`python -m bot run` over a data folder of its own."""

    def __init__(self, data: Path, settings: Mapping[str, str]) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SAMBUNG_")},
            "SAMBUNG_DATA": str(data),
            "SAMBUNG_SERVER_PORT": str(self.port),
            "SAMBUNG_NLU_ENABLED": "false",
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for shared in ("wilayah", "models"):
            if not (data / shared).exists():
                (data / shared).symlink_to(ROOT / "data" / shared)

    async def command(self, *words: str, lines: str = "") -> str:
        """An operator command; its output. Raises AssertionError when it is refused."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=ROOT, env=self.environment,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate(lines.encode())
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def start(self) -> None:
        """Returns when the program answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        await until("the program to answer", self._answers)

    @property
    def pid(self) -> int:
        """Of the running program."""
        assert self._process is not None
        return self._process.pid

    async def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, self.log.read_text(encoding="utf-8")
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{self.url}/health") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def understands(self) -> bool:
        """The Rasa service has loaded its model."""
        return "rasa is ready" in self.log.read_text(encoding="utf-8")

    async def kill(self) -> None:
        """kill -9: nothing is closed, nothing is flushed."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """As Ctrl+C."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()
        self._process = None

    async def cases(self) -> list[dict[str, Any]]:
        """What `cases --json` tells."""
        return [json.loads(line) for line in (await self.command("cases", "--json")).splitlines()]

    async def add_user(self, login: str, role: str, **more: str) -> str:
        """A new account; its one-time password."""
        options = [word for name, value in more.items() for word in (f"--{name}", value)]
        return (await self.command("user", "add", login, "--role", role, *options)).split()[-1]


class Counterpart:
    """A fake network as a process; its ledger and its people are reached over control routes."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def calls(self, method: str) -> list[Any]:
        """Bodies of the calls the program made, in order."""
        async with self.session.get(f"{self.url}/_control/calls") as response:
            return [call["body"] for call in await response.json() if call["method"] == method]

    async def control(self, what: str, **body: Any) -> None:
        """say, press, fail ..."""
        async with self.session.post(f"{self.url}/_control/{what}", json=body) as response:
            assert response.status == 200


def node() -> str:
    """Where Node is. Without it the test is skipped with a reason; on the server it fails."""
    found = shutil.which("node")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("needs node, which is missing")
        pytest.skip("needs node")
    return found


@asynccontextmanager
async def counterpart(name: str, *options: str) -> AsyncIterator[Counterpart]:
    """A module `tests.fake_...`, or a script for Node below tests/, on a free port."""
    command = [node(), str(ROOT / "tests" / name)] if name.endswith(".js") else [sys.executable, "-m", name]
    process = await asyncio.create_subprocess_exec(
        *command, *options, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session:
            yield Counterpart(url, session)
    finally:
        process.kill()
        await process.communicate()
