"""Who is kept from which case, and who works in the office; for the program itself, not for a viewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from cases.exclusion import Worker
from cases.ids import new_id
from cases.models import accounts, agencies, assignments, exclusions
from cases.roles import Grant, Role


def workers(tx: Connection, today: date) -> list[Worker]:
    """Everybody who is active and holds a role today."""
    grant, row = assignments.c, accounts.c
    holds = (grant.since <= today) & (grant.until.is_(None) | (grant.until >= today))
    found = tx.execute(
        select(row.id, row.agency_id, grant.role, grant.area)
        .join(assignments, grant.account_id == row.id)
        .where(row.active, holds)
        .order_by(row.id, grant.role, grant.area)
    )
    grants: dict[tuple[UUID, UUID | None], list[Grant]] = {}
    for id_, agency_id, role, area in found:
        grants.setdefault((id_, agency_id), []).append(Grant(Role(role), area))
    return [Worker(id_, tuple(held), agency_id) for (id_, agency_id), held in grants.items()]


def add(
    tx: Connection, case_id: UUID, account_ids: Collection[UUID], agency_id: UUID | None, now: datetime
) -> None:
    """From now on the case does not exist for them."""
    row = exclusions.c
    mine = select(row.account_id, row.agency_id).where(row.case_id == case_id)
    known = {id_ for pair in tx.execute(mine) for id_ in pair}
    rows = [
        {"id": new_id(now), "case_id": case_id, "made_at": now, "account_id": account, "agency_id": agency}
        for account, agency in [*((one, None) for one in account_ids), (None, agency_id)]
        if (account or agency) and (account or agency) not in known
    ]
    if rows:
        tx.execute(insert(exclusions), rows)


def copy(tx: Connection, from_case: UUID, to_case: UUID, now: datetime) -> None:
    """Whoever must not learn of the one learns nothing of the other."""
    row = exclusions.c
    people = tx.scalars(select(row.account_id).where(row.case_id == from_case, row.account_id.is_not(None)))
    add(tx, to_case, set(people), None, now)
    for agency_id in agencies_out(tx, from_case):
        add(tx, to_case, (), agency_id, now)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What was decided at one time: a person with the line above her, or an agency."""

    made_at: datetime
    names: tuple[str, ...]
    doubted_by: UUID | None
    """Who asked that it be taken back."""


def of_case(tx: Connection, case_id: UUID) -> list[Exclusion]:
    """Every exclusion of a case with its names, for whoever may still read it; the oldest first."""
    row = exclusions.c
    found = tx.execute(
        select(row.made_at, row.doubted_by, func.coalesce(accounts.c.name, agencies.c.short_name))
        .outerjoin(accounts, accounts.c.id == row.account_id)
        .outerjoin(agencies, agencies.c.id == row.agency_id)
        .where(row.case_id == case_id)
        .order_by(row.made_at, row.id)
    )
    groups: dict[datetime, tuple[list[str], UUID | None]] = {}
    for made_at, doubted_by, name in found:
        groups.setdefault(made_at, ([], doubted_by))[0].append(name)
    return [Exclusion(made_at, tuple(names), doubted) for made_at, (names, doubted) in groups.items()]


def doubt(tx: Connection, case_ids: Collection[UUID], made_at: datetime, by: UUID | None) -> None:
    """Somebody asked that what was decided then be taken back."""
    row = exclusions.c
    there = (row.case_id.in_(case_ids), row.made_at == made_at)
    tx.execute(update(exclusions).where(*there).values(doubted_by=by))


def take_back(tx: Connection, case_ids: Collection[UUID], made_at: datetime) -> None:
    """What was decided then holds no more."""
    row = exclusions.c
    tx.execute(delete(exclusions).where(row.case_id.in_(case_ids), row.made_at == made_at))


def excluded(tx: Connection, case_id: UUID) -> set[UUID]:
    """Accounts that must not learn of this case, those of excluded agencies among them."""
    row = exclusions.c
    named = select(row.account_id).where(row.case_id == case_id, row.account_id.is_not(None))
    out = select(row.agency_id).where(row.case_id == case_id, row.agency_id.is_not(None))
    whole = select(accounts.c.id).where(accounts.c.agency_id.in_(out))
    return {*tx.scalars(named), *tx.scalars(whole)}


def any_of(tx: Connection, case_id: UUID) -> bool:
    """Somebody is kept from this case."""
    row = exclusions.c
    return tx.execute(select(row.id).where(row.case_id == case_id).limit(1)).first() is not None


def agencies_out(tx: Connection, case_id: UUID) -> set[UUID]:
    """Agencies that must not learn of this case."""
    row = exclusions.c
    return set(tx.scalars(select(row.agency_id).where(row.case_id == case_id, row.agency_id.is_not(None))))
