"""Two people change the rules: what is refused, when it holds, and what follows for cases; on both databases."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, update

from cases import agencies, agencies_rules, audit, rule_changes, service, store
from cases.accounts import Grant, Role
from cases.db import Database
from cases.errors import Refused
from cases.events import EventName
from cases.models import accounts as account_rows
from cases.opening import NewCase
from cases.roles import OPERATOR, Viewer
from cases.rule_tables import RuleKind
from cases.store import CaseRow
from cases.store.store_rules import open_change, past_changes, rule_change
from tests.builders import NOW
from tests.cases.conftest import account

MATANGAJI = "32.09.15.2001"
TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)
ROUTING, DEADLINES, CALENDAR = RuleKind.ROUTING, RuleKind.DEADLINES, RuleKind.CALENDAR


class Desk:
    """Two people at their desks; every step is a transaction of its own."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def proposes(self, viewer: Viewer, kind: RuleKind, table: Any, **given: Any) -> UUID:
        values: dict[str, Any] = {
            "base": 0,
            "valid_from": TODAY,
            "note": "Kantor kecamatan punya posko",
        } | given
        return await self.db.write(
            lambda tx: rule_changes.propose(tx, viewer, NOW, kind=kind, table=table, **values)
        )

    async def does(self, verb: Callable[..., Any], viewer: Viewer, change_id: UUID) -> Any:
        return await self.db.write(lambda tx: verb(tx, viewer, change_id, NOW))

    async def table(self, kind: RuleKind) -> Any:
        return await self.db.read(lambda tx: agencies_rules.table(tx, kind))

    async def other_routing(self, agency: str = "bpbd") -> list[dict[str, str]]:
        """The table in force, with another agency for houses."""

        def work(tx: Connection) -> list[dict[str, str]]:
            [there] = [one for one in agencies.all_agencies(tx) if one.code == agency]
            rows: list[dict[str, str]] = agencies_rules.table(tx, ROUTING)
            return [
                row | ({"agency": str(there.id), "reason": "Baru"} if row["category"] == "perumahan" else {})
                for row in rows
            ]

        return await self.db.read(work)

    async def changed(self, first: Viewer, second: Viewer, kind: RuleKind, table: Any, **given: Any) -> UUID:
        """Proposed by one and approved by the other."""
        change = await self.proposes(first, kind, table, **given)
        await self.does(rule_changes.approve, second, change)
        return change


@pytest.fixture
def desk(staffed: Database) -> Desk:
    return Desk(staffed)


@pytest.fixture
async def case(desk: Desk) -> CaseRow:
    return await opened(desk)


