"""Which case goes on in which other one since they were put together; for the program itself, not for a viewer."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from cases.ids import new_id
from cases.models import cases, merges
from cases.rules import CloseReason


@dataclass(frozen=True, slots=True)
class Merge:
    """One case that goes on in another, and how it stood before; field by field the table `merges`."""

    case_id: UUID
    into_id: UUID
    state_before: str
    due_at: datetime | None
    due_what: str
    clock_left: int | None
    hold_until: datetime | None


_MERGE = [merges.c[field.name] for field in fields(Merge)]


def add(tx: Connection, merge: Merge, now: datetime) -> None:
    """From now on the one goes on in the other."""
    tx.execute(insert(merges).values(id=new_id(now), made_at=now, **asdict(merge)))


def of_case(tx: Connection, case_id: UUID) -> Merge | None:
    """Where a case goes on; None for one that stands for itself."""
    found = tx.execute(select(*_MERGE).where(merges.c.case_id == case_id)).first()
    return Merge(*found) if found else None


def forget(tx: Connection, case_id: UUID) -> None:
    """It stands for itself again."""
    tx.execute(delete(merges).where(merges.c.case_id == case_id))


def goes_on_in(tx: Connection, case_id: UUID) -> UUID:
    """The case that is worked on for this one: itself, or the last it was put into."""
    while (merge := of_case(tx, case_id)) is not None:
        case_id = merge.into_id
    return case_id


def put_into(tx: Connection, case_id: UUID) -> list[UUID]:
    """Every case that goes on in this one, also through another, the oldest first."""
    found = list(
        tx.scalars(select(merges.c.case_id).where(merges.c.into_id == case_id).order_by(merges.c.id))
    )
    return [*found, *(further for one in found for further in put_into(tx, one))]


def together(tx: Connection, case_id: UUID) -> list[UUID]:
    """The other cases of the same trouble: where it goes on, and whatever else was put there."""
    main = goes_on_in(tx, case_id)
    return [one for one in (main, *put_into(tx, main)) if one != case_id]


def left_alone(tx: Connection) -> list[UUID]:
    """Cases put into one whose own reporter has withdrawn it."""
    withdrawn = cases.c.close_reason == CloseReason.WITHDRAWN.value
    joined = select(merges.c.case_id).join(cases, cases.c.id == merges.c.into_id)
    return list(tx.scalars(joined.where(withdrawn).order_by(merges.c.id)))
