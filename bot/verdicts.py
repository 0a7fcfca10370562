"""What becomes of a message after a failed call: the tables of CHANNELS.md section 8 as one function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol
from uuid import UUID

from bot.channels.contract import Action, SendError
from cases import messages
from cases.messages import SendResult

LONGEST_PAUSE = timedelta(minutes=5)
"""Between two tries of one message; a message due further ahead than this was dated by a wrong clock."""
UNCERTAIN_PAUSE = timedelta(seconds=30)
"""DOMAIN.md 5.3: an uncertain message is sent once more after this."""
SLOW_TRIES = 10
CONFIG_PAUSE = timedelta(minutes=1)
"""A refused token is tried again this often, so that a repaired one is noticed without a restart."""


class Called(Protocol):
    """A message of ours for which the network was called."""

    @property
    def id(self) -> UUID: ...
    @property
    def contact_point_id(self) -> UUID: ...
    @property
    def template(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state the message goes to, and who has to wait."""

    state: Literal["queued", "held", "uncertain", "failed", "cancelled"]
    not_before: datetime
    pause_account: timedelta = timedelta(0)
    unreachable: bool = False
    alarm: bool = False
    window: bool = False
    """Nothing but a template may go to this person until she writes."""
    template_gone: bool = False

    def result(self, row: Called, code: str) -> SendResult:
        """What is written down of the message; `code`: the network's word for what went wrong."""
        return SendResult(
            row.id,
            self.state,
            error=messages.WINDOW if self.window else code,
            not_before=self.not_before,
            unreachable=row.contact_point_id if self.unreachable else None,
            template_gone=row.template if self.template_gone else "",
        )


def verdict(error: SendError, attempts: int, now: datetime) -> Verdict:
    """`attempts` counts the calls made so far, this one included."""
    found = _by_action(error, attempts, now)
    return replace(found, alarm=True) if error.alarm else found


def _by_action(error: SendError, attempts: int, now: datetime) -> Verdict:
    asked = timedelta(seconds=error.retry_after)
    match error.action:
        case Action.RETRY if attempts < error.tries:
            return Verdict("queued", now + min(LONGEST_PAUSE, asked or timedelta(seconds=2.0**attempts)))
        case Action.SLOW if attempts < SLOW_TRIES:
            slow = asked or timedelta(seconds=min(4.0**attempts, 256.0))
            return Verdict("queued", now + slow + timedelta(seconds=1))
        case Action.PAUSE:
            pause = asked or timedelta(seconds=min(2.0**attempts, 60.0))
            return Verdict("queued", now + pause, pause_account=pause, alarm=pause >= timedelta(minutes=5))
        case Action.CONFIG:
            return Verdict("queued", now + CONFIG_PAUSE, pause_account=CONFIG_PAUSE, alarm=True)
        case Action.TEMPLATE:
            return Verdict("held", now, window=True)
        case Action.HOLD if not asked or attempts < 2:
            return Verdict("held", now + asked)
        case Action.NO_TEMPLATE:
            return Verdict("failed", now, alarm=True, template_gone=True)
        case Action.UNCERTAIN if attempts < 2:
            return Verdict("uncertain", now + UNCERTAIN_PAUSE)
        case Action.UNREACHABLE:
            return Verdict("failed", now, unreachable=True)
        case Action.IGNORE:
            return Verdict("cancelled", now)
        case _:
            return Verdict("failed", now, alarm=error.action is Action.DROP)
