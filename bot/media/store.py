"""The file store: every file encrypted under a random name in the data folder; nothing of the sender's name is used."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from cases import crypto
from cases.crypto import CannotOpen

FIELD = "files.content"
_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore:
    """One folder, mode 0700; files mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep it; its name. Whole on the disk before the name is told to anybody."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        draft = self._folder / f"{name}.baru"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(crypto.current().seal(FIELD, content))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def get(self, name: str) -> bytes:
        """What was kept. Raises FileNotFoundError for a name that is none, CannotOpen for a changed file."""
        if not _NAME.fullmatch(name):
            raise FileNotFoundError("no such file")
        return crypto.current().open_(FIELD, (self._folder / name).read_bytes())

    def names(self) -> Iterator[tuple[str, float]]:
        """(name, when it was written in seconds since 1970) of everything there, half-written files too."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                yield path.name, path.stat().st_mtime

    def remove(self, name: str) -> None:
        """Gone; also when it was gone already."""
        (self._folder / Path(name).name).unlink(missing_ok=True)


__all__ = ["CannotOpen", "FileStore"]
