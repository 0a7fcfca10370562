"""Databases for tests: a throw-away PostgreSQL cluster, and a fresh copy of a migrated database each time."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]
import pytest

from cases.db import migrate

OFFICE = "32.09"
BINARIES = Path("/usr/lib/postgresql/15/bin")
T = TypeVar("T")


def in_thread(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run async work to its end from a fixture that is not async, whatever loop the test has."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


class Cluster:
    """One PostgreSQL server in a temporary folder, reachable by a socket there and by nobody else."""

    TEMPLATE = "sambung_template"

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sambung-pg-"))
        self._user: dict[str, Any] = {}
        self._made = 0
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def start(self) -> None:
        """Make the cluster, start it, and migrate the database the others are copied from."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-k {self._folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off "
            "-c shared_buffers=64MB -c max_connections=60"
        )
        self._run("pg_ctl", "-D", self._data, "-l", self._folder / "log", "-w", "-o", options, "start")
        self._create(self.TEMPLATE, "template0")
        in_thread(lambda: migrate(self.url(self.TEMPLATE), OFFICE))

    def stop(self) -> None:
        """Stop at once and remove every trace."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder)

    def url(self, database: str) -> str:
        """Its address for `Database.open`."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def fresh(self, *, migrated: bool = True) -> str:
        """A new database; its address."""
        self._made += 1
        name = f"sambung_{self._made}"
        self._create(name, self.TEMPLATE if migrated else "template0")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected."""
        name = url.split("/")[3].split("?")[0]
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _create(self, name: str, template: str) -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')

    def _execute(self, statement: str) -> None:
        async def work() -> None:
            connection = await asyncpg.connect(host=str(self._folder), user="postgres", database="postgres")
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        in_thread(work)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(BINARIES / program), *map(str, arguments)]
        # the server inherits standard output: a pipe would never end, so what it says goes to a file
        with (self._folder / "setup.log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=self._folder, **self._user)  # noqa: S603  fixed programs


def needs_postgres() -> None:
    """Skip with a reason where PostgreSQL is not installed; in CI nothing may skip."""
    if (BINARIES / "initdb").exists():
        return
    reason = f"PostgreSQL 15 is not installed ({BINARIES}); apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def migrated_file(folder: Path) -> Path:
    """A migrated, empty SQLite database to copy from."""
    path = folder / "template.db"
    in_thread(lambda: migrate(f"sqlite:///{path}", OFFICE))
    return path