class TestTwoPeople:
    async def test_what_two_managers_agreed_on_holds_at_once(
        self, desk: Desk, boss: Viewer, second: Viewer
    ) -> None:
        old, new = await desk.table(ROUTING), await desk.other_routing()

        change = await desk.changed(boss, second, ROUTING, new)

        assert await desk.table(ROUTING) == new
        kept = await desk.db.read(lambda tx: rule_change(tx, change))
        assert (kept.state, kept.proposed, kept.replaced) == ("in_force", new, old)
        assert (kept.proposed_by, kept.decided_by) == (boss.account_id, second.account_id)
        assert kept.note == "Kantor kecamatan punya posko"

    async def test_a_new_case_goes_by_the_new_table(self, desk: Desk, boss: Viewer, second: Viewer) -> None:
        await desk.changed(boss, second, ROUTING, await desk.other_routing())

        assert (await opened(desk)).route_reason == "Baru"

    async def test_a_supervisor_may_be_the_second_person(self, desk: Desk, boss: Viewer) -> None:
        """An office with one manager is not stuck."""
        leads = await account(desk.db, "spv", [Grant(Role.SUPERVISOR, "32.09.15")])

        await desk.changed(boss, leads, ROUTING, await desk.other_routing())

        assert await desk.db.read(lambda tx: agencies_rules.version(tx, ROUTING)) == 1

    async def test_nobody_decides_about_her_own(self, desk: Desk, boss: Viewer) -> None:
        change = await desk.proposes(boss, ROUTING, await desk.other_routing())

        for verb in (rule_changes.approve, rule_changes.reject):
            assert await refused(desk.does(verb, boss, change)) == "usul.sendiri"

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN, Role.BACK_OFFICE, Role.AGENCY_HEAD])
    async def test_only_a_manager_proposes(self, desk: Desk, role: Role) -> None:
        other = await account(desk.db, "lain", [Grant(role, "32.09")])

        assert await refused(desk.proposes(other, ROUTING, await desk.other_routing())) == "aturan.peran"

    async def test_who_has_no_account_is_nobody(self, desk: Desk, boss: Viewer) -> None:
        change = await desk.proposes(boss, ROUTING, await desk.other_routing())

        assert await refused(desk.does(rule_changes.approve, OPERATOR, change)) == "aturan.peran"

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BACK_OFFICE])
    async def test_not_everybody_is_a_second_person(self, desk: Desk, boss: Viewer, role: Role) -> None:
        other = await account(desk.db, "lain", [Grant(role, "32.09")])
        change = await desk.proposes(boss, ROUTING, await desk.other_routing())

        assert await refused(desk.does(rule_changes.approve, other, change)) == "aturan.peran"

    async def test_rejected_and_withdrawn_change_nothing(
        self, desk: Desk, boss: Viewer, second: Viewer
    ) -> None:
        before, new = await desk.table(ROUTING), await desk.other_routing()

        await desk.does(rule_changes.reject, second, await desk.proposes(boss, ROUTING, new))
        await desk.does(rule_changes.withdraw, boss, await desk.proposes(boss, ROUTING, new))

        assert await desk.table(ROUTING) == before
        past = await desk.db.read(lambda tx: past_changes(tx, ROUTING))
        assert [one.state for one in past] == ["withdrawn", "rejected"]

    async def test_what_was_decided_is_decided(self, desk: Desk, boss: Viewer, second: Viewer) -> None:
        change = await desk.changed(boss, second, ROUTING, await desk.other_routing())

        for verb, viewer in (
            (rule_changes.approve, second),
            (rule_changes.reject, second),
            (rule_changes.withdraw, boss),
        ):
            assert await refused(desk.does(verb, viewer, change)) in {"usul.diputus", "usul.usang"}

    async def test_each_step_stands_in_the_audit_log(self, desk: Desk, boss: Viewer, second: Viewer) -> None:
        change = await desk.changed(boss, second, ROUTING, await desk.other_routing())

        log = await desk.db.read(lambda tx: audit.lines(tx, boss))

        mine = [(one.actor, one.action) for one in log if one.object == f"rule_change:{change}"]
        assert mine == [
            ("system", "rules_in_force"),
            (str(second.account_id), "rules_approved"),
            (str(boss.account_id), "rules_proposed"),
        ]


