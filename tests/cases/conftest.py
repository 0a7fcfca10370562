"""An office with its starter data, and people who work there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from cases import accounts, starter
from cases.agencies import all_agencies
from cases.db import Database
from cases.roles import Grant, Role, Viewer
from tests.builders import NOW

REGIONS = Path(__file__).resolve().parents[1] / "wilayah"


@pytest.fixture
async def office(db: Database) -> Database:
    """The example office, on both databases."""
    await db.write(lambda tx: starter.load(tx, "cirebon", REGIONS, "32.09", NOW))
    return db


@pytest.fixture
async def bo(office: Database) -> Viewer:
    """Back office of the whole regency."""
    return await account(office, "bo", [Grant(Role.BACK_OFFICE, "32.09")])


@pytest.fixture
async def boss(office: Database) -> Viewer:
    """Supervisor and manager."""
    return await account(office, "bos", [Grant(Role.SUPERVISOR, "32.09"), Grant(Role.MANAGER, "32.09")])


@pytest.fixture
async def dinkes(office: Database) -> Viewer:
    """Officer of the health agency."""
    return await account(office, "dinkes", [Grant(Role.AGENCY_OFFICER, "32.09")], "dinkes")


@pytest.fixture
async def perkim(office: Database) -> Viewer:
    """Officer of another agency."""
    return await account(office, "perkim", [Grant(Role.AGENCY_OFFICER, "32.09")], "perkim")


async def account(db: Database, login: str, grants: Sequence[Grant], agency: str = "") -> Viewer:
    """Somebody with an account since last month."""
    return await db.write(lambda tx: _account(tx, login, grants, agency))


def _account(tx: Connection, login: str, grants: Sequence[Grant], agency: str) -> Viewer:
    agency_id = next((one.id for one in all_agencies(tx) if one.code == agency), None)
    since = NOW - timedelta(days=30)
    id_ = accounts.create(
        tx, login=login, name=login.title(), password="x", grants=grants, now=since, agency_id=agency_id
    )
    made = accounts.by_id(tx, id_)
    assert made is not None
    return accounts.viewer_of(tx, made, NOW)


@pytest.fixture
async def staffed(office: Database) -> Database:
    """The example office, with somebody at every agency who gets its referrals."""

    def work(tx: Connection) -> None:
        for one in all_agencies(tx):
            _account(tx, f"penghubung-{one.code}", [Grant(Role.AGENCY_OFFICER, "32.09")], one.code)

    await office.write(work)
    return office


@pytest.fixture
async def second(office: Database) -> Viewer:
    """Another manager."""
    return await account(office, "kedua", [Grant(Role.MANAGER, "32.09")])
