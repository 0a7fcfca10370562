"""Who a case is about: over random organisations, what she can see is what she would see if there were no such case."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, insert, or_

from cases import (
    accounts,
    agencies,
    audit,
    exclusions,
    export,
    hand_over,
    ledger,
    lessons,
    numbers,
    referral_links,
    starter,
    store,
    tasks,
)
from cases import referrals as referral_verbs
from cases.agencies import all_agencies
from cases.changes import leave
from cases.db import Database
from cases.errors import NotFound, Refused
from cases.events import EventName
from cases.exclusion import Worker, line_upward
from cases.ids import new_id
from cases.ledger import Owed
from cases.models import audit as audit_rows
from cases.models import cases, events, merges, promises, referrals
from cases.models import exclusions as exclusion_rows
from cases.models import lessons as lesson_rows
from cases.models import tasks as task_rows
from cases.people import NewPerson, remember
from cases.roles import SYSTEM, Grant, Role, Viewer
from cases.store import CaseRow, store_duplicates, store_figures, store_ledger, store_merges
from cases.store.store_exclusions import excluded
from cases.store.store_merges import Merge
from tests.builders import NOW
from tests.office import REGIONS

OFFICE = "32.09"
DISTRICTS = ("32.09.15", "32.09.16")
VILLAGES = ("32.09.15.2001", "32.09.15.2002", "32.09.16.2001")
INSIDE = (
    Role.FACILITATOR, Role.FRONT_OFFICE, Role.BACK_OFFICE, Role.PUSKESOS_OFFICER, Role.PUSKESOS_COORDINATOR,
    Role.SUPERVISOR, Role.MANAGER, Role.AUDITOR,
)  # fmt: skip
AT_AGENCY = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD, Role.AGENCY_CONTACT)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Organisation:
    people: list[Viewer]
    cases: list[UUID]


def organisation(tx: Connection, draw: random.Random, n: int) -> Organisation:
    """Some people with random roles, some cases with everything that could betray them."""
    known = [one for one in all_agencies(tx) if one.kind != "slrt"][:4]
    people = [_person(tx, draw, f"p{n}-{k}", known) for k in range(draw.randint(3, 6))]
    whom = remember(tx, NewPerson("Sarinem"), NOW)
    made = [_case(tx, draw, people, known, whom) for _ in range(draw.randint(1, 3))]
    if len(made) > 1 and draw.random() < 0.3:
        store_merges.add(tx, Merge(made[0], made[1], "received", None, "", None, None), NOW)
    return Organisation(people, made)


def _person(tx: Connection, draw: random.Random, login: str, known: list[agencies.Agency]) -> Viewer:
    agency = draw.choice(known).id if draw.random() < 0.35 else None
    roles = AT_AGENCY if agency else INSIDE
    held = [
        Grant(draw.choice(roles), draw.choice((OFFICE, *DISTRICTS, *VILLAGES)))
        for _ in range(draw.randint(1, 2))
    ]
    id_ = accounts.create(
        tx, login=login, name=login, password="x", grants=held, now=NOW - DAY, agency_id=agency
    )
    account = accounts.by_id(tx, id_)
    assert account
    return accounts.viewer_of(tx, account, NOW)


def _case(
    tx: Connection, draw: random.Random, people: list[Viewer], known: list[agencies.Agency], whom: UUID
) -> UUID:
    case_id, owner = new_id(NOW), draw.choice(people)
    tx.execute(
        insert(cases).values(
            id=case_id, number=numbers.new_number(draw.getrandbits), draft=str(case_id), kind="complaint",
            state=draw.choice(("received", "verified", "in_progress", "closed")), category="bansos", also=[],
            urgency=draw.choice(("normal", "emergency")), confidentiality=draw.choice(("normal", "restricted", "secret")),
            reporter_role="resident", subject="self", area=draw.choice((*VILLAGES, *DISTRICTS)), intake_point="resident",
            service_line="complaint", channel="panel", title="x", story="y", entities={}, created_at=NOW, changed_at=NOW,
            due_at=NOW - DAY if draw.random() < 0.5 else NOW + DAY / 2, due_what="response",
            entered_by=draw.choice(("resident", draw.choice(people).actor)),
            subject_id=whom,
            handler_id=owner.account_id if draw.random() < 0.5 and owner.agency_id is None else None,
        )
    )  # fmt: skip
    for agency in known:
        if draw.random() < 0.5:
            tx.execute(
                insert(referrals).values(
                    id=new_id(NOW), case_id=case_id, agency_id=agency.id, package=["story"], basis="consent", note="",
                    state=draw.choice(("sent", "accepted", "done", "rejected")), sent_at=NOW, due_at=NOW + DAY, result="",
                )
            )  # fmt: skip
    tx.execute(
        insert(lesson_rows).values(
            id=new_id(NOW),
            field="category",
            text="t",
            understood="a",
            right="b",
            source="officer",
            state="waiting",
            made_at=NOW,
            case_id=case_id,
        )
    )
    leave(tx, case_id, SYSTEM, NOW, EventName.CASE_OPENED)
    ledger.begin(tx, case_id, NOW, Owed("response", NOW + DAY / 2))
    case = store.read_case(tx, case_id)
    tasks.add(
        tx, case, "visit", NOW, account_id=draw.choice(people).account_id if draw.random() < 0.7 else None
    )
    audit.record(tx, SYSTEM, "case_opened", f"case:{case_id}", NOW)
    return case_id


def observed(tx: Connection, who: Viewer, number: str, case_id: UUID) -> dict[str, Any]:
    """Everything the program answers her, with this case's number and id at hand."""
    seen: dict[str, Any] = {"counts": store.counts(tx, who, NOW), "emergencies": store.emergencies(tx, who)}
    for view in store.VIEWS:
        seen[view] = [(row.id, row.open) for row in store.work_list(tx, who, view, NOW).rows]
    seen["search"] = [
        row.id for text in (number, number[-4:], number[-6:]) for row in store.search(tx, who, text)
    ]
    seen["by number"] = refusal(lambda: store.by_number(tx, who, number))
    seen["by id"] = refusal(lambda: store.by_id(tx, who, case_id))
    seen["export"] = list(export.rows(tx, who))
    zone = agencies.clockwork(tx).calendar.zone
    seen["figures"] = store_figures.rows(tx, who, NOW - DAY, NOW + DAY, zone)
    seen["counted"] = store_figures.measured(tx, who, NOW - DAY, NOW + DAY, zone)
    seen["history"] = store_figures.history(tx, who, NOW - DAY, NOW + DAY)
    seen["tasks"] = [one.id for one in tasks.waiting(tx, who)]
    assert who.account_id
    seen["own tasks"] = [one.id for one in tasks.of_account(tx, who.account_id)]
    seen["referrals"] = [one.id for one, _ in referral_links.waiting_for(tx, who)]
    seen["lessons"] = ([one.id for one in lessons.waiting(tx, who)], lessons.waiting_count(tx, who))
    seen["kept"] = store_ledger.kept(tx, who, NOW - DAY, NOW + DAY)
    seen["hints"] = [
        [one.id for one in store_duplicates.alike(tx, who, case)] for case in store.listed(tx, who)
    ]
    seen["together"] = [
        [one.id for one in store_duplicates.together(tx, who, case)] for case in store.listed(tx, who)
    ]
    seen["audit"] = [one.object for one in audit.lines(tx, who)]
    return seen


