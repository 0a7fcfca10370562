"""kill -9 between any two messages: nothing is lost, nothing is asked twice, no case is doubled.

The resident is on WhatsApp; the gateway delivers a message again until it hears 200, as the real one does.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import asyncpg  # type: ignore[import-untyped]
import pytest

from tests.whole.people import GowaResident
from tests.whole.program import Program, counterpart, until
from tests.whole.test_one_case import BY_STORY, SECRET, expect_case, over_gowa

WAITING = "SELECT count(*) FROM outbound WHERE state IN ('queued', 'sending', 'uncertain')"
Count = Callable[[], Awaitable[int]]


async def test_killed_after_each_answer(tmp_path: Path, database_url: str) -> None:
    async with AsyncExitStack() as stack:
        program, resident = await _open(stack, tmp_path, database_url)
        waiting = _waiting(database_url)

        for n, (said, heard) in enumerate(BY_STORY, start=1):
            await _delivers(resident, said, f"M{n}")
            await _hears(resident, heard)
            await until("nothing to wait to be sent", _nothing(waiting))
            await program.kill()
            await program.start()
            await _delivers(resident, said, f"M{n}")  # the gateway did not hear our 200

        told = await resident.heard()
        assert [sum(heard in message for message in told) for _, heard in BY_STORY] == [1] * len(BY_STORY)
        await expect_case(program, "gowa")


async def test_killed_before_each_answer(tmp_path: Path, database_url: str) -> None:
    """In the middle of the turn or of the sending: a message may go out a second time, a case never."""
    async with AsyncExitStack() as stack:
        program, resident = await _open(stack, tmp_path, database_url)

        for n, (said, heard) in enumerate(BY_STORY, start=1):
            await _delivers(resident, said, f"M{n}")
            await program.kill()
            await program.start()
            await _hears(resident, heard)

        await expect_case(program, "gowa")


# --- small print -----------------------------------------------------------------------------------------


async def _open(stack: AsyncExitStack, folder: Path, url: str) -> tuple[Program, GowaResident]:
    gateway = await stack.enter_async_context(counterpart("tests.fake_gowa"))
    settings = {**over_gowa(gateway.url), "SAMBUNG_DATABASE_URL": url}
    program = Program(folder / "data", settings)
    await program.start()
    stack.push_async_callback(program.stop)
    return program, GowaResident(program, gateway, SECRET, "6281200000077")


async def _delivers(resident: GowaResident, text: str, message_id: str) -> None:
    """As a gateway does: again until somebody says 200."""

    async def look() -> bool:
        try:
            return await resident.posts(text, message_id) == 200
        except aiohttp.ClientError:
            return False

    await until("the webhook to be accepted", look)


async def _hears(resident: GowaResident, part: str) -> None:
    async def look() -> bool:
        return any(part in message for message in await resident.heard())

    await until(part, look)


def _nothing(waiting: Count) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return await waiting() == 0

    return look


def _waiting(url: str) -> Count:
    """How many messages the program has not brought to an end, read beside it."""

    async def on_sqlite() -> int:
        def ask() -> int:
            with sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True) as beside:
                (count,) = beside.execute(WAITING).fetchone()
            beside.close()
            return int(count)

        return await asyncio.to_thread(ask)

    async def on_postgresql() -> int:
        beside = await asyncpg.connect(url)
        try:
            return int(await beside.fetchval(WAITING))
        finally:
            await beside.close()

    return on_sqlite if url.startswith("sqlite") else on_postgresql


@pytest.fixture(autouse=True)
def vault() -> None:
    """The program makes its own keys: the database of this test must not know those of the others."""
