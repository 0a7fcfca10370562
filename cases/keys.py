"""Unlocking: the keys of this process, and the proof that they are the keys of this database."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from .agencies import read_setting, write_setting
from .crypto import CannotOpen, Vault, load_keys, make_keys, use
from .db import Database
from .errors import ConfigError

_CANARY = "canary"
_FIELD = "settings.canary"
_SONG = b"sambung"
_CANARY_ID = UUID("01000000-0000-7000-8000-000000000001")


async def unlock(db: Database, path: Path) -> Vault:
    """Load the keys file at `path` and use it in this process.

    Keys are made only together with an empty database (DECISIONS 12). Raises ConfigError when keys are
    missing over an existing one, may be read by others, or belong to another database.
    """
    canary = await db.read(lambda tx: read_setting(tx, _CANARY))
    vault = _load(path, empty=canary is None)
    if canary is None:
        await db.write(lambda tx: _leave_canary(tx, vault))
    else:
        _check(vault, str(canary), path)
    use(vault)
    return vault


def _load(path: Path, *, empty: bool) -> Vault:
    """New keys for an empty database that has none yet; otherwise the keys there are."""
    return make_keys(path) if empty and not path.exists() else load_keys(path)


def _leave_canary(tx: Connection, vault: Vault) -> None:
    write_setting(tx, _CANARY_ID, _CANARY, vault.seal(_FIELD, _SONG).hex())


def _check(vault: Vault, canary: str, path: Path) -> None:
    """A wrong pepper would find nobody and a wrong key would read nothing: better not to start."""
    try:
        vault.open_(_FIELD, bytes.fromhex(canary))
    except CannotOpen:
        raise ConfigError(f"{path}: these are not the keys of this database") from None
