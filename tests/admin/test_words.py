from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin import event_words, words
from cases import rules
from cases.deadlines import _RUNS
from cases.events import EventName
from cases.ledger import HOLD, Ending
from cases.roles import Role

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


class TestEveryCodeHasAWord:
    """The vocabulary follows the case room: a code without a word would reach the screen in English."""

    def test_reasons_of_an_agency(self) -> None:
        assert tuple(words.REJECT_REASONS) == rules.REJECT_REASONS
        assert tuple(words.GIVE_BACK_REASONS) == rules.GIVE_BACK_REASONS

    def test_states(self) -> None:
        nobody_sees = {"not_yet", "erased"}
        assert set(words.STATES) == {state.value for state in rules.CaseState} - nobody_sees
        assert set(words.REFERRAL_STATES) == {state.value for state in rules.ReferralState} - nobody_sees

    def test_urgency_and_confidentiality(self) -> None:
        assert set(words.URGENCIES) == {level.value for level in rules.Urgency}
        assert set(words.CONFIDENTIALITIES) == {level.value for level in rules.Confidentiality}

    def test_closings_outcomes_kinds_and_roles(self) -> None:
        assert set(words.CLOSE_REASONS) == {reason.value for reason in rules.CloseReason}
        assert set(words.OUTCOMES) == {outcome.value for outcome in rules.Outcome}
        assert set(words.KINDS) == {kind.value for kind in rules.Kind}
        assert set(words.ROLES) == {role.value for role in Role} - {"resident", "system"}

    def test_promises(self) -> None:
        assert set(words.PROMISE_ENDINGS) == {"", *(ending.value for ending in Ending)}
        assert set(words.PROMISES) == {*_RUNS.values(), "emergency", "supervision", HOLD}

    def test_events(self) -> None:
        assert set(event_words.EVENTS) == {name.value for name in EventName}


@pytest.mark.parametrize(
    ("story", "shown"),
    [
        ("assalamualaikum, saya dari matangaji. bpjs ibu mati", "Saya dari matangaji. bpjs ibu mati"),
        ("Selamat pagi pak\nKTP belum jadi", "KTP belum jadi"),
        ("ibu saya NIK 3209 1555 0180 0007 belum dapat", "Ibu saya NIK ••• belum dapat"),
        ("ibu", "Ibu"),
        ("", "Kesehatan dan BPJS"),
        ("a " * 80, "A " + "a " * 43 + "a …"),
    ],
)
def test_a_headline_is_the_story_without_greeting_and_without_numbers(story: str, shown: str) -> None:
    assert words.headline(story, "Kesehatan dan BPJS") == shown
