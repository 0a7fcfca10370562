"""The state of a conversation survives JSON whole; what cannot be read is refused, not forgotten."""

from __future__ import annotations

import pytest

from handlers import memory
from handlers.turn import Proposal, State, Talk

FULL = State(
    talks=(
        Talk(
            "t1", "lapor", "kasus", {"cerita": "ibu \"sakit\"\n"}, {"desa": (Proposal("32.09.15.2001", "likely", "code"),)},
            ("pangan",), 2, "desa",
        ),
        Talk("t2", "balas"),
    ),
    noticed=True, human="c1", menu=("lapor", "status"), hinted=True,
)  # fmt: skip


@pytest.mark.parametrize("state", [State(), FULL])
def test_a_state_comes_back_as_it_was(state: State) -> None:
    assert memory.load(memory.dump(state)) == state


def test_nothing_remembered_is_a_new_person() -> None:
    assert memory.load("") == State()


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"talks":[{"id":"x"}]}', '{"talks":[{"id":"x","script":"lapor","found":{"a":[["b"]]}}]}'],
)
def test_an_unreadable_state_is_refused(text: str) -> None:
    with pytest.raises(memory.UnreadableState):
        memory.load(text)