def refusal(question: Callable[[], object]) -> str:
    try:
        return repr(question())
    except (NotFound, Refused) as error:
        return f"{type(error).__name__}: {error}"


def vanish(tx: Connection, case_id: UUID) -> None:
    """As if there had never been such a case."""
    tx.execute(delete(merges).where(or_(merges.c.case_id == case_id, merges.c.into_id == case_id)))
    for table in (task_rows, promises, referrals, lesson_rows, events, exclusion_rows):
        tx.execute(delete(table).where(table.c.case_id == case_id))
    tx.execute(delete(audit_rows).where(audit_rows.c.object == f"case:{case_id}"))
    tx.execute(delete(cases).where(cases.c.id == case_id))


def betrayed(tx: Connection, seed: int) -> list[str]:
    """What an excluded person of one random organisation could tell apart; the organisation is undone after it."""
    draw, found = random.Random(seed), []  # noqa: S311  made-up people
    undo = tx.begin_nested()
    office = organisation(tx, draw, seed)
    case_id = draw.choice(office.cases)
    case, meant = store.read_case(tx, case_id), draw.choice(office.people)
    assert meant.account_id
    boss = Viewer("account", "Bos", None, (Grant(Role.MANAGER, OFFICE), Grant(Role.SUPERVISOR, OFFICE)))
    try:
        if meant.agency_id and draw.random() < 0.6:
            exclusions.exclude_agency(tx, case, boss, NOW, meant.agency_id, "x")
        else:
            exclusions.exclude_person(tx, case, boss, NOW, meant.account_id, "x")
    except Refused as error:
        undo.rollback()
        return [] if error.key == "kecuali.terakhir" else [f"{seed}: {error}"]
    out = [one for one in office.people if one.account_id in excluded(tx, case_id)]
    assert meant in out
    found += [
        f"{seed}: {one.name} may own it"
        for one in out
        if one.account_id in hand_over.owners(tx, store.read_case(tx, case_id), NOW)
    ]
    found += [
        f"{seed}: {one.name} may visit"
        for one in out
        if one.account_id in tasks.facilitators(tx, store.read_case(tx, case_id), NOW)
    ]
    before = {one.name: observed(tx, one, case.number, case_id) for one in out}
    vanish(tx, case_id)
    for one in out:
        after = observed(tx, one, case.number, case_id)
        found += [
            f"{seed}: {one.name} sees it by {name}"
            for name, seen in before[one.name].items()
            if seen != after[name]
        ]
    undo.rollback()
    return found


