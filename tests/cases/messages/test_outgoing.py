"""Messages out: once each, in order for each person, and never shown as more than they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from cases import messages
from cases.db import Database
from cases.messages import Choice, Desk, NewOutbound, SendResult, ToSend
from tests.builders import NOW, a_desk, an_outbound

CLAMP = timedelta(hours=1)


async def due(db: Database, now: datetime, account: str = "console") -> list[ToSend]:
    return await db.read(lambda tx: messages.sendable(tx, "console", account, now, 100, clamp=CLAMP))


async def queue(db: Database, *rows: NewOutbound, now: datetime) -> None:
    await db.write(lambda tx: messages.queue(tx, rows, now))


async def result(db: Database, row: ToSend, state: str, now: datetime, **given: Any) -> None:
    await db.write(lambda tx: messages.mark_sending(tx, [row.id]))
    await db.write(lambda tx: messages.mark_results(tx, [SendResult(row.id, state, **given)], now))


async def states(db: Database) -> list[str]:
    rows = await db.read(lambda tx: tx.execute(text("SELECT state FROM outbound ORDER BY id")).all())
    return [state for (state,) in rows]


@pytest.fixture
async def desk(db: Database) -> Desk:
    return await db.write(a_desk)


@pytest.fixture(autouse=True)
async def noise(db: Database, now: datetime) -> None:
    """Somebody else's message, long sent, and one of another account."""

    def work(tx: Connection) -> None:
        other = a_desk(tx, "console:noise")
        elsewhere = a_desk(tx, "console:noise", account="other")
        messages.queue(tx, [an_outbound(other), an_outbound(elsewhere)], now)
        [row] = messages.sendable(tx, "console", "console", now, 10, clamp=CLAMP)
        messages.mark_results(tx, [SendResult(row.id, "sent", external_id="noise")], now)

    await db.write(work)


