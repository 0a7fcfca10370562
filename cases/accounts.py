"""Accounts of the people who work here, their roles by area and period, and the chats they link."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from .agencies import local_day
from .dialects import among
from .errors import Refused
from .ids import new_id
from .models import accounts, assignments, contact_points, link_codes
from .roles import OPERATOR, RIGHTS, SYSTEM, Grant, Right, Role, Viewer, resident

__all__ = [
    "OPERATOR",
    "RIGHTS",
    "SYSTEM",
    "Account",
    "Grant",
    "Right",
    "Role",
    "Viewer",
    "by_id",
    "by_login",
    "create",
    "failed",
    "link",
    "linked_chats",
    "listed",
    "make_link_code",
    "off_duty",
    "people_with",
    "resident",
    "set_password",
    "succeeded",
    "viewer_of",
]

LINK_MINUTES = 15
"""TRUST.md S4: a link a person uses herself lives at most 15 minutes, once."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person's way into the panel."""

    id: UUID
    login: str
    name: str
    password: str
    """argon2id, as the library writes it."""
    must_change: bool
    active: bool
    failures: int
    retry_at: datetime | None
    """Until then no sign-in is tried."""
    agency_id: UUID | None


_COLUMNS = [accounts.c[field] for field in Account.__dataclass_fields__]


# --- reading ------------------------------------------------------------------------------------------


def by_id(tx: Connection, account_id: UUID) -> Account | None:
    """One account."""
    return _one(tx, accounts.c.id == account_id)


def by_login(tx: Connection, login: str) -> Account | None:
    """One account by its name for signing in; small letters."""
    return _one(tx, accounts.c.login == login.strip().lower())


def listed(tx: Connection, viewer: Viewer) -> list[Account]:
    """All accounts by name, for who may manage them."""
    if not viewer.may(Right.MANAGE_ACCOUNTS):
        return []
    return [Account(*row) for row in tx.execute(select(*_COLUMNS).order_by(accounts.c.name))]


def _one(tx: Connection, where: Any) -> Account | None:
    row = tx.execute(select(*_COLUMNS).where(where)).first()
    return Account(*row) if row else None


def viewer_of(tx: Connection, account: Account, now: datetime) -> Viewer:
    """The person behind an account, with the roles she holds today."""
    today, grant = local_day(tx, now), assignments.c
    rows = tx.execute(
        select(grant.role, grant.area)
        .where(grant.account_id == account.id, _holds(today))
        .order_by(grant.role, grant.area)
    )
    grants = tuple(Grant(Role(role), area) for role, area in rows)
    return Viewer("account", account.name, account.id, grants, account.agency_id)


def acting(tx: Connection, account_id: UUID | None, now: datetime) -> Viewer | None:
    """Whoever a chat is linked to, with the roles she holds today; None for nobody and for an account that ended."""
    account = by_id(tx, account_id) if account_id else None
    return viewer_of(tx, account, now) if account and account.active else None


def _holds(today: date) -> Any:
    grant = assignments.c
    return (grant.since <= today) & (grant.until.is_(None) | (grant.until >= today))


def people_with(
    tx: Connection, now: datetime, *, roles: Sequence[Role], area: str = "", agency_id: UUID | None = None
) -> list[UUID]:
    """Active accounts holding one of the roles: where an alert goes.

    With an agency, those of that agency; otherwise those whose area holds `area`.
    """
    grant = assignments.c
    where = [accounts.c.active, grant.role.in_(roles), _holds(local_day(tx, now))]
    if agency_id is not None:
        where.append(accounts.c.agency_id == agency_id)
    rows = tx.execute(
        select(accounts.c.id, grant.role, grant.area)
        .join(assignments, grant.account_id == accounts.c.id)
        .where(*where)
        .order_by(accounts.c.id)
    )
    found = [id_ for id_, role, held in rows if agency_id is not None or Grant(Role(role), held).covers(area)]
    return list(dict.fromkeys(found))


def holding(tx: Connection, now: datetime, role: Role) -> list[tuple[UUID, str, str]]:
    """(account, name, area) of every active account that holds a role today, by name."""
    grant = assignments.c
    rows = tx.execute(
        select(accounts.c.id, accounts.c.name, grant.area)
        .join(assignments, grant.account_id == accounts.c.id)
        .where(accounts.c.active, grant.role == role.value, _holds(local_day(tx, now)))
        .order_by(accounts.c.name, accounts.c.id, grant.area)
    )
    return [(id_, name, area) for id_, name, area in rows]


