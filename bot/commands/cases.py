"""`cases --json`: every case as one JSON object a line, for programs of the office (audited)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.control import Lines, Say
from bot.house import House
from cases import audit, export
from cases.accounts import OPERATOR
from cases.errors import Refused


async def cases(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """`--since ISO` limits it to cases opened at or after a moment (UTC when it names no zone)."""
    since = _moment(arguments.get("since"))
    now = house.clock.now()
    await house.db.write(lambda tx: audit.record(tx, OPERATOR, "cases_exported", "cases:all", now))
    for row in await house.db.read(lambda tx: list(export.rows(tx, OPERATOR, since))):
        await say(json.dumps(row, ensure_ascii=False))
    return 0


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            f"--since: {text!r} is not a date or time like 2026-11-24 or 2026-11-24T08:00+07:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
