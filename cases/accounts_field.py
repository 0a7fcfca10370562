"""Facilitators as their supervisor sees them: invited by name and area, linked by a code, ended with a hand-over."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from . import accounts, areas, audit, tasks
from .errors import Refused
from .models import contact_points
from .models import tasks as rows
from .roles import Grant, Right, Role, Viewer

NO_PASSWORD = "-"  # noqa: S105  matches nothing: whoever is invited works in her chat alone
LONGEST = 120
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Facilitator:
    """One line of the list."""

    id: UUID
    name: str
    area: str
    chats: int
    tasks: int


def listed(tx: Connection, viewer: Viewer, now: datetime) -> list[Facilitator]:
    """The facilitators on duty inside the viewer's own areas, by name. Raises Refused `aturan.peran`."""
    _may(viewer)
    held: dict[UUID, Facilitator] = {}
    for id_, name, area in accounts.holding(tx, now, Role.FACILITATOR):
        if id_ not in held and _inside(viewer, area):
            held[id_] = Facilitator(id_, name, area, _chats(tx, id_), _open(tx, id_))
    return list(held.values())


def _chats(tx: Connection, account_id: UUID) -> int:
    mine = select(func.count()).where(contact_points.c.staff_id == account_id)
    return tx.scalars(mine).one()


def _open(tx: Connection, account_id: UUID) -> int:
    mine = select(func.count()).where(rows.c.account_id == account_id, rows.c.done_at.is_(None))
    return tx.scalars(mine).one()


def invite(tx: Connection, viewer: Viewer, name: str, area: str, code: str, now: datetime) -> UUID:
    """A new facilitator, who links her chat with this code; she needs no password.

    Raises Refused: `aturan.peran`, `fasilitator.nama`, `fasilitator.wilayah` (unknown, or not the viewer's).
    """
    _may(viewer)
    called = " ".join(name.split())[:LONGEST]
    if not called:
        raise Refused("fasilitator.nama")
    if areas.by_code(tx, area) is None or not _inside(viewer, area):
        raise Refused("fasilitator.wilayah")
    login = f"{re.sub(r'[^a-z0-9]', '', called.lower())[:20] or 'fasilitator'}-{secrets.token_hex(3)}"
    id_ = accounts.create(
        tx, login=login, name=called, password=NO_PASSWORD, grants=[Grant(Role.FACILITATOR, area)], now=now,
        must_change=False,
    )  # fmt: skip
    accounts.make_link_code(tx, id_, code, now)
    audit.record(tx, viewer, "facilitator_invited", f"account:{id_}", now)
    return id_


def new_code(tx: Connection, viewer: Viewer, account_id: UUID, code: str, now: datetime) -> None:
    """Another code for another phone. Raises Refused `fasilitator.wilayah` for somebody of another area."""
    _one(tx, viewer, account_id, now)
    accounts.make_link_code(tx, account_id, code, now)
    audit.record(tx, viewer, "link_code_made", f"account:{account_id}", now)


def end(tx: Connection, viewer: Viewer, account_id: UUID, heir: UUID | None, now: datetime) -> int:
    """Her duty is over; what she had to do goes to the heir, or to anybody of the area. How many tasks."""
    _one(tx, viewer, account_id, now)
    if heir is not None:
        _one(tx, viewer, heir, now)
    accounts.end_duty(tx, account_id, now)
    audit.record(tx, viewer, "duty_ended", f"account:{account_id}", now)
    return tasks.hand_over(tx, now, account_id, heir)


def _one(tx: Connection, viewer: Viewer, account_id: UUID, now: datetime) -> Facilitator:
    found = next((one for one in listed(tx, viewer, now) if one.id == account_id), None)
    if found is None:
        raise Refused("fasilitator.wilayah")
    return found


def _inside(viewer: Viewer, area: str) -> bool:
    return viewer.may(Right.LEAD_FACILITATORS, area)


def _may(viewer: Viewer) -> None:
    if not viewer.may(Right.LEAD_FACILITATORS):
        raise Refused("aturan.peran")
