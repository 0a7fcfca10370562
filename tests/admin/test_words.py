from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin import words

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("left", "said", "tone"),
    [
        (timedelta(minutes=40), "Sisa 40 mnt", "soon"),
        (timedelta(hours=5, minutes=50), "Sisa 5 jam", "soon"),
        (timedelta(days=2, hours=3), "Sisa 2 hari", ""),
        (-timedelta(days=1), "Lewat 1 hari", "late"),
    ],
)
def test_a_deadline_has_words_and_a_tone(left: timedelta, said: str, tone: str) -> None:
    assert words.deadline(NOW + left, False, NOW) == words.Deadline(said, tone)


def test_a_stopped_clock_says_so() -> None:
    assert words.deadline(NOW, True, NOW) == words.Deadline("Jeda", "")


def test_times_are_told_in_the_offices_zone() -> None:
    assert words.moment(NOW, JAKARTA, NOW) == "24 Nov 09.30"
    assert words.day(NOW, JAKARTA) == "Sel, 24 Nov 2026 09.30"


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("3209014107800007", "••••••••••••0007"), ("628123454471", "••••••••4471"), (None, "")],
)
def test_only_the_last_digits_are_shown(digits: str | None, shown: str) -> None:
    assert words.masked(digits) == shown
