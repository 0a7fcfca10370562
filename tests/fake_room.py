"""A twin of the durable line for the web chat: keeps lines in memory, with a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from bot.channels.webchat import WebChat
from bot.webchat.room import ChatLine, Unavailable
from handlers.turn import Inbound

NOW = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)  # 09.41 in Cirebon


class StillClock:
    """Stands still unless somebody sleeps."""

    def __init__(self) -> None:
        self.slept = 0.0

    def now(self) -> datetime:
        return NOW

    def ticks(self) -> float:
        return self.slept

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds


class MemoryRoom:
    """A twin of the durable line: keeps lines by address, each id of a person once."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, ChatLine]] = []
        self.raw: list[bytes] = []
        self.broken = False
        self.answer = ""
        """What the bot says at once to every message; empty: nothing."""
        self.ended = False
        self.number = ""
        """Of the report of whoever asks; empty: none yet."""
        self.offered = ("", "", "")
        self.guarded = False
        self.shown: dict[str, str] = {}
        self.files: list[bytes] = []
        self.events: list[asyncio.Event] = []
        """Of the open streams."""
        self._seen: set[str] = set()

    async def history(self, address: str, after: str) -> Sequence[ChatLine]:
        self._check()
        mine = [line for owner, line in self.lines if owner == address]
        ids = [line.id for line in mine]
        return mine[ids.index(after) + 1 :] if after in ids else mine

    async def file(self, address: str, line: str) -> tuple[bytes, str] | None:
        self._check()
        mine = [one for owner, one in self.lines if owner == address and one.id == line and one.file]
        return (b"\xff\xd8\xff", "image/jpeg") if mine else None

    async def offer(self, address: str, token: str) -> tuple[str, str] | None:
        self._check()
        if not self.number:
            return None
        self.offered = (self.number, "123456", token)
        return self.number, "123456"

    async def take(self, number: str, code: str) -> str:
        self._check()
        known, right, token = self.offered
        fits = (number, code) == (known, right)
        self.offered = ("", "", "") if fits else self.offered
        return token if fits else ""

    async def confidential(self, address: str) -> bool:
        self._check()
        return self.guarded

    async def seen(self, address: str, last: str) -> None:
        self._check()
        self.shown[address] = last

    async def keep(self, content: bytes) -> str:
        self._check()
        self.files.append(content)
        return f"{len(self.files):032x}"

    @contextmanager
    def changes(self, address: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self.events.append(event)
        yield event
        self.events.remove(event)

    async def accept(self, address: str, raw: bytes) -> None:
        self._check()
        self.raw.append(raw)
        [said] = WebChat().parse(raw)
        assert isinstance(said, Inbound)
        if said.dedupe_key in self._seen:
            return
        self._seen.add(said.dedupe_key)
        self.add(said.address, "warga", said.text, key=said.external_id)
        if self.answer:
            self.add(said.address, "bot", self.answer)

    def add(self, address: str, author: Any, body: str, **more: Any) -> None:
        number = f"{len(self.lines) + 1:04d}"
        self.lines.append((address, ChatLine(number, author, body, NOW, **more)))

    def bodies(self) -> list[str]:
        return [line.body for _, line in self.lines]

    def _check(self) -> None:
        if self.broken:
            raise Unavailable
