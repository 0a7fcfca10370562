"""Status: what a resident hears of her own cases, and how little of the guarded ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.status import STATES, status
from handlers.texts import Texts
from handlers.turn import CaseBrief, Facts

CASE = CaseBrief(
    "k1", "SLRT 7K4M-9XQ2-C", "Gangguan jiwa", "in_progress", agency="Dinas Kesehatan", promise="Hasilnya Jumat.",
    question="Obat apa?",
)  # fmt: skip


def test_an_open_case_tells_who_works_on_it_and_until_when(texts: Texts, facts: Facts) -> None:
    [reply] = status(replace(facts, cases=(CASE,)), texts)

    assert all(
        part in reply.body for part in (CASE.number, CASE.title, CASE.agency, CASE.promise, CASE.question)
    )


def test_of_a_guarded_case_only_number_and_state_are_said(texts: Texts, facts: Facts) -> None:
    [reply] = status(replace(facts, cases=(replace(CASE, guarded=True),)), texts)

    assert reply.body == "SLRT 7K4M-9XQ2-C: Sedang dikerjakan."


def test_somebody_elses_number_and_an_unknown_one_sound_the_same(texts: Texts, facts: Facts) -> None:
    [unknown] = status(replace(facts, cases=(CASE,)), texts, "SLRT 0000-0000-0")

    assert "tidak ditemukan" in unknown.body
    assert CASE.number not in unknown.body


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_word(state: str, texts: Texts, facts: Facts) -> None:
    [reply] = status(replace(facts, cases=(replace(CASE, status=state),)), texts)

    assert texts[f"status.keadaan.{state}"] in reply.body
