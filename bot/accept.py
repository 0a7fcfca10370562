"""Accepting: what a channel parsed is committed before anybody gets "200" (ENGINE.md 4.1)."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence

from bot import envelope
from bot.channels.contract import Channel, Ignored, StatusEvent
from bot.clock import Clock
from bot.gather import Gather
from cases import messages
from cases.db import Database
from cases.messages import NewInbound
from handlers.turn import Inbound

UNREADABLE = "unreadable"
"""The reason a channel gives for a body it could not read: kept in quarantine, so that nothing is lost."""


class Acceptor:
    """The one way in: many arrivals, one INSERT and one commit."""

    def __init__(self, db: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self.ignored: Counter[str] = Counter()
        self._db = db
        self._clock = clock
        self._wake = wake
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
                    rows.append(_row(part))
                case StatusEvent():
                    await self._status(part)
                case Ignored(reason) if reason == UNREADABLE:
                    rows.append(_quarantined(channel, raw))
                case Ignored(reason):
                    self.ignored[f"{channel.name}:{reason}"] += 1
        # submitted together, in order: one commit for one body, and its messages keep their order
        return list(await asyncio.gather(*(self._store(row) for row in rows)))

    async def _write(self, rows: Sequence[NewInbound]) -> Sequence[bool]:
        now = self._clock.now()
        fresh = await self._db.write(lambda tx: messages.store_inbound(tx, rows, now))
        if any(fresh):
            self._wake()
        return fresh

    async def _status(self, event: StatusEvent) -> None:
        await self._db.write(
            lambda tx: messages.record_status(
                tx, event.channel, event.account, event.external_id, event.status, event.code
            )
        )


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