async def prepared(db: Database) -> None:
    await db.write(lambda tx: starter.load(tx, "cirebon", REGIONS, OFFICE, NOW))


@pytest.mark.parametrize(("db", "many"), [("sqlite", 1000), ("postgresql", 40)], indirect=["db"])
async def test_nothing_betrays_a_case_to_who_it_is_about(db: Database, many: int) -> None:
    await prepared(db)
    for seed in range(many):
        assert await db.write(lambda tx, seed=seed: betrayed(tx, seed)) == []  # type: ignore[misc]


class TestTheLineUpward:
    DESA, KECAMATAN = "32.09.15.2001", "32.09.15"

    def worker(self, n: int, role: Role, area: str, agency: int = 0) -> Worker:
        return Worker(UUID(int=n), (Grant(role, area),), UUID(int=agency) if agency else None)

    @pytest.fixture
    def office(self) -> list[Worker]:
        return [
            self.worker(1, Role.PUSKESOS_OFFICER, self.DESA),
            self.worker(2, Role.PUSKESOS_COORDINATOR, self.DESA),
            self.worker(3, Role.SUPERVISOR, self.KECAMATAN),
            self.worker(4, Role.SUPERVISOR, "32.09.16"),
            self.worker(5, Role.MANAGER, OFFICE),
            self.worker(6, Role.AGENCY_OFFICER, OFFICE, 9),
            self.worker(7, Role.AGENCY_HEAD, OFFICE, 9),
            self.worker(8, Role.AGENCY_HEAD, OFFICE, 8),
        ]

    @pytest.mark.parametrize(("levels", "out"), [(0, {1}), (1, {1, 2}), (2, {1, 2, 3}), (5, {1, 2, 3})])
    def test_of_a_village_officer(self, office: list[Worker], levels: int, out: set[int]) -> None:
        assert {one.int for one in line_upward(office[0], office, levels)} == out

    @pytest.mark.parametrize(("levels", "out"), [(0, {6}), (1, {6, 7}), (2, {6, 7})])
    def test_of_an_agency_is_its_head(self, office: list[Worker], levels: int, out: set[int]) -> None:
        assert {one.int for one in line_upward(office[5], office, levels)} == out


