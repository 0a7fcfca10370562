"""What the page needs of the durable line: a place to put what was said, and what was said so far."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from handlers.turn import Option

Author = Literal["warga", "bot", "petugas"]


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message of one conversation as the page shows it."""

    id: str
    """Opaque to the page, at most 40 of a-z, 0-9 and -; also the cursor of the next question."""
    author: Author
    body: str
    at: datetime
    """UTC."""
    options: tuple[Option, ...] = ()
    """Buttons under a message of ours; ids are wire tokens `m:<menu>:<n>`."""
    name: str = ""
    """First name of the officer, when `author` is petugas."""
    file: str = ""
    """image | document when a file of ours belongs to it; its bytes are asked for by the line's id."""
    key: str = ""
    """The id the browser gave to a line of the resident (Idempotency-Key): `Inbound.external_id`."""


class Unavailable(Exception):
    """The database cannot be reached; the browser keeps what it has and tries again."""


class Room(Protocol):
    """The durable line, seen from the web chat."""

    async def history(self, address: str, after: str) -> Sequence[ChatLine]:
        """Lines of this address alone, oldest first; after the line with id `after`, all when it is empty.

        A message of ours belongs to it as soon as it is queued, a line of the resident as soon as it is
        stored. Lines the page has already may come again (the page drops ids it knows), so it is right to
        answer with a small overlap where ids are not committed in their order. An `after` that is
        unknown means all. Raises Unavailable.
        """
        ...

    async def file(self, address: str, line: str) -> tuple[bytes, str] | None:
        """Bytes and type of the file of one line of this address; None for any other. Raises Unavailable."""
        ...

    async def seen(self, address: str, last: str) -> None:
        """The page has shown the lines up to this one: they have arrived. Raises Unavailable."""
        ...

    async def keep(self, content: bytes) -> str:
        """Keep the bytes of a file until its message is worked on; the name they are found by. Raises OSError."""
        ...

    def changes(self, address: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set when there is something new for this address, and when the house closes."""
        ...

    @property
    def ended(self) -> bool:
        """The house is closing: nothing new will come."""
        ...

    async def offer(self, address: str, token: str) -> tuple[str, str] | None:
        """Number and code with which another browser gets this token; None when there is no report yet. Raises Unavailable."""
        ...

    async def take(self, number: str, code: str) -> str:
        """The token that was offered under them; empty when they do not fit. Raises Unavailable."""
        ...

    async def confidential(self, address: str) -> bool:
        """A case of this address is restricted or secret. Raises Unavailable."""
        ...

    async def accept(self, address: str, raw: bytes) -> None:
        """Store one raw message of this address durably, then return; it is read by `WebChat.parse`.

        A second message with the same id changes nothing. Raises Unavailable when it was not stored.
        """
        ...
