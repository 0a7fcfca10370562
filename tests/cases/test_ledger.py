"""The ledger: every date a resident is told has a line that says whose it is and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases import ledger
from cases.ledger import Ending, Owed, owed

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("hold_until", "due_at", "left", "what"),
    [
        (None, AT, None, Owed("routing", AT)),
        (None, AT, 120, None),
        (None, None, 120, None),
        (AT, AT + DAY, None, Owed("hold", AT + timedelta(hours=16, minutes=59))),
        (AT, None, 120, Owed("hold", AT + timedelta(hours=16, minutes=59))),
    ],
)
def test_what_is_owed(
    hold_until: datetime | None, due_at: datetime | None, left: int | None, what: Owed | None
) -> None:
    assert owed(hold_until, due_at, "routing", left) == what


@pytest.mark.parametrize(
    ("was", "then", "days", "ending"),
    [
        ("response", "routing", 0, Ending.KEPT),
        ("response", "routing", 2, Ending.LATE),
        ("response", "emergency", 0, Ending.MOVED),
        ("handling", "outcome", 0, Ending.KEPT),
        ("handling", "routing", 0, Ending.MOVED),
        ("outcome", "handling", 0, Ending.KEPT),
        ("outcome", "", 0, Ending.KEPT),
        ("handling", "handling", 0, Ending.MOVED),
        ("handling", "hold", 0, Ending.MOVED),
        ("hold", "handling", 0, Ending.KEPT),
        ("hold", "handling", 2, Ending.LATE),
    ],
)
def test_how_it_ends(was: str, then: str, days: int, ending: Ending) -> None:
    after = Owed(then, AT + 9 * DAY) if then else None
    assert ledger._ending(Owed(was, AT + DAY), after, AT + days * DAY) == ending


def test_what_ends_it_without_its_being_kept() -> None:
    assert ledger.why("needs_info", 120, "") == Ending.PAUSED
    assert ledger.why("closed", None, "withdrawn") == Ending.DROPPED
    assert ledger.why("closed", None, "not_eligible_decided") == ""
    assert ledger.why("verified", None, "") == ""
