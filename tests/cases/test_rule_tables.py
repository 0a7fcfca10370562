"""What can stand in a proposed table, and that it comes back as it was written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.deadlines import LIMITS, Limit, limits_of
from cases.errors import Refused
from cases.rule_tables import (
    calendar_of,
    check_calendar,
    check_limits,
    check_routing,
    plain_limits,
    rows_of,
    rules_of,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")
ROW = {"category": "bansos", "area": "", "urgency": "", "kind": "", "reason": "Dinas Sosial mengurus bantuan",
       "agency": "00000000-0000-0000-0000-000000000001"}  # fmt: skip
ALL = plain_limits(LIMITS)
CALENDAR: dict[str, Any] = {
    "hours": {"senin": ["07:30-12:00", "13:00-16:00"]},
    "read": "Senin",
    "holidays": [["2026-12-25", "Natal", False]],
}
CATEGORIES = ["bansos", "kesehatan"]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"category": "hantu"}, "usul.kategori"),
        ({"category": ""}, "usul.kategori"),
        ({"urgency": "sekali"}, "usul.pilihan"),
        ({"kind": "apa saja"}, "usul.pilihan"),
        ({"reason": " "}, "usul.alasan"),
        ({"reason": "x" * 201}, "usul.alasan"),
    ],
)
def test_a_row_that_cannot_hold(wrong: dict[str, str], key: str) -> None:
    with pytest.raises(Refused, match=key) as error:
        check_routing([ROW, ROW | wrong], CATEGORIES)

    assert error.value.values == {"row": "2"}


def test_no_row_at_all() -> None:
    with pytest.raises(Refused, match=r"usul\.kosong"):
        check_routing([], CATEGORIES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"handling": {"days": 0}},
        {"handling": {"days": 4000}},
        {"handling": {"days": 1, "minutes": 5}},
        {"makan": {"days": 1}},
        {"handling/hantu": {"days": 1}},
        {"handling//sekali": {"days": 1}},
        {"handling/": {"days": 1}},
        {"handling/bansos/urgent/lagi": {"days": 1}},
    ],
)
def test_limits_nobody_means(wrong: dict[str, dict[str, int]]) -> None:
    with pytest.raises(Refused, match=r"usul\.tenggat"):
        check_limits(ALL | wrong, CATEGORIES)


def test_a_stage_without_a_limit() -> None:
    with pytest.raises(Refused, match=r"usul\.tenggat"):
        check_limits({name: limit for name, limit in ALL.items() if name != "routing"}, CATEGORIES)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"hours": {"senin": ["pagi"]}}, "usul.jam"),
        ({"hours": {"senin": ["12:00-07:30"]}}, "usul.jam"),
        ({"hours": {"senin": ["07:30-12:00", "11:00-16:00"]}}, "usul.jam"),
        ({"hours": {}}, "usul.jam"),
        ({"holidays": [["2026-13-01", "Tidak ada", False]]}, "usul.libur"),
        ({"holidays": [["2026-12-25", "", False]]}, "usul.libur"),
        ({"holidays": [["2026-12-25", "Natal", False], ["2026-12-25", "Natal", False]]}, "usul.libur"),
    ],
)
def test_a_calendar_that_cannot_be(wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(Refused, match=key):
        check_calendar(CALENDAR | wrong, JAKARTA, NOW)


def test_what_can_be() -> None:
    check_routing([ROW, ROW | {"urgency": "urgent", "kind": "need", "area": "32.09.15"}], CATEGORIES)
    check_limits(ALL | {"handling/kesehatan": {"days": 3}, "response//urgent": {"minutes": 60}}, CATEGORIES)
    check_calendar(CALENDAR, JAKARTA, NOW)


def test_tables_come_back_as_they_were_written() -> None:
    narrowed = ALL | {"handling/kesehatan": {"days": 3}}

    assert rows_of(rules_of([ROW])) == [ROW]
    assert plain_limits(limits_of(narrowed)) == narrowed
    assert limits_of({})["emergency"] == Limit(minutes=15)
    assert calendar_of(CALENDAR, JAKARTA).holidays == {date(2026, 12, 25): "Natal"}
