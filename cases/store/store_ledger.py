"""The ledger of promises: of one case, and how they were kept in a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, case, func, select

from cases.ledger import Ending
from cases.models import agencies, cases, promises
from cases.roles import Viewer

from .store_rows import CaseRow
from .store_scope import countable


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the ledger."""

    what: str
    """A name of cases/deadlines.py, or `hold`."""
    until: datetime
    agency: str
    """Short name of who owes it; empty: the secretariat."""
    bring: str
    """What the resident is to bring, as she was told."""
    broken: bool
    how: str
    """How it ended (cases/ledger.py); empty while it runs."""


def of_case(tx: Connection, viewer: Viewer, case_: CaseRow) -> list[Promise]:
    """What was promised in a case the viewer has read, the newest first; an agency sees its own."""
    row = promises.c
    statement = (
        select(row.what, row.until, agencies.c.short_name, row.bring, row.broken_at, row.how)
        .outerjoin(agencies, agencies.c.id == row.agency_id)
        .where(row.case_id == case_.id)
        .order_by(row.id.desc())
    )
    if case_.referred:
        statement = statement.where(row.agency_id == viewer.agency_id)
    return [
        Promise(what, until, agency or "", bring, broken_at is not None, how)
        for what, until, agency, bring, broken_at, how in tx.execute(statement)
    ]


def to_bring(tx: Connection, case_id: UUID) -> str:
    """What she is to bring for what is owed now, for the program itself; empty when nothing was said."""
    row = promises.c
    running = select(row.bring).where(row.case_id == case_id, row.ended_at.is_(None))
    return tx.scalars(running).first() or ""


@dataclass(frozen=True, slots=True)
class Kept:
    """How one office kept what was promised for it."""

    agency: str
    """Short name; empty: the secretariat."""
    made: int
    """Promises whose day lies in the period, and that were neither moved nor dropped."""
    kept: int
    broken: int


def kept(tx: Connection, viewer: Viewer, since: datetime, until: datetime) -> list[Kept]:
    """By whose promise it was, most first; of the cases this viewer may count. What still runs and is not late counts in `made` alone."""
    row = promises.c
    in_vain = (Ending.MOVED.value, Ending.DROPPED.value, Ending.PAUSED.value)
    late = row.broken_at.is_not(None) | (row.how == Ending.LATE.value)
    well = (row.how == Ending.KEPT.value) & row.broken_at.is_(None)
    made = func.count().label("made")
    statement = (
        select(
            agencies.c.short_name,
            made,
            func.sum(case((well, 1), else_=0)),
            func.sum(case((late, 1), else_=0)),
        )
        .select_from(promises)
        .join(cases, cases.c.id == row.case_id)
        .outerjoin(agencies, agencies.c.id == row.agency_id)
        .where(row.until >= since, row.until < until, late | row.how.not_in(in_vain), countable(viewer))
        .group_by(agencies.c.short_name)
        .order_by(made.desc(), agencies.c.short_name)
    )
    if viewer.agency_id is not None:
        statement = statement.where(row.agency_id == viewer.agency_id)
    return [Kept(name or "", *counts) for name, *counts in tx.execute(statement)]
