"""Encryption of single fields (TRUST.md section 6, DECISIONS 12): what people say never lies in clear.

A sealed value is `version(1) | key id(1) | nonce(12) | ciphertext | tag(16)`, 30 bytes more than the text.
Version, key id and field name are its associated data, so a value moved to another field does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import ConfigError, SambungError

VERSION: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""NIST SP 800-38D: 96 bits, drawn at random; a key is good for 2^32 values, then a new one is added."""
TAG_BYTES: Final = 16
BLIND_BYTES: Final = 16


class CannotOpen(SambungError):
    """A sealed value does not open: wrong key, wrong field, or a changed byte."""


class Vault:
    """The keys of this process: seals and opens fields, and makes blind indexes."""

    def __init__(self, keys: Mapping[int, bytes], active: int, pepper: bytes) -> None:
        """`keys` by their id 0..255, each 32 bytes; `active` seals, all open; `pepper` 32 bytes."""
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._active = active
        self._pepper = pepper
        self._head = bytes((VERSION, active))
        self._peppers: dict[str, hmac.HMAC] = {}

    def seal(self, field: str, value: bytes) -> bytes:
        """Encrypt a value of the field `table.column`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self._active].encrypt(nonce, value, self._head + field.encode())
        return self._head + nonce + sealed

    def open_(self, field: str, sealed: bytes) -> bytes:
        """Decrypt a value of the field `table.column`. Raises CannotOpen."""
        head, nonce, rest = sealed[:2], sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        if len(rest) < TAG_BYTES or head[0] != VERSION or head[1] not in self._keys:
            raise CannotOpen(f"{field}: no key for this value")
        try:
            return self._keys[head[1]].decrypt(nonce, rest, head + field.encode())
        except InvalidTag:
            raise CannotOpen(f"{field}: does not open with our key") from None

    def blind(self, field: str, value: str) -> bytes:
        """16 bytes that are equal for equal values of one field and say nothing without the pepper."""
        keyed = self._peppers.get(field)
        if keyed is None:
            pepper = hmac.digest(self._pepper, field.encode(), hashlib.sha256)
            keyed = self._peppers[field] = hmac.new(pepper, digestmod=hashlib.sha256)
        mac = keyed.copy()
        mac.update(value.encode())
        return mac.digest()[:BLIND_BYTES]

    def fingerprint(self) -> str:
        """A short name of the key set, for `doctor`; tells nothing about the keys."""
        return self.blind("vault", "fingerprint").hex()[:12]


# --- the key set of this process ---------------------------------------------------------------------

_vault: Vault | None = None


def use(vault: Vault | None) -> None:
    """Every sealed column of this process opens with `vault` from now on."""
    global _vault
    _vault = vault


def current() -> Vault:
    """The key set in use. Raises ConfigError when there is none yet."""
    if _vault is None:
        raise ConfigError("the encryption keys have not been loaded")
    return _vault


# --- the keys file -----------------------------------------------------------------------------------


def make_keys(path: Path) -> Vault:
    """Write a new keys file (mode 0600). Never over an old one: raises ConfigError when there is one.

    Only the start over an empty database may call this (DECISIONS 12); `cases/keys.py` does.
    """
    key, pepper = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    content = {"active": 1, "keys": {"1": _text(key)}, "pepper": _text(pepper)}
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails when somebody else made the file meanwhile; a rename would not
    except FileExistsError:
        raise ConfigError(f"{path}: there are keys already; they are never made anew") from None
    except OSError as error:
        raise ConfigError(f"{path}: the keys cannot be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return Vault({1: key}, 1, pepper)


def load_keys(path: Path) -> Vault:
    """Read the keys file. Raises ConfigError when it is missing, open to others, or not what it should be."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise ConfigError(f"{path}: others may read the keys (mode {mode:04o}); run: chmod 600 {path}")
        content = json.loads(path.read_text(encoding="ascii"))
        return _vault_of(content)
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: the keys are missing; put them back from where you keep the copy"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: the keys cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{path}: this is no keys file of Sambung, or it is damaged") from None


def _vault_of(content: Any) -> Vault:
    keys = {int(key_id): _bytes(key) for key_id, key in content["keys"].items()}
    active, pepper = int(content["active"]), _bytes(content["pepper"])
    if active not in keys or not all(0 <= key_id <= 255 for key_id in keys):
        raise ValueError("the active key is not among the keys")
    return Vault(keys, active, pepper)


def _bytes(text: str) -> bytes:
    value = base64.b64decode(text, validate=True)
    if len(value) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return value


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk, too, before a database relies on it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
