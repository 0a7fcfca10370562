"""Whole conversations, word for word. `pytest --tulis-percakapan` (make percakapan) writes them anew."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from handlers.texts import Texts
from handlers.turn import Facts
from nlu.client import NoGuesser
from nlu.places import Gazetteer
from nlu.understanding import Understanding
from tests.conversation import Conversation, replay, told

FILES = sorted((Path(__file__).parents[1] / "percakapan").glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation(path: Path, conversation: Conversation, request: pytest.FixtureRequest) -> None:
    played = replay(path, conversation)

    if request.config.getoption("--tulis-percakapan"):
        path.write_text(played, encoding="utf-8")
    assert played == path.read_text(encoding="utf-8")


PARTS = (
    "BPJS ibu saya mati",
    "namanya Bu Sarinem",
    "tinggalnya di desa Matangaji",
    "RT 03 RW 02",
)
"""Facts of one case. Whatever is not told in the story is told when it is asked for, or in between."""


@pytest.mark.parametrize("order", list(itertools.permutations(PARTS[1:])))
@pytest.mark.parametrize("in_story", range(len(PARTS)))
def test_the_same_facts_in_any_order_lead_to_the_same_case(
    order: tuple[str, ...], in_story: int, conversation: Conversation
) -> None:
    """The story itself stays as it was told; everything else must be equal."""
    conversation.say(", ".join((PARTS[0], *order[:in_story])))
    for part in order[in_story:]:
        conversation.say(part)
    while not conversation.done and "dirawat" in conversation.shown[-1].body:
        conversation.say("tidak")
    for answer in ("tidak", "kirim"):
        if not conversation.done:
            conversation.say(answer)

    [done] = conversation.done
    assert done.outcome == "buka_kasus"
    assert told(done, "cerita", "jenis") == {
        "kebutuhan": "kesehatan",
        "untuk_siapa": "keluarga",
        "hubungan": "ibu",
        "nama_warga": "Sarinem",
        "sedang_dirawat": "tidak",
        "desa": "32.09.15.2001",
        "rt": "3",
        "rw": "2",
        "program": "JKN",
        "periksa": "kirim",
    }


@pytest.fixture
def conversation(texts: Texts, facts: Facts, understanding: Understanding) -> Conversation:
    return Conversation(texts, facts, understanding.by_code)


@pytest.fixture(scope="session")
def understanding(gazetteer: Gazetteer) -> Understanding:
    return Understanding(gazetteer, NoGuesser())
