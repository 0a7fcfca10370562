"""Rehearsal: what it says of a change is what the change does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cases.calendar import Calendar
from cases.deadlines import LIMITS, Clockwork, Limit, Stage
from cases.rehearsal import (
    EXAMPLES,
    Routed,
    Running,
    destination,
    rehearse_deadlines,
    rehearse_routing,
    without_general_rule,
)
from cases.routing import RoutingRule

DINSOS, BPBD, CAMAT = UUID(int=1), UUID(int=2), UUID(int=3)
OLD = (RoutingRule("bencana", BPBD, "Tagana"), RoutingRule("pangan", DINSOS, "beras"))
HOURS = {day: ((time(8), time(16)),) for day in range(5)}
CALENDAR = Calendar(ZoneInfo("Asia/Jakarta"), HOURS, {})
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday, 09.00 in Jakarta."""


def a_case(number: str, category: str = "bencana", **given: str) -> Routed:
    return Routed(number, category, given.get("area", "32.09.15"), "need", given.get("urgency", "normal"))


class TestRouting:
    def test_cases_that_go_elsewhere_are_counted_and_named(self) -> None:
        new = (RoutingRule("bencana", CAMAT, "posko", area="32.09.15"), *OLD)
        cases = [a_case("A"), a_case("B", area="32.09.16"), a_case("C", "pangan")]

        diff = rehearse_routing(OLD, new, cases)

        [move] = diff.moved
        assert (move.was, move.now, move.examples) == (BPBD, CAMAT, ("A",))
        assert (diff.unchanged, diff.newly_mapped, diff.newly_unmapped) == (2, (), ())

    def test_of_many_cases_some_are_named(self) -> None:
        diff = rehearse_routing(OLD, OLD[1:], [a_case(str(n)) for n in range(EXAMPLES + 5)])

        [move] = diff.newly_unmapped
        assert (len(move.numbers), len(move.examples)) == (EXAMPLES + 5, EXAMPLES)
        assert diff.unmapped == EXAMPLES + 5

    def test_a_need_that_finds_its_agency_at_last(self) -> None:
        [move] = rehearse_routing(OLD[1:], OLD, [a_case("A")]).newly_mapped

        assert (move.was, move.now) == (None, BPBD)

    def test_rows_nobody_came_to_and_rows_nobody_can_come_to(self) -> None:
        new = (*OLD, RoutingRule("bencana", CAMAT, "posko", area="32.09.15"))

        diff = rehearse_routing(OLD, new, [a_case("A")])

        assert diff.unused == (1, 2)
        assert diff.shadowed == {2: 0}

    def test_a_case_about_an_agency_never_goes_there(self) -> None:
        new = (*OLD, RoutingRule("bencana", CAMAT, "di luar"))
        about = Routed("A", "bencana", "", "need", "normal", never_to=BPBD)

        assert destination(new, about) == CAMAT

    def test_categories_without_a_rule_for_everywhere(self) -> None:
        new = (RoutingRule("bencana", CAMAT, "posko", area="32.09.15"), OLD[1])

        assert without_general_rule(new, ["bencana", "pangan", "odgj"]) == ("bencana", "odgj")


class TestDeadlines:
    def test_dates_that_move(self) -> None:
        old, new = Clockwork(CALENDAR, LIMITS), Clockwork(CALENDAR, {**LIMITS, "response": Limit(days=1)})
        stages = [
            _stage("response", days_ago=0),
            _stage("response", days_ago=4),
            _stage("routing", days_ago=1),
        ]
        running = [Running(str(n), stage, old.replayed(stage).at or NOW) for n, stage in enumerate(stages)]

        diff = rehearse_deadlines(old, new, running, NOW)

        assert [one.number for one in diff.earlier] == ["0", "1"]
        assert [one.number for one in diff.overdue] == ["1"]
        assert (diff.later, diff.unchanged) == ((), 1)

    def test_a_holiday_gives_a_day(self) -> None:
        free = Calendar(CALENDAR.zone, HOURS, {date(2026, 11, 25): "Pilkada"})
        old, new = Clockwork(CALENDAR, LIMITS), Clockwork(free, LIMITS)
        stage = _stage("response", days_ago=0)

        diff = rehearse_deadlines(old, new, [Running("A", stage, old.replayed(stage).at or NOW)], NOW)

        [shift] = diff.later
        assert shift.now - shift.was == timedelta(days=3)  # over the weekend

    def test_a_date_that_differs_for_another_reason_stays(self) -> None:
        clockwork = Clockwork(CALENDAR, LIMITS)

        diff = rehearse_deadlines(clockwork, clockwork, [Running("A", _stage("response", 0), NOW)], NOW)

        assert diff.unchanged == 1


def _stage(what: str, days_ago: int) -> Stage:
    return Stage(what, "bansos", "normal", NOW - timedelta(days=days_ago))


CATEGORIES = st.sampled_from(["bencana", "pangan", "odgj"])
AREAS = st.sampled_from(["", "32.09", "32.09.15", "32.09.15.2001", "32.09.16"])
KINDS = st.sampled_from(["need", "complaint"])
URGENCIES = st.sampled_from(["normal", "urgent", "emergency"])
AGENCIES = st.sampled_from([DINSOS, BPBD, CAMAT])
TABLES = st.lists(
    st.builds(
        RoutingRule,
        CATEGORIES,
        AGENCIES,
        st.just("alasan"),
        area=AREAS,
        urgency=URGENCIES | st.just(""),
        kind=KINDS | st.just(""),
    ),
    max_size=8,
)
CASES = st.lists(
    st.builds(Routed, st.uuids().map(str), CATEGORIES, AREAS, KINDS, URGENCIES, st.none() | AGENCIES),
    max_size=30,
    unique_by=lambda case: case.number,
)


@given(TABLES, TABLES, CASES)
def test_the_old_routes_and_the_diff_are_the_new_routes(
    old: list[RoutingRule], new: list[RoutingRule], cases: list[Routed]
) -> None:
    diff = rehearse_routing(old, new, cases)
    moved = {number: move.now for move in diff.moves for number in move.numbers}

    applied = {case.number: moved.get(case.number, destination(old, case)) for case in cases}

    assert applied == {case.number: destination(new, case) for case in cases}
    assert diff.unchanged + len(moved) == len(cases)
    assert diff.unmapped == sum(where is None for where in applied.values())


@given(TABLES, CASES)
def test_a_row_in_the_shadow_is_never_used(table: list[RoutingRule], cases: list[Routed]) -> None:
    """Unless the row above leads to the agency a case is about."""
    plain = [case for case in cases if case.never_to is None]
    diff = rehearse_routing(table, table, plain)

    assert set(diff.shadowed) <= set(diff.unused)
    assert diff.moves == ()
