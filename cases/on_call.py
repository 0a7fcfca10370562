"""Siaga: who hears of an emergency while the office is closed (DOMAIN.md section 6); with nobody chosen everybody of the desk does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from . import accounts, agencies, audit
from .errors import Refused
from .ids import new_id
from .roles import Right, Role, Viewer

SETTING = "on_call"
"""Ids of accounts, in the settings of the office."""
ROLES = (Role.BACK_OFFICE, Role.SUPERVISOR)


def choose(tx: Connection, viewer: Viewer, chosen: Collection[UUID], now: datetime) -> None:
    """Set the list. Raises Refused: `aturan.peran` for who does not lead, `siaga.siapa` for somebody who works at no desk."""
    if not viewer.may(Right.SET_ON_CALL):
        raise Refused("aturan.peran")
    if not set(chosen) <= set(candidates(tx, now)):
        raise Refused("siaga.siapa")
    agencies.write_setting(tx, new_id(now), SETTING, sorted(str(one) for one in chosen))
    audit.record(tx, viewer, "on_call_set", f"setting:{SETTING}", now, people=str(len(chosen)))


def candidates(tx: Connection, now: datetime) -> dict[UUID, str]:
    """Who may be on call, by name: the people of every desk and those who lead them."""
    found = [one for role in ROLES for one in accounts.holding(tx, now, role)]
    return {id_: name for id_, name, _ in sorted(found, key=lambda one: one[1])}


def chosen(tx: Connection) -> set[UUID]:
    """Who is on the list, whether on duty or not."""
    return {UUID(one) for one in agencies.read_setting(tx, SETTING) or ()}


def hear(tx: Connection, people: Sequence[UUID], now: datetime) -> list[UUID]:
    """Of those who would hear of an emergency: while the office is closed those on call, when a chat reaches one of them."""
    if agencies.clockwork(tx).calendar.is_open(now):
        return list(people)
    on_call = chosen(tx) & set(people)
    with_chat = {account for account, _ in accounts.linked_chats(tx, sorted(on_call))}
    return [one for one in people if one in with_chat] or list(people)
