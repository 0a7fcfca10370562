"""Row ids: UUIDv7 (RFC 9562), so that a later row has a greater id and an index grows at its end."""

from __future__ import annotations

import os
import threading
from datetime import datetime
from uuid import UUID

_COUNTER_BITS = 12
"""rand_a of RFC 9562 is used as a counter (its method 1): 4096 ids a millisecond before we borrow time."""


class _Sequence:
    """Never goes back inside one process, whatever the clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def after(self, milliseconds: int) -> int:
        """The next value of (milliseconds, counter) as one number."""
        with self._lock:
            self._last = max(self._last + 1, milliseconds << _COUNTER_BITS)
            return self._last


_sequence = _Sequence()


def new_id(now: datetime) -> UUID:
    """A new id that is greater than every id this process has made so far.

    `now` is aware UTC and gives the time part, in milliseconds since 1970.
    """
    moment = _sequence.after(int(now.timestamp() * 1000))
    milliseconds, counter = moment >> _COUNTER_BITS, moment & ((1 << _COUNTER_BITS) - 1)
    random_part = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_part)
