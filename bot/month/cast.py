"""The cast: a secretariat, its Puskesos, forty facilitators and the agencies; none of them is a real person."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from cases import accounts, agencies, areas
from cases.accounts_field import NO_PASSWORD
from cases.agencies import Agency
from cases.calendar import Calendar
from cases.roles import Grant, Role, Viewer

FACILITATORS = 40
DESKS = 4
SUPERVISORS = 3
NAMES = (
    "Ade", "Aminah", "Asep", "Casmadi", "Darti", "Dedi", "Endang", "Euis", "Fatimah", "Hendra", "Iis", "Jaja", "Kartini",
    "Lilis", "Mahmud", "Nani", "Nurdin", "Oom", "Popon", "Rasmin", "Rohana", "Sadiyah", "Sukarna", "Tarmi", "Ujang", "Wati",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts."""

    desks: Sequence[Viewer]
    supervisors: Sequence[Viewer]
    manager: Viewer
    facilitators: Sequence[Viewer]
    at_agency: Mapping[UUID, Viewer]
    agencies: Mapping[UUID, Agency]
    villages: Sequence[str]
    calendar: Calendar

    def by_account(self, account_id: UUID | None) -> Viewer | None:
        """An officer of the secretariat by her account."""
        mine = (*self.desks, *self.supervisors, self.manager)
        return next((one for one in mine if one.account_id == account_id), None)


def hire(tx: Connection, office: str, draw: random.Random, since: datetime, prefix: str = "contoh") -> Cast:
    """Accounts nobody can sign in to, on duty since that day. The starter data of the office must be loaded."""
    districts = areas.inside(tx, office)
    before = since - timedelta(days=1)  # wherever the office is, their roles hold when the month begins
    villages = [village.code for district in districts for village in areas.inside(tx, district.code)]

    def one(login: str, role: Role, area: str, agency: Agency | None = None) -> Viewer:
        name = f"{draw.choice(NAMES)} {draw.choice(NAMES)}"
        if agency is not None:
            name = f"Petugas {agency.short_name}"
        grants = [Grant(role, area)]
        id_ = accounts.create(
            tx, login=f"{prefix}-{login}", name=name, password=NO_PASSWORD, grants=grants, now=before,
            agency_id=agency.id if agency else None, must_change=False,
        )  # fmt: skip
        return Viewer("account", name, id_, tuple(grants), agency.id if agency else None)

    everyone = [agency for agency in agencies.all_agencies(tx) if agency.active]
    return Cast(
        desks=[one(f"bo{n}", Role.BACK_OFFICE, office) for n in range(DESKS)],
        supervisors=[one(f"spv{n}", Role.SUPERVISOR, office) for n in range(SUPERVISORS)],
        manager=one("manajer", Role.MANAGER, office),
        facilitators=[
            one(f"fas{n}", Role.FACILITATOR, districts[n % len(districts)].code) for n in range(FACILITATORS)
        ],
        at_agency={
            agency.id: one(agency.code, Role.AGENCY_OFFICER, office, agency)
            for agency in everyone
            if agency.kind != "slrt"
        },
        agencies={agency.id: agency for agency in everyone},
        villages=villages,
        calendar=agencies.clockwork(tx).calendar,
    )
