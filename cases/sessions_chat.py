"""A web chat on another phone: the report's number and a code of six digits, once, within a quarter of an hour (PANEL.md section 6).

The browser's own secret is kept sealed for that long, and handed to the other browser; it is never in an address.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from .ids import new_id
from .models import chat_codes
from .numbers import canonical

LIVES = timedelta(minutes=15)
TRIES = 5
"""Wrong codes for one number; then the code is dead."""


def offer(tx: Connection, number: str, code: str, token: str, now: datetime) -> None:
    """From now on this code, and no earlier one, opens the chat of this report on another phone."""
    row = chat_codes.c
    tx.execute(delete(chat_codes).where((row.number == number) | (row.expires_at <= now)))
    tx.execute(
        insert(chat_codes).values(
            id=new_id(now), number=number, code_hash=_hash(number, code), token=token, expires_at=now + LIVES, tries=0
        )
    )  # fmt: skip


def take(tx: Connection, number: str, code: str, now: datetime) -> str:
    """The secret of the browser that offered it; empty for a wrong, late, used or dead code."""
    row, known = chat_codes.c, canonical(number) or ""
    found = tx.execute(
        select(row.id, row.code_hash, row.token, row.tries)
        .where(row.number == known, row.expires_at > now)
        .with_for_update()
    ).first()
    if found is None or found.tries >= TRIES:
        return ""
    if not hmac.compare_digest(found.code_hash, _hash(known, code)):
        tx.execute(update(chat_codes).where(row.id == found.id).values(tries=row.tries + 1))
        return ""
    tx.execute(delete(chat_codes).where(row.id == found.id))
    return str(found.token)


def _hash(number: str, code: str) -> bytes:
    digits = "".join(one for one in code if one.isdecimal() and one.isascii())
    return hashlib.sha256(f"{number}:{digits}".encode()).digest()
