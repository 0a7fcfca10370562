"""Who owns a case: it is given to somebody, and whoever is not on duty any more owns nothing (DOMAIN.md 1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from . import accounts
from .changes import Change, carry_out, decide
from .errors import Refused
from .events import Event, EventName
from .roles import SYSTEM, Role, Viewer
from .rules import Act
from .store import CaseRow, read_case
from .store.store_clocks import handled_by, handlers
from .store.store_exclusions import excluded

_OWNERS = (
    Role.BACK_OFFICE, Role.SUPERVISOR, Role.MANAGER, Role.PUSKESOS_OFFICER, Role.PUSKESOS_COORDINATOR,
)  # fmt: skip


def assign(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, account_id: UUID) -> Event:
    """Tugaskan, to oneself as well. Raises Refused (`tugas.pemegang`) for somebody who may not own cases there."""
    to = decide(case, Act.ASSIGN, viewer, now)
    if account_id not in owners(tx, case, now):
        raise Refused("tugas.pemegang")
    data = {"account": str(account_id)}
    change = Change(EventName.CASE_ASSIGNED, to, values={"handler_id": account_id}, data=data)
    return carry_out(tx, case, viewer, now, change)


def owners(tx: Connection, case: CaseRow, now: datetime) -> dict[UUID, str]:
    """Who may own this case, by name: the desk and the leads of its area.

    One about the house itself is seen by the manager alone, who chooses by name whom she trusts with it.
    """
    return people_for(tx, case, now, _OWNERS)


def people_for(tx: Connection, case: CaseRow, now: datetime, roles: Sequence[Role]) -> dict[UUID, str]:
    """Who holds one of these roles where the case lies and may learn of it, by name."""
    out = excluded(tx, case.id)
    ids = [one for one in accounts.people_with(tx, now, roles=roles, area=case.area) if one not in out]
    found = [accounts.by_id(tx, id_) for id_ in ids]
    return {one.id: one.name for one in found if one is not None}


def watch(tx: Connection, now: datetime) -> list[Event]:
    """Open cases of people whose duty has ended are nobody's again, and the desk is told."""
    gone = accounts.off_duty(tx, handlers(tx), now)
    change = Change(EventName.HANDED_OVER, values={"handler_id": None})
    return [
        carry_out(tx, read_case(tx, case_id), SYSTEM, now, change)
        for account_id in gone
        for case_id in handled_by(tx, account_id)
    ]
