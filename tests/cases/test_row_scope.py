"""Who sees which case, held against the rules of DOMAIN.md 1.3 and 2 as a plain model, for every role and random cases."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert

from cases import numbers, starter, store
from cases.agencies import all_agencies
from cases.db import Database
from cases.models import cases, referrals
from cases.roles import Grant, Role, Viewer
from tests.builders import NOW
from tests.office import REGIONS

OFFICE = "32.09"
AREAS = (OFFICE, "32.09.15", "32.09.15.2001", "32.09.16", "32.09.16.2001", "")
BY_AREA = {
    Role.FACILITATOR, Role.FRONT_OFFICE, Role.BACK_OFFICE, Role.PUSKESOS_OFFICER, Role.PUSKESOS_COORDINATOR,
    Role.SUPERVISOR, Role.MANAGER,
}  # fmt: skip
"""They work in an area; the others see what was given to them, or no case at all."""
DESK = BY_AREA - {Role.FACILITATOR, Role.FRONT_OFFICE}
LEADS = {Role.SUPERVISOR, Role.MANAGER}
AT_AGENCY = {Role.AGENCY_OFFICER, Role.AGENCY_HEAD}
OPEN_TO_AGENCY = {"sent", "seen", "accepted", "in_work", "done", "expired"}


@dataclass(frozen=True)
class Known:
    """One case as the model sees it."""

    id: UUID
    area: str
    level: str
    entered_by: str
    handler: UUID | None
    accused: str
    referred: frozenset[UUID]
    """Agencies that may look at it."""


def holds(grant: Grant, area: str) -> bool:
    """A place inside the area of the grant; a case without a place is for those of the whole office."""
    if not area:
        return grant.area == OFFICE
    return area == grant.area or area.startswith(grant.area + ".")


def listed(who: Viewer, case: Known) -> bool:
    roles = {grant.role for grant in who.grants}
    if (
        case.accused in {"slrt", "dinsos"}
        and not roles & {Role.MANAGER}
        and not who.agency_id
        and case.handler != who.account_id
    ):
        return False
    whole = any(grant.area == OFFICE for grant in who.grants)
    if (
        case.accused == "desa"
        and not whole
        and not roles & {Role.MANAGER}
        and not who.agency_id
        and case.handler != who.account_id
    ):
        return False
    for grant in who.grants:
        inside = grant.role in BY_AREA and holds(grant, case.area)
        if inside and (grant.role in DESK or case.level != "secret"):
            return True
    if case.entered_by == who.actor and roles & (BY_AREA | AT_AGENCY):
        return True
    if who.agency_id in case.referred and roles & (AT_AGENCY | {Role.AGENCY_CONTACT}):
        return True
    return case.handler == who.account_id and bool(roles & (BY_AREA | AT_AGENCY | {Role.AGENCY_CONTACT}))


def read(who: Viewer, case: Known) -> bool:
    """The content of a case that stands in her list."""
    roles = {grant.role for grant in who.grants}
    if case.handler == who.account_id:
        return True
    if who.agency_id in case.referred and roles & (AT_AGENCY | {Role.AGENCY_CONTACT}):
        return True
    need = {"normal": BY_AREA, "restricted": DESK, "secret": LEADS}[case.level]
    if any(grant.role in need and holds(grant, case.area) for grant in who.grants):
        return True
    return case.entered_by == who.actor and case.level != "secret"


def a_case(tx: Connection, draw: random.Random, people: list[Viewer], known: list[UUID]) -> Known:
    level, area = draw.choice(("normal", "restricted", "secret")), draw.choice(AREAS)
    entered, accused = (
        draw.choice(("resident", draw.choice(people).actor)),
        draw.choice(("", "", "desa", "slrt", "dinsos", "lain")),
    )
    case_id, referred = uuid4(), set()
    tx.execute(
        insert(cases).values(
            id=case_id, number=numbers.new_number(draw.getrandbits), draft=str(case_id), kind="need", state="in_progress",
            category="bansos", also=[], urgency="normal", confidentiality=level, reporter_role="resident", subject="self",
            area=area, intake_point="resident", service_line="complaint", channel="panel", title="x", story="y", entities={},
            created_at=NOW, changed_at=NOW, entered_by=entered, accused=accused,
        )
    )  # fmt: skip
    for agency in known:
        state = draw.choice(
            (
                "",
                "",
                "sent",
                "seen",
                "accepted",
                "in_work",
                "done",
                "expired",
                "rejected",
                "returned",
                "revoked",
            )
        )
        if state:
            tx.execute(
                insert(referrals).values(
                    id=uuid4(), case_id=case_id, agency_id=agency, package=[], basis="consent", note="", state=state,
                    sent_at=NOW, due_at=NOW + timedelta(days=1), result="",
                )
            )  # fmt: skip
        if state in OPEN_TO_AGENCY:
            referred.add(agency)
    return Known(case_id, area, level, entered, None, accused, frozenset(referred))


@pytest.mark.parametrize("seed", range(6))
async def test_every_role_sees_what_the_plain_model_says(db: Database, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  made-up people

    def work(tx: Connection) -> list[str]:
        starter.load(tx, "cirebon", REGIONS, OFFICE, NOW)
        known = [one.id for one in all_agencies(tx) if one.kind != "slrt"][:3]
        people = [
            Viewer(
                "account", f"{role}-{area}", uuid4(), (Grant(role, area),),
                draw.choice(known) if role.value.startswith("agency") else None,
            )
            for role in Role if role not in {Role.RESIDENT, Role.SYSTEM}
            for area in AREAS[:-1]
        ]  # fmt: skip
        made = [a_case(tx, draw, people, known) for _ in range(40)]
        wrong = []
        for who in people:
            rows = {row.id: row.open for row in store.work_list(tx, who, "all", NOW, limit=100).rows}
            for case in made:
                expected = read(who, case) if listed(who, case) else None
                if rows.get(case.id) != expected:
                    wrong.append(f"{who.name} sees {case}: {rows.get(case.id)}, not {expected}")
        return wrong

    assert await db.write(work) == []
