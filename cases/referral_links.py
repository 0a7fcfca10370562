"""Signed links: an agency without an account sees one referral and answers it (TRUST.md S4, class B).

The token is 192 random bits, kept as a hash, bound to one referral and one contact, valid until the referral's date and
three days more. It shows the least; names and numbers come only after a code sent to the contact's own chat.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from . import accounts, audit
from .errors import NotFound, Refused
from .ids import new_id
from .models import referral_links
from .roles import Right, Viewer
from .rules import SHOWN_REFERRALS
from .store import CaseRow, ReferralRow, read_referral
from .store.store_rows import by_id, living_of

AFTER = timedelta(days=3)
"""A link lives that long after the referral's own date."""
WITHOUT_DATE = timedelta(days=14)
CODE_LIVES = timedelta(minutes=15)
OPEN_LIVES = timedelta(minutes=30)
TRIES = 5


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it was opened."""

    id: UUID
    referral: ReferralRow
    case: CaseRow
    viewer: Viewer
    """The contact, as who acts."""
    account_id: UUID
    opened: bool
    """The code was typed in this browser: names and numbers may be shown."""


def waiting_for(tx: Connection, viewer: Viewer) -> list[tuple[ReferralRow, CaseRow]]:
    """Referrals an agency still has to answer or to finish, the most pressing first."""
    if viewer.agency_id is None or not viewer.may(Right.READ_REFERRED):
        return []
    living = living_of(tx, viewer.agency_id)
    found = [(one, _readable(tx, viewer, one)) for one in living]
    return [(one, case) for one, case in found if case is not None]


def _readable(tx: Connection, viewer: Viewer, one: ReferralRow) -> CaseRow | None:
    try:
        return by_id(tx, viewer, one.case_id)
    except NotFound:
        return None


def make(tx: Connection, referral: ReferralRow, account_id: UUID, now: datetime) -> str:
    """A new link for a contact; the token, which is shown once and kept nowhere. Earlier links of both end now."""
    row = referral_links.c
    earlier = row.referral_id == referral.id, row.account_id == account_id, row.expires_at > now
    tx.execute(update(referral_links).where(*earlier).values(expires_at=now))
    token = secrets.token_urlsafe(24)
    ends = (referral.due_at + AFTER) if referral.due_at else now + WITHOUT_DATE
    tx.execute(
        insert(referral_links).values(
            id=new_id(now), token_hash=_hash(token), made_at=now, expires_at=ends, referral_id=referral.id,
            account_id=account_id,
        )
    )  # fmt: skip
    return token


def find(tx: Connection, token: str, now: datetime, browser: str = "") -> Link:
    """The link of a token. Raises NotFound for one that is wrong, too old or revoked: all look the same.

    `browser`: the secret of the browser in which the code was typed.
    """
    row = referral_links.c
    found = tx.execute(
        select(row.id, row.referral_id, row.account_id, row.open_hash, row.open_until).where(
            row.token_hash == _hash(token), row.expires_at > now
        )
    ).first()
    account = accounts.by_id(tx, found.account_id) if found else None
    if found is None or account is None or not account.active:
        raise NotFound("no such link")
    viewer, referral = accounts.viewer_of(tx, account, now), read_referral(tx, found.referral_id)
    mine = viewer.agency_id == referral.agency_id and viewer.may(Right.READ_REFERRED)
    if not mine or referral.state not in SHOWN_REFERRALS:
        raise NotFound("no such link")
    typed = bool(browser and found.open_hash and found.open_until and found.open_until > now)
    opened = typed and hmac.compare_digest(found.open_hash, _hash(browser))
    return Link(found.id, referral, by_id(tx, viewer, referral.case_id), viewer, account.id, opened)


def make_code(tx: Connection, link: Link, now: datetime) -> str:
    """Six digits for the contact's own chat; the one before ends. Raises Refused `tautan.sering` within a minute."""
    row = referral_links.c
    until = tx.scalars(select(row.code_until).where(row.id == link.id)).one()
    if until is not None and until - CODE_LIVES > now - timedelta(minutes=1):
        raise Refused("tautan.sering")
    code = f"{secrets.randbelow(10**6):06d}"
    tx.execute(
        update(referral_links)
        .where(row.id == link.id)
        .values(code_hash=_hash(f"{link.id}:{code}"), code_until=now + CODE_LIVES, code_tries=0)
    )
    return code


def open_with(tx: Connection, link: Link, code: str, now: datetime) -> str:
    """The secret for the browser in which the right code was typed; once. Raises Refused `tautan.kode`."""
    row = referral_links.c
    counted = (
        update(referral_links)
        .where(row.id == link.id, row.code_tries < TRIES, row.code_until > now)
        .values(code_tries=row.code_tries + 1)
        .returning(row.code_hash)
    )
    kept = tx.scalars(counted).first()
    if kept is None or not hmac.compare_digest(kept, _hash(f"{link.id}:{code.strip()}")):
        raise Refused("tautan.kode")
    browser = secrets.token_urlsafe(24)
    tx.execute(
        update(referral_links)
        .where(row.id == link.id)
        .values(code_hash=None, code_until=None, open_hash=_hash(browser), open_until=now + OPEN_LIVES)
    )
    audit.record(tx, link.viewer, "link_opened", f"case:{link.case.id}", now)
    return browser


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
