"""Polling: a channel that fetches its own messages; the next batch is asked for after this one is committed."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.accept import Acceptor
from bot.channels.contract import Channel, Polling
from bot.clock import Clock

log = logging.getLogger(__name__)

AGAIN = 5.0
"""Seconds to wait when a batch could not be stored; the network keeps it and gives it again."""


async def keep_polling(channel: Channel, source: Polling, acceptor: Acceptor, clock: Clock) -> None:
    """For ever. A batch that could not be stored is not confirmed, so it comes again."""
    while True:
        try:
            async for batch in source.poll():
                await asyncio.gather(*(acceptor.accept(channel, raw) for raw in batch))
        except (SQLAlchemyError, OSError) as error:
            log.error("polled messages not stored channel=%s error=%s", channel.name, type(error).__name__)
        await clock.sleep(AGAIN)
