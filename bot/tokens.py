"""Ids nobody can guess."""

from __future__ import annotations

import secrets


def new_token() -> str:
    """60 random bits in 15 signs."""
    return secrets.token_hex(8)[:15]
