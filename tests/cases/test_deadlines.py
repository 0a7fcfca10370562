"""Due dates on a working calendar with a lunch break, a short Friday and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from cases.calendar import Calendar
from cases.deadlines import LIMITS, NO_CLOCK, Clockwork, Due, Limit, Stage, key
from cases.errors import ConfigError

JAKARTA = ZoneInfo("Asia/Jakarta")
LONG = ((time(7, 30), time(12)), (time(13), time(16)))
SHORT = ((time(7, 30), time(11, 30)), (time(13), time(14, 30)))
CALENDAR = Calendar(JAKARTA, {0: LONG, 1: LONG, 2: LONG, 3: LONG, 4: SHORT}, {date(2026, 11, 26): "libur"})
CLOCKWORK = Clockwork(CALENDAR, LIMITS)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Local time in November 2026; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (at(24, 9), 1, at(25, 16)),  # the day itself does not count
        (at(24, 9), 2, at(27, 14, 30)),  # the 26th is a holiday, Friday is short
        (at(24, 9), 3, at(30, 16)),  # over the weekend
        (at(28, 9), 1, at(30, 16)),  # told on a Saturday
    ],
)
def test_working_days(start: datetime, days: int, end: datetime) -> None:
    assert CALENDAR.after_days(start, days) == end


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(24, 9), 60, at(24, 10)),
        (at(24, 11, 30), 60, at(24, 13, 30)),  # lunch
        (at(24, 15, 30), 60, at(25, 8)),  # the night
        (at(25, 15, 30), 60, at(27, 8)),  # the holiday
        (at(24, 20), 0, at(24, 20)),
    ],
)
def test_working_minutes(start: datetime, minutes: int, end: datetime) -> None:
    assert CALENDAR.after_minutes(start, minutes) == end
    assert CALENDAR.minutes_between(start, end) == minutes


def test_what_runs_in_which_state() -> None:
    def what(state: str, urgency: str = "normal", category: str = "bansos") -> str:
        return CLOCKWORK.after(NO_CLOCK, state, at(24, 9), urgency=urgency, category=category).what

    assert what("received") == "response"
    assert what("received", urgency="emergency") == "emergency"
    assert what("verified") == "routing"
    assert what("in_progress") == "handling"
    assert what("in_progress", category="penyimpangan") == "supervision"
    assert what("closed") == ""


def test_an_emergency_is_due_by_the_clock_on_the_wall() -> None:
    due = CLOCKWORK.after(NO_CLOCK, "received", at(28, 23), urgency="emergency", category="kekerasan")

    assert due.at == at(28, 23, 15)


def test_the_clock_stops_while_we_wait_and_goes_on_with_what_was_left() -> None:
    running = Due(at(25, 16), "response")

    stopped = CLOCKWORK.after(running, "needs_info", at(25, 14), urgency="normal", category="bansos")
    resumed = CLOCKWORK.after(stopped, "before", at(27, 8), urgency="normal", category="bansos")

    assert (stopped.at, stopped.left) == (None, 120)
    assert resumed == Due(at(27, 10), "response")


def test_what_was_overdue_has_nothing_left() -> None:
    late = CLOCKWORK.stopped(Due(at(24, 9), "response"), at(25, 9))

    assert late.left == 0


def test_an_office_that_never_works_is_a_mistake() -> None:
    with pytest.raises(ConfigError):
        Calendar(JAKARTA, {}, {}).after_days(at(24, 9), 1)


def test_a_limit_nobody_set_shouts() -> None:
    with pytest.raises(ConfigError, match="no limit called"):
        Clockwork(CALENDAR, {}).due("response", at(24, 9))


@pytest.mark.parametrize(
    ("category", "urgency", "days"),
    [
        ("kesehatan", "urgent", 2),  # both are named
        ("bansos", "urgent", 4),  # nobody waits longer because of the kind of need
        ("kesehatan", "normal", 7),
        ("bansos", "normal", 14),
    ],
)
def test_the_most_specific_limit_holds(category: str, urgency: str, days: int) -> None:
    narrowed = {
        "handling/kesehatan": Limit(7),
        "handling//urgent": Limit(4),
        "handling/kesehatan/urgent": Limit(2),
    }
    limits = {**LIMITS, **narrowed, "handling/urgent": Limit(1)}

    assert Clockwork(CALENDAR, limits).limit("handling", category, urgency) == Limit(days)


def test_a_limit_has_one_name() -> None:
    assert [key("routing"), key("routing", "odgj"), key("routing", "", "urgent"), key("routing", "odgj", "urgent")] == [
        "routing", "routing/odgj", "routing//urgent", "routing/odgj/urgent"
    ]  # fmt: skip


def test_a_state_takes_the_limit_of_its_category() -> None:
    clockwork = Clockwork(CALENDAR, {**LIMITS, "response/odgj": Limit(days=1)})

    due = clockwork.after(NO_CLOCK, "received", at(24, 9), urgency="normal", category="odgj")

    assert due == Due(at(25, 16), "response")


def test_a_replayed_stage_ends_where_its_clock_would_have_ended() -> None:
    running = CLOCKWORK.after(NO_CLOCK, "received", at(24, 9), urgency="normal", category="bansos")
    stopped = CLOCKWORK.after(running, "needs_info", at(25, 14), urgency="normal", category="bansos")
    resumed = CLOCKWORK.after(stopped, "before", at(27, 8), urgency="normal", category="bansos")

    stage = Stage("response", "bansos", "normal", at(24, 9), ((at(25, 14), at(27, 8)),))

    assert CLOCKWORK.replayed(stage) == resumed
