"""The time; the only file that may ask for it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the rooms that wait are given, so that a test can let time stand still."""

    def now(self) -> datetime:
        """Wall time in UTC, for what people see and for due dates."""
        ...

    def ticks(self) -> float:
        """Seconds that never jump, for waiting and measuring."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let others work for a while."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Wall time in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """asyncio.sleep, and never a negative one."""
        await asyncio.sleep(max(0.0, seconds))
