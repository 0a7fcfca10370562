"""From every question of every script, and from every menu, a human is one word away, and nobody is left without a next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

import pytest

from handlers import desk, field, reception, sentences
from handlers.heard import Heard, Hint
from handlers.script import MISSES, Stage, play
from handlers.scripts import SCRIPTS
from handlers.texts import Texts
from handlers.turn import Facts, Inbound, Proposal, State, Talk, TaskBrief, Turn
from handlers.walk import branches

NONSENSE = "zzqx"


def questions(name: str, facts: Facts) -> Iterator[tuple[str, Talk]]:
    """Each question of a script once, with a talk that has come to it."""
    seen: set[str] = set()
    for way in branches(SCRIPTS[name], facts):
        answers: dict[str, str] = {}
        heard: dict[str, tuple[Proposal, ...]] = {}
        for step, answer in way.steps:
            asked = not isinstance(step, Heard | Hint)
            if asked and step.name not in seen:
                seen.add(step.name)
                yield step.name, Talk("t", name, "", dict(answers), dict(heard), code="1")
            if asked:
                answers[step.name] = answer
            elif answer:
                heard[step.name] = (Proposal(answer, "sure", "code"),)


def says(text: str, state: State, facts: Facts, texts: Texts, **more: str) -> Turn:
    ids = count(10)
    said = replace(Inbound("x", "x", "", "", "x:1", "text", text=text), **more)  # type: ignore[arg-type]
    return reception.receive(state, said, facts, texts, lambda: f"n{next(ids)}")


def called(turn: Turn) -> bool:
    return any(done.outcome == "minta_petugas" for done in turn.done)


@pytest.fixture
def known(facts: Facts) -> Facts:
    """Somebody who has a case, so that every branch is reached."""
    return sentences.walked(facts)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_word_calls_an_officer_at_every_question(name: str, known: Facts, texts: Texts) -> None:
    reached = 0
    for step, talk in questions(name, known):
        state = State((talk,), noticed=True)
        now = play(talk, Stage(SCRIPTS[name], known, texts)).step
        assert now is not None
        reached += now.name == step
        turn = says("petugas", state, known, texts)
        assert called(turn), step
        assert "petugas.diberi_tahu" in {reply.step for reply in turn.replies}, step

    assert reached


@pytest.mark.parametrize("name", SCRIPTS)
def test_three_answers_nobody_understands_lead_to_a_human(name: str, known: Facts, texts: Texts) -> None:
    """Where everything is accepted, nobody is stuck; elsewhere the third time an officer stands on a button."""
    for step, talk in questions(name, known):
        state, offered = State((talk,), noticed=True), False
        for _ in range(MISSES):
            turn = says(NONSENSE, state, known, texts)
            assert turn.replies or turn.done, step
            state = turn.state
            offered = offered or any(o.id == "petugas" for reply in turn.replies for o in reply.options)
        moved_on = not state.talks or state.talks[0].answers != talk.answers
        assert offered or moved_on, step


def test_a_menu_that_is_shown_has_the_officer_or_is_left_by_the_word(known: Facts, texts: Texts) -> None:
    tasks = (TaskBrief("k", "visit", "contoh", "SLRT 0", "Wati", "Sumber", "", "hari ini", today=True),)
    hers = replace(known, facilitator=True, tasks=tasks)
    shown: Mapping[str, Facts] = {
        "menu": known, "halo": known, "info": known, "apakah bayar": known, NONSENSE: known,
        "draf": hers, "tugas": hers, "kunjungan": hers, "kasus saya": hers, "cabut": known,
    }  # fmt: skip
    for text, facts in shown.items():
        turn = says(text, State(noticed=True), facts, texts)
        assert turn.replies, text
        assert called(says("petugas", turn.state, facts, texts)), text


def test_both_menus_name_the_officer() -> None:
    assert "petugas" in set(field.MENU) & set(desk.MENU)


MOST_CHOICES = 10
"""What a list of the official WhatsApp holds; with more, a network would have to turn pages (CHANNELS.md 6.2)."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_question_has_more_choices_than_a_list_can_hold(name: str, known: Facts, texts: Texts) -> None:
    """Nineteen categories are asked by group, so no page has to be turned."""
    for step, talk in questions(name, known):
        state = State((talk,), noticed=True)
        for said in (NONSENSE, "salah", "bukan itu"):
            turn = says(said, state, known, texts)
            assert all(len(reply.options) <= MOST_CHOICES for reply in turn.replies), (step, said)
            state = turn.state if turn.state.talks else state
