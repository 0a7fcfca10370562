"""Who must not learn of a case because it is about them (DOMAIN.md section 7, TRUST.md T31); pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from .roles import Grant, Role, Viewer

MISCONDUCT: Final = "penyimpangan"
"""The category that is about somebody."""
OWN_HOUSE = frozenset({"slrt", "dinsos"})
"""The secretariat sits in the Dinas Sosial: a report about either is for the manager and the inspectorate alone."""
VILLAGE = "desa"
NAMED = OWN_HOUSE | {VILLAGE}
"""Of whom a report may be that keeps them out by itself."""
LEVELS: Final = 1
"""So many levels above a person are excluded with her, unless the office sets another number (p)."""


def to_be_decided(category: str, accused: str) -> bool:
    """Is it a case of which nobody may forget to say who must not learn of it? (DOMAIN.md section 7: empty by decision alone)"""
    return category == MISCONDUCT and accused not in NAMED


def hidden_from(viewer: Viewer) -> frozenset[str]:
    """The accused whose cases do not exist for this viewer: no row, no count, no export, no notice."""
    if viewer.kind != "account" or Role.MANAGER in viewer.roles():
        return frozenset()
    if (
        viewer.agency_id is not None
    ):  # it sees what was referred to it, and nothing about it is (cases/referrals.py)
        return frozenset()
    if any(grant.covers("") for grant in viewer.grants):
        return OWN_HOUSE
    return OWN_HOUSE | {VILLAGE}


def alerted(accused: str) -> tuple[Role, ...]:
    """Who is alerted instead of the desk, because somebody of the desk may be meant; empty: the desk as always."""
    return (Role.MANAGER,) if accused in OWN_HOUSE else ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody of the organisation: what she is, where, and for which agency."""

    account_id: UUID
    grants: tuple[Grant, ...]
    agency_id: UUID | None = None

    def leads(self, other: Worker, roles: Iterable[Role]) -> bool:
        """Does she hold one of these roles over an area in which the other one works?"""
        return any(
            mine.role in roles and any(mine.covers(theirs.area) for theirs in other.grants)
            for mine in self.grants
        )


_DIRECT = (Role.PUSKESOS_COORDINATOR,)
_NEXT = (Role.SUPERVISOR,)


def line_upward(person: Worker, organisation: Iterable[Worker], levels: int) -> frozenset[UUID]:
    """The person, and who stands above her up to that level: 1 the coordinator of her desa or the head of her agency, 2 the
    supervisors of her area as well. Never the manager: somebody has to be able to look into it.
    """
    found = {person.account_id}
    for other in organisation:
        if Role.MANAGER in {grant.role for grant in other.grants}:
            continue
        same_agency = other.agency_id is not None and other.agency_id == person.agency_id
        heads = same_agency and any(grant.role is Role.AGENCY_HEAD for grant in other.grants)
        inside = other.agency_id is None and person.agency_id is None
        if levels >= 1 and (heads or (inside and other.leads(person, _DIRECT))):
            found.add(other.account_id)
        if levels >= 2 and inside and other.leads(person, _NEXT):
            found.add(other.account_id)
    return frozenset(found)
