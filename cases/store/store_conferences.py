"""Which cases need a conference, and whose it is to talk; but for one question for the program itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from cases.events import EventName
from cases.models import cases, events, referrals
from cases.roles import Viewer
from cases.rules import OPEN_NAMES, ReferralState

from .store_rows import CaseRow, listed

_DECLINED = (ReferralState.REJECTED.value, ReferralState.RETURNED.value)


def declined(tx: Connection, times: int) -> list[UUID]:
    """Open cases without a conference that so many referrals came back to since the last one."""
    row, one, line = cases.c, referrals.c, events.c
    last = (
        select(func.max(line.at))
        .where(line.case_id == one.case_id, line.name == EventName.CONFERENCE_CALLED.value)
        .correlate(referrals)
        .scalar_subquery()
    )
    found = (
        select(one.case_id)
        .join(cases, row.id == one.case_id)
        .where(one.state.in_(_DECLINED), row.conference_due.is_(None), row.state.in_(OPEN_NAMES))
        .where(last.is_(None) | (one.ended_at > last))
        .group_by(one.case_id)
        .having(func.count() >= times)
        .order_by(one.case_id)
    )
    return list(tx.scalars(found))


def overdue(tx: Connection, now: datetime) -> list[UUID]:
    """Open conferences whose day has passed and that nobody was told of yet."""
    row, line = cases.c, events.c
    told = (
        select(line.id)
        .where(
            line.case_id == row.id,
            line.name == EventName.CONFERENCE_LATE.value,
            line.at >= row.conference_due,
        )
        .correlate(cases)
        .exists()
    )
    due = (row.conference_due <= now, row.state.in_(OPEN_NAMES), ~told)
    return list(tx.scalars(select(row.id).where(*due).order_by(row.id)))


def parties(tx: Connection, case_id: UUID) -> list[UUID]:
    """Agencies that were asked about this case, except those it was taken back from."""
    one = referrals.c
    asked = select(one.agency_id).where(one.case_id == case_id, one.state != ReferralState.REVOKED.value)
    return list(tx.scalars(asked.distinct()))


def conferring_with(tx: Connection, viewer: Viewer) -> list[CaseRow]:
    """Cases about which this person may speak in a conference, the newest first."""
    row = cases.c
    return listed(tx, viewer, row.conference_due.is_not(None), row.state.in_(OPEN_NAMES))


def proposer(tx: Connection, referral_id: UUID) -> UUID | None:
    """Who of an agency proposed it to the secretariat."""
    line = events.c
    made = (line.referral_id == referral_id, line.name == EventName.PROPOSAL_MADE.value)
    found = tx.scalars(select(line.actor).where(*made)).first()
    return UUID(found) if found else None
