"""Rhythm: before a programme has paid or counted again, nothing of its result can be seen (DOMAIN.md section 14, 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from . import agencies
from .store import CaseRow


def rhythm(tx: Connection, case: CaseRow, now: datetime) -> datetime | None:
    """The first day on which a result of now can be seen; None when the case names no programme that has a rhythm.

    Calendar days of the slowest programme named, as the catalogue has them.
    """
    named = agencies.named_programmes(tx, case.entities.get("program", ""))
    days = [one.check_days for one in named]
    return now + timedelta(days=max(days)) if any(days) else None
