"""One case, one referral: read as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select

from cases.agencies import limits
from cases.crypto import current
from cases.errors import NotFound
from cases.models import agencies, cases, merges, people, referrals
from cases.numbers import ALPHABET, canonical
from cases.people_reach import same_person
from cases.roles import Viewer
from cases.rules import LIVE_REFERRALS, OPEN_NAMES, CaseState, CloseReason, Confidentiality, Urgency

from .store_scope import readable, referred_flag, visible


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it stands; field by field the table `cases`."""

    id: UUID
    number: str
    draft: str
    state: str
    state_before: str
    kind: str
    category: str
    also: list[str]
    urgency: str
    confidentiality: str
    reporter_visibility: str
    accused: str
    access_index: bytes | None
    reporter_role: str
    subject: str
    relation: str
    area: str
    intake_point: str
    service_line: str
    channel: str
    title: str
    story: str
    entities: dict[str, str]
    outcome: str
    close_reason: str
    due_at: datetime | None
    due_what: str
    clock_left: int | None
    hold_until: datetime | None
    conference_due: datetime | None
    not_ours: int
    service_decision: str
    route_reason: str
    reopened: int
    version: int
    created_at: datetime
    changed_at: datetime
    entered_by: str
    proposed_agency_id: UUID | None
    reporter_id: UUID | None
    subject_id: UUID | None
    contact_point_id: UUID | None
    handler_id: UUID | None
    referred: bool = False
    """Referred to the agency of whoever looks."""

    @property
    def guarded(self) -> bool:
        """Restricted or secret: the resident gets neutral sentences, and the case teaches nothing."""
        return self.confidentiality != Confidentiality.NORMAL

    @property
    def keep_away(self) -> bool:
        """She said that a message to this chat is not safe: nothing is sent there, not even news."""
        return self.entities.get("aman") == "jangan"


_CASE = [cases.c[field.name] for field in fields(CaseRow) if field.name != "referred"]


def _case(row: Any) -> CaseRow:
    return CaseRow(*row)


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral as it stands."""

    id: UUID
    case_id: UUID
    agency_id: UUID
    agency: str
    """Short name of the agency."""
    to_us: bool
    """An agency's proposal to the secretariat."""
    state: str
    package: list[str]
    """Names of the fields the agency may see."""
    basis: str
    note: str
    sent_at: datetime
    seen_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    clock_left: int | None
    info_requested: bool
    outcome: str
    result: str
    reason: str


# --- cases --------------------------------------------------------------------------------------------


def by_number(tx: Connection, viewer: Viewer, text: str) -> CaseRow:
    """The case of a number as somebody typed it.

    Raises NotFound for a wrong number and for a case the viewer may not read: both look the same.
    """
    number = canonical(text)
    if number is None:
        raise NotFound("no such case")
    return _readable_one(tx, viewer, cases.c.number == number)


def by_id(tx: Connection, viewer: Viewer, case_id: UUID) -> CaseRow:
    """One case. Raises NotFound when there is none or the viewer may not read it."""
    return _readable_one(tx, viewer, cases.c.id == case_id)


def _readable_one(tx: Connection, viewer: Viewer, where: ColumnElement[bool]) -> CaseRow:
    row = tx.execute(select(*_CASE, referred_flag(viewer)).where(where, visible(viewer))).first()
    case = _case(row) if row else None
    if case is None or not readable(viewer, case):
        raise NotFound("no such case")
    return _for_agency(tx, viewer, case) if case.referred else case


def _for_agency(tx: Connection, viewer: Viewer, case: CaseRow) -> CaseRow:
    """An agency sees what the referral packed, unless one of its people entered the case herself."""
    if case.entered_by == viewer.actor:
        return case
    packed = package_for(tx, viewer, case.id)
    return replace(
        case,
        story=case.story if "story" in packed else "",
        entities=_packed_entities(case.entities, packed),
    )


def _packed_entities(entities: dict[str, str], packed: frozenset[str]) -> dict[str, str]:
    """The telephone is a field of the package of its own."""
    if "entities" not in packed:
        return {}
    return {name: value for name, value in entities.items() if name != "telepon" or "phone" in packed}


def package_for(tx: Connection, viewer: Viewer, case_id: UUID) -> frozenset[str]:
    """All fields the referrals of a case opened to the viewer's agency."""
    mine = referrals.c
    statement = select(mine.package).where(mine.case_id == case_id, mine.agency_id == viewer.agency_id)
    return frozenset(name for package in tx.scalars(statement) for name in package)


def read_case(tx: Connection, case_id: UUID) -> CaseRow:
    """The case as it stands now, for the verbs, which have asked who acts. Raises NotFound."""
    row = tx.execute(select(*_CASE).where(cases.c.id == case_id)).first()
    if row is None:
        raise NotFound("no such case")
    return _case(row)


def by_draft(tx: Connection, draft: str) -> CaseRow | None:
    """The case a talk has led to already, for the verb `open_case`."""
    row = tx.execute(select(*_CASE).where(cases.c.draft == draft)).first()
    return _case(row) if row else None


def for_contact(
    tx: Connection, contact_point_id: UUID, now: datetime | None = None, limit: int = 10
) -> list[CaseRow]:
    """The open cases of whoever speaks there and, with `now`, those closed lately; newest first.

    Without `now` all of them.
    """
    row = cases.c
    statement = select(*_CASE).where(row.contact_point_id.in_(same_person(contact_point_id)))
    if now is not None:
        since = now - timedelta(
            days=limits(tx)["reopen"].days
        )  # a resident hears of closed cases as long as she may reopen them
        statement = statement.where(or_(row.state.in_(OPEN_NAMES), row.changed_at >= since, _goes_on(since)))
    return [_case(found) for found in tx.execute(statement.order_by(row.id.desc()).limit(limit))]


