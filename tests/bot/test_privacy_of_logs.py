"""A whole conversation with logging fully on leaves nothing of the person in the log (HOUSE.md 9.3)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import config
from bot.channels.console import Console
from bot.commands import talk
from bot.house import House
from cases import crypto

STORY = (
    "assalamualaikum nama saya Kasmadi nik 3209154107680001 hp 081234567890, kis saya mati, desa matangaji"
)
PRIVATE = (
    "Kasmadi",
    "3209154107680001",
    "081234567890",
    "6281234567890",
    "kis saya mati",
    "matangaji",
    "Matangaji",
)


async def test_nothing_of_the_person_is_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []

    async def lines() -> AsyncIterator[str]:
        for text in (STORY, "tidak", "kirim", "status"):
            yield f'{{"from": "kasmadi", "text": "{text}"}}'

    async def say(line: str) -> None:
        told.append(line)

    await talk.talk(house, {"json": True}, lines(), say)

    assert any("Nomornya" in line for line in told)
    assert caplog.records
    for private in PRIVATE:
        assert private not in caplog.text, private


@pytest.fixture
async def house(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[House]:
    """The program's rooms in this process, every logger at its most talkative."""
    for logger in ("", "sqlalchemy", "aiohttp", "asyncio", "alembic"):
        caplog.set_level(logging.DEBUG, logger or None)
    crypto.use(None)
    data = _data(tmp_path)
    settings = config.load({"SAMBUNG_DATA": str(data), "SAMBUNG_NLU_ENABLED": "false"})
    opened = await House.open(settings)
    assert opened.channel(Console)
    await opened.start()
    yield opened
    await opened.close()


def _data(folder: Path) -> Path:
    data = folder / "data"
    data.mkdir()
    (data / "wilayah").symlink_to(Path(__file__).resolve().parents[1] / "wilayah")
    return data
