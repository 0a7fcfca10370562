"""Stand-ins without a network: a channel that keeps what it was given, and a clock that stands still."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.channels.contract import Health, Limits, Outbound, Parsed, Request, SendError, Sent


class StillClock:
    """Time passes only when somebody sleeps or says so."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) -> None:
        self._at = at
        self._ticks = 1000.0

    def now(self) -> datetime:
        return self._at

    def ticks(self) -> float:
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        self.pass_(seconds)
        await asyncio.sleep(0)

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self._at += timedelta(seconds=seconds)
        self._ticks += seconds

    def set_back(self, seconds: float) -> None:
        """Somebody set the wall clock back; monotonic time goes on."""
        self._at -= timedelta(seconds=seconds)


class VirtualClock:
    """Time stands still until `run` lets it pass; whoever sleeps wakes at the moment he named, in order."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) -> None:
        self._start = at
        self._ticks = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._ticks)

    def ticks(self) -> float:
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._ticks + seconds, next(self._count), done))
        await done

    async def pass_(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> None:
        """`seconds` pass; after every wake-up, `settle` lets what was woken do its work."""
        until = self._ticks + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            self._ticks = max(self._ticks, self._sleepers[0][0])
            while self._sleepers and self._sleepers[0][0] <= self._ticks:
                _, _, done = heapq.heappop(self._sleepers)
                if not done.done():
                    done.set_result(None)
            await settle()
        self._ticks = until
        await settle()


class FakeChannel:
    """Takes every message, or fails as told, and remembers all of them in order."""

    name = "console"
    account = "console"
    limits = Limits(per_address=0.0, overall=1e9)
    capabilities: frozenset[str] = frozenset()
    proactive = True

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.failures: list[Exception] = []
        self.gate: asyncio.Event | None = None
        """While it is not set, every call hangs."""
        self.hanging = asyncio.Event()
        """A call has come to the gate."""

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        return True

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        return []

    def render(self, out: Outbound) -> Sequence[Request]:
        return [Request("send", {"to": out.address, "body": out.body})]

    async def send(self, request: Request) -> Sent:
        if self.gate is not None:
            self.hanging.set()
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append((request.body["to"], request.body["body"]))
        return Sent(f"id-{len(self.taken)}")

    async def check(self) -> Health:
        return Health(ok=True)

    async def close(self) -> None:
        return None

    def fail(self, *errors: SendError) -> None:
        """The next calls end like this."""
        self.failures += errors