def on_duty(tx: Connection, account_id: UUID, now: datetime) -> bool:
    """Whether she is active and holds any role today."""
    account = by_id(tx, account_id)
    return account is not None and account.active and bool(viewer_of(tx, account, now).grants)


def off_duty(tx: Connection, account_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Which of them are not active or hold no role today, in the given order."""
    grant = assignments.c
    there = select(accounts.c.id).join(assignments, grant.account_id == accounts.c.id)
    there = there.where(among(tx, accounts.c.id, account_ids), accounts.c.active, _holds(local_day(tx, now)))
    on = set(tx.scalars(there)) if account_ids else set()
    return [id_ for id_ in account_ids if id_ not in on]


def end_duty(tx: Connection, account_id: UUID, now: datetime) -> None:
    """Her roles end with yesterday: from now on the chat she linked is a resident's again."""
    yesterday = local_day(tx, now) - timedelta(days=1)
    grant = assignments.c
    running = grant.account_id == account_id, grant.until.is_(None) | (grant.until > yesterday)
    tx.execute(update(assignments).where(*running).values(until=yesterday))


# --- changing -----------------------------------------------------------------------------------------


def create(
    tx: Connection, *, login: str, name: str, password: str, grants: Sequence[Grant], now: datetime,
    agency_id: UUID | None = None, must_change: bool = True,
) -> UUID:  # fmt: skip
    """A new account; `password` is already hashed. Raises Refused when the login is taken."""
    if by_login(tx, login) is not None:
        raise Refused("akun.nama_dipakai", login=login)
    account_id, today = new_id(now), local_day(tx, now)
    tx.execute(
        insert(accounts).values(
            id=account_id, login=login.strip().lower(), name=name, password=password, created_at=now,
            agency_id=agency_id, must_change=must_change,
        )
    )  # fmt: skip
    rows = [
        {
            "id": new_id(now),
            "account_id": account_id,
            "role": grant.role.value,
            "area": grant.area,
            "since": today,
        }
        for grant in grants
    ]
    if rows:
        tx.execute(insert(assignments), rows)
    return account_id


def failed(tx: Connection, account_id: UUID, failures: int, retry_at: datetime) -> None:
    """A wrong password: the pause before the next try."""
    _set(tx, account_id, failures=failures, retry_at=retry_at)


def succeeded(tx: Connection, account_id: UUID) -> None:
    """The right password: failures are forgotten."""
    _set(tx, account_id, failures=0, retry_at=None)


def set_password(tx: Connection, account_id: UUID, password: str, *, must_change: bool = False) -> None:
    """A new password, already hashed."""
    _set(tx, account_id, password=password, must_change=must_change)


def _set(tx: Connection, account_id: UUID, **values: Any) -> None:
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


# --- chats of accounts --------------------------------------------------------------------------------


def make_link_code(tx: Connection, account_id: UUID, code: str, now: datetime) -> None:
    """Remember a one-time code (only its hash) by which the person links her chat."""
    tx.execute(
        insert(link_codes).values(
            id=new_id(now),
            code_hash=_hash(code),
            account_id=account_id,
            expires_at=now + timedelta(minutes=LINK_MINUTES),
        )
    )


def link(tx: Connection, code: str, contact_point_id: UUID, now: datetime) -> Account | None:
    """Whose code it is; from now on alerts of this account go to the contact point too.

    None for a code that is wrong, used or too old.
    """
    mine = link_codes.c
    used = (
        update(link_codes)
        .where(mine.code_hash == _hash(code), mine.used_at.is_(None), mine.expires_at > now)
        .values(used_at=now)
        .returning(mine.account_id)
    )
    account_id = tx.scalars(used).first()
    account = by_id(tx, account_id) if account_id else None
    if account is None or not account.active:
        return None
    point = contact_points.c
    tx.execute(update(contact_points).where(point.id == contact_point_id).values(staff_id=account.id))
    return account


def linked_chats(tx: Connection, account_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """(account, contact point) of the chats these people linked."""
    point = contact_points.c
    rows = tx.execute(
        select(point.staff_id, point.id).where(among(tx, point.staff_id, account_ids)).order_by(point.id)
    )
    return [(account, chat) for account, chat in rows]


def _hash(code: str) -> bytes:
    return hashlib.sha256("".join(code.split()).upper().encode()).digest()
