"""Rules of the house that no tool knows (HOUSE.md 9.3)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, SecretStr

from bot import channels
from bot.config import Settings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "admin", "handlers", "nlu", "cases")
QUERY_FILES = re.compile(
    r"^cases/(.*/)?(store|messages|referral_links|attachments|tasks|people|areas|accounts|audit|agencies|starter|work_list|case_page|export|mail|outgoing|sessions|lessons|demo)\w*\.py$"
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
    askers = {
        name
        for name, tree in sources(*ROOMS)
        for called, node in calls(tree)
        if called == "select" and _is_a_query(node)
    }

    assert {name for name in askers if not QUERY_FILES.match(name)} == set()


def _is_a_query(node: ast.Call) -> bool:
    """`select(...)` or `sqlalchemy.select(...)`; a mailbox has a word of that name, too."""
    match node.func:
        case ast.Attribute(value=ast.Name(id=owner)):
            return owner in {"sqlalchemy", "sa"}
        case _:
            return isinstance(node.func, ast.Name)


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


def test_every_setting_has_a_comment_in_config_yml() -> None:
    """A setting stands below a comment, or below another one of the group the comment is for."""
    lines = (ROOT / "config.yml").read_text(encoding="utf-8").splitlines()
    settings = [n for n, line in enumerate(lines) if re.match(r"  [a-z_]+:", line)]

    silent = [
        lines[n].strip()
        for n in settings
        if not lines[n - 1].strip().startswith("#") and n - 1 not in settings
    ]

    assert silent == []


def test_config_yml_names_every_setting_that_is_no_secret() -> None:
    written = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    known = {
        (section, name)
        for section, field in Settings.model_fields.items()
        if isinstance(field.annotation, type)
        and issubclass(field.annotation, BaseModel)
        and section[-2:] not in {"_2", "_3"}  # another account has the same settings
        for name, inner in field.annotation.model_fields.items()
        if inner.annotation is not SecretStr
    }

    assert known == {(section, name) for section, names in written.items() for name in names}


def test_every_listing_of_cases_takes_a_viewer_or_belongs_to_one_resident() -> None:
    """Functions of the case room that answer with several cases (HOUSE.md 9.3)."""
    several = re.compile(r"(list|Sequence|Iterator)\[(CaseRow|ListRow)|-> Page\b|-> dict\[str, int\]")
    open_to_all = [
        f"{name}:{node.name}"
        for name, tree in sources("cases")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns is not None and not node.name.startswith("_")
        if several.search(f"-> {ast.unparse(node.returns)}")
        if not {"viewer", "contact_point_id"} & {argument.arg for argument in node.args.args}
    ]

    assert open_to_all == []
