"""What the start-up hands to the panel (DECISIONS 3); the panel knows no channel and no talk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from cases.db import Connection, Database
from cases.events import Event


class CannotKeep(Exception):
    """A file that is no photo and no PDF."""


@dataclass(frozen=True, slots=True)
class DoorState:
    """One channel as staff see it."""

    name: str
    alarm: str
    """Code of what keeps it from working; empty when all is well."""
    since: datetime | None
    waiting: int
    """Messages that go as soon as it works."""
    held: int
    """Messages that wait for their person to write."""
    templated: bool
    """Outside a window only a sentence may go that the network approved of."""
    template: str
    """What it said of ours: pending | approved | rejected | paused | disabled; empty: never handed in."""
    template_reason: str
    can_register: bool


class Doors(Protocol):
    """How the channels are doing, and what sets one up. Unknown names raise KeyError; codes are empty when all went well."""

    async def all(self) -> list[DoorState]: ...
    def alarms(self) -> list[str]: ...
    def open_until(self, channel: str, heard_at: datetime | None) -> datetime | None: ...
    async def check(self, name: str) -> str: ...
    async def register(self, name: str) -> str: ...
    async def try_out(self, name: str, account_id: UUID) -> str: ...


@dataclass(frozen=True, slots=True)
class Joints:
    """The clock, the database, and the way news take out of the house."""

    db: Database
    now: Callable[[], datetime]
    notify: Callable[[Connection, Event], None]
    """Queues what an event causes, in the transaction of the event."""
    send_code: Callable[[Connection, UUID, str, str], bool]
    """A code to the chats of an account: (account, case number, code); False when it has none."""
    file: Callable[[str], bytes]
    """What lies in the file store under a name. Raises FileNotFoundError."""
    keep: Callable[[bytes], Awaitable[tuple[str, str, int]]]
    """A photo or PDF of an officer, made harmless and kept: name in the file store, type, size. Raises CannotKeep."""
    doors: Doors
    committed: Callable[[], None]
    """Something was queued: the outbox may look."""
    office: str
    zone: ZoneInfo
    secure: bool
    """The internet reaches us by https."""


JOINTS = web.AppKey("joints", Joints)
