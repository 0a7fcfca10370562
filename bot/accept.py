"""Accepting: what a channel parsed is committed before anybody gets "200" (ENGINE.md 4.1)."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot import envelope, receipts
from bot.channels.contract import (
    UNREADABLE,
    AccountEvent,
    Acknowledging,
    AddressEvent,
    Channel,
    Ignored,
    MovedEvent,
    StatusEvent,
    TemplateEvent,
)
from bot.clock import Clock
from bot.gather import Gather
from bot.redaction import without_secrets
from cases import messages
from cases.db import Database
from cases.messages import NewInbound
from handlers.turn import Inbound

EARLY_RECEIPT = (1.0, 5.0, 30.0, 120.0, 444.0)
"""Seconds between the tries for a receipt of a message we do not know yet: ten minutes in all (CHANNELS.md 7)."""


class Acceptor:
    """The one way in: many arrivals, one INSERT and one commit."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        wake: Callable[[], None],
        account_says: Callable[[AccountEvent], None] = lambda event: None,
    ) -> None:
        self.ignored: Counter[str] = Counter()
        self._db = db
        self._clock = clock
        self._wake = wake
        self._account_says = account_says
        self._tasks: set[asyncio.Task[None]] = set()
        self._store: Gather[NewInbound, bool] = Gather(self._write)

    async def accept(
        self, channel: Channel, raw: bytes, content_type: str = "application/json"
    ) -> list[bool]:
        """Store what stands in one webhook body; one answer for each message: is it new?

        Returns only when all of it is committed. Raises what the database raised.
        """
        rows: list[NewInbound] = []
        for part in channel.parse(raw, content_type):
            match part:
                case Inbound():
                    rows.append(_row(without_secrets(part)))
                case StatusEvent() | AddressEvent() | TemplateEvent() | MovedEvent():
                    await self._note(part)
                case AccountEvent():
                    self._account_says(part)
                case Ignored(reason) if reason == UNREADABLE:
                    rows.append(_quarantined(channel, raw))
                case Ignored(reason):
                    self.ignored[f"{channel.name}:{reason}"] += 1
        # submitted together, in order: one commit for one body, and its messages keep their order
        fresh = list(await asyncio.gather(*(self._store(row) for row in rows)))
        self._acknowledge(channel, raw)
        return fresh

    async def _write(self, rows: Sequence[NewInbound]) -> Sequence[bool]:
        now = self._clock.now()
        fresh = await self._db.write(lambda tx: messages.store_inbound(tx, rows, now))
        if any(fresh):
            self._wake()
        return fresh

    async def _note(self, event: receipts.Notice) -> None:
        """Write it down; a receipt may be faster than our own commit of what it is about, so it is tried again."""
        if not await self._noted(event):
            self._aside(self._note_later(event))

    async def _noted(self, event: receipts.Notice) -> bool:
        now = self._clock.now()
        return await self._db.write(lambda tx: receipts.note(tx, event, now))

    async def _note_later(self, event: receipts.Notice) -> None:
        for pause in EARLY_RECEIPT:
            await self._clock.sleep(pause)
            if await self._noted(event):
                return
        self.ignored[f"{event.channel}:unknown_receipt"] += 1

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Nobody waits for this."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop what nobody waits for; a receipt that is lost costs a tick, not a message."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _acknowledge(self, channel: Channel, raw: bytes) -> None:
        """A sign of life for networks that wait for one; nobody else waits for it."""
        if isinstance(channel, Acknowledging):
            self._aside(channel.acknowledge(raw))


def _row(said: Inbound) -> NewInbound:
    return NewInbound(
        channel=said.channel,
        account=said.account,
        dedupe_key=said.dedupe_key,
        address=said.address,
        kind=said.kind,
        body=envelope.dump(said),
        external_id=said.external_id,
        display_name=said.display_name,
        phone=said.phone,
    )


def _quarantined(channel: Channel, raw: bytes) -> NewInbound:
    return NewInbound(
        channel=channel.name,
        account=channel.account,
        dedupe_key=hashlib.sha256(raw).hexdigest(),
        address="",
        kind="unsupported",
        body=None,
        raw=raw.decode("utf-8", "replace"),
    )
