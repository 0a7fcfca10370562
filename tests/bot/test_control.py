from __future__ import annotations

import stat
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import control
from cases.errors import NotFound


async def echo(arguments: Mapping[str, Any], lines: control.Lines, say: control.Say) -> int:
    async for line in lines:
        await say(f"{arguments['greeting']} {line}")
    return 7


async def refuse(arguments: Mapping[str, Any], lines: control.Lines, say: control.Say) -> int:
    raise NotFound("no such account")


async def of(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


class Heard:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.errors: list[str] = []

    async def say(self, line: str) -> None:
        self.lines.append(line)

    async def fail(self, error: str) -> None:
        self.errors.append(error)


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def test_a_command_gets_its_lines_and_its_lines_come_back(tmp_path: Path, heard: Heard) -> None:
    path = control.socket_path(tmp_path)
    async with await control.serve(path, {"echo": echo}):
        code = await control.ask(path, "echo", {"greeting": "halo"}, of("a", "b"), heard.say, heard.fail)

    assert (code, heard.lines, heard.errors) == (7, ["halo a", "halo b"], [])


async def test_a_refusal_comes_back_as_a_sentence(tmp_path: Path, heard: Heard) -> None:
    path = control.socket_path(tmp_path)
    async with await control.serve(path, {"refuse": refuse}):
        code = await control.ask(path, "refuse", {}, of(), heard.say, heard.fail)

    assert (code, heard.errors) == (1, ["no such account"])


async def test_an_unknown_command_is_answered(tmp_path: Path, heard: Heard) -> None:
    path = control.socket_path(tmp_path)
    async with await control.serve(path, {}):
        code = await control.ask(path, "what", {}, of(), heard.say, heard.fail)

    assert code == 2
    assert heard.errors


async def test_without_a_running_program_there_is_no_answer(tmp_path: Path, heard: Heard) -> None:
    assert await control.ask(tmp_path / "none.sock", "echo", {}, of(), heard.say, heard.fail) is None


async def test_only_the_owner_may_speak_to_it(tmp_path: Path) -> None:
    path = control.socket_path(tmp_path)
    async with await control.serve(path, {}):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_path_too_long_for_a_socket_is_replaced(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)

    path = control.socket_path(deep)

    assert len(str(path)) <= control.LONGEST_PATH
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
