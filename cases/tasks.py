"""Tasks: work for a person that is no step of the case itself, each with its own clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from . import accounts, agencies
from .changes import decide, leave
from .dialects import among
from .errors import Refused
from .events import Event, EventName
from .hand_over import people_for
from .ids import new_id
from .models import cases, tasks
from .roles import Role, Viewer
from .rules import Act
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
    until = agencies.clockwork(tx).due(limit, now, category=case.category, urgency=case.urgency)
    tx.execute(
        insert(tasks).values(
            id=task_id, kind=kind, area=case.area, text=text, made_at=now,
            due_at=due_at or until, case_id=case.id,
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
    tx: Connection, case_id: UUID, kind: str, viewer: Viewer, now: datetime, *,
    attachment_id: UUID | None = None, account_id: UUID | None = None,
) -> None:  # fmt: skip
    """Done: the open tasks of this kind of a case; of one person, or about one attachment, when these are named."""
    row = tasks.c
    which = [row.case_id == case_id, row.kind == kind, row.done_at.is_(None)]
    if account_id is not None:
        which.append(row.account_id == account_id)
    if attachment_id is not None:
        which.append(row.attachment_id == attachment_id)
    tx.execute(update(tasks).where(*which).values(done_at=now, done_by=viewer.actor))


def of_account(tx: Connection, account_id: UUID) -> list[Task]:
    """What was given to one person, the most pressing first; she reads of it what it takes to do it."""
    row, case = tasks.c, cases.c
    names = [field.name for field in fields(Task)]
    columns = [row[name] if name in row else case[name] for name in names]
    found = tx.execute(
        select(*columns)
        .join(cases, case.id == row.case_id)
        .where(row.account_id == account_id, row.done_at.is_(None))
        .order_by(row.due_at, row.id)
    )
    return [_task(one) for one in found]


def is_waiting(tx: Connection, case_id: UUID, kind: str) -> bool:
    """Whether such a task of this case is open already."""
    row = tasks.c
    same = select(row.id).where(row.case_id == case_id, row.kind == kind, row.done_at.is_(None))
    return tx.execute(same.limit(1)).first() is not None


def given_since(tx: Connection, case_id: UUID, kind: str, since: datetime) -> bool:
    """Whether such a task of this case was made since then, done or not."""
    row = tasks.c
    same = select(row.id).where(row.case_id == case_id, row.kind == kind, row.made_at >= since)
    return tx.execute(same.limit(1)).first() is not None


def give(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, kind: str, account_id: UUID, text: str
) -> Event:
    """Beri tugas: a visit, a check or news to be told, to one facilitator of the area. Raises Refused `tugas.petugas`."""
    decide(case, Act.GIVE_TASK, viewer, now)
    if account_id not in facilitators(tx, case, now):
        raise Refused("tugas.petugas")
    add(tx, case, kind, now, text=text, account_id=account_id)
    data = {"kind": kind, "account": str(account_id)}
    return leave(tx, case.id, viewer, now, EventName.TASK_GIVEN, text, data=data)


def facilitators(tx: Connection, case: CaseRow, now: datetime) -> dict[UUID, str]:
    """Who may be given a task of this case: facilitators and Puskesos officers of its area, by name."""
    return people_for(tx, case, now, (Role.FACILITATOR, Role.PUSKESOS_OFFICER))


def give_back(tx: Connection, case_id: UUID, account_ids: Collection[UUID]) -> None:
    """Open tasks of this case that these people were to do are anybody's."""
    row = tasks.c
    theirs = (row.case_id == case_id, row.done_at.is_(None), among(tx, row.account_id, account_ids))
    tx.execute(update(tasks).where(*theirs).values(account_id=None))


def hand_over(tx: Connection, now: datetime, from_account: UUID | None = None, to: UUID | None = None) -> int:
    """Open tasks of somebody whose duty has ended go to a colleague, or to anybody of the area; how many."""
    row = tasks.c
    owners = select(row.account_id).where(row.account_id.is_not(None), row.done_at.is_(None)).distinct()
    gone = [from_account] if from_account else accounts.off_duty(tx, list(tx.scalars(owners)), now)
    if not gone:
        return 0
    moved = update(tasks).where(row.account_id.in_(gone), row.done_at.is_(None)).values(account_id=to)
    return tx.execute(moved).rowcount
