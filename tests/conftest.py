"""What every test may ask for: fresh databases of both kinds, keys, a moment in time."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cases import crypto
from cases.crypto import Vault
from cases.db import Database
from tests.databases import OFFICE, Cluster, migrated_file, needs_postgres

TEST_VAULT = Vault({1: b"k" * 32}, 1, b"p" * 32)


@pytest.fixture(autouse=True)
def vault() -> Iterator[Vault]:
    """Every test has keys, the same ones; a test about keys makes its own."""
    crypto.use(TEST_VAULT)
    yield TEST_VAULT
    crypto.use(None)


@pytest.fixture
def now() -> datetime:
    """Tuesday, 24 November 2026, 09.00 in Cirebon."""
    return datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def db(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """An open, migrated, empty database; the test runs on both kinds."""
    database = await Database.open(request.getfixturevalue(f"{request.param}_url"), OFFICE)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database nobody has opened; the test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file."""
    path = tmp_path / "sambung.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    """A fresh PostgreSQL database."""
    url = cluster.fresh()
    yield url
    cluster.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once, copied for every test."""
    return migrated_file(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL server for all tests of this run."""
    needs_postgres()
    cluster = Cluster()
    cluster.start()
    yield cluster
    cluster.stop()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make percakapan` writes the conversation files anew after a change of wording."""
    parser.addoption("--tulis-percakapan", action="store_true", help="rewrite tests/percakapan/*.txt")


AUTHORITIES = {
    "recorded payloads of other projects": "test_a_recorded_payload_leads_to_what_it_means",
    "bodies held against Meta's description": "test_meta_would_take",
    "Telegram's emulator": "test_telegram_emulator.py",
}
"""What was not written by us, and a part of the names of the tests that hold us against it."""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much of it was run: a number that falls to nothing should be seen."""
    for what, part in AUTHORITIES.items():
        counts = {
            outcome: sum(part in report.nodeid for report in terminalreporter.stats.get(outcome, ()))
            for outcome in ("passed", "skipped", "failed")
        }
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        if told:
            terminalreporter.write_line(f"{what}: {told}")
