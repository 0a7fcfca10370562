"""The migrations lead to exactly the tables the program uses, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from cases.db import Database, migrate
from cases.errors import ConfigError
from cases.models import metadata
from tests.databases import OFFICE


async def test_the_migrated_tables_are_the_tables_of_the_program(db: Database) -> None:
    def differences(tx: Connection) -> list[object]:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert await db.read(differences) == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url, OFFICE)

    db = await Database.open(database_url, OFFICE)
    version = await db.read(
        lambda tx: tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    )
    await db.close()
    assert version == "0011"


async def test_a_database_of_a_newer_program_is_refused(database_url: str) -> None:
    db = await Database.open(database_url, OFFICE)
    await db.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await db.close()

    with pytest.raises(ConfigError, match="does not fit this version"):
        await migrate(database_url, OFFICE)
