from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.contract import Action, SendError
from bot.verdicts import LONGEST_PAUSE, verdict

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "attempts", "retry_after", "state", "seconds"),
    [
        (Action.RETRY, 1, 0, "queued", 2),
        (Action.RETRY, 3, 0, "queued", 8),
        (Action.RETRY, 7, 7200, "queued", LONGEST_PAUSE.total_seconds()),
        (Action.RETRY, 8, 0, "failed", 0),
        (Action.SLOW, 1, 3, "queued", 4),
        (Action.SLOW, 10, 3, "failed", 0),
        (Action.PAUSE, 1, 20, "queued", 20),
        (Action.CONFIG, 50, 0, "queued", 60),
        (Action.HOLD, 1, 0, "held", 0),
        (Action.TEMPLATE, 1, 0, "held", 0),
        (Action.UNCERTAIN, 1, 0, "uncertain", 30),
        (Action.UNCERTAIN, 2, 0, "failed", 0),
        (Action.UNREACHABLE, 1, 0, "failed", 0),
        (Action.DROP, 1, 0, "failed", 0),
        (Action.IGNORE, 1, 0, "cancelled", 0),
    ],
)
def test_each_action_has_its_state_and_its_pause(
    action: Action, attempts: int, retry_after: float, state: str, seconds: float
) -> None:
    found = verdict(SendError(action, "x", retry_after=retry_after), attempts, NOW)

    assert (found.state, found.not_before - NOW) == (state, timedelta(seconds=seconds))


def test_a_refused_token_pauses_the_account_and_raises_an_alarm_but_keeps_the_message() -> None:
    found = verdict(SendError(Action.CONFIG, "401"), 1, NOW)

    assert found.state == "queued"
    assert found.alarm
    assert found.pause_account > timedelta(0)


def test_only_an_unreachable_person_is_marked_as_such() -> None:
    marked = {action for action in Action if verdict(SendError(action, "x"), 1, NOW).unreachable}

    assert marked == {Action.UNREACHABLE}
