"""Reading back: what a gateway could not deliver while we were away is asked for (CHANNELS.md section 5).

A gateway tries a webhook for some seconds only. What comes twice is known by its id, so asking again does no harm.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.accept import Acceptor
from bot.channels.contract import Channel, Missing, SendError
from bot.clock import Clock

log = logging.getLogger(__name__)

EVERY = 900.0
"""Seconds: a webhook is lost also when only the way between was broken for a moment (p)."""
OVERLAP = timedelta(hours=1)
LONGEST = timedelta(days=7)
"""What is older is not read: the person has found another way by now (p)."""


async def keep_reading_back(
    channel: Channel, source: Missing, acceptor: Acceptor, clock: Clock, heard_before: datetime | None
) -> None:
    """For ever. `heard_before`: when anybody was heard here before this start; None: a new number, whose old chats are no business of ours."""
    since = heard_before or clock.now()
    floor = since if heard_before is None else since - OVERLAP
    while True:
        now = clock.now()
        try:
            found = 0
            for raw in await source.missed(max(since - OVERLAP, floor, now - LONGEST)):
                found += sum(await acceptor.accept(channel, raw))
            since = now
            if found:
                log.warning("messages read back channel=%s count=%d", channel.name, found)
        except SendError as error:
            log.warning("nothing could be read back channel=%s code=%s", channel.name, error.code)
        except (SQLAlchemyError, OSError) as error:
            log.error("read back but not stored channel=%s error=%s", channel.name, type(error).__name__)
        await clock.sleep(EVERY)
