"""The training messages: every label is there and full enough, and no message teaches two things."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from nlu.evaluation import blind
from nlu.meaning import CATEGORIES, RELATIONS, TURN_INTENTS

DATA = Path(__file__).resolve().parents[2] / "nlu" / "rasa" / "data"
FEWEST, FEWEST_TURNS = 150, 25
NEAR = 0.75
"""Share of common words from which two messages are the same message."""
SHORT = 40
"""Characters; shorter ones are alike by nature ("iya bu", "iya pak")."""
TRAITS = {
    "danger": {"violence", "self_harm", "life_danger"},
    "whom": {*RELATIONS, "nobody"},
    "pace": {"urgent", "calm"},
}


@dataclass(frozen=True)
class Message:
    label: str
    second: str
    traits: tuple[tuple[str, str], ...]
    text: str


def test_every_label_has_messages() -> None:
    assert {one.label for one in messages()} == {*CATEGORIES, *TURN_INTENTS}


def test_every_label_has_enough_to_learn_from() -> None:
    counted = Counter(one.label for one in messages())

    few = {label: counted[label] for label in CATEGORIES if counted[label] < FEWEST}
    few |= {label: counted[label] for label in TURN_INTENTS if counted[label] < FEWEST_TURNS}
    assert few == {}


def test_a_second_need_is_another_category() -> None:
    assert {one.second for one in messages()} <= {"", *CATEGORIES}
    assert [one.text for one in messages() if one.second == one.label] == []


def test_traits_have_known_values() -> None:
    told = {(trait, value) for one in messages() for trait, value in one.traits}

    assert {pair for pair in told if pair[1] not in TRAITS.get(pair[0], set())} == set()


def test_no_message_stands_twice_or_under_two_labels() -> None:
    seen = Counter(" ".join(one.text.lower().split()) for one in messages())

    assert [text for text, times in seen.items() if times > 1] == []


def test_no_two_messages_are_nearly_the_same() -> None:
    long = [one for one in messages() if len(one.text) >= SHORT]

    assert near_doubles([one.text for one in long]) == []


def test_the_blind_set_stays_blind() -> None:
    """No message of it was taken over into the training messages, not even with small changes."""
    texts = [one.text for one in messages() if len(one.text) >= SHORT]
    unseen = [one.text for one in (*blind.messages(), *blind.messages(sealed=True)) if len(one.text) >= SHORT]

    pairs = near_doubles([*texts, *unseen])

    assert [pair for pair in pairs if pair[1] in unseen] == []


def test_no_message_holds_a_number_that_could_be_a_persons() -> None:
    assert [one.text for one in messages() if sum(char.isdigit() for char in one.text) > 6] == []


@pytest.mark.parametrize("mark", "[]{}")
def test_no_message_holds_a_mark_that_rasa_reads(mark: str) -> None:
    assert [one.text for one in messages() if mark in one.text] == []


def test_near_doubles_are_found() -> None:
    first = "ibu saya sudah tiga bulan tidak dapat bantuan beras dari desa"
    other = "ibu saya sudah dua bulan tidak dapat bantuan beras dari desa"

    assert near_doubles([first, "lampu jalan di depan sekolah mati terus", other]) == [(first, other)]


# --- small print --------------------------------------------------------------------------------------


@cache
def messages() -> tuple[Message, ...]:
    return tuple(_read())


def _read() -> Iterator[Message]:
    for path in sorted(DATA.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            label, _, second = block["intent"].partition("+")
            traits = tuple((block.get("metadata") or {}).items())
            for line in block["examples"].splitlines():
                yield Message(label, second, traits, line.removeprefix("- ").strip())


def near_doubles(texts: list[str]) -> list[tuple[str, str]]:
    """Pairs that share at least NEAR of their words. Such a pair shares one of the rarest of both, so
    only those need to be looked at (prefix filter of set similarity joins)."""
    pieces = [_pieces(text) for text in texts]
    often = Counter(piece for one in pieces for piece in one)
    holders: dict[str, list[int]] = defaultdict(list)
    found: set[tuple[int, int]] = set()
    for n, one in enumerate(pieces):
        rarest = sorted(one, key=lambda piece: (often[piece], piece))[: int(len(one) * (1 - NEAR)) + 1]
        for other in {m for piece in rarest for m in holders[piece]}:
            short, long = sorted((len(one), len(pieces[other])))
            if short >= NEAR * long and len(one & pieces[other]) >= NEAR * len(one | pieces[other]):
                found.add((other, n))
        for piece in rarest:
            holders[piece].append(n)
    return [(texts[a], texts[b]) for a, b in sorted(found)]


def _pieces(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", text.lower()))
