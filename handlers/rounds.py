"""Rounds: a machine at the other end answers every message of ours with the same words; we fall silent first."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from handlers import answers
from handlers.turn import Inbound, State

LONG = 20
"""Letters: people repeat short answers, machines repeat whole sentences (p)."""
OFTEN = 3
"""So often the same sentence in a row is answered (p)."""
SOON = 3600
"""Seconds: a machine answers at once, and somebody who asks the same every day waits for news (p)."""


def counted(state: State, said: Inbound) -> State:
    """The state with this message counted."""
    words = answers.plain(said.text)
    if said.kind != "text" or len(words) < LONG:
        return replace(state, echo="", echoes=0, echo_at=0) if state.echo else state
    echo = hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
    at = int(said.sent_at.timestamp()) if said.sent_at else state.echo_at
    again = echo == state.echo and at - state.echo_at <= SOON
    return replace(state, echo=echo, echoes=state.echoes + 1 if again else 1, echo_at=at)


def going_round(state: State, said: Inbound) -> bool:
    """Whether an answer would only bring the same message again. Danger is always answered."""
    return state.echoes > OFTEN and not said.crisis
