"""The control socket: operator commands speak to the running program (DECISIONS 2).

On SQLite only one process may write, so a command such as `cases --json` is carried out by the running
program and its lines come back over a unix socket in the data folder, mode 0600. One JSON object a line:
first `{"command", "arguments"}`, then the command's own input lines; back come `{"line"}` and at the end
`{"exit"}`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from cases.errors import SambungError

log = logging.getLogger(__name__)

LONGEST_LINE = 1024 * 1024
LONGEST_PATH = 100
"""Bytes; the kernel takes 107 for the address of a unix socket (unix(7))."""

Say = Callable[[str], Awaitable[None]]
Lines = AsyncIterator[str]
Command = Callable[[Mapping[str, Any], Lines, Say], Awaitable[int]]


def socket_path(data: Path) -> Path:
    """In the data folder, or in a private folder of the user when that path is too long for a socket."""
    path = data.resolve() / "control.sock"
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"sambung-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise PermissionError(f"{folder} belongs to somebody else or is open to others")
    return folder / f"{name}.sock"


async def serve(path: Path, commands: Mapping[str, Command]) -> asyncio.Server:
    """Listen. The caller holds the lock of the data folder, so a socket that lies there is a dead one."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):  # the command was interrupted: nobody is there to be told
            try:
                await _carry_out(reader, writer, commands)
            finally:
                writer.close()
                await writer.wait_closed()

    path.unlink(missing_ok=True)  # noqa: ASYNC240  once, at the start
    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(connected, path, limit=LONGEST_LINE)
    finally:
        os.umask(before)


async def _carry_out(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, commands: Mapping[str, Command]
) -> None:
    async def send(answer: Mapping[str, Any]) -> None:
        writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        await writer.drain()

    async def say(line: str) -> None:
        await send({"line": line})

    try:
        request = json.loads(await reader.readline())
        code = await commands[request["command"]](request["arguments"], _lines(reader), say)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("control request not understood error=%s", type(error).__name__)
        await send({"error": "the running program does not know this command", "exit": 2})
    except SambungError as error:
        await send({"error": str(error), "exit": 1})
    else:
        await send({"exit": code})


async def _lines(reader: asyncio.StreamReader) -> Lines:
    while line := await reader.readline():
        yield line.decode("utf-8", "replace").rstrip("\n")


async def ask(
    path: Path, command: str, arguments: Mapping[str, Any], lines: Lines, say: Say, fail: Say
) -> int | None:
    """Have a running program carry a command out; its exit code, or None when no program listens."""
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    writer.write(json.dumps({"command": command, "arguments": arguments}).encode() + b"\n")
    feeding = asyncio.create_task(_feed(writer, lines))
    try:
        while raw := await reader.readline():
            answer = json.loads(raw)
            if "line" in answer:
                await say(answer["line"])
            if "error" in answer:
                await fail(answer["error"])
            if "exit" in answer:
                return int(answer["exit"])
        await fail("the running program ended before it had answered")
        return 1
    finally:
        feeding.cancel()
        writer.close()


async def _feed(writer: asyncio.StreamWriter, lines: Lines) -> None:
    with contextlib.suppress(ConnectionError):  # the reading side tells what happened
        async for line in lines:
            writer.write(line.encode() + b"\n")
            await writer.drain()
        writer.write_eof()
