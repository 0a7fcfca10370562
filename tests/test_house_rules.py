"""Rules of the house that no tool knows (HOUSE.md 9.3)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import channels

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "admin", "handlers", "nlu", "cases")
QUERY_FILES = re.compile(
    r"^cases/(.*/)?(store|messages|people|areas|accounts|audit|agencies|starter|work_list|case_page|export|mail|outgoing|sessions|demo)\w*\.py$"
)


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not name.startswith("nlu/rasa/"):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node


def test_every_file_begins_with_a_line_that_says_what_it_is_for() -> None:
    silent = [name for name, tree in sources(*ROOMS) if not ast.get_docstring(tree)]

    assert silent == []


def test_a_channel_sends_only_for_the_outbox() -> None:
    senders = {
        name
        for name, tree in sources("bot")
        for called, node in calls(tree)
        if called == "send" and "channel" in ast.dump(node.func)
    }

    assert senders == {"bot/outbox.py"}


def test_questions_to_the_database_stand_in_the_query_files() -> None:
    askers = {name for name, tree in sources(*ROOMS) for called, _ in calls(tree) if called == "select"}

    assert {name for name in askers if not QUERY_FILES.match(name)} == set()


@pytest.mark.parametrize("name", list(channels.CHANNELS))
def test_every_line_of_the_channel_table_is_a_channel(name: str) -> None:
    wanted = {"verify", "parse", "render", "send", "check", "close"}

    assert wanted <= set(dir(channels.CHANNELS[name]))


def test_everything_is_caught_in_two_loops_only() -> None:
    """BLE001 is switched off, with a reason, where a loop must go on; nowhere else."""
    places = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "nlu/rasa" not in str(path) and "BLE001" in path.read_text(encoding="utf-8")
    }

    assert places <= {"bot/inbox.py", "bot/outbox.py", "bot/gather.py", "cases/sqlite.py"}
