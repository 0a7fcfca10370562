"""The training messages: every label is there, and no message stands twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from nlu.meaning import CATEGORIES, TURN_INTENTS

DATA = Path(__file__).resolve().parents[2] / "nlu" / "rasa" / "data"
FEWEST = 25


def _messages() -> list[tuple[str, str]]:
    return [
        (block["intent"], line.removeprefix("- ").strip())
        for path in sorted(DATA.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]


def test_every_label_has_messages() -> None:
    assert {label for label, _ in _messages()} == {*CATEGORIES, *TURN_INTENTS}


def test_every_category_has_enough_to_learn_from() -> None:
    counted = Counter(label for label, _ in _messages())

    assert {label: counted[label] for label in CATEGORIES if counted[label] < FEWEST} == {}


def test_no_message_stands_twice_or_under_two_labels() -> None:
    seen = Counter(" ".join(text.lower().split()) for _, text in _messages())

    assert [text for text, times in seen.items() if times > 1] == []


def test_no_message_holds_a_number_that_could_be_a_persons() -> None:
    assert [text for _, text in _messages() if sum(char.isdigit() for char in text) > 6] == []
