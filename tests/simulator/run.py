"""Many conversations at once, in waves over shards of their own database; seeded."""

from __future__ import annotations

import asyncio
import csv
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random

import yaml

from nlu.places import Gazetteer
from tests.simulator.house import OFFICE, REGIONS, ROOT, SimulatedHouse
from tests.simulator.lives import go_on
from tests.simulator.people import HABITS, Village, truth
from tests.simulator.persona import Persona, Sends
from tests.simulator.scores import Scores
from tests.simulator.understanding import Oracle

WAVE = 100
"""People who write at the same time."""
ROUNDS = 80
TWICE, RESTART, DOWN, BUTTONLESS = 0.1, 0.25, 0.2, 0.2
"""Chances: a message arrives twice; the house restarts after a round; the service is away; no buttons."""
DAY = 24 * 3600


@dataclass
class Outcome:
    """One shard."""

    scores: Scores
    worst: list[tuple[str, str]] = field(default_factory=list)
    """(title, conversation) of what went wrong."""


def simulate(conversations: int, seed: int, processes: int = 2) -> Outcome:
    """The whole run. The same numbers give the same people, faults and figures."""
    shares = [conversations // processes + (n < conversations % processes) for n in range(processes)]
    if processes == 1:
        return asyncio.run(_shard(conversations, seed))
    whole = Outcome(Scores())
    with ProcessPoolExecutor(processes) as pool:
        for part in pool.map(_in_process, shares, [seed * 1000 + n for n in range(processes)]):
            whole.scores.plus(part.scores)
            whole.worst += part.worst
    return whole


def _in_process(conversations: int, seed: int) -> Outcome:
    return asyncio.run(_shard(conversations, seed))


async def _shard(conversations: int, seed: int) -> Outcome:
    draw, outcome = Random(seed), Outcome(Scores())
    gazetteer = Gazetteer.for_regency(REGIONS, OFFICE)
    meant: dict[str, str] = {}
    oracle = Oracle(gazetteer, meant, sorted(category_names()), seed)
    folder = Path(tempfile.mkdtemp(prefix="sambung-sim-", dir=_memory()))
    house = await SimulatedHouse.open(folder, oracle, gazetteer)
    officer = await house.officer()
    try:
        for start in range(0, conversations, WAVE):
            people = [_persona(n, draw) for n in range(start, min(start + WAVE, conversations))]
            meant.update({one.story: one.category for persona in people for one in persona.truths})
            await _wave(house, oracle, people, draw, outcome)
            await go_on(house, people, officer, draw, outcome.scores)
        outcome.scores.lost = await house.lost()
        outcome.scores.crashes = await house.crashed()
    finally:
        await house.db.close()
        shutil.rmtree(folder)
    return outcome


async def _wave(
    house: SimulatedHouse, oracle: Oracle, people: Sequence[Persona], draw: Random, outcome: Outcome
) -> None:
    """Everybody answers once in each round, until all are done."""
    by_address = {persona.address: persona for persona in people}
    waiting = set(by_address)
    mail: list[tuple[str, Sends]] = [
        (address, sends) for address, persona in by_address.items() for sends in persona.next([])
    ]
    for _ in range(ROUNDS):
        oracle.down = draw.random() < DOWN
        await house.hear(mail, TWICE, draw)
        if draw.random() < RESTART / 2:  # stored, and nobody has answered yet
            house.restart()
        await house.work()
        if draw.random() < RESTART:
            house.restart()
        screens = await house.screens()  # sent at once; it is the people who take hours and days
        house.clock.pass_(draw.choice((5, 60, 3600)) if draw.random() < 0.9 else draw.randrange(1, 5) * DAY)
        mail = []
        for address in sorted(waiting):
            persona = by_address[address]
            if persona.habit.days and draw.random() < persona.habit.days / 4 and address in screens:
                house.clock.pass_(60)
            mail += [(address, sends) for sends in persona.next(screens.get(address, []))]
            if persona.ends:
                waiting.discard(address)
        if not waiting:
            break
    await _scored(house, people, outcome)


async def _scored(house: SimulatedHouse, people: Sequence[Persona], outcome: Outcome) -> None:
    cases = await house.cases_of([persona.address for persona in people])
    names = await house.names_of([case for several in cases.values() for case in several])
    for persona in people:
        wrong = outcome.scores.add(persona, cases[persona.address], names)
        if wrong and len(outcome.worst) < 50:
            outcome.worst.append((f"{persona.habit.name}-{persona.address}", _page(persona, wrong)))


def _page(persona: Persona, wrong: Sequence[str]) -> str:
    truths = "\n".join(str(replace(one, story=one.story)) for one in persona.truths)
    return f"# {persona.habit.name}\n# {'; '.join(wrong)}\n{truths}\n\n" + "\n".join(persona.log) + "\n"


# --- who they are ---------------------------------------------------------------------------------------


def _persona(n: int, draw: Random) -> Persona:
    habit = HABITS[n % len(HABITS)]
    own = Random(draw.random())
    truths = [truth(own, _villages(), habit) for _ in range(habit.people)]
    buttons = habit.name != "tanpa tombol" and own.random() >= BUTTONLESS
    return Persona(f"sim:{n}", habit, truths, own, category_names(), _groups(), _group_names(), buttons)


@cache
def _group_names() -> dict[str, str]:
    names: dict[str, str] = yaml.safe_load((ROOT / "texts" / "lapor.yml").read_text(encoding="utf-8"))[
        "golongan"
    ]["pilihan"]
    return names


@cache
def category_names() -> dict[str, str]:
    """Code -> name of the example office."""
    rows = yaml.safe_load((ROOT / "cases/starter/cirebon/categories.yml").read_text(encoding="utf-8"))
    return {row["code"]: row["name"] for row in rows}


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    found = yaml.safe_load((ROOT / "cases/starter/cirebon/groups.yml").read_text(encoding="utf-8"))
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def _villages() -> list[Village]:
    """Villages whose name alone or with its kecamatan is beyond doubt."""
    districts = {row["code"]: row["name"] for row in _rows("districts")}
    return [
        Village(row["code"], row["name"], districts[row["district_code"]])
        for row in _rows("villages")
        if row["district_code"].startswith(f"{OFFICE}.")
    ]


def _rows(table: str) -> list[dict[str, str]]:
    with (REGIONS / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _memory() -> str | None:
    """Where files live in memory, if anywhere: durability is tested elsewhere."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a folder of our own inside
