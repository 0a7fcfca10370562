"""Chores: timed work, done once a minute; every chore is a row with a due date, nothing lives in memory."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.ladder import Ladder
from bot.notices import Notices
from cases import messages, promises, referrals, rule_changes, sessions, tasks
from cases.db import Database

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds."""


async def chores(
    db: Database, notices: Notices, ladder: Ladder, clock: Clock, committed: Callable[[], None]
) -> None:
    """For ever; a round that failed is done again a minute later."""
    while True:
        try:
            await db.write(lambda tx: one_round(tx, notices, ladder, clock))
            committed()
        except SQLAlchemyError as error:
            log.error("chores failed error=%s", type(error).__name__)
        await clock.sleep(EVERY)


def one_round(tx: Connection, notices: Notices, ladder: Ladder, clock: Clock) -> None:
    """Approved rules begin on their day, referrals nobody answered go back and upward, promises that were not kept are told, news that did not arrive takes its next step, tasks of people whose duty has ended are anybody's, late messages die visibly, dead sign-ins are forgotten."""
    now = clock.now()
    rule_changes.begin_due(tx, now)  # before anything is due by the old rules; nobody is told
    for event in referrals.expire_unanswered(tx, now):
        notices.notify(tx, event, now)
    for event in promises.watch(tx, now):
        notices.notify(tx, event, now)
    tasks.hand_over(tx, now)
    ladder.climb(tx, now)
    messages.expire(tx, now)
    sessions.forget_old(tx, now)
