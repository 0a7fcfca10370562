"""The fetcher: brings what people sent from the networks, makes it harmless and keeps it; five tries, then a kind word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.contract import Channel
from bot.channels.fetching import FetchError, Fetching
from bot.clock import Clock
from bot.media import redraw
from bot.media.looked_at import IMAGES, TAKEN, mime_of
from bot.media.store import FileStore
from bot.notices import Notices
from cases import attachments
from cases.attachments import Waiting
from cases.db import Database

log = logging.getLogger(__name__)

LIMIT = 10 * 1024 * 1024
"""Bytes of one file (CHANNELS.md 6.1, rule 5)."""
TRIES = 5
EVERY = 5.0
"""Seconds between two looks."""
AT_ONCE = 8
"""Files of one round."""
SWEEP = timedelta(hours=1)
"""How often files are looked for that belong to nothing any more, and how old they must be."""


class Unfit(Exception):
    """What came is nothing we keep: another type, or a picture that cannot be drawn."""


class Fetcher:
    """Works for ever; a crash loses nothing: what waits stands in the database."""

    def __init__(
        self, db: Database, channels: Mapping[str, Channel], store: FileStore, notices: Notices, clock: Clock
    ) -> None:
        self._db = db
        self._channels = channels
        self._store = store
        self._notices = notices
        self._clock = clock
        self._swept: datetime | None = None

    async def run(self) -> None:
        """Round by round."""
        while True:
            try:
                while await self.work():
                    pass
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.error("fetching failed error=%s", type(error).__name__)
            await self._clock.sleep(EVERY)

    async def work(self) -> bool:
        """One round. False when nothing was due."""
        now = self._clock.now()
        due = await self._db.read(lambda tx: attachments.due(tx, now, AT_ONCE))
        for one in due:
            await self._bring(one)
        return bool(due)

    async def _bring(self, one: Waiting) -> None:
        place = (one.channel, one.account)
        channel = next((c for c in self._channels.values() if (c.name, c.account) == place), None)
        if not isinstance(channel, Fetching):
            await self._refused(one, "no_channel", "")
            return
        try:
            content, mime = await harmless(await channel.fetch(one.ref, LIMIT))
        except FetchError as error:
            if error.again and one.tries + 1 < TRIES:
                await self._later(one, error.code)
            else:
                await self._refused(one, error.code, "umum.berkas_gagal")
            return
        except Unfit as error:
            await self._refused(one, str(error), "umum.berkas_ditolak")
            return
        name = await asyncio.to_thread(self._store.put, content)
        size = len(content)
        await self._db.write(lambda tx: attachments.stored(tx, one.id, name, mime, size))

    async def _later(self, one: Waiting, code: str) -> None:
        at = self._clock.now() + timedelta(minutes=2**one.tries)
        await self._db.write(lambda tx: attachments.later(tx, one.id, at, code))

    async def _refused(self, one: Waiting, code: str, key: str) -> None:
        """Set aside, visible on the case page; with a `key` the sender is told, if her case lets us write to her."""
        now = self._clock.now()

        def work(tx: Connection) -> None:
            attachments.given_up(tx, one.id, code)
            if key and not one.keep_away:
                self._notices.say(tx, one.contact_point_id, key, f"kiriman:{one.id}", now)

        await self._db.write(work)
        log.info("file not taken code=%s", code)

    async def sweep(self) -> None:
        """Files that belong to nothing (a crash between file and row, an erased person) go."""
        now = self._clock.now()
        if self._swept is not None and now - self._swept < SWEEP:
            return
        self._swept = now
        kept = await self._db.read(attachments.files)
        for name, written in list(self._store.names()):
            if name not in kept and now.timestamp() - written > SWEEP.total_seconds():
                self._store.remove(name)


async def harmless(content: bytes) -> tuple[bytes, str]:
    """What may be kept of it, and its type. Raises Unfit."""
    mime = mime_of(content)
    if mime not in TAKEN:
        raise Unfit("type")
    if mime not in IMAGES:
        return content, mime
    try:
        return await redraw.redrawn(content), "image/jpeg"
    except redraw.CannotDraw:
        raise Unfit("picture") from None
