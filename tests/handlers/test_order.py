"""The same facts, told in any order and in any portions, lead to the same case: a thousand shuffles."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from handlers.texts import Texts
from handlers.turn import Facts
from nlu.client import NoGuesser
from nlu.places import Gazetteer
from nlu.understanding import Understanding
from tests.conversation import Conversation, told

STORY = "BPJS ibu saya mati"
PARTS = (
    "namanya Bu Sarinem", "tinggalnya di desa Matangaji", "RT 03 RW 02", "nomor hp 081234567890",
    "nik 3209154107850001", "tanpa menyebut nama ya",
)  # fmt: skip
SHUFFLES = 1000
SAME = {
    "kebutuhan": "kesehatan", "untuk_siapa": "keluarga", "hubungan": "ibu", "desa": "32.09.15.2001", "rt": "3",
    "rw": "2", "telepon": "6281234567890", "nik": "3209154107850001", "kerahasiaan": "anonim",
    "sedang_dirawat": "tidak", "periksa": "kirim", "program": "JKN",
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_telling_leaves_no_mark(seed: int, conversation: Callable[[], Conversation]) -> None:
    draw, ends = Random(seed), set()  # noqa: S311  shuffles
    for _ in range(SHUFFLES // 4):
        ends.add(_ended(conversation(), draw))

    assert ends == {tuple(sorted(SAME.items()))}


def _ended(talk: Conversation, draw: Random) -> tuple[tuple[str, str], ...]:
    """One resident who tells her parts in some order, some in the story, some later, and says "kirim" at the end."""
    parts = draw.sample(PARTS, len(PARTS))
    at_once = draw.randrange(len(parts) + 1)
    talk.say(", ".join((STORY, *parts[:at_once])))
    rest = parts[at_once:]
    while rest:
        together = draw.randrange(1, len(rest) + 1)
        talk.say(", ".join(rest[:together]))
        rest = rest[together:]
    for answer in ("tidak", "kirim"):
        if not talk.done and ("dirawat" in talk.shown[-1].step or answer == "kirim"):
            talk.say(answer)
    [done] = talk.done
    return tuple(sorted(told(done, "cerita", "jenis", "nama_warga").items()))


@pytest.fixture
def conversation(texts: Texts, facts: Facts, gazetteer: Gazetteer) -> Callable[[], Conversation]:
    understanding = Understanding(gazetteer, NoGuesser())
    return lambda: Conversation(texts, facts, understanding.by_code)
