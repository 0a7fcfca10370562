"""A facilitator after an hour without signal, in the whole house: two hundred messages, doubled, in any order, restarts between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection

from cases import accounts
from cases.roles import Grant, Role
from handlers import drafts, memory
from nlu.client import NoGuesser
from nlu.places import Gazetteer
from nlu.understanding import Understanding
from tests.handlers.test_burst import MORE, NAMES, TROUBLES
from tests.simulator import run
from tests.simulator.house import OFFICE, REGIONS, SimulatedHouse
from tests.simulator.persona import Sends, Shown

ANI = "sim:ani"
CODE = "ABCD-EFGH-JKMN"
NEEDS = ("kesehatan", "perumahan", "bansos", "pangan", "adminduk")
"""What the code alone hears in TROUBLES."""

ANSWERS = {"wakil.sedang_dirawat": "tidak", "wakil.persetujuan": "ya", "wakil.periksa": "kirim"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[SimulatedHouse]:
    gazetteer = Gazetteer.for_regency(REGIONS, OFFICE)
    house = await SimulatedHouse.open(tmp_path, Understanding(gazetteer, NoGuesser()), gazetteer)
    now = house.clock.now()

    def work(tx: Connection) -> None:
        grants = [Grant(Role.FACILITATOR, OFFICE)]
        id_ = accounts.create(tx, login="ani", name="Ani", password="x", grants=grants, now=now)
        accounts.make_link_code(tx, id_, CODE, now)

    await house.db.write(work)
    yield house
    await house.db.close()


async def test_a_burst_becomes_one_right_case_for_each_person(house: SimulatedHouse) -> None:
    draw = Random(3)
    await _says(house, f"hubungkan {CODE}")
    listed = "\n".join(f"{n}. Bu {name}, {TROUBLES[n % 5]}" for n, name in enumerate(NAMES, 1))
    burst = [Sends(listed), *(Sends(f"{name}: {more}") for name in NAMES for more in MORE)]
    draw.shuffle(burst)
    for start in range(0, len(burst), 60):
        await house.hear([(ANI, sends) for sends in burst[start : start + 60]], 0.3, draw)
        house.restart()
        await house.work()
    answers = await house.screens()

    assert len(answers[ANI]) < len(burst) / 3
    assert len(await _codes(house)) == len(NAMES)
    await _finishes(house)

    cases = (await house.cases_of([ANI]))[ANI]
    names = await house.names_of(cases)
    want = {name: NEEDS[n % 5] for n, name in enumerate(NAMES, 1)}
    assert {names[case.id]: case.category for case in cases} == want
    assert {case.area for case in cases} == {"32.09.15.2001"}
    assert (await house.lost(), await house.crashed(), len(cases)) == (0, 0, len(NAMES))


async def _finishes(house: SimulatedHouse) -> None:
    """She answers whatever is asked of whoever is named in front, until no draft is left."""
    categories = run.category_names()
    asked = await _says(house, f"#{(await _codes(house))[0]}")
    for _ in range(len(NAMES) * 4):
        if asked is None:
            break
        name = asked.body.split("]")[0].split(" ", 1)[1]
        answer = ANSWERS.get(asked.step) or categories[NEEDS[(NAMES.index(name) + 1) % 5]]
        asked = await _says(house, answer)
    assert await _codes(house) == []


async def _says(house: SimulatedHouse, text: str) -> Shown | None:
    """The question that comes then."""
    await house.hear([(ANI, Sends(text))], 0, Random(1))
    await house.work()
    asked = [one for one in (await house.screens()).get(ANI, []) if one.step.startswith("wakil.")]
    return asked[-1] if asked else None


async def _codes(house: SimulatedHouse) -> list[str]:
    """Codes of the drafts that wait."""
    state = memory.load(await house.state_of(ANI))
    return [talk.code for talk in drafts.of(state.talks)]
