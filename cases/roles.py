"""Who works here: roles as bundles of rights, and the person who looks or acts (DOMAIN.md 1.3); pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID


class Role(StrEnum):
    """The field roles of DOMAIN.md 1.3, and the two that are no person of the office."""

    RESIDENT = "resident"
    SYSTEM = "system"
    FACILITATOR = "facilitator"
    FRONT_OFFICE = "front_office"
    BACK_OFFICE = "back_office"
    PUSKESOS_OFFICER = "puskesos_officer"
    PUSKESOS_COORDINATOR = "puskesos_coordinator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    AGENCY_OFFICER = "agency_officer"
    AGENCY_HEAD = "agency_head"
    AGENCY_CONTACT = "agency_contact"
    """Somebody at an agency without an account: answers by chat and by signed link."""
    SIGNER = "signer"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a role may do beside the actions on cases, which stand in `cases/rules.py`."""

    READ_ENTRIES = "read_entries"
    """Cases this person entered."""
    READ_AREA = "read_area"
    """Cases of the person's area."""
    READ_REFERRED = "read_referred"
    """Cases referred to the person's agency."""
    READ_RESTRICTED = "read_restricted"
    """Restricted cases inside the scope; others see "Tertutup"."""
    READ_SECRET = "read_secret"  # noqa: S105  a right, not a password
    """Secret cases inside the scope; others see "Tertutup"."""
    SEE_IDENTITY = "see_identity"
    """A full NIK or phone number, after saying so (audited)."""
    READ_AUDIT = "read_audit"
    READ_FIGURES = "read_figures"
    EXPORT = "export"
    REVIEW_LESSONS = "review_lessons"
    """Decide what the bot may learn from; the texts are masked stories."""
    LEAD_FACILITATORS = "lead_facilitators"
    """Invite facilitators inside the own area, and end their duty."""
    SET_ON_CALL = "set_on_call"
    """Say who hears of emergencies while the office is closed."""
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"
    SET_RULES = "set_rules"
    """Propose other routing, deadlines, office hours or holidays."""
    APPROVE_RULES = "approve_rules"
    """Be the second person who lets a proposed rule hold; never the one who proposed it."""


_AREA = frozenset({Right.READ_ENTRIES, Right.READ_AREA})
_DESK = _AREA | {Right.READ_RESTRICTED, Right.SEE_IDENTITY, Right.READ_FIGURES}
_LEAD = _DESK | {
    Right.READ_SECRET,
    Right.EXPORT,
    Right.READ_AUDIT,
    Right.REVIEW_LESSONS,
    Right.LEAD_FACILITATORS,
    Right.SET_ON_CALL,
    Right.APPROVE_RULES,
}
_AGENCY = frozenset({Right.READ_ENTRIES, Right.READ_REFERRED, Right.READ_FIGURES})

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.RESIDENT: frozenset(),
    Role.SYSTEM: frozenset(Right),
    Role.FACILITATOR: _AREA,
    Role.FRONT_OFFICE: _AREA | {Right.SEE_IDENTITY},
    Role.BACK_OFFICE: _DESK,
    Role.PUSKESOS_OFFICER: _DESK,
    Role.PUSKESOS_COORDINATOR: _DESK,
    Role.SUPERVISOR: _LEAD,
    Role.MANAGER: _LEAD | {Right.MANAGE_SETTINGS, Right.SET_RULES},
    Role.AGENCY_OFFICER: _AGENCY,
    Role.AGENCY_HEAD: _AGENCY,
    Role.AGENCY_CONTACT: frozenset({Right.READ_REFERRED}),
    Role.SIGNER: frozenset(),
    Role.ADMIN: frozenset({Right.MANAGE_ACCOUNTS, Right.MANAGE_SETTINGS, Right.READ_AUDIT}),
    Role.AUDITOR: frozenset({Right.READ_AUDIT, Right.READ_FIGURES}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and where it holds; the period is checked when the grant is read."""

    role: Role
    area: str
    """Prefix of the region code: "32.09" is the whole regency, "32.09.15" one kecamatan."""

    def covers(self, area: str) -> bool:
        """Does it hold in this area? An empty area is a place not known yet: only for the whole regency."""
        if not area:
            return self.area.count(".") <= 1
        return area == self.area or area.startswith(f"{self.area}.")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or acts."""

    kind: Literal["account", "resident", "system", "operator"]
    name: str = ""
    account_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    agency_id: UUID | None = None
    contact_point_id: UUID | None = None

    @property
    def actor(self) -> str:
        """How events and audit lines name this person: `resident`, `system`, `operator` or the account id."""
        return str(self.account_id) if self.account_id else self.kind

    def roles(self, area: str | None = None) -> frozenset[Role]:
        """The roles held in an area; anywhere when None."""
        match self.kind:
            case "system" | "operator":
                return frozenset({Role.SYSTEM})
            case "resident":
                return frozenset({Role.RESIDENT})
            case _:
                return frozenset(g.role for g in self.grants if area is None or g.covers(area))

    def may(self, right: Right | str, area: str | None = None) -> bool:
        """Does any role held there (anywhere when None) carry this right?"""
        return any(right in RIGHTS[role] for role in self.roles(area))

    def areas(self, right: Right) -> tuple[str, ...]:
        """Where the person has a right, as prefixes of region codes."""
        return tuple(grant.area for grant in self.grants if right in RIGHTS[grant.role])


SYSTEM = Viewer("system", "Sistem")
"""The program itself: chores, and what follows from an act of somebody else."""
OPERATOR = Viewer("operator", "Operator")
"""Who works at the machine's command line; every look is audited."""


def resident(contact_point_id: UUID) -> Viewer:
    """The person behind a contact point."""
    return Viewer("resident", contact_point_id=contact_point_id)
