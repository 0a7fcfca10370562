"""Buttons we sent: a token knows its conversation, talk, step and choices for ever (DECISIONS 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from cases.ids import new_id
from cases.models import menus


@dataclass(frozen=True, slots=True)
class NewMenu:
    """The buttons under one message."""

    token: str
    """Nobody can guess it; at most 16 characters."""
    conversation_id: UUID
    talk: str
    step: str
    choices: tuple[str, ...]
    """What each button means, in the order shown."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button of ours meant when it was sent."""

    talk: str
    step: str
    choice: str


def save_menus(tx: Connection, rows: Sequence[NewMenu], now: datetime) -> None:
    """Remember what the buttons mean, in the transaction that queues their message."""
    if not rows:
        return
    values = [
        {
            "id": new_id(now),
            "token": row.token,
            "conversation_id": row.conversation_id,
            "talk": row.talk,
            "step": row.step,
            "choices": row.choices,
            "made_at": now,
        }
        for row in rows
    ]
    tx.execute(insert(menus), values)


def find_press(tx: Connection, conversation_id: UUID, choice_id: str) -> Pressed | None:
    """What `m:<token>:<n>` meant; None when it is no button of ours or was sent to somebody else."""
    match choice_id.split(":"):
        case ["m", token, place] if place.isascii() and place.isdigit() and len(place) <= 3:
            pass
        case _:
            return None
    menu = menus.c
    mine = (menu.token == token, menu.conversation_id == conversation_id)
    row = tx.execute(select(menu.talk, menu.step, menu.choices).where(*mine)).first()
    if row is None or int(place) >= len(row.choices):
        return None
    return Pressed(row.talk, row.step, row.choices[int(place)])
