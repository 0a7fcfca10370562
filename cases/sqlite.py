"""SQLite as an engine: one writing connection on one thread, commits shared by all who wait (ENGINE.md 4)."""

from __future__ import annotations

import asyncio
import fcntl
import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import make_url

from .errors import ConfigError

T = TypeVar("T")

READERS = 4
"""Reading connections, each on a thread of its own."""
BUSY_MILLISECONDS = 10_000
"""How long a statement waits for a lock, for example while an outside tool copies the file."""
MOST_TOGETHER = 256
"""Pieces of work in one commit."""

_ALWAYS = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
)
_WRITER = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
_READER = ("PRAGMA query_only = ON", "PRAGMA wal_autocheckpoint = 0")


class Lock:
    """The lock file beside the database: one writing process (DECISIONS 2). Released by the system on a crash."""

    def __init__(self, database: Path) -> None:
        """Raises ConfigError when another process holds it."""
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise ConfigError(f"{database}: another process of Sambung is using this database") from None

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._file)


def file_of(url: str) -> Path:
    """The database file of a `sqlite:///` address. Raises ConfigError for a database in memory."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ConfigError("database.url: a SQLite database needs a file")
    return Path(name)


def writing_engine(url: str, office: str) -> Engine:
    """The engine of the one writing connection; the file is made readable for its owner only."""
    file_of(url).touch(mode=0o600)
    return _engine(url, office, "BEGIN IMMEDIATE", (*_ALWAYS, *_WRITER), poolclass=NullPool)


def reading_engine(url: str, office: str) -> Engine:
    """The engine of the reading connections; a statement that writes is refused."""
    return _engine(url, office, "BEGIN", (*_ALWAYS, *_READER), pool_size=READERS, max_overflow=0)


def _engine(url: str, office: str, begin: str, pragmas: Sequence[str], **options: Any) -> Engine:
    # what people told stands in parameters: neither a log nor an error may show them
    engine = create_engine(url, execution_options={"office": office}, hide_parameters=True, **options)

    def connected(connection: Any, _record: object) -> None:
        # the driver must not begin transactions by itself, or savepoints and BEGIN IMMEDIATE do not work:
        # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


@dataclass(slots=True)
class _Job(Generic[T]):
    """One piece of work somebody waits for, and what came of it."""

    work: Callable[[Connection], T]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[T]
    value: T | None = None
    error: Exception | None = None

    def settle(self) -> None:
        """In the loop of whoever waits."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)  # type: ignore[arg-type]


class Writer:
    """The thread that owns the writing connection."""

    def __init__(self, url: str, office: str) -> None:
        """Raises what connecting raises."""
        self._engine = writing_engine(url, office)
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._engine.connect().close()
        self._thread.start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Have `work` done in a transaction. Returns after the commit; raises what `work` raised."""
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        self._jobs.put(job)
        value: T = await job.future
        return value

    def stop(self) -> None:
        """Do what waits, then end. Blocks."""
        self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        with self._engine.connect() as connection:
            going = True
            while going:
                jobs, going = self._waiting()
                if jobs:
                    _do_together(connection, jobs)
                    _settle(jobs)

    def _waiting(self) -> tuple[list[_Job[Any]], bool]:
        """Wait for work, then take whatever waits. False: no more will come."""
        jobs: list[_Job[Any]] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == MOST_TOGETHER:
                return jobs, True
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, True
        return jobs, False


def _do_together(connection: Connection, jobs: Sequence[_Job[Any]]) -> None:
    """All of it in one transaction; each in its own savepoint, so one that fails does not take the others."""
    try:
        with connection.begin():
            for job in jobs:
                _do(connection, job, alone=len(jobs) == 1)
    except Exception as error:  # noqa: BLE001  handed on: nothing of this group is in the database
        for job in jobs:
            job.error = job.error or error


def _do(connection: Connection, job: _Job[Any], *, alone: bool) -> None:
    if alone:
        job.value = job.work(connection)
        return
    try:
        with connection.begin_nested():
            job.value = job.work(connection)
    except Exception as error:
        job.error = error
        if not connection.in_transaction() or not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            raise  # SQLite itself gave up the whole transaction: a full disk, no memory


def _settle(jobs: Sequence[_Job[Any]]) -> None:
    """One call into each loop, not one for each job."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job[Any]]] = {}
    for job in jobs:
        loops.setdefault(job.loop, []).append(job)
    for loop, mine in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle_all, mine)


def _settle_all(jobs: Sequence[_Job[Any]]) -> None:
    for job in jobs:
        job.settle()


class SqliteDatabase:
    """One file, one writing process."""

    def __init__(self, url: str, office: str) -> None:
        """Raises ConfigError when another process has the database."""
        self._lock = Lock(file_of(url))
        try:
            self._writer = Writer(url, office)
            self._reading = reading_engine(url, office)
        except BaseException:
            self._lock.release()
            raise
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="database-reader")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """One transaction, committed together with others that wait."""
        return await self._writer.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What is committed now, seen from a connection that cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(self._read, work))

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._reading.connect() as connection:
            return work(connection)

    async def close(self) -> None:
        """Finish what waits, close the file, let the next process in."""
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._threads.shutdown)
        self._reading.dispose()
        self._lock.release()