class TestTheVerb:
    @pytest.fixture
    async def case(self, db: Database) -> CaseRow:
        await prepared(db)
        return await db.write(self.opened)

    def opened(self, tx: Connection) -> CaseRow:
        draw = random.Random(3)  # noqa: S311  made-up people
        case_id = organisation(tx, draw, 3).cases[0]
        tx.execute(cases.update().where(cases.c.id == case_id).values(state="verified"))
        return store.read_case(tx, case_id)

    def viewer(self, tx: Connection, role: Role, login: str) -> Viewer:
        id_ = accounts.create(
            tx, login=login, name=login, password="x", grants=[Grant(role, OFFICE)], now=NOW - DAY
        )
        account = accounts.by_id(tx, id_)
        assert account
        return accounts.viewer_of(tx, account, NOW)

    async def test_takes_the_case_and_its_tasks_away_from_her(self, db: Database, case: CaseRow) -> None:
        def work(tx: Connection) -> tuple[CaseRow, list[UUID], int]:
            boss, desk = self.viewer(tx, Role.MANAGER, "bos"), self.viewer(tx, Role.BACK_OFFICE, "meja")
            assert desk.account_id
            hand_over.assign(tx, store.read_case(tx, case.id), boss, NOW, desk.account_id)
            tasks.add(tx, case, "verify", NOW, account_id=desk.account_id)
            exclusions.exclude_person(
                tx, store.read_case(tx, case.id), boss, NOW, desk.account_id, "Dilaporkan warga"
            )
            mine = [one.id for one in tasks.of_account(tx, desk.account_id)]
            lines = [one for one in audit.lines(tx, boss) if one.action == "excluded"]
            return store.read_case(tx, case.id), mine, len(lines)

        found, mine, lines = await db.write(work)
        assert (found.handler_id, mine, lines) == (None, [], 1)

    @pytest.mark.parametrize("code", ["slrt", "dinsos"])
    async def test_a_case_about_the_house_is_not_in_the_log_of_those_it_is_hidden_from(
        self, db: Database, case: CaseRow, code: str
    ) -> None:
        def work(tx: Connection) -> tuple[list[str], list[str]]:
            tx.execute(cases.update().where(cases.c.id == case.id).values(accused=code, handler_id=None))
            lead, boss = self.viewer(tx, Role.SUPERVISOR, "spv"), self.viewer(tx, Role.MANAGER, "bos")
            return [one.object for one in audit.lines(tx, lead)], [
                one.object for one in audit.lines(tx, boss)
            ]

        hidden, known = await db.write(work)
        assert f"case:{case.id}" in known
        assert f"case:{case.id}" not in hidden

    async def test_an_excluded_agency_cannot_be_asked(self, db: Database, case: CaseRow) -> None:
        def work(tx: Connection) -> None:
            boss = self.viewer(tx, Role.MANAGER, "bos")
            supervisor = self.viewer(tx, Role.SUPERVISOR, "spv")
            agency = next(one for one in all_agencies(tx) if one.kind != "slrt")
            exclusions.exclude_agency(tx, store.read_case(tx, case.id), boss, NOW, agency.id, "x")
            referral_verbs.refer(tx, store.read_case(tx, case.id), supervisor, NOW, agency_id=agency.id)

        with pytest.raises(Refused, match=r"rujukan\.terlapor"):
            await db.write(work)

    @pytest.mark.parametrize("role", [Role.BACK_OFFICE, Role.FACILITATOR, Role.AGENCY_HEAD])
    async def test_is_for_who_leads(self, db: Database, case: CaseRow, role: Role) -> None:
        def work(tx: Connection) -> None:
            somebody, other = self.viewer(tx, role, "a"), self.viewer(tx, Role.BACK_OFFICE, "b")
            assert other.account_id
            exclusions.exclude_person(tx, case, somebody, NOW, other.account_id, "x")

        with pytest.raises(Refused, match=r"aturan\.peran"):
            await db.write(work)
