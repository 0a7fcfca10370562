"""What the start-up hands to the panel (DECISIONS 3); the panel knows no channel and no talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from cases.db import Connection, Database
from cases.events import Event


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
    committed: Callable[[], None]
    """Something was queued: the outbox may look."""
    office: str
    zone: ZoneInfo
    secure: bool
    """The internet reaches us by https."""


JOINTS = web.AppKey("joints", Joints)