class TestWhatIsRefused:
    async def test_a_proposal_made_on_an_older_table(self, desk: Desk, boss: Viewer, second: Viewer) -> None:
        new = await desk.other_routing()
        await desk.changed(boss, second, ROUTING, await desk.other_routing("pln"))

        assert await refused(desk.proposes(boss, ROUTING, new)) == "usul.usang"

    async def test_two_of_one_kind_at_a_time(self, desk: Desk, boss: Viewer, second: Viewer) -> None:
        await desk.proposes(boss, ROUTING, await desk.other_routing())

        assert (
            await refused(desk.proposes(second, ROUTING, await desk.other_routing("pln"))) == "usul.sudah_ada"
        )
        limits = await desk.table(DEADLINES) | {"routing": {"days": 2}}
        assert await desk.proposes(second, DEADLINES, limits)

    @pytest.mark.parametrize(
        ("wrong", "key"),
        [
            ({"agency": ""}, "usul.lembaga"),
            ({"area": "32.08"}, "usul.wilayah"),
            ({"reason": " "}, "usul.alasan"),
        ],
    )
    async def test_a_row_that_cannot_hold(
        self, desk: Desk, boss: Viewer, wrong: dict[str, str], key: str
    ) -> None:
        table = await desk.table(ROUTING)
        table[2] |= wrong

        with pytest.raises(Refused) as error:
            await desk.proposes(boss, ROUTING, table, confirmed=True)

        assert (error.value.key, error.value.values["row"]) == (key, "3")

    async def test_a_row_that_ends_at_nobody(self, desk: Desk, boss: Viewer) -> None:
        await desk.db.write(lambda tx: nobody_at(tx, "bpbd"))

        with pytest.raises(Refused) as error:
            await desk.proposes(boss, ROUTING, await desk.other_routing())

        assert (error.value.key, error.value.values) == ("usul.tanpa_penerima", {"agencies": "BPBD"})

    async def test_nobody_is_left_when_it_is_approved(self, desk: Desk, boss: Viewer, second: Viewer) -> None:
        change = await desk.proposes(boss, ROUTING, await desk.other_routing())
        await desk.db.write(lambda tx: nobody_at(tx, "bpbd"))

        assert await refused(desk.does(rule_changes.approve, second, change)) == "usul.tanpa_penerima"

    async def test_a_category_without_a_rule_must_be_meant(self, desk: Desk, boss: Viewer) -> None:
        table = [row for row in await desk.table(ROUTING) if row["category"] not in {"odgj", "di_luar_slrt"}]

        assert await refused(desk.proposes(boss, ROUTING, table)) == "usul.tanpa_aturan"
        assert await desk.db.read(lambda tx: rule_changes.without_rule(tx, ROUTING, table)) == ("odgj",)
        assert await desk.proposes(boss, ROUTING, table, confirmed=True)

    @pytest.mark.parametrize(
        ("given", "key"),
        [
            ({"valid_from": TODAY - timedelta(days=1)}, "usul.tanggal"),
            ({"valid_from": TODAY + timedelta(days=400)}, "usul.tanggal"),
            ({"valid_from": None}, "usul.tanggal"),
            ({"note": " "}, "usul.catatan"),
        ],
    )
    async def test_without_a_day_or_a_reason(
        self, desk: Desk, boss: Viewer, given: dict[str, Any], key: str
    ) -> None:
        assert await refused(desk.proposes(boss, ROUTING, await desk.other_routing(), **given)) == key

    async def test_nothing_changed(self, desk: Desk, boss: Viewer) -> None:
        for kind in RuleKind:
            assert await refused(desk.proposes(boss, kind, await desk.table(kind))) == "usul.sama"

    async def test_too_few_working_days_for_the_longest_limit(self, desk: Desk, boss: Viewer) -> None:
        """60 days of supervision on Mondays only would never end, and no case could be opened."""
        mondays = await desk.table(CALENDAR) | {"hours": {"senin": ["07:30-16:00"]}}
        late = await desk.table(DEADLINES) | {"supervision": {"days": 200}}

        assert await refused(desk.proposes(boss, CALENDAR, mondays)) == "usul.jam"
        assert await desk.proposes(boss, DEADLINES, late)


class TestItsDay:
    async def test_a_change_of_tomorrow_waits_for_the_chore(
        self, desk: Desk, boss: Viewer, second: Viewer
    ) -> None:
        before, new = await desk.table(ROUTING), await desk.other_routing()
        change = await desk.changed(boss, second, ROUTING, new, valid_from=TOMORROW)

        assert await begin(desk, NOW) == []
        assert await desk.table(ROUTING) == before
        waiting = await desk.db.read(lambda tx: open_change(tx, ROUTING))
        assert waiting
        assert (waiting.id, waiting.state) == (change, "approved")

        # half past midnight in Cirebon is still yesterday in UTC
        await begin(desk, datetime.combine(TODAY, NOW.timetz()).replace(hour=17, minute=30))
        assert await desk.table(ROUTING) == new

    async def test_approved_and_taken_back_before_its_day(
        self, desk: Desk, boss: Viewer, second: Viewer
    ) -> None:
        before = await desk.table(ROUTING)
        change = await desk.changed(boss, second, ROUTING, await desk.other_routing(), valid_from=TOMORROW)

        await desk.does(rule_changes.withdraw, boss, change)
        await begin(desk, NOW + timedelta(days=2))

        assert await desk.table(ROUTING) == before


