"""Who sees which case: one condition for every listing, one question for every row (DOMAIN.md 1.3)."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, false, literal, not_, or_, select, true

from cases.exclusion import hidden_from
from cases.models import attachments, cases, exclusions, lessons, referrals
from cases.people_reach import same_person
from cases.roles import RIGHTS, Grant, Right, Role, Viewer
from cases.rules import SHOWN_REFERRALS, Confidentiality

_SHOWN = tuple(state.value for state in SHOWN_REFERRALS)
_CONFERRING = ("rejected", "returned")


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The cases that may stand in a list of this viewer; what she may not read shows as "Tertutup"."""
    match viewer.kind:
        case "system" | "operator":
            return true()
        case "resident":
            if viewer.contact_point_id is None:
                return false()
            own: ColumnElement[bool] = cases.c.contact_point_id.in_(same_person(viewer.contact_point_id))
            return own
        case _:
            return and_(or_(false(), *_ways_in(viewer)), _not_about(viewer), _not_excluded(viewer))


def _not_about(viewer: Viewer) -> ColumnElement[bool]:
    """A case about people of her own house does not exist for her, unless it was given to her."""
    hidden = hidden_from(viewer)
    if not hidden:
        return true()
    hers = and_(cases.c.handler_id.is_not(None), cases.c.handler_id == viewer.account_id)  # never NULL
    return or_(cases.c.accused.not_in(sorted(hidden)), hers)


def _not_excluded(viewer: Viewer) -> ColumnElement[bool]:
    """Whoever was named, or works at an agency that was, finds no trace of the case; whatever else she is."""
    row = exclusions.c
    named = [row.account_id == viewer.account_id]
    if viewer.agency_id is not None:
        named.append(row.agency_id == viewer.agency_id)
    return ~(select(literal(1)).where(row.case_id == cases.c.id, or_(*named)).correlate(cases).exists())


def countable(viewer: Viewer) -> ColumnElement[bool]:
    """What her figures count: what she may list; an auditor lists no case and still counts those of her area that are not
    secret and not about the house.
    """
    audited = [grant for grant in viewer.grants if grant.role is Role.AUDITOR]
    if not audited:
        return visible(viewer)
    there = and_(
        or_(false(), *(_in_area(grant) for grant in audited)), _not_about(viewer), _not_excluded(viewer)
    )
    return or_(visible(viewer), there)


def hidden_objects(tx: Connection, viewer: Viewer) -> list[str]:
    """What is named in the audit log of cases that must not exist for her: `kind:id`."""
    if viewer.kind != "account":
        return []
    hers = select(cases.c.id).where(not_(and_(_not_about(viewer), _not_excluded(viewer))))
    sent = select(attachments.c.id).where(attachments.c.case_id.in_(hers))
    learned = select(lessons.c.id).where(lessons.c.case_id.in_(hers))
    found = {"case": hers, "attachment": sent, "lesson": learned}
    return [f"{kind}:{id_}" for kind, ids in found.items() for id_ in tx.scalars(ids)]


def _ways_in(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Area, own entries, referrals to the own agency, and cases one handles."""
    ways: list[ColumnElement[bool]] = [
        _in_area(grant) for grant in viewer.grants if Right.READ_AREA in RIGHTS[grant.role]
    ]
    if viewer.may(Right.READ_ENTRIES):
        ways.append(cases.c.entered_by == viewer.actor)
    if viewer.may(Right.READ_REFERRED) and viewer.agency_id is not None:
        ways.append(referred_to(viewer.agency_id))
    if ways:
        ways.append(cases.c.handler_id == viewer.account_id)
    return ways


def _in_area(grant: Grant) -> ColumnElement[bool]:
    """Whole-office grants also hold cases whose place is not known yet.

    Who may read no restricted case does not learn that a secret one exists in her village.
    """
    area = cases.c.area
    here = or_(area == grant.area, area.startswith(f"{grant.area}.", autoescape=True))
    if grant.covers(""):
        here = or_(here, area == "")
    if Right.READ_RESTRICTED in RIGHTS[grant.role]:
        return here
    return and_(here, cases.c.confidentiality != Confidentiality.SECRET.value)


def referred_to(agency_id: UUID) -> ColumnElement[bool]:
    """Cases with a referral to this agency that is not rejected, returned or revoked, and those it confers about."""
    mine = referrals.c
    talked_about = and_(cases.c.conference_due.is_not(None), mine.state.in_(_CONFERRING))
    return (
        select(literal(1))
        .where(
            mine.case_id == cases.c.id,
            mine.agency_id == agency_id,
            or_(mine.state.in_(_SHOWN), talked_about),
        )
        .correlate(cases)
        .exists()
    )


def referred_flag(viewer: Viewer) -> Any:
    """A column for `readable`: is the case referred to the viewer's agency?"""
    if viewer.agency_id is None or not viewer.may(Right.READ_REFERRED):
        return false().label("referred")
    return referred_to(viewer.agency_id).label("referred")


class Guarded(Protocol):
    """What `readable` looks at."""

    @property
    def confidentiality(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def entered_by(self) -> str: ...
    @property
    def handler_id(self) -> UUID | None: ...
    @property
    def referred(self) -> bool: ...


def readable(viewer: Viewer, row: Guarded) -> bool:
    """May this viewer read the content of a case that is visible to her? If not, it is "Tertutup"."""
    if viewer.kind != "account" or row.referred or row.handler_id == viewer.account_id:
        return True
    own = row.entered_by == viewer.actor
    match row.confidentiality:
        case Confidentiality.NORMAL:
            return own or viewer.may(Right.READ_AREA, row.area)
        case Confidentiality.RESTRICTED:
            return own or viewer.may(Right.READ_RESTRICTED, row.area)
        case _:
            return viewer.may(Right.READ_SECRET, row.area)
