"""Buttons never die: every button ever shown, pressed again in any order, twice, makes no second and no wrong case (DECISIONS 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from handlers import memory, reception
from handlers.texts import Texts
from handlers.turn import Facts, Inbound, Press
from nlu.client import NoGuesser
from nlu.places import Gazetteer
from nlu.understanding import Understanding
from tests.conversation import Conversation

SENDING = frozenset({"buka_kasus", "buka_kasus_wakil", "catat_darurat"})
TALKS = {
    "resident": ("BPJS ibu saya mati", "Sarinem", "tidak", "ubah desa", "matangaji", "kirim"),
    "by menu": ("lapor", "tolong bantu keluarga kami, sudah tidak kuat lagi", "Kesehatan", "1", "Sarinem", "1", "matangaji", "kirim"),
    "misconduct": ("ketua kelompok memotong uang PKH saya", "Orang desa", "matangaji", "bunga melati", "kirim"),
    "emergency": ("suami saya mau membunuh saya", "Lewati", "Ya, aman"),
}  # fmt: skip
SHUFFLES = 60


@pytest.mark.parametrize("talk", TALKS)
def test_after_the_end_no_button_makes_another_case(talk: str, begin: Callable[[], Conversation]) -> None:
    conversation = begin()
    for said in TALKS[talk]:
        conversation.say(said)
    presses = _all_presses(conversation)
    sent = [done for done in conversation.done if done.outcome in SENDING]
    assert len(sent) == 1
    assert len(presses) >= 3

    for seed in range(SHUFFLES):
        _pressed_again(conversation, presses, Random(seed))  # noqa: S311  shuffles


@pytest.mark.parametrize("talk", ["resident", "by menu", "misconduct"])
@pytest.mark.parametrize("seed", range(20))
def test_in_the_middle_they_change_their_own_line_and_nothing_is_sent(
    talk: str, seed: int, begin: Callable[[], Conversation]
) -> None:
    """Whatever old buttons did, what is sent is what the last read-back said."""
    conversation = begin()
    for said in TALKS[talk][:-1]:
        conversation.say(said)
    draw = Random(seed)  # noqa: S311  shuffles
    buttons = [press for press in _all_presses(conversation) if press.choice != "kirim"]
    for press in draw.sample(buttons, min(6, len(buttons))) * 2:
        _press(conversation, press)
    assert conversation.done == []

    for _ in range(12):
        if conversation.done:
            break
        asked = conversation.shown[-1]
        conversation.say("kirim" if asked.step == "lapor.periksa" else _answer(asked.step))
    [done] = [one for one in conversation.done if one.outcome in {"buka_kasus", "di_luar", "luar_daerah"}]
    assert done.told["cerita"]


def _answer(step: str) -> str:
    return {
        "lapor.nama_saya": "Sarinem", "lapor.nama_warga": "Sarinem", "lapor.desa": "matangaji",
        "lapor.kata_kunci": "bunga melati", "lapor.sedang_dirawat": "tidak",
    }.get(step, "1")  # fmt: skip


def _all_presses(conversation: Conversation) -> list[Press]:
    return [
        Press(reply.talk, reply.step, option.id)
        for reply in conversation.shown
        for option in reply.options
        if not reply.step.startswith("umum.")
    ]


def _press(conversation: Conversation, press: Press) -> None:
    """As the turn does it, with everything carried out."""
    said = Inbound("console", "", "", "", "console:uji", "choice", press=press)
    turn = reception.receive(conversation.state, said, conversation.facts, conversation.texts, lambda: "baru")
    assert turn.replies, f"{press} was answered by silence"
    conversation._answered(turn)


def _pressed_again(conversation: Conversation, presses: list[Press], draw: Random) -> None:
    state, facts, before = conversation.state, conversation.facts, len(conversation.done)
    for press in draw.sample(presses, len(presses)) * 2:
        _press(conversation, press)
    outcomes = [done.outcome for done in conversation.done[before:]]
    assert not SENDING & set(outcomes), outcomes
    conversation.state, conversation.facts = memory.load(memory.dump(state)), replace(facts)
    del conversation.done[before:]


@pytest.fixture
def begin(texts: Texts, facts: Facts, gazetteer: Gazetteer) -> Callable[[], Conversation]:
    understanding = Understanding(gazetteer, NoGuesser())
    return lambda: Conversation(texts, facts, understanding.by_code)