class TestRouting:
    async def test_cases_without_an_agency_are_proposed_anew(
        self, desk: Desk, boss: Viewer, second: Viewer, case: CaseRow
    ) -> None:
        await desk.changed(boss, second, ROUTING, await desk.other_routing())

        after = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        assert after.proposed_agency_id != case.proposed_agency_id
        assert (after.route_reason, after.version) == ("Baru", case.version + 1)
        [line] = await history(desk, boss, case, EventName.ROUTE_CHANGED)
        assert line.actor == "system"
        assert line.data == {
            "agency_before": str(case.proposed_agency_id),
            "agency": str(after.proposed_agency_id),
        }

    async def test_other_cases_stay_as_they_are(
        self, desk: Desk, boss: Viewer, second: Viewer, case: CaseRow
    ) -> None:
        noise = await opened(desk, category="adminduk")
        await desk.changed(boss, second, ROUTING, await desk.other_routing())

        assert await desk.db.read(lambda tx: store.read_case(tx, noise.id)) == noise

    async def test_a_case_that_loses_its_rule_shouts(
        self, desk: Desk, boss: Viewer, second: Viewer, case: CaseRow
    ) -> None:
        table = [row for row in await desk.table(ROUTING) if row["category"] != "perumahan"]
        await desk.changed(boss, second, ROUTING, table, confirmed=True)

        after = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        [line] = await history(desk, boss, case, EventName.ROUTE_CHANGED)
        assert (after.proposed_agency_id, after.route_reason) == (None, "")
        assert line.data["alarm"] == "unmapped"
        assert await desk.db.read(lambda tx: store.counts(tx, boss, NOW)["unrouted"]) == 1

    async def test_a_case_an_agency_has_stays_there(
        self, desk: Desk, boss: Viewer, second: Viewer, bo: Viewer, case: CaseRow
    ) -> None:
        def refer(tx: Connection) -> CaseRow:
            service.verify(
                tx, case, bo, NOW, category="perumahan", urgency="normal", confidentiality="normal", area=MATANGAJI
            )  # fmt: skip
            service.handle(tx, store.read_case(tx, case.id), bo, NOW)
            return store.read_case(tx, case.id)

        sent = await desk.db.write(refer)
        await desk.changed(boss, second, ROUTING, await desk.other_routing())

        assert await desk.db.read(lambda tx: store.read_case(tx, case.id)) == sent


