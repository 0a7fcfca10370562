"""Who saw and who changed what; only grows: there is no function that changes or removes a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from .ids import new_id
from .models import audit
from .roles import Right, Viewer
from .store.store_scope import hidden_objects


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log."""

    id: UUID
    at: datetime
    actor: str
    action: str
    object: str
    data: dict[str, Any]


def record(tx: Connection, viewer: Viewer, action: str, object_: str, now: datetime, **codes: str) -> None:
    """Write one line: who, what, on which object (`kind:id`), with plain codes and nothing a person wrote."""
    tx.execute(
        insert(audit).values(
            id=new_id(now), at=now, actor=viewer.actor, action=action, object=object_, data=codes
        )
    )


def lines(tx: Connection, viewer: Viewer, before: UUID | None = None, limit: int = 100) -> list[AuditLine]:
    """The newest lines, or those before one; nothing for who may not read the log."""
    if not viewer.may(Right.READ_AUDIT):
        return []
    row = audit.c
    statement = select(row.id, row.at, row.actor, row.action, row.object, row.data)
    if hidden := hidden_objects(tx, viewer):  # that somebody opened a case tells that there is one
        statement = statement.where(row.object.not_in(hidden))
    if before is not None:
        statement = statement.where(row.id < before)
    return [AuditLine(*values) for values in tx.execute(statement.order_by(row.id.desc()).limit(limit))]
