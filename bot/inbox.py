"""The inbox: waiting messages are understood, answered by the talk, and written down in one transaction.

ENGINE.md 4.2 and 4.3. Understanding happens outside any transaction; then up to a batch of conversations is
answered in one. A message that raises is tried alone, and after three failures quarantined with a kind
answer; it never takes its neighbours with it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from pydantic import ValidationError

from bot import envelope
from bot.clock import Clock
from bot.turns import Heard, Turns
from cases import messages
from cases.db import Database
from cases.messages import Mail
from handlers import proposals
from nlu.understanding import Understanding

log = logging.getLogger(__name__)

SWEEP = 0.5
"""Seconds between two looks for what nobody told us of (ENGINE.md 4.3)."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Conversations with mail, understood and ready to be answered."""

    mail: dict[UUID, list[Heard]]
    broken: tuple[UUID, ...] = ()
    """Rows whose body is of no known shape: quarantined."""


class Inbox:
    """Answers what was stored, round by round, for ever."""

    def __init__(
        self, db: Database, understanding: Understanding, turns: Turns, clock: Clock, size: int, each: int
    ) -> None:
        self._db = db
        self._understanding = understanding
        self._turns = turns
        self._clock = clock
        self._size = size
        self._each = each
        self._wake = asyncio.Event()
        self.busy = False

    def wake(self) -> None:
        """Something new was stored."""
        self._wake.set()

    async def run(self) -> None:
        """Work while there is mail, then wait to be woken."""
        while True:
            self._wake.clear()
            try:
                while await self.work():
                    pass
            except Exception as error:
                log.error("inbox round failed error=%s", type(error).__name__, exc_info=_traceable(error))
                await self._clock.sleep(SWEEP)
            try:
                await asyncio.wait_for(self._wake.wait(), SWEEP)
            except TimeoutError:
                continue

    async def work(self) -> bool:
        """One round. False when nothing was waiting."""
        self.busy = True
        try:
            waiting = await self._db.read(lambda tx: messages.peek_mail(tx, self._size, self._each))
            if not waiting:
                return False
            await self._answer(await self._understand(waiting))
            return True
        finally:
            self.busy = False

    async def _understand(self, waiting: Sequence[tuple[UUID, Sequence[Mail]]]) -> Batch:
        """All texts of the round at once, so that the service gets them in batches."""
        broken: list[UUID] = []
        told: list[tuple[UUID, Heard]] = []
        for conversation, mails in waiting:
            for mail in mails:
                try:
                    told.append((conversation, Heard(mail.id, mail.attempts, envelope.load(mail.body))))
                except ValidationError:
                    broken.append(mail.id)
        texts = [text for _, heard in told for text in _to_understand(heard)]
        answers = iter(await asyncio.gather(*(self._understanding.meaning(text) for text in texts)))
        ready: dict[UUID, list[Heard]] = {}
        for conversation, heard in told:
            meanings = [next(answers) for _ in _to_understand(heard)]
            if meanings:
                heard = heard.understood(proposals.enrich(heard.said, *meanings))
            ready.setdefault(conversation, []).append(heard)
        return Batch(ready, tuple(broken))

    async def _answer(self, batch: Batch) -> None:
        now = self._clock.now()
        if batch.broken:
            await self._db.write(lambda tx: messages.quarantine(tx, batch.broken, now))
        try:
            await self._db.write(lambda tx: self._turns.play(tx, batch.mail, now))
        except Exception as error:  # noqa: BLE001  one of the two places: each conversation is now tried alone
            log.warning("batch of turns failed, trying one by one error=%s", type(error).__name__)
            for conversation, mail in batch.mail.items():
                await self._alone(conversation, mail)
        self._turns.committed()

    async def _alone(self, conversation: UUID, mail: list[Heard]) -> None:
        """One conversation, then message by message: the one that raises is counted, at last set aside."""
        for heard in mail:
            turn = partial(self._turns.play, mail={conversation: [heard]}, now=self._clock.now())
            try:
                await self._db.write(turn)
            except Exception as error:
                log.error(
                    "turn failed message=%s attempt=%d error=%s",
                    heard.id, heard.attempts + 1, type(error).__name__, exc_info=_traceable(error),
                )  # fmt: skip
                await self._set_back(conversation, heard)
                return

    async def _set_back(self, conversation: UUID, heard: Heard) -> None:
        now = self._clock.now()
        if heard.attempts + 1 < TRIES:
            await self._db.write(lambda tx: messages.count_attempt(tx, heard.id))
        else:
            await self._db.write(lambda tx: self._turns.give_up(tx, conversation, heard, now))


def _to_understand(heard: Heard) -> list[str]:
    """The text, and each person's part of a pasted list. Only words are understood: a button knows what it means."""
    said = heard.said
    if said.kind not in {"text", "media"} or not any(letter.isalpha() for letter in said.text):
        return []
    return proposals.texts_of(said.text)


def _traceable(error: Exception) -> Exception:
    """Where it happened, not what it said: an exception's text may hold what a person wrote."""
    return Exception(type(error).__name__).with_traceback(error.__traceback__)
