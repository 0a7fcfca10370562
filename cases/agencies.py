"""The office's own data: agencies, categories, routing, calendar, limits; changed by its officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, literal, or_, select, update

from .calendar import Calendar, hours_of
from .deadlines import Clockwork, Limit, limits_of
from .dialects import insert_new
from .models import (
    accounts,
    agencies,
    assignments,
    categories,
    contact_points,
    holidays,
    programmes,
    routing_rules,
    settings,
)
from .roles import RIGHTS, Right, Role
from .routing import RoutingRule


@dataclass(frozen=True, slots=True)
class Agency:
    """A partner that receives referrals: an OPD, another body, or the SLRT secretariat itself."""

    id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    """slrt | opd | partner"""
    active: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A category of need (DOMAIN.md section 3)."""

    code: str
    name: str
    urgency: str
    confidentiality: str
    sector: str
    position: int


def all_agencies(tx: Connection) -> list[Agency]:
    """Every agency by name, also those that are not active any more."""
    row = agencies.c
    found = tx.execute(
        select(row.id, row.code, row.name, row.short_name, row.kind, row.active).order_by(row.name)
    )
    return [Agency(*values) for values in found]


def agency(tx: Connection, agency_id: UUID) -> Agency | None:
    """One agency."""
    return next((one for one in all_agencies(tx) if one.id == agency_id), None)


def speaking_for(tx: Connection, account_id: UUID | None) -> str:
    """Short name of the agency somebody works at; empty for the secretariat's own people."""
    hers = select(agencies.c.short_name).join(accounts, accounts.c.agency_id == agencies.c.id)
    return tx.scalars(hers.where(accounts.c.id == account_id)).first() or ""


def recipients(tx: Connection, agency_id: UUID, today: date) -> list[UUID]:
    """Accounts that would get a referral to this agency; a route without one is impossible (rule 11).

    A contact without an account counts only with a chat: there is nowhere else she would read it.
    """
    has_chat = select(literal(1)).where(contact_points.c.staff_id == accounts.c.id).exists()
    grant = assignments.c
    roles = [role for role, rights in RIGHTS.items() if Right.READ_REFERRED in rights]
    statement = (
        select(accounts.c.id)
        .join(assignments, grant.account_id == accounts.c.id)
        .where(
            accounts.c.agency_id == agency_id,
            accounts.c.active,
            grant.role.in_(roles),
            or_(grant.role != Role.AGENCY_CONTACT.value, has_chat),
            grant.since <= today,
            grant.until.is_(None) | (grant.until >= today),
        )
        .distinct()
    )
    return list(tx.scalars(statement))


def all_categories(tx: Connection) -> list[Category]:
    """Every category in the order it is shown."""
    row = categories.c
    columns = (row.code, row.name, row.urgency, row.confidentiality, row.sector, row.position)
    return [Category(*values) for values in tx.execute(select(*columns).order_by(row.position))]


def rules(tx: Connection) -> list[RoutingRule]:
    """The routing table in its order."""
    row = routing_rules.c
    columns = (row.category, row.agency_id, row.reason, row.area, row.urgency, row.kind)
    return [RoutingRule(*values) for values in tx.execute(select(*columns).order_by(row.position))]


@dataclass(frozen=True, slots=True)
class Programme:
    """One line of the catalogue; field by field the table `programmes`."""

    code: str
    name: str
    category: str
    owner: str
    papers: list[str]
    place: str
    cost: str
    valid_from: date
    valid_until: date | None
    check_days: int
    """So many days after a result it can be seen at the earliest: the programme pays or counts only then."""

    def holds(self, day: date) -> bool:
        """Is it in force on this day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def catalogue(tx: Connection) -> list[Programme]:
    """Every programme of the office, also those of yesterday and tomorrow."""
    row = programmes.c
    columns = [row[name] for name in Programme.__dataclass_fields__]
    return [Programme(*values) for values in tx.execute(select(*columns).order_by(row.name))]


def named_programmes(tx: Connection, said: str) -> list[Programme]:
    """The lines of the catalogue a case names, as its facts have them: "PKH, PBI-JK"; also those not in force."""
    codes = {word.strip() for word in said.lower().replace("-", "_").split(",")}
    return [one for one in catalogue(tx) if one.code in codes] if said else []


def papers_for(tx: Connection, said: str, day: date) -> str:
    """What those in force on this day ask for, as one line; empty when none is named."""
    found = [one for one in named_programmes(tx, said) if one.holds(day)]
    return ", ".join(dict.fromkeys(paper for one in found for paper in one.papers))


# --- settings -----------------------------------------------------------------------------------------


def read_setting(tx: Connection, name: str) -> Any:
    """The JSON value of a setting; None when nobody has set it."""
    return tx.scalars(select(settings.c.value).where(settings.c.name == name)).first()


def write_setting(tx: Connection, id_: UUID, name: str, value: Any) -> None:
    """Set it; `id_` is for the row when there is none yet."""
    changed = tx.execute(update(settings).where(settings.c.name == name).values(value=value))
    if not changed.rowcount:
        tx.execute(insert_new(tx, settings).values(id=id_, name=name, value=value))


def limits(tx: Connection) -> dict[str, Limit]:
    """How long everything may take in this office, by name."""
    return limits_of(read_setting(tx, "deadlines") or {})


def clockwork(tx: Connection) -> Clockwork:
    """The calendar of the office with its limits. Raises KeyError when starter data were never loaded."""
    names = ("working_hours", "timezone", "deadlines")
    row = settings.c
    wanted = select(row.name, row.value).where(row.name.in_(names))
    found: dict[str, Any] = dict(tx.execute(wanted).all())
    free: dict[date, str] = dict(tx.execute(select(holidays.c.day, holidays.c.name)).all())
    calendar = Calendar(ZoneInfo(found["timezone"]), hours_of(found["working_hours"]), free)
    return Clockwork(calendar, limits_of(found.get("deadlines", {})))


def local_day(tx: Connection, now: datetime) -> date:
    """Today in the office."""
    return now.astimezone(zone(tx)).date()


def zone(tx: Connection) -> ZoneInfo:
    """The office's own time."""
    return ZoneInfo(read_setting(tx, "timezone") or "UTC")