class TestDeadlines:
    async def test_running_dates_move_with_a_line_in_the_history(
        self, desk: Desk, boss: Viewer, second: Viewer, case: CaseRow
    ) -> None:
        limits = await desk.table(DEADLINES) | {"response": {"days": 1}}
        await desk.changed(boss, second, DEADLINES, limits)

        after = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        assert case.due_at
        assert after.due_at
        assert after.due_at < case.due_at
        assert after.changed_at == case.changed_at
        [line] = await history(desk, boss, case, EventName.DEADLINE_CHANGED)
        assert line.data == {
            "what": "response",
            "from": case.due_at.isoformat(),
            "to": after.due_at.isoformat(),
        }

    async def test_a_limit_of_another_category_moves_nothing(
        self, desk: Desk, boss: Viewer, second: Viewer, case: CaseRow
    ) -> None:
        limits = await desk.table(DEADLINES) | {"response/kesehatan": {"days": 1}}
        await desk.changed(boss, second, DEADLINES, limits)

        assert await desk.db.read(lambda tx: store.read_case(tx, case.id)) == case
        assert (await opened(desk, category="kesehatan")).due_at != case.due_at

    async def test_from_the_beginning_of_the_stage_without_the_pauses(
        self, desk: Desk, boss: Viewer, second: Viewer, bo: Viewer, case: CaseRow
    ) -> None:
        """Asked on the first day, answered two days later: the two days do not count."""
        day = timedelta(days=1)

        def wait(tx: Connection) -> None:
            service.ask(tx, case, bo, NOW + timedelta(hours=1), "Berapa orang di rumah?")
            waiting = store.read_case(tx, case.id)
            service.answer(tx, waiting, bo, NOW + 2 * day + timedelta(hours=1), "Empat")

        await desk.db.write(wait)
        paused = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        limits = await desk.table(DEADLINES) | {"response": {"days": 4}}
        await desk.changed(boss, second, DEADLINES, limits)

        after = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        assert paused.due_at
        assert after.due_at
        assert after.due_at - paused.due_at == day

    async def test_a_clock_that_stands_still_is_left_alone(
        self, desk: Desk, boss: Viewer, second: Viewer, bo: Viewer, case: CaseRow
    ) -> None:
        await desk.db.write(lambda tx: service.ask(tx, case, bo, NOW, "Berapa orang?"))
        stopped = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        limits = await desk.table(DEADLINES) | {"response": {"days": 1}}
        await desk.changed(boss, second, DEADLINES, limits)

        assert await desk.db.read(lambda tx: store.read_case(tx, case.id)) == stopped

    async def test_a_new_holiday_moves_dates_and_comes_back_at_the_next_start(
        self, desk: Desk, boss: Viewer, second: Viewer, case: CaseRow
    ) -> None:
        calendar = await desk.table(CALENDAR)
        free = sorted([*calendar["holidays"], ["2026-11-25", "Pilkada", False]])
        await desk.changed(boss, second, CALENDAR, calendar | {"holidays": free})

        after = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        assert case.due_at
        assert after.due_at
        assert after.due_at > case.due_at
        assert await desk.table(CALENDAR) == calendar | {"holidays": free}

    async def test_an_emergency_counts_from_the_moment_it_was_raised(
        self, desk: Desk, boss: Viewer, second: Viewer, bo: Viewer, case: CaseRow
    ) -> None:
        raised = NOW + timedelta(hours=2)
        await desk.db.write(lambda tx: service.raise_urgency(tx, case, bo, raised, "emergency"))
        limits = await desk.table(DEADLINES) | {"emergency": {"minutes": 30}}
        await desk.changed(boss, second, DEADLINES, limits)

        after = await desk.db.read(lambda tx: store.read_case(tx, case.id))
        assert after.due_at == raised + timedelta(minutes=30)


async def test_the_rehearsal_counts_only_cases_one_may_see(desk: Desk, boss: Viewer, case: CaseRow) -> None:
    elsewhere = await account(desk.db, "spv", [Grant(Role.SUPERVISOR, "32.09.16")])
    new = await desk.other_routing()

    seen, unseen = [
        await desk.db.read(lambda tx, who=who: rule_changes.routing_diff(tx, who, new))  # type: ignore[misc]
        for who in (boss, elsewhere)
    ]

    assert [move.numbers for move in seen.moved] == [(case.number,)]
    assert unseen.moves == ()


# --- small print --------------------------------------------------------------------------------------


async def refused(doing: Any) -> str:
    with pytest.raises(Refused) as error:
        await doing
    return error.value.key


async def opened(desk: Desk, **given: Any) -> CaseRow:
    """A case about a house."""

    def work(tx: Connection) -> CaseRow:
        values: dict[str, Any] = {
            "draft": secrets.token_hex(8), "category": "perumahan", "story": "atap lapuk", "area": MATANGAJI,
        }  # fmt: skip
        return service.open_case(tx, NewCase(**values | given), Viewer("resident"), NOW).case

    return await desk.db.write(work)


async def begin(desk: Desk, at: datetime) -> list[Any]:
    return await desk.db.write(lambda tx: rule_changes.begin_due(tx, at))


async def history(desk: Desk, viewer: Viewer, case: CaseRow, name: EventName) -> list[store.TimelineEntry]:
    lines = await desk.db.read(lambda tx: store.timeline(tx, viewer, store.by_id(tx, viewer, case.id)))
    return [line for line in lines if line.name == name]


def nobody_at(tx: Connection, code: str) -> None:
    [there] = [one for one in agencies.all_agencies(tx) if one.code == code]
    tx.execute(update(account_rows).where(account_rows.c.agency_id == there.id).values(active=False))
