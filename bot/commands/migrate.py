"""`migrate`: bring the database to the newest schema."""

from __future__ import annotations

from bot.config import Settings
from cases import db


async def migrate(settings: Settings) -> int:
    """Makes the database when there is none. Raises ConfigError when it is newer than the program."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    await db.migrate(settings.database_url, settings.office.code)
    print("The database has the newest schema.")
    return 0
