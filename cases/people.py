"""Residents: found again by NIK or phone only, never merged by name (DOMAIN.md 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from .crypto import current
from .ids import new_id
from .models import consents, contact_points, people


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What was told of a person; everything but the name may be empty."""

    name: str
    nik: str = ""
    """16 digits."""
    kk: str = ""
    phone: str = ""
    """E.164 without plus."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person we know."""

    id: UUID
    name: str
    nik: str
    kk: str
    phone: str


def by_id(tx: Connection, person_id: UUID | None) -> Person | None:
    """One person; who may see her is asked where the case is read."""
    row = people.c
    if person_id is None:
        return None
    found = tx.execute(
        select(row.id, row.name, row.nik, row.kk, row.phone).where(row.id == person_id)
    ).first()
    return Person(found.id, found.name, found.nik or "", found.kk or "", found.phone or "") if found else None


def by_nik(tx: Connection, nik: str) -> UUID | None:
    """The person with this NIK, by its blind index."""
    index = current().blind("people.nik", nik)
    return tx.scalars(select(people.c.id).where(people.c.nik_index == index)).first()


def remember(tx: Connection, person: NewPerson, now: datetime) -> UUID:
    """The known person with the same NIK and name, otherwise a new one.

    A NIK under another name is a question for a human (duplicates), not for us.
    """
    if person.nik and (known := by_id(tx, by_nik(tx, person.nik))) and _same_name(known.name, person.name):
        return known.id
    blind, id_ = current().blind, new_id(now)
    tx.execute(
        insert(people).values(
            id=id_,
            name=person.name,
            nik=person.nik or None,
            nik_index=blind("people.nik", person.nik) if person.nik else None,
            kk=person.kk or None,
            phone=person.phone or None,
            phone_index=blind("people.phone", person.phone) if person.phone else None,
            created_at=now,
        )
    )
    return id_


def identified(tx: Connection, person_id: UUID | None, told: NewPerson, now: datetime) -> UUID:
    """The person with what her papers say; what they do not say stays. A new one when nobody was known."""
    if person_id is None:
        return remember(tx, told, now)
    blind = current().blind
    values: dict[str, object] = {}
    if told.name:
        values["name"] = told.name
    if told.nik:
        values |= {"nik": told.nik, "nik_index": blind("people.nik", told.nik)}
    if told.kk:
        values["kk"] = told.kk
    tx.execute(update(people).where(people.c.id == person_id).values(values))
    return person_id


def speaker(tx: Connection, contact_point_id: UUID, person: NewPerson, now: datetime) -> UUID:
    """Who speaks through a contact point: the person known there under this name, otherwise a new one.

    Phones are shared: a second name at the same contact point is a second person and does not replace the
    first.
    """
    point = contact_points.c
    bound = tx.scalars(select(point.person_id).where(point.id == contact_point_id)).first()
    known = by_id(tx, bound)
    if known is not None and _same_name(known.name, person.name):
        return known.id
    id_ = remember(tx, person, now)
    if bound is None:
        tx.execute(update(contact_points).where(point.id == contact_point_id).values(person_id=id_))
    return id_


def consent(
    tx: Connection, contact_point_id: UUID, case_id: UUID | None, version: str, purpose: str, now: datetime
) -> None:
    """The person agreed to this version of the notice, for this purpose."""
    tx.execute(
        insert(consents).values(
            id=new_id(now), contact_point_id=contact_point_id, case_id=case_id, version=version,
            purpose=purpose, at=now,
        )
    )  # fmt: skip


def agreed(tx: Connection, case_id: UUID, purpose: str) -> bool:
    """Whether the person agreed, with this case, to this purpose."""
    row = consents.c
    found = select(row.id).where(row.case_id == case_id, row.purpose == purpose).limit(1)
    return tx.execute(found).first() is not None


def _same_name(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
