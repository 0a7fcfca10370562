from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.channels.contract import Action, SendError
from bot.outbox import Outbox
from cases import messages
from cases.db import Database
from cases.messages import Desk
from cases.models import outbound
from tests.builders import a_desk, an_outbound
from tests.fakes import FakeChannel, StillClock


class Office:
    """An outbox at work over a database, with people who wait for messages."""

    def __init__(self, db: Database, channel: FakeChannel, clock: StillClock) -> None:
        self.db, self.channel, self.clock = db, channel, clock
        self.outbox = Outbox(db, channel, clock)

    async def person(self, name: str) -> Desk:
        return await self.db.write(lambda tx: a_desk(tx, f"console:{name}", self.clock.now()))

    async def queue(self, desk: Desk, *bodies: str, lives: timedelta = timedelta(hours=72)) -> None:
        now = self.clock.now()

        def work(tx: Connection) -> None:
            messages.queue(tx, [an_outbound(desk, body, now, expires_at=now + lives) for body in bodies], now)

        await self.db.write(work)
        self.outbox.wake()

    async def state(self, desk: Desk, body: str) -> str:
        """The state, with the code of the last failure behind it: `queued 502`."""
        row = outbound.c
        mine = select(row.body, row.state, row.error).where(row.conversation_id == desk.conversation_id)
        rows = await self.db.read(lambda tx: tx.execute(mine).all())
        return {packed["body"]: f"{state} {error}".strip() for packed, state, error in rows}[body]

    async def until_state(self, desk: Desk, body: str, state: str) -> None:
        async with asyncio.timeout(20):
            while await self.state(desk, body) != state:
                self.outbox.wake()
                await asyncio.sleep(0.005)

    def bodies(self) -> list[str]:
        return [body for _, body in self.channel.taken]


@pytest.fixture
async def office(db: Database) -> AsyncIterator[Office]:
    office = Office(db, FakeChannel(), StillClock())
    task = asyncio.create_task(office.outbox.run())
    yield office
    task.cancel()


class TestOrder:
    async def test_one_persons_messages_go_in_the_order_they_were_queued(self, office: Office) -> None:
        budi = await office.person("budi")

        await office.queue(budi, "satu", "dua", "tiga")
        await office.until_state(budi, "tiga", "sent")

        assert office.bodies() == ["satu", "dua", "tiga"]

    async def test_a_message_that_must_wait_holds_the_later_ones_of_its_person_only(
        self, office: Office
    ) -> None:
        budi, sri = await office.person("budi"), await office.person("sri")
        office.channel.fail(SendError(Action.RETRY, "502"))

        await office.queue(budi, "satu", "dua")
        await office.until_state(budi, "satu", "queued 502")
        await office.queue(sri, "halo")
        await office.until_state(sri, "halo", "sent")
        assert office.bodies() == ["halo"]
        office.clock.pass_(60)
        await office.until_state(budi, "dua", "sent")

        assert office.bodies() == ["halo", "satu", "dua"]

    async def test_a_call_that_hangs_keeps_nobody_else_waiting(self, office: Office) -> None:
        budi, sri = await office.person("budi"), await office.person("sri")
        office.channel.gate = asyncio.Event()
        await office.queue(budi, "hang")
        await asyncio.wait_for(office.channel.hanging.wait(), 20)
        hanging, office.channel.gate = office.channel.gate, None

        await office.queue(sri, "halo")
        await office.until_state(sri, "halo", "sent")
        hanging.set()
        await office.until_state(budi, "hang", "sent")

        assert office.bodies() == ["halo", "hang"]


class TestFailures:
    @pytest.mark.parametrize(
        ("action", "state"),
        [
            (Action.UNREACHABLE, "failed"),
            (Action.DROP, "failed"),
            (Action.HOLD, "held"),
            (Action.UNCERTAIN, "uncertain"),
            (Action.CONFIG, "queued"),
        ],
    )
    async def test_the_verdict_decides_what_becomes_of_it(
        self, office: Office, action: Action, state: str
    ) -> None:
        budi = await office.person("budi")
        office.channel.fail(SendError(action, "code"))

        await office.queue(budi, "halo")
        await office.until_state(budi, "halo", f"{state} code")

        assert office.bodies() == []

    async def test_an_uncertain_message_goes_once_more(self, office: Office) -> None:
        budi = await office.person("budi")
        office.channel.fail(SendError(Action.UNCERTAIN, "timeout"))
        await office.queue(budi, "halo")
        await office.until_state(budi, "halo", "uncertain timeout")

        office.clock.pass_(31)
        await office.until_state(budi, "halo", "sent")

        assert office.bodies() == ["halo"]

    async def test_a_refused_token_pauses_the_account_and_keeps_every_message(self, office: Office) -> None:
        budi, sri = await office.person("budi"), await office.person("sri")
        office.channel.fail(SendError(Action.CONFIG, "401"))
        await office.queue(budi, "satu")
        await office.until_state(budi, "satu", "queued 401")
        await office.queue(sri, "dua")
        assert office.outbox.account.alarm == "401"
        assert office.bodies() == []

        office.clock.pass_(61)
        await office.until_state(budi, "satu", "sent")
        await office.until_state(sri, "dua", "sent")

        assert office.outbox.account.alarm == ""

    async def test_a_bug_in_a_channel_fails_the_message_visibly(self, office: Office) -> None:
        budi = await office.person("budi")
        office.channel.failures.append(KeyError("secret words"))

        await office.queue(budi, "halo", "kedua")
        await office.until_state(budi, "kedua", "sent")

        assert await office.state(budi, "halo") == "failed KeyError"

    async def test_what_is_too_late_is_dead_and_the_next_one_goes(self, office: Office) -> None:
        budi = await office.person("budi")
        await office.queue(budi, "basi", lives=timedelta(0))
        await office.queue(budi, "segar")

        await office.until_state(budi, "segar", "sent")

        assert await office.state(budi, "basi") == "dead expired"
        assert office.bodies() == ["segar"]


class TestAfterACrash:
    async def test_what_was_being_sent_is_uncertain_and_goes_once_more(self, db: Database) -> None:
        office = Office(db, FakeChannel(), StillClock())
        budi = await office.person("budi")
        await office.queue(budi, "halo")
        now = office.clock.now()

        def sending(tx: Connection) -> None:
            rows = messages.sendable(tx, "console", "console", now, 10, clamp=timedelta(minutes=5))
            messages.mark_sending(tx, [row.id for row in rows])

        await db.write(sending)

        await office.outbox.recover()
        assert await office.state(budi, "halo") == "uncertain"
        task = asyncio.create_task(office.outbox.run())
        office.clock.pass_(31)
        await office.until_state(budi, "halo", "sent")
        task.cancel()

        assert office.bodies() == ["halo"]

    async def test_a_clock_that_was_set_back_a_day_freezes_nothing(self, office: Office) -> None:
        budi = await office.person("budi")
        office.channel.fail(SendError(Action.RETRY, "502"))
        await office.queue(budi, "halo")
        await office.until_state(budi, "halo", "queued 502")

        office.clock.set_back(24 * 3600)
        await office.until_state(budi, "halo", "sent")

        assert office.bodies() == ["halo"]