class TestQueueing:
    async def test_a_message_comes_out_as_it_went_in(self, db: Database, desk: Desk, now: datetime) -> None:
        options = (Choice("m:abc:0", "Ya"), Choice("m:abc:1", "Tidak", "belum"))

        await queue(db, an_outbound(desk, "Benar?", options=options, step="lapor.periksa"), now=now)

        [row] = await due(db, now)
        assert (row.body, row.options, row.step) == ("Benar?", options, "lapor.periksa")
        assert (row.address, row.case_number, row.attempts) == ("console:budi", "", 0)

    async def test_the_same_key_a_second_time_queues_nothing(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        await queue(db, an_outbound(desk, dedupe="turn:1"), now=now)
        await queue(db, an_outbound(desk, dedupe="turn:1"), an_outbound(desk, dedupe="turn:2"), now=now)

        assert [row.dedupe for row in await due(db, now)] == ["turn:1", "turn:2"]

    async def test_news_is_held_after_berhenti_until_the_person_writes(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        await db.write(lambda tx: messages.stop_news(tx, desk.contact_point_id, now))
        await queue(db, an_outbound(desk, "Kabar", purpose="status"), an_outbound(desk, "Jawab"), now=now)
        before = await due(db, now)

        await db.write(lambda tx: messages.release_held(tx, [desk.contact_point_id], now))

        assert [row.body for row in before] == ["Jawab"]
        assert [row.body for row in await due(db, now)] == ["Kabar", "Jawab"]


class TestSending:
    async def test_messages_come_in_the_order_they_were_queued(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        await queue(db, *(an_outbound(desk, str(n)) for n in range(30)), now=now)

        assert [row.body for row in await due(db, now)] == [str(n) for n in range(30)]

    async def test_a_message_that_must_wait_holds_the_later_ones_of_its_person_only(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        other = await db.write(lambda tx: a_desk(tx, "console:sri"))
        await queue(
            db, an_outbound(desk, "satu"), an_outbound(desk, "dua"), an_outbound(other, "tiga"), now=now
        )
        [first, *_] = await due(db, now)

        await result(db, first, "queued", now, not_before=now + timedelta(minutes=1))

        assert [row.body for row in await due(db, now)] == ["tiga"]
        later = await due(db, now + timedelta(minutes=1))
        assert [row.body for row in later] == ["satu", "dua", "tiga"]

    async def test_a_clock_set_back_freezes_nothing(self, db: Database, desk: Desk, now: datetime) -> None:
        await queue(db, an_outbound(desk, "satu"), an_outbound(desk, "dua"), now=now)

        assert [row.body for row in await due(db, now - timedelta(days=1))] == ["satu", "dua"]

    async def test_a_message_is_taken_once(self, db: Database, desk: Desk, now: datetime) -> None:
        await queue(db, an_outbound(desk), now=now)
        [row] = await due(db, now)

        first = await db.write(lambda tx: messages.mark_sending(tx, [row.id]))
        second = await db.write(lambda tx: messages.mark_sending(tx, [row.id]))

        assert (first, second) == ({row.id}, set())
        assert await due(db, now) == []

    async def test_each_try_counts(self, db: Database, desk: Desk, now: datetime) -> None:
        await queue(db, an_outbound(desk), now=now)
        [row] = await due(db, now)

        await result(db, row, "queued", now, error="503")

        assert [again.attempts for again in await due(db, now)] == [1]

    async def test_what_was_being_sent_when_the_program_died_is_tried_after_half_a_minute(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        await queue(db, an_outbound(desk), now=now)
        [row] = await due(db, now)
        await db.write(lambda tx: messages.mark_sending(tx, [row.id]))

        await db.write(lambda tx: messages.recover_sending(tx, "console", "console", now))

        assert await due(db, now + timedelta(seconds=29)) == []
        assert [again.id for again in await due(db, now + timedelta(seconds=30))] == [row.id]

    async def test_nobody_there_is_remembered_until_the_person_writes(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        def unreachable(tx: Connection) -> int:
            asked = text("SELECT count(*) FROM contact_points WHERE unreachable_since IS NOT NULL")
            return int(tx.execute(asked).scalar_one())

        await queue(db, an_outbound(desk), now=now)
        [row] = await due(db, now)
        await result(db, row, "failed", now, error="blocked", unreachable=desk.contact_point_id)
        gone = await db.read(unreachable)

        await db.write(lambda tx: messages.release_held(tx, [desk.contact_point_id], now))

        assert (gone, await db.read(unreachable)) == (1, 0)

    async def test_what_is_not_worth_sending_any_more_is_dead(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        await queue(db, an_outbound(desk, expires_at=now), an_outbound(desk), now=now)

        dead = await db.write(lambda tx: messages.expire(tx, now))

        assert dead == 1
        assert (await states(db))[-2:] == ["dead", "queued"]


class TestReceipts:
    @pytest.fixture
    async def sent(self, db: Database, desk: Desk, now: datetime) -> ToSend:
        await queue(db, an_outbound(desk), now=now)
        [row] = await due(db, now)
        await result(db, row, "sent", now, external_id="wamid.1")
        return row

    @pytest.mark.parametrize(
        ("receipts", "state"),
        [
            (["sent"], "sent"),
            (["delivered"], "delivered"),
            (["delivered", "read"], "read"),
            (["read", "delivered", "sent"], "read"),
            (["failed"], "failed"),
            (["read", "failed"], "read"),
        ],
    )
    async def test_a_receipt_never_takes_a_message_back(
        self, db: Database, sent: ToSend, receipts: list[str], state: str
    ) -> None:
        for receipt in receipts:
            await db.write(partial(told, receipt=receipt))

        assert (await states(db))[-1] == state

    @pytest.mark.parametrize(("account", "external_id"), [("console", "wamid.2"), ("other", "wamid.1")])
    async def test_a_receipt_of_somebody_elses_message_changes_nothing(
        self, db: Database, sent: ToSend, account: str, external_id: str
    ) -> None:
        found = await db.read(lambda tx: messages.find_taken(tx, "console", account, external_id))

        assert found is None


def told(tx: Connection, receipt: str) -> None:
    """The network tells of the message it took."""
    taken = messages.find_taken(tx, "console", "console", "wamid.1")
    assert taken is not None
    if receipt == "failed":
        messages.record_failure(tx, taken, messages.SendResult(taken.id, "failed"), NOW)
    else:
        messages.record_status(tx, taken, receipt)
