"""The clock of a referral: it stops while its agency waits for data of the resident."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, update

from .agencies import clockwork
from .deadlines import Due
from .models import referrals
from .store import read_referral


def stop_referral(tx: Connection, referral_id: UUID, now: datetime) -> None:
    """The agency asked something: its time does not run while the resident is asked."""
    one = read_referral(tx, referral_id)
    due = clockwork(tx).stopped(Due(one.due_at, "", one.clock_left), now)
    _write(tx, referral_id, due, info_requested=True)


def resume_referral(tx: Connection, referral_id: UUID, now: datetime) -> None:
    """The answer came: the agency goes on with the time that was left."""
    one = read_referral(tx, referral_id)
    due = clockwork(tx).resumed(Due(one.due_at, "", one.clock_left), now)
    _write(tx, referral_id, due, info_requested=False)


def _write(tx: Connection, referral_id: UUID, due: Due, *, info_requested: bool) -> None:
    tx.execute(
        update(referrals)
        .where(referrals.c.id == referral_id)
        .values(due_at=due.at, clock_left=due.left, info_requested=info_requested)
    )
