"""Chores: timed work, done once a minute; every chore is a row with a due date, nothing lives in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.ladder import Ladder
from bot.notices import Notices
from cases import (
    conferences,
    hand_over,
    merging,
    messages,
    outcomes,
    pauses,
    promises,
    referrals,
    rule_changes,
    sessions,
    silence,
    tasks,
)
from cases.db import Database
from cases.events import Event

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds."""


DAILY_WORK: Sequence[Callable[[Connection, datetime], Sequence[Event]]] = (
    referrals.expire_unanswered,
    pauses.resume_due,
    outcomes.check_unproven,
    silence.watch,
    conferences.watch,
    hand_over.watch,
    merging.watch,
    promises.watch,
)
"""What a date brings, in this order: what is done on its day is no broken promise."""


async def chores(
    db: Database, notices: Notices, ladder: Ladder, clock: Clock, calendar: asyncio.Lock,
    committed: Callable[[], None],
) -> None:  # fmt: skip
    """For ever; a round that failed is done again a minute later. `calendar`: nobody else moves it meanwhile."""
    while True:
        try:
            async with calendar:
                await db.write(lambda tx: one_round(tx, notices, ladder, clock.now()))
            committed()
        except SQLAlchemyError as error:
            log.error("chores failed error=%s", type(error).__name__)
        await clock.sleep(EVERY)


def one_round(tx: Connection, notices: Notices, ladder: Ladder, now: datetime) -> None:
    """Approved rules begin on their day and the work of the calendar is done, then news that did not arrive takes its next step, tasks of people whose duty has ended are anybody's, late messages die visibly, dead sign-ins are forgotten."""
    rule_changes.begin_due(tx, now)  # before anything is due by the old rules; nobody is told
    for look in DAILY_WORK:
        for event in look(tx, now):
            notices.notify(tx, event, now)
    tasks.hand_over(tx, now)
    ladder.climb(tx, now)
    messages.expire(tx, now)
    sessions.forget_old(tx, now)
