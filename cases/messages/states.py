"""The states of a message to a person as a table (DOMAIN.md 5.3, DECISIONS 14): what may follow what, and on which event; pure.

Every statement that moves a message takes its states from here; docs/states.md is made of it (`make states`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Happens(StrEnum):
    """What happens to a message of ours."""

    TAKE = "take"
    RESULT = "result"
    DIE = "die"
    RECEIPT = "receipt"
    SHOWN = "shown"
    BOUNCE = "bounce"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    happens: Happens
    frm: tuple[str, ...]
    to: tuple[str, ...]
    why: str


_BEFORE = ("queued", "held", "uncertain")
"""Nobody has it yet, and no call is under way."""
_VERDICTS = ("queued", "held", "uncertain", "failed", "cancelled")
"""What the tables of CHANNELS.md section 8 make of a refusal."""

OUTBOUND: Sequence[Line] = (
    Line(Happens.TAKE, ("queued", "uncertain"), ("sending",), "its turn has come; committed before the call"),
    Line(Happens.RESULT, ("queued", "sending", "uncertain"), ("sent", "dead", *_VERDICTS),
         "what the network said, or why it was not even asked"),
    Line(Happens.DIE, ("sending",), ("uncertain",), "the program died during the call; once more after half a minute"),
    Line(Happens.RECEIPT, ("queued", "held", "sending", "uncertain", "sent", "failed", "dead", "cancelled"), ("sent", "delivered", "read"),
         "the network says how far it came, whatever we believed"),
    Line(Happens.RECEIPT, ("delivered",), ("read",), "a receipt never takes a message back"),
    Line(Happens.SHOWN, ("sent",), ("delivered",), "a page of ours has shown it"),
    Line(Happens.BOUNCE, ("sending", "sent", "uncertain"), _VERDICTS, "taken, and later found undeliverable"),
    Line(Happens.HOLD, ("queued", "uncertain"), ("held",), 'the person wants no news ("berhenti")'),
    Line(Happens.RELEASE, ("held",), ("queued",), "the person wrote, or the channel is there again"),
    Line(Happens.CANCEL, _BEFORE, ("cancelled",), "the person was erased, or wrote before the template went"),
    Line(Happens.EXPIRE, _BEFORE, ("dead",), "nobody needs it any more"),
)  # fmt: skip
"""From, to, why."""


def leaving(happens: Happens) -> tuple[str, ...]:
    """The states a message may be in for that to happen to it."""
    return tuple(dict.fromkeys(state for line in OUTBOUND if line.happens is happens for state in line.frm))


def follows(frm: str, to: str) -> bool:
    """Does any line lead from there to here?"""
    return any(frm in line.frm and to in line.to for line in OUTBOUND)
