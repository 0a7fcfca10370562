"""Passwords of the panel: Argon2id, one time for known and unknown names, growing pauses (PANEL.md 7)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
_FREE_TRIES = 3
_LONGEST_PAUSE = timedelta(minutes=15)

_hasher = PasswordHasher(memory_cost=64 * 1024, time_cost=3, parallelism=1)
"""64 MiB, three rounds (TRUST.md T12)."""


def hashed(password: str) -> str:
    """The text that is kept. Takes about a tenth of a second: call it in a thread."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Is it the password? Without a kept one (unknown name) it takes as long and says no."""
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return hashed(secrets.token_hex(16))


def pause(failures: int) -> timedelta:
    """How long the next try has to wait after so many wrong ones; never for good."""
    if failures <= _FREE_TRIES:
        return timedelta(0)
    return min(_LONGEST_PAUSE, timedelta(seconds=2.0 ** min(failures - _FREE_TRIES, 16)))


def one_time() -> str:
    """A password to be typed once from a screen or a slip: no letters that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def link_code() -> str:
    """A one-time code to be typed into a chat: 60 random bits in three groups, no I, L, O or U."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))
