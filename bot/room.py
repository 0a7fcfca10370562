"""The web chat's room over the durable line: the page asks, the database answers."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import envelope
from bot.accept import Acceptor
from bot.channels.webchat import WebChat
from bot.media.store import FileStore
from bot.webchat.room import ChatLine, Unavailable
from cases import messages, numbers, sessions_chat, store
from cases.db import Database
from cases.messages import Line
from cases.store import CaseRow
from handlers.turn import Option

T = TypeVar("T")

BY_HAND = "kabar.message_written"
"""The step of a message an officer wrote; every other one is the bot's."""


SENT = {"image": "(foto)", "audio": "(pesan suara)", "document": "(berkas)"}
"""What stands in the page for a file that was sent without words."""
REMEMBERED = 5_000
"""Pages whose last seen line is remembered, so that the same is not written twice."""


class DurableRoom:
    """What was said in one web conversation, and the way to say more."""

    def __init__(
        self,
        db: Database,
        acceptor: Acceptor,
        channel: WebChat,
        files: FileStore,
        now: Callable[[], datetime],
    ) -> None:
        self.ended = False
        self._db = db
        self._acceptor = acceptor
        self._channel = channel
        self._files = files
        self._now = now
        self._seen: OrderedDict[str, str] = OrderedDict()

    async def end(self) -> None:
        """The house closes: open streams end."""
        self.ended = True
        self._channel.wake_all()

    def changes(self, address: str) -> AbstractContextManager[asyncio.Event]:
        """Set when something new stands in this conversation."""
        return self._channel.changes(address)

    async def keep(self, content: bytes) -> str:
        """Encrypted under a random name, until the fetcher has drawn it anew. Raises OSError."""
        return await asyncio.to_thread(self._files.put, content)

    async def file(self, address: str, line: str) -> tuple[bytes, str] | None:
        """Bytes and type of the file of one line of this conversation. Raises Unavailable."""
        channel, wanted = self._channel, _id(line)

        def work(tx: Connection) -> tuple[str, str] | None:
            conversation = messages.conversation_of(tx, channel.name, channel.account, address)
            return messages.file_of(tx, conversation, wanted) if conversation and wanted else None

        try:
            if (found := await self._db.read(work)) is None:
                return None
            name, mime = found
            return await asyncio.to_thread(self._files.get, name), mime
        except FileNotFoundError:
            return None
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error

    async def offer(self, address: str, token: str) -> tuple[str, str] | None:
        """Under the number of the newest report. Raises Unavailable."""
        code, now = f"{secrets.randbelow(10**6):06d}", self._now()

        def work(tx: Connection) -> str:
            mine = self._cases(tx, address)
            if not mine:
                return ""
            sessions_chat.offer(tx, mine[0].number, code, token, now)
            return numbers.shown(mine[0].number)

        number = await self._changed(work)
        return (number, code) if number else None

    async def take(self, number: str, code: str) -> str:
        """Each wrong code counts. Raises Unavailable."""
        now = self._now()
        return await self._changed(lambda tx: sessions_chat.take(tx, number, code, now))

    async def confidential(self, address: str) -> bool:
        """A case of this conversation is restricted or secret. Raises Unavailable."""
        try:
            return any(case.guarded for case in await self._db.read(lambda tx: self._cases(tx, address)))
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error

    def _cases(self, tx: Connection, address: str) -> Sequence[CaseRow]:
        point = messages.contact_of(tx, self._channel.name, self._channel.account, address)
        return store.for_contact(tx, point) if point else ()

    async def _changed(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._db.write(work)
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error

    async def seen(self, address: str, last: str) -> None:
        """What the page has shown has arrived. Raises Unavailable."""
        line = _id(last)
        if line is None or self._seen.get(address) == last:
            return
        channel = self._channel

        def work(tx: Connection) -> None:
            conversation = messages.conversation_of(tx, channel.name, channel.account, address)
            if conversation:
                messages.mark_shown(tx, conversation, line)

        try:
            await self._db.write(work)
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error
        self._seen[address] = last
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    async def history(self, address: str, after: str) -> Sequence[ChatLine]:
        """Lines of this address alone, oldest first. Raises Unavailable when the database cannot be read."""

        def work(tx: Connection) -> Sequence[Line]:
            conversation = messages.conversation_of(tx, self._channel.name, self._channel.account, address)
            return messages.history(tx, conversation, _id(after)) if conversation else ()

        try:
            return [_line(row) for row in await self._db.read(work)]
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error

    async def accept(self, address: str, raw: bytes) -> None:
        """Store durably, then return. Raises Unavailable when the database could not."""
        try:
            await self._acceptor.accept(self._channel, raw)
            self._channel.changed(address)  # the same person may have a second page open
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error


def _id(text: str) -> UUID | None:
    """The cursor of the page; anything that is no id of ours means "all"."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(row: Line) -> ChatLine:
    if not row.ours:
        said = envelope.load(row.body)
        body = said.text or next((SENT.get(file.kind, "(berkas)") for file in said.media), "")
        return ChatLine(str(row.id), "warga", body, row.at, key=said.external_id)
    author: Literal["bot", "petugas"] = "petugas" if row.body["step"] == BY_HAND else "bot"
    options = tuple(Option(choice.id, choice.title, choice.description) for choice in row.options)
    file = row.body["file"][1] if "file" in row.body else ""
    return ChatLine(str(row.id), author, row.body["body"], row.at, options=options, file=file)
