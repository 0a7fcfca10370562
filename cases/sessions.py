"""Who is signed in to the panel; only the hash of a cookie lies in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, or_, select, update

from .dialects import insert_new
from .ids import new_id
from .models import form_keys, sessions

LONGEST = timedelta(hours=8)
"""From signing in, whatever happens (PANEL.md section 7)."""
IDLE = timedelta(minutes=30)
"""Without a request."""
_TOUCH = timedelta(minutes=1)
"""A request writes its time only that often."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one account."""

    id: UUID
    account_id: UUID
    csrf: str
    seen_at: datetime

    def stale(self, now: datetime) -> bool:
        """Should `touch` be called?"""
        return now - self.seen_at >= _TOUCH


def start(tx: Connection, account_id: UUID, token: str, csrf: str, now: datetime) -> UUID:
    """A new session; `token` is what the cookie holds."""
    id_ = new_id(now)
    tx.execute(
        insert(sessions).values(
            id=id_, token_hash=_hash(token), created_at=now, seen_at=now, csrf=csrf, account_id=account_id
        )
    )
    return id_


def find(tx: Connection, token: str, now: datetime) -> Session | None:
    """The living session of a cookie."""
    row = sessions.c
    living = (row.created_at > now - LONGEST, row.seen_at > now - IDLE)
    found = tx.execute(
        select(row.id, row.account_id, row.csrf, row.seen_at).where(row.token_hash == _hash(token), *living)
    ).first()
    return Session(*found) if found else None


def touch(tx: Connection, session_id: UUID, now: datetime) -> None:
    """Its person is still there."""
    tx.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def end(tx: Connection, session_id: UUID) -> None:
    """Signed out."""
    tx.execute(delete(sessions).where(sessions.c.id == session_id))


def end_all(tx: Connection, account_id: UUID, but: UUID | None = None) -> None:
    """Every session of an account is over, except one: after a new password."""
    statement = delete(sessions).where(sessions.c.account_id == account_id)
    tx.execute(statement.where(sessions.c.id != but) if but else statement)


def first_press(tx: Connection, key: str, now: datetime) -> bool:
    """Whether this form is sent for the first time; the key was drawn when the page was made."""
    values = {"id": new_id(now), "key_hash": _hash(key), "used_at": now}
    made = tx.scalars(insert_new(tx, form_keys).returning(form_keys.c.id), [values]).first()
    return made is not None


def forget_old(tx: Connection, now: datetime) -> None:
    """Remove what nobody can use any more."""
    row = sessions.c
    tx.execute(delete(sessions).where(or_(row.created_at <= now - LONGEST, row.seen_at <= now - IDLE)))
    tx.execute(delete(form_keys).where(form_keys.c.used_at <= now - LONGEST))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
