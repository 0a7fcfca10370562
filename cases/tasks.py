"""Tasks: work for a person that is no step of the case itself, each with its own clock."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from . import agencies
from .ids import new_id
from .models import cases, tasks
from .roles import Viewer
from .store import CaseRow, readable
from .store.store_scope import referred_flag, visible


@dataclass(frozen=True, slots=True)
class Task:
    """One open task, with what its list shows of the case."""

    id: UUID
    kind: str
    """transcribe | visit | verify | deliver_news"""
    text: str
    made_at: datetime
    due_at: datetime
    case_id: UUID
    number: str
    title: str
    area: str
    attachment_id: UUID | None
    account_id: UUID | None
    """Whose it is; None: of anybody who works there."""


def add(
    tx: Connection, case: CaseRow, kind: str, now: datetime, *, text: str = "",
    attachment_id: UUID | None = None, account_id: UUID | None = None, due_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """A new task; due after the office's limit of its kind, at once when the case is an emergency."""
    limit = "emergency" if case.urgency == "emergency" else kind
    task_id = new_id(now)
    tx.execute(
        insert(tasks).values(
            id=task_id, kind=kind, area=case.area, text=text, made_at=now,
            due_at=due_at or agencies.clockwork(tx).due(limit, now), case_id=case.id,
            attachment_id=attachment_id, account_id=account_id,
        )
    )  # fmt: skip
    return task_id


def waiting(tx: Connection, viewer: Viewer, *, case_id: UUID | None = None, mine: bool = False) -> list[Task]:
    """Open tasks of cases the viewer may read, the most pressing first; `mine`: only those given to her.

    They are work of the office: an agency has none, unless one was given to its officer.
    """
    row, case = tasks.c, cases.c
    statement = (
        select(
            *(
                row.id,
                row.kind,
                row.text,
                row.made_at,
                row.due_at,
                row.case_id,
                row.attachment_id,
                row.account_id,
            ),
            *(case.number, case.title, case.area, case.confidentiality, case.entered_by, case.handler_id),
            referred_flag(viewer),
        )
        .join(cases, case.id == row.case_id)
        .where(visible(viewer), row.done_at.is_(None))
        .order_by(row.due_at, row.id)
    )
    if case_id is not None:
        statement = statement.where(row.case_id == case_id)
    if mine or viewer.agency_id is not None:
        statement = statement.where(row.account_id == viewer.account_id)
    return [_task(one) for one in tx.execute(statement) if readable(viewer, one)]


def _task(row: Any) -> Task:
    return Task(**{field.name: getattr(row, field.name) for field in fields(Task)})


def finish(
    tx: Connection, case_id: UUID, kind: str, viewer: Viewer, now: datetime, attachment_id: UUID | None = None
) -> None:
    """Done: the open tasks of this kind, or the one about this attachment."""
    row = tasks.c
    which = [row.case_id == case_id, row.kind == kind, row.done_at.is_(None)]
    if attachment_id is not None:
        which.append(row.attachment_id == attachment_id)
    tx.execute(update(tasks).where(*which).values(done_at=now, done_by=viewer.actor))
