"""The command line: reads the words, finds the running program or opens the house itself."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from bot import config, control
from bot.commands import (
    cases,
    channels,
    demo,
    doctor,
    evaluate,
    lessons,
    migrate,
    preview,
    profile,
    run,
    simulate,
    starter,
    talk,
    train,
    understand,
    user,
)
from bot.config import Settings
from bot.control import Lines, Say
from bot.house import House
from cases.errors import ConfigError, SambungError

UNUSABLE = 78
"""Exit code of a program whose settings cannot be used (EX_CONFIG of sysexits.h)."""

HouseCommand = Callable[[House, Mapping[str, Any], Lines, Say], Awaitable[int]]

IN_THE_HOUSE: Mapping[str, HouseCommand] = {
    "talk": talk.talk,
    "cases": cases.cases,
    "understand": understand.understand,
    "user": user.user,
    "starter": starter.starter,
    "demo": demo.demo,
    "lessons": lessons.lessons,
    "channels": channels.channels,
}
"""Carried out by the running program, or by this one when none runs."""

BY_ITSELF: Mapping[str, Callable[[Settings], Awaitable[int]]] = {
    "migrate": migrate.migrate,
    "train": train.train,
    "doctor": doctor.doctor,
    "preview": preview.preview,
    "profile": profile.profile,
}

WORKING = {"talk", "understand"}
"""Commands that need the rooms at work: inbox, outbox, Rasa."""


def parser() -> argparse.ArgumentParser:
    """Every word of the command line."""
    main_parser = argparse.ArgumentParser(
        prog="python -m bot", description="Sambung: bot and case desk for SLRT"
    )
    commands = main_parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start everything in this terminal")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("train", help="train the understanding when its inputs changed")
    commands.add_parser("doctor", help="look for what is wrong with this installation")
    commands.add_parser("preview", help="the book of all conversations, a page for each script")
    commands.add_parser("profile", help="set what people read of the Telegram bot before they write")
    commands.add_parser("demo", help="a made-up working month of the office, to look at")
    _talk(commands.add_parser("talk", help="talk to the bot in this terminal"))
    _understand(commands.add_parser("understand", help="what understanding finds in a text"))
    _cases(commands.add_parser("cases", help="every case, one JSON object a line"))
    _evaluate(commands.add_parser("evaluate", help="how good the understanding is, written to docs/"))
    _simulate(commands.add_parser("simulate", help="synthetic residents talk with the whole house"))
    _user(
        commands.add_parser("user", help="accounts of the panel").add_subparsers(dest="action", required=True)
    )
    _channels(commands.add_parser("channels", help="how every channel is doing, and its set-up"))
    learning = commands.add_parser("lessons", help="what the bot may learn from").add_subparsers(
        dest="action", required=True
    )
    learning.add_parser("export", help="write reviewed lessons as training messages")
    loading = commands.add_parser("starter", help="starter data").add_subparsers(dest="action", required=True)
    loading.add_parser("load", help="load the office's starter data where they are missing")
    return main_parser


def _talk(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    words.add_argument("--name", default="", help="who is speaking (default: saya)")


def _understand(words: argparse.ArgumentParser) -> None:
    words.add_argument("text", nargs="?", help="the text")
    words.add_argument(
        "--jsonl", action="store_true", help='read {"id","text"} lines, write one result a line'
    )


def _evaluate(words: argparse.ArgumentParser) -> None:
    words.add_argument("--limits", action="store_true", help="choose the limits of nlu/limits.yml anew")
    words.add_argument("--sealed", action="store_true", help="score the sealed third: once for a release")
    words.add_argument("--quick", action="store_true", help="without cross-validation")


def _simulate(words: argparse.ArgumentParser) -> None:
    words.add_argument("--conversations", type=int, default=1000, help="how many (default: 1000)")
    words.add_argument("--seed", type=int, default=1, help="the same seed gives the same people and faults")
    words.add_argument("--processes", type=int, default=2, help="shards with a database of their own")
    words.add_argument("--worst", default="data/simulasi", help="folder for conversations that went wrong")


def _cases(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true", required=True, help="one JSON object a line")
    words.add_argument("--since", help="only cases opened at or after this ISO date or time")


def _channels(words: argparse.ArgumentParser) -> None:
    actions = words.add_subparsers(dest="action")
    actions.required = False
    words.set_defaults(action="show")
    actions.add_parser("show", help="as the panel shows it; no network is asked (the default)")
    actions.add_parser("check", help="ask the networks").add_argument("name", nargs="?", default="")
    actions.add_parser(
        "register", help="tell a network where our webhook stands; hand in the template"
    ).add_argument("name")
    trying = actions.add_parser("try", help="a test message to the chat of an account of ours")
    trying.add_argument("name")
    trying.add_argument("login")


def _user(actions: Any) -> None:
    words = actions.add_parser("add", help="make an account and print its one-time password")
    words.add_argument("login")
    words.add_argument("--name", help="shown in the panel (default: the login)")
    words.add_argument(
        "--role", action="append", required=True, help="one or more of the roles of DOMAIN 1.3"
    )
    words.add_argument(
        "--area", default="", help="region code the roles hold for (default: the whole office)"
    )
    words.add_argument("--agency", default="", help="code of the agency, for its officers")
    contact = actions.add_parser(
        "contact", help="somebody at an agency who answers by chat and link, without an account"
    )
    contact.add_argument("login", help="a short name, small letters")
    contact.add_argument("--agency", required=True, help="code of the agency")
    contact.add_argument("--name", help="shown in the panel (default: the login)")
    ending = actions.add_parser("end", help="end somebody's duty and hand over what she has to do")
    ending.add_argument("login")
    ending.add_argument("--to", default="", help="login of who takes over (default: anybody of the area)")


def main(words: list[str]) -> int:
    """Exit code: 0 done, 1 refused, 2 not understood, 78 settings that cannot be used."""
    arguments = vars(parser().parse_args(words))
    if arguments["command"] == "understand" and not (arguments["text"] or arguments["jsonl"]):
        parser().error("understand: give a text, or --jsonl and lines on standard input")
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)
    try:
        settings = config.load()
        return asyncio.run(_carry_out(settings, arguments))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except SambungError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


async def _carry_out(settings: Settings, arguments: dict[str, Any]) -> int:
    command = arguments.pop("command")
    if command == "run":
        return await run.run(settings, IN_THE_HOUSE)
    if command == "evaluate":
        return await evaluate.evaluate(settings, arguments)
    if command == "simulate":
        return await simulate.simulate(arguments)
    if command in BY_ITSELF:
        return await BY_ITSELF[command](settings)
    lines, say = _stdin(), _print
    if command == "talk" and not arguments["json"]:
        lines, say = talk.typed(lines, arguments["name"] or "saya"), talk.show
    code = await control.ask(control.socket_path(settings.data), command, arguments, lines, say, _complain)
    if code is None:
        logging.getLogger().setLevel(logging.WARNING)
        code = await _here(settings, command, arguments, lines, say)
    return code


async def _here(
    settings: Settings, command: str, arguments: Mapping[str, Any], lines: Lines, say: Say
) -> int:
    """No program runs: open the house for this one command."""
    house = await House.open(settings, with_rasa=command in WORKING)
    try:
        if command in WORKING:
            await house.start()
        return await IN_THE_HOUSE[command](house, arguments, lines, say)
    finally:
        await house.close()


async def _print(line: str) -> None:
    print(line, flush=True)


async def _complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


async def _stdin() -> AsyncIterator[str]:
    """Lines of standard input, from a thread: a terminal and a file cannot be awaited alike."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True, name="stdin").start()
    while (line := await lines.get()) is not None:
        yield line
