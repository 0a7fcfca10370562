"""The time; the only file that may ask for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Wall time in UTC, for what people see and for due dates."""
    return datetime.now(UTC)


def ticks() -> float:
    """Seconds that never jump, for waiting and measuring."""
    return time.monotonic()
