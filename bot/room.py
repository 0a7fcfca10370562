"""The web chat's room over the durable line: the page asks, the database answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import envelope
from bot.accept import Acceptor
from bot.channels.webchat import WebChat
from bot.webchat.room import ChatLine, Unavailable
from cases import messages
from cases.db import Database
from cases.messages import Line
from handlers.turn import Option

BY_HAND = "kabar.message_written"
"""The step of a message an officer wrote; every other one is the bot's."""


class DurableRoom:
    """What was said in one web conversation, and the way to say more."""

    def __init__(self, db: Database, acceptor: Acceptor, channel: WebChat) -> None:
        self._db = db
        self._acceptor = acceptor
        self._channel = channel

    async def history(self, address: str, after: str) -> Sequence[ChatLine]:
        """Lines of this address alone, oldest first. Raises Unavailable when the database cannot be read."""

        def work(tx: Connection) -> Sequence[Line]:
            conversation = messages.conversation_of(tx, self._channel.name, self._channel.account, address)
            return messages.history(tx, conversation, _id(after)) if conversation else ()

        try:
            return [_line(row) for row in await self._db.read(work)]
        except (SQLAlchemyError, OSError) as error:
            raise Unavailable from error

    async def accept(self, raw: bytes) -> None:
        """Store durably, then return. Raises Unavailable when the database could not."""
        try:
            await self._acceptor.accept(self._channel, raw)
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
        return ChatLine(str(row.id), "warga", said.text, row.at, key=said.external_id)
    author: Literal["bot", "petugas"] = "petugas" if row.body["step"] == BY_HAND else "bot"
    options = tuple(Option(choice.id, choice.title, choice.description) for choice in row.options)
    return ChatLine(str(row.id), author, row.body["body"], row.at, options=options)
