"""The whole house without a network: inbox, turns, cases and outbox over one SQLite database and a virtual clock.

What is left out is the sending itself: messages are taken from the outbox as the sender would, one after the other for
each person, and handed to a persona (sending and its crashes have tests of their own, tests/bot/test_outbox.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot import envelope
from bot.facts import OfficeFacts
from bot.inbox import Inbox
from bot.lessons import Lessons
from bot.notices import Notices
from bot.outcomes import Outcomes
from bot.turns import Turns
from cases import accounts, crypto, messages, starter, store
from cases.db import Database, migrate
from cases.events import Event
from cases.messages import NewInbound, SendResult
from cases.models import inbound
from cases.roles import Grant, Role, Viewer
from cases.store import CaseRow
from handlers import texts as sentences
from handlers.places import PlaceList
from handlers.turn import Inbound, Media
from nlu.places import Gazetteer
from nlu.understanding import Understanding
from tests.fakes import StillClock
from tests.simulator.persona import Sends, Shown

ROOT = Path(__file__).resolve().parents[2]
REGIONS = ROOT / "tests" / "wilayah"
OFFICE = "32.09"
CHANNEL = "simulator"
BATCH, EACH = 200, 50
SHUFFLED = 0.1
"""Chance that what arrives together arrives in another order than it was sent."""


@dataclass
class SimulatedHouse:
    """One office; rebuilt over the same database whenever it "restarts"."""

    db: Database
    clock: StillClock
    oracle: Understanding
    facts: OfficeFacts
    notices: Notices
    lessons: Lessons
    inbox: Inbox
    _n: int = 0
    _duplicates: dict[str, NewInbound] = field(default_factory=dict)

    @classmethod
    async def open(cls, folder: Path, oracle: Understanding, gazetteer: Gazetteer) -> SimulatedHouse:
        """An empty office with its starter data."""
        url = f"sqlite:///{folder}/sambung.db"
        await migrate(url, OFFICE)
        db, clock = await Database.open(url, OFFICE), StillClock()
        crypto.use(crypto.Vault({1: bytes(range(32))}, 1, bytes(range(32, 64))))
        await db.write(lambda tx: starter.load(tx, "cirebon", REGIONS, OFFICE, clock.now()))
        data = await db.read(starter.office_data)
        texts = sentences.load(ROOT / "texts")
        facts = OfficeFacts("SLRT (simulasi)", ZoneInfo("Asia/Jakarta"), PlaceList(gazetteer), data, texts)
        notices, lessons = Notices(texts, facts, 72), Lessons(gazetteer, on=False)
        house = cls(db, clock, oracle, facts, notices, lessons, None)  # type: ignore[arg-type]
        house.restart()
        return house

    def restart(self) -> None:
        """Everything in memory is gone; only the database is left."""
        texts = self.facts.texts
        outcomes = Outcomes(self.notices, self.lessons, texts, learning=False)
        turns = Turns(texts, self.facts, outcomes, 72, lambda: None)
        self.inbox = Inbox(self.db, self.oracle, turns, self.clock, BATCH, EACH)

    # --- what people send and see ---------------------------------------------------------------------

    async def hear(self, mail: Sequence[tuple[str, Sends]], twice: float, draw: Random) -> None:
        """Messages arrive, some of them twice, also much later."""
        rows = [self._row(address, sends) for address, sends in mail]
        again = [row for row in rows if draw.random() < twice]
        late = [row for row in self._duplicates.values() if draw.random() < twice / 4]
        self._duplicates = {row.address: row for row in again}
        if draw.random() < SHUFFLED:
            draw.shuffle(rows)
        rows += again + late
        now = self.clock.now()
        if rows:
            await self.db.write(lambda tx: messages.store_inbound(tx, rows, now))

    def _row(self, address: str, sends: Sends) -> NewInbound:
        self._n += 1
        kind: Literal["choice", "text", "media"] = "choice" if sends.choice else "text"
        voice = (Media("audio", f"v{self._n}"),) if sends.voice else ()
        kind = "media" if sends.voice else kind
        said = Inbound(
            CHANNEL, CHANNEL, f"n{self._n}", f"n{self._n}", address, kind, text=sends.text, choice_id=sends.choice,
            media=voice,
        )  # fmt: skip
        return NewInbound(CHANNEL, CHANNEL, said.dedupe_key, address, kind, envelope.dump(said))

    async def work(self) -> None:
        """Until nothing waits."""
        while await self.inbox.work():
            pass

    async def screens(self) -> dict[str, list[Shown]]:
        """What has come to each phone, in order, taken out of the outbox."""
        now = self.clock.now()

        def taken(tx: Connection) -> dict[str, list[Shown]]:
            rows = messages.sendable(tx, CHANNEL, CHANNEL, now, 100_000, clamp=timedelta(hours=1))
            messages.mark_sending(tx, [row.id for row in rows])
            messages.mark_results(
                tx, [SendResult(row.id, "sent", external_id=str(row.id)) for row in rows], now
            )
            shown: dict[str, list[Shown]] = {}
            for row in rows:
                options = tuple((choice.id, choice.title) for choice in row.options)
                shown.setdefault(row.address, []).append(Shown(row.step, row.body, options))
            return shown

        return await self.db.write(taken)

    # --- what is looked at afterwards -----------------------------------------------------------------

    async def cases_of(self, addresses: Sequence[str]) -> Mapping[str, list[CaseRow]]:
        """The cases of each phone, oldest first."""

        def found(tx: Connection) -> dict[str, list[CaseRow]]:
            cases: dict[str, list[CaseRow]] = {}
            for address in addresses:
                conversation = messages.conversation_of(tx, CHANNEL, CHANNEL, address)
                if conversation is None:
                    cases[address] = []
                    continue
                desk = messages.lock_conversations(tx, [conversation])[conversation]
                cases[address] = store.for_contact(tx, desk.contact_point_id, limit=50)[::-1]
            return cases

        return await self.db.write(found)

    async def state_of(self, address: str) -> str:
        """What a conversation remembers, as it is stored."""

        def found(tx: Connection) -> str:
            conversation = messages.conversation_of(tx, CHANNEL, CHANNEL, address)
            assert conversation
            return messages.lock_conversations(tx, [conversation])[conversation].state

        return await self.db.write(found)

    async def names_of(self, cases: Sequence[CaseRow]) -> dict[UUID, str]:
        """Who is to be helped, by case."""
        viewer = Viewer("system")
        return await self.db.read(
            lambda tx: {
                case.id: person.name
                for case in cases
                if (person := store.people_of(tx, viewer, case).get("subject")) is not None
            }
        )

    async def lost(self) -> int:
        """Messages nobody has answered."""
        return await self.db.read(lambda tx: messages.waiting_count(tx))

    async def crashed(self) -> int:
        """Messages that could not be handled three times over."""
        broken = select(func.count()).select_from(inbound).where(inbound.c.state == "quarantined")
        return await self.db.read(lambda tx: tx.scalars(broken).one())

    async def does(self, verb: Callable[[Connection], Event]) -> None:
        """An officer's verb with its news."""
        now = self.clock.now()
        await self.db.write(lambda tx: self.notices.notify(tx, verb(tx), now))

    async def officer(self) -> Viewer:
        """Supervisor and back office, for what happens at the desk."""
        grants = [Grant(Role.SUPERVISOR, OFFICE), Grant(Role.BACK_OFFICE, OFFICE)]
        now = self.clock.now()

        def made(tx: Connection) -> Viewer:
            id_ = accounts.create(tx, login="rina", name="Rina", password="x", grants=grants, now=now)
            account = accounts.by_id(tx, id_)
            assert account is not None
            return accounts.viewer_of(tx, account, now)

        return await self.db.write(made)
