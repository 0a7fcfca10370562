"""Promises that are not kept: told to the resident and to who leads, once each, before anybody has to ask (DOMAIN.md section 6).

A promise is the date that runs (`due_at`): who owes what stands in `due_what`. A clock that stands still owes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from . import ledger
from .changes import leave
from .events import Event, EventName
from .roles import SYSTEM
from .store.store_promises import late, nearly_late

NEAR = timedelta(days=1)
"""So long before the end whoever leads is told (p)."""
AT_ONCE = 100
"""Cases of one round; the next round takes the rest."""


def watch(tx: Connection, now: datetime) -> list[Event]:
    """What has become due since the last look: first the dates that passed, then those that come near."""
    passed = late(tx, now, AT_ONCE)
    for case_id, _ in passed:
        ledger.broken(tx, case_id, now)
    broken = [
        leave(tx, case_id, SYSTEM, now, EventName.PROMISE_BROKEN, data={"what": what})
        for case_id, what in passed
    ]
    near = [
        leave(tx, case_id, SYSTEM, now, EventName.PROMISE_NEAR, data={"what": what})
        for case_id, what in nearly_late(tx, now, NEAR, AT_ONCE)
    ]
    return [*broken, *near]
