"""What happens to some cases afterwards: a question answered days later, help that arrived, a report taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from sqlalchemy import Connection

from cases import service, store
from cases.events import Event
from cases.roles import Viewer
from cases.store import CaseRow
from tests.simulator.house import SimulatedHouse
from tests.simulator.persona import Persona, Sends
from tests.simulator.scores import Scores

SHARE = 0.15
"""Of the people whose case goes on."""
ANSWER = "kartunya ada di rumah, di lemari"


async def go_on(
    house: SimulatedHouse, people: Sequence[Persona], officer: Viewer, draw: Random, scores: Scores
) -> None:
    """Question, answer days later, work, proof or withdrawal; each case must be where its resident put it."""
    chosen = [
        one for one in people if one.ends == "selesai" and len(one.truths) == 1 and draw.random() < SHARE
    ]
    cases = await house.cases_of([one.address for one in chosen])
    told = [(one, cases[one.address][0]) for one in chosen if cases[one.address]]
    ends = {one.address: draw.choice(("sudah", "cabut")) for one, _ in told}
    for _, case in told:
        await house.does(lambda tx, case=case: _asked(tx, case, officer, house))  # type: ignore[misc]
    await _say(house, [(one.address, Sends(ANSWER)) for one, _ in told], draw)
    for one, case in told:
        if ends[one.address] == "sudah":
            await _worked_on(house, case, officer)
    await _say(
        house,
        [(address, Sends("cabut laporan" if end == "cabut" else end)) for address, end in ends.items()],
        draw,
    )
    await _say(house, [(address, Sends("ya")) for address, end in ends.items() if end == "cabut"], draw)
    after = await house.cases_of(list(ends))
    for address, end in ends.items():
        want = "closed" if end == "cabut" else "resolved_verified"
        scores.lives += 1
        scores.lives_wrong += [case.state for case in after[address]] != [want]


async def _say(house: SimulatedHouse, mail: Sequence[tuple[str, Sends]], draw: Random) -> None:
    house.clock.pass_(timedelta(days=draw.randrange(1, 4)).total_seconds())
    await house.hear(mail, 0.2, draw)
    await house.work()
    house.restart()
    await house.screens()


def _asked(tx: Connection, case: CaseRow, officer: Viewer, house: SimulatedHouse) -> Event:
    return service.ask(tx, store.read_case(tx, case.id), officer, house.clock.now(), "Kartunya di mana?")


async def _worked_on(house: SimulatedHouse, case: CaseRow, officer: Viewer) -> None:
    """Verified, taken on and finished by the secretariat."""

    def verified(tx: Connection) -> Event:
        now = store.read_case(tx, case.id)
        return service.verify(
            tx, now, officer, house.clock.now(), category=now.category, urgency=now.urgency,
            confidentiality=now.confidentiality, area=now.area,
        )  # fmt: skip

    def handled(tx: Connection) -> Event:
        return service.handle(tx, store.read_case(tx, case.id), officer, house.clock.now())

    def finished(tx: Connection) -> Event:
        done = store.read_case(tx, case.id)
        return service.finish(tx, done, officer, house.clock.now(), outcome="success", text="Sudah diurus.")

    for verb in (verified, handled, finished):
        await house.does(verb)
