"""Pace: not faster than a network allows, to one person and over the whole account."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from bot.channels.contract import Limits
from bot.clock import Clock

REMEMBERED = 10_000
"""People whose last message is remembered; the oldest are long past their pause."""


class Pace:
    """Hands out the moments at which messages may go; the clock's sleep does the waiting."""

    def __init__(self, limits: Limits, clock: Clock, drawn: Callable[[], float] = random.random) -> None:
        """`drawn`: a number from 0 to 1, for the part of a pause that is left to chance."""
        self._limits = limits
        self._drawn = drawn
        self._clock = clock
        self._account_free = 0.0
        self._free: OrderedDict[UUID, float] = OrderedDict()

    async def turn(self, person: UUID) -> None:
        """Wait until this person may get a message and the account may send one; then it is taken."""
        now = self._clock.ticks()
        at = max(now, self._account_free, self._free.pop(person, 0.0))
        self._account_free = max(now, self._account_free) + 1.0 / self._limits.overall
        self._free[person] = at + self._limits.per_address + self._limits.chance * self._drawn()
        while len(self._free) > REMEMBERED:
            self._free.popitem(last=False)
        if at > now:
            await self._clock.sleep(at - now)
