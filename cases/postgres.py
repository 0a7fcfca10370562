"""PostgreSQL as an engine: asyncpg below SQLAlchemy, small pools, reading connections that cannot write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

T = TypeVar("T")

WRITERS = 4
READERS = 4
"""Connections of one process; a server allows about 100 in all (max_connections)."""

_SESSION = {"jit": "off", "timezone": "UTC", "synchronous_commit": "on"}
"""jit: compiling costs more than our short statements. synchronous_commit: TRUST.md rule 5.4."""


def engine_for(url: str, office: str, size: int, *, read_only: bool = False) -> AsyncEngine:
    """An engine for a `postgresql://` address."""
    session = _SESSION | ({"default_transaction_read_only": "on"} if read_only else {})
    return create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        execution_options={"office": office},
        connect_args={"server_settings": session},
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # what people told: neither a log nor an error may show it
    )


class PostgresDatabase:
    """A database server that many processes share."""

    def __init__(self, url: str, office: str) -> None:
        self._writing = engine_for(url, office, WRITERS)
        self._reading = engine_for(url, office, READERS, read_only=True)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """One transaction."""
        async with self._writing.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What is committed now, seen from a connection that cannot write."""
        async with self._reading.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close the connections."""
        await self._writing.dispose()
        await self._reading.dispose()