def _goes_on(since: datetime) -> ColumnElement[bool]:
    """Put into a case that somebody works on, that ended lately, or that went on in another one itself."""
    main = cases.alias("main")
    lives = or_(
        main.c.state.in_(OPEN_NAMES),
        main.c.changed_at >= since,
        main.c.close_reason == CloseReason.MERGED.value,
    )
    put_there = select(merges.c.case_id).join(main, main.c.id == merges.c.into_id).where(lives)
    there: ColumnElement[bool] = cases.c.id.in_(put_there)
    return there


def emergencies(tx: Connection, viewer: Viewer) -> int:
    """How many emergencies wait for a human: the count on every page."""
    waiting = (
        cases.c.urgency == Urgency.EMERGENCY.value,
        cases.c.state.in_([CaseState.RECEIVED.value, CaseState.REOPENED.value, CaseState.VERIFIED.value]),
    )
    return tx.scalars(select(func.count()).select_from(cases).where(*waiting, visible(viewer))).one()


def search(tx: Connection, viewer: Viewer, text: str, limit: int = 20) -> list[CaseRow]:
    """Cases by number, by its last 4 to 6 symbols, by NIK or by phone; what may not be read is not found."""
    where = _searched(text)
    return [] if where is None else listed(tx, viewer, where, limit=limit)


def listed(tx: Connection, viewer: Viewer, *where: ColumnElement[bool], limit: int = 20) -> list[CaseRow]:
    """The cases among these that the viewer may read, newest first."""
    rows = tx.execute(
        select(*_CASE, referred_flag(viewer))
        .where(*where, visible(viewer))
        .order_by(cases.c.id.desc())
        .limit(limit)
    )
    found = [_case(row) for row in rows]
    return [
        _for_agency(tx, viewer, case) if case.referred else case for case in found if readable(viewer, case)
    ]


def _searched(text: str) -> ColumnElement[bool] | None:
    row = cases.c
    if number := canonical(text):
        whole: ColumnElement[bool] = row.number == number
        return whole
    symbols = "".join(symbol for symbol in text.upper() if symbol.isalnum())
    if symbols.isdigit() and len(symbols) >= 9:
        return _by_person(symbols)
    if 4 <= len(symbols) <= 6 and all(symbol in ALPHABET for symbol in symbols):
        end: ColumnElement[bool] = row.number.endswith(symbols)
        return end
    return None


def _by_person(digits: str) -> ColumnElement[bool]:
    """NIK and phone lie encrypted; their blind indexes are equal when they are (DECISIONS 17)."""
    phone = f"62{digits[1:]}" if digits.startswith("0") else digits
    blind, who = current().blind, people.c
    known = select(who.id).where(
        or_(who.nik_index == blind("people.nik", digits), who.phone_index == blind("people.phone", phone))
    )
    return or_(cases.c.reporter_id.in_(known), cases.c.subject_id.in_(known))


# --- referrals ----------------------------------------------------------------------------------------


def _referrals() -> Any:
    one = referrals.c
    return select(
        one.id, one.case_id, one.agency_id, agencies.c.short_name, agencies.c.kind == "slrt", one.state, one.package, one.basis, one.note,
        one.sent_at, one.seen_at, one.accepted_at, one.ended_at, one.due_at, one.clock_left,
        one.info_requested, one.outcome, one.result, one.reason,
    ).join(agencies, agencies.c.id == one.agency_id)  # fmt: skip


def _referral(row: Any) -> ReferralRow:
    values = list(row)
    values[-2] = values[-2] or ""
    return ReferralRow(*values)


def read_referral(tx: Connection, referral_id: UUID) -> ReferralRow:
    """The referral as it stands now, for the verbs. Raises NotFound."""
    row = tx.execute(_referrals().where(referrals.c.id == referral_id)).first()
    if row is None:
        raise NotFound("no such referral")
    return _referral(row)


def referral(tx: Connection, viewer: Viewer, referral_id: UUID) -> ReferralRow:
    """One referral of a case the viewer may read; an agency sees only its own. Raises NotFound."""
    found = read_referral(tx, referral_id)
    case = by_id(tx, viewer, found.case_id)
    if case.referred and found.agency_id != viewer.agency_id:
        raise NotFound("no such referral")
    return found


def read_referrals(tx: Connection, case_id: UUID) -> list[ReferralRow]:
    """All referrals of a case, oldest first, for the verbs."""
    statement = _referrals().where(referrals.c.case_id == case_id).order_by(referrals.c.id)
    return [_referral(row) for row in tx.execute(statement)]


def alive(tx: Connection, case_id: UUID) -> list[ReferralRow]:
    """Those that somebody works on or is asked to, and what was proposed to us."""
    return [one for one in read_referrals(tx, case_id) if one.state in LIVE_REFERRALS]


def living(tx: Connection, case_id: UUID) -> list[ReferralRow]:
    """The same without proposals: what an agency proposed to us is no agency's work."""
    return [one for one in alive(tx, case_id) if not one.to_us]


def living_of(tx: Connection, agency_id: UUID) -> list[ReferralRow]:
    """What an agency still has to answer or to finish, the most pressing first."""
    one = referrals.c
    living = [state.value for state in LIVE_REFERRALS]
    statement = _referrals().where(one.agency_id == agency_id, one.state.in_(living))
    return [_referral(row) for row in tx.execute(statement.order_by(one.due_at, one.id))]


def overdue_referrals(tx: Connection, now: datetime, states: tuple[str, ...]) -> list[ReferralRow]:
    """Referrals in these states whose time is over, for the chore."""
    one = referrals.c
    statement = _referrals().where(one.state.in_(states), one.due_at <= now).order_by(one.id)
    return [_referral(row) for row in tx.execute(statement)]
