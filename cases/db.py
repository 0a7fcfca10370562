"""The database: one class, two engines behind it. Work is a plain function over an open transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from .errors import ConfigError
from .postgres import PostgresDatabase, engine_for
from .sqlite import Lock, SqliteDatabase, file_of, writing_engine

__all__ = ["Connection", "Database", "is_sqlite", "migrate"]
T = TypeVar("T")

# at INFO and DEBUG it would write statements and whole rows into the log
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_MIGRATING = 7_209_322
"""Any number: the advisory lock under which one process migrates a PostgreSQL database."""


class Database:
    """Where the case room keeps everything."""

    def __init__(self, engine: SqliteDatabase | PostgresDatabase) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, url: str, office: str) -> Database:
        """Open a migrated database for one office (its region code, such as "32.09").

        `url` is `sqlite:///path` or `postgresql://...`. Raises ConfigError for another kind, and when
        another process holds the SQLite file.
        """
        if is_sqlite(url):
            return cls(await asyncio.to_thread(SqliteDatabase, url, office))
        return cls(PostgresDatabase(url, office))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction and return what it returned, after the commit.

        Whatever `work` raises leaves nothing behind and is raised here.
        """
        return await self._engine.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a connection that sees what is committed and cannot write."""
        return await self._engine.read(work)

    async def close(self) -> None:
        """Finish what waits and let go of the database."""
        await self._engine.close()


def is_sqlite(url: str) -> bool:
    """Which of the two databases. Raises ConfigError for a third."""
    match make_url(url).get_backend_name():
        case "sqlite":
            return True
        case "postgresql":
            return False
        case other:
            raise ConfigError(f"database.url: {other} is neither sqlite nor postgresql")


# --- migrations --------------------------------------------------------------------------------------


async def migrate(url: str, office: str) -> None:
    """Bring the tables up to this version of the program. Raises ConfigError when the database is newer."""
    if is_sqlite(url):
        await asyncio.to_thread(_migrate_sqlite, url, office)
        return
    engine = engine_for(url, office, 1)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _migrate_sqlite(url: str, office: str) -> None:
    lock = Lock(file_of(url))
    engine = writing_engine(url, office)
    try:
        with engine.begin() as connection:
            _upgrade(connection)
    finally:
        engine.dispose()
        lock.release()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise ConfigError(f"the database does not fit this version of the program: {error}") from None
