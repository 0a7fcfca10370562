"""A machine that answers us: three times the same sentence, then we are silent until something else is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import rounds
from handlers.turn import Inbound, State
from tests.builders import NOW

AWAY = "Terima kasih sudah menghubungi kami. Kami akan membalas pada jam kerja."


def said(text: str, crisis: str = "") -> Inbound:
    return Inbound("gowa", "gowa", "1", "1", "wa:62812", "text", text=text, crisis=crisis)


def after(*texts: str) -> State:
    state = State()
    for text in texts:
        state = rounds.counted(state, said(text))
    return state


def test_the_fourth_time_is_not_answered() -> None:
    assert [rounds.going_round(after(*[AWAY] * n), said(AWAY)) for n in (1, 2, 3, 4, 9)] == [
        False, False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("other", ["halo", "Bantuan saya berhenti sejak tiga bulan"])
def test_anything_else_begins_anew(other: str) -> None:
    state = after(*[AWAY] * 9, other)

    assert not rounds.going_round(state, said(other))


@pytest.mark.parametrize(("minutes", "silent"), [(5, True), (59, True), (61, False), (24 * 60, False)])
def test_somebody_who_asks_the_same_every_day_is_always_answered(minutes: int, silent: bool) -> None:
    state = State()
    for n in range(9):
        asked = replace(said("sampai mana laporan saya"), sent_at=NOW + n * timedelta(minutes=minutes))
        state = rounds.counted(state, asked)

    assert rounds.going_round(state, asked) is silent


def test_short_answers_may_be_the_same_for_ever() -> None:
    assert not rounds.going_round(after(*["1"] * 20), said("1"))


def test_danger_is_always_answered() -> None:
    assert not rounds.going_round(after(*[AWAY] * 9), said(AWAY, crisis="life_danger"))


def test_upper_case_and_stops_make_no_difference() -> None:
    assert rounds.going_round(after(AWAY, AWAY.upper(), AWAY + "!!", AWAY), said(AWAY))
