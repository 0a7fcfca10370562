"""Chores: timed work, done once a minute; every chore is a row with a due date, nothing lives in memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.notices import Notices
from cases import messages, referrals, sessions, store, tasks
from cases.db import Database

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds."""
UNHEARD = timedelta(hours=24)
"""So long a message may wait before somebody is sent (p)."""
FORGOTTEN = timedelta(days=14)
"""Older news is no news (p)."""


async def chores(db: Database, notices: Notices, clock: Clock, committed: Callable[[], None]) -> None:
    """For ever; a round that failed is done again a minute later."""
    while True:
        try:
            await db.write(lambda tx: one_round(tx, notices, clock))
            committed()
        except SQLAlchemyError as error:
            log.error("chores failed error=%s", type(error).__name__)
        await clock.sleep(EVERY)


def one_round(tx: Connection, notices: Notices, clock: Clock) -> None:
    """Referrals nobody answered go back and upward, news that did not arrive is told in person, tasks of people whose duty has ended are anybody's, late messages die visibly, dead sign-ins are forgotten."""
    now = clock.now()
    for event in referrals.expire_unanswered(tx, now):
        notices.notify(tx, event, now)
    tasks.hand_over(tx, now)
    tell_in_person(tx, now)
    messages.expire(tx, now)
    sessions.forget_old(tx, now)


def tell_in_person(tx: Connection, now: datetime) -> None:
    """News that has not arrived within a day is told by somebody who goes there: never silent (CHANNELS.md section 7)."""
    for news in messages.undelivered(tx, now - UNHEARD, now - FORGOTTEN):
        case = store.read_case(tx, news.case_id)
        if not case.keep_away and not tasks.given_since(tx, case.id, "deliver_news", news.made_at):
            tasks.add(tx, case, "deliver_news", now, text=news.body)
