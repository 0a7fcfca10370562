"""Sign-ins of the panel: opaque tokens, of which only the hash is kept; an ended one is out at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, or_, select, update

from .ids import new_id
from .models import sessions

IDLE = timedelta(minutes=30)
"""PANEL.md section 7."""
LONGEST = timedelta(hours=8)
"""PANEL.md section 7."""
TOUCH = timedelta(minutes=1)
"""A session in use is written down at most this often."""


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in that still holds."""

    id: UUID
    account_id: UUID
    csrf: str
    """The token every form of this session carries."""
    seen_at: datetime


def token_hash(token: str) -> bytes:
    """What is kept of a token of 256 random bits; it needs no salt."""
    return hashlib.sha256(token.encode()).digest()


def start(tx: Connection, account_id: UUID, token: str, csrf: str, now: datetime) -> None:
    """A new sign-in, under a new token."""
    tx.execute(
        insert(sessions).values(
            id=new_id(now),
            account_id=account_id,
            token_hash=token_hash(token),
            csrf=csrf,
            created_at=now,
            seen_at=now,
        )
    )


def find(tx: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token, unless it was idle too long or is too old."""
    row = tx.execute(
        select(sessions).where(
            sessions.c.token_hash == token_hash(token),
            sessions.c.seen_at > now - IDLE,
            sessions.c.created_at > now - LONGEST,
        )
    ).first()
    return Session(row.id, row.account_id, row.csrf, row.seen_at) if row else None


def touch(tx: Connection, session: Session, now: datetime) -> None:
    """It was used just now."""
    tx.execute(update(sessions).where(sessions.c.id == session.id).values(seen_at=now))


def end(tx: Connection, session_id: UUID) -> None:
    """Sign-out."""
    tx.execute(delete(sessions).where(sessions.c.id == session_id))


def end_others(tx: Connection, account_id: UUID, keep: UUID | None = None) -> None:
    """After a change of password: every other sign-in of this account is out."""
    others = delete(sessions).where(sessions.c.account_id == account_id)
    tx.execute(others.where(sessions.c.id != keep) if keep else others)


def forget_old(tx: Connection, now: datetime) -> None:
    """Rows nobody can use any more."""
    tx.execute(
        delete(sessions).where(or_(sessions.c.seen_at <= now - IDLE, sessions.c.created_at <= now - LONGEST))
    )
