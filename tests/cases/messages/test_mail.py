"""Messages in: nothing is lost, nothing is handled twice, everything in order."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, text

from cases import messages
from cases.db import Database
from cases.messages import Mail
from tests.builders import a_desk, an_inbound


def texts(waiting: list[tuple[UUID, list[Mail]]]) -> list[list[str]]:
    return [[mail.body["text"] for mail in mails] for _, mails in waiting]


class TestStoring:
    async def test_a_message_is_new_once(self, db: Database, now: datetime) -> None:
        message = an_inbound(dedupe_key="wamid.1")

        first = await db.write(lambda tx: messages.store_inbound(tx, [message], now))
        second = await db.write(lambda tx: messages.store_inbound(tx, [message], now))

        assert (first, second) == ([True], [False])

    async def test_a_delivery_doubled_in_one_batch_is_stored_once(self, db: Database, now: datetime) -> None:
        message = an_inbound(dedupe_key="wamid.1")

        new = await db.write(lambda tx: messages.store_inbound(tx, [message, message, an_inbound()], now))

        assert new == [True, False, True]
        assert await db.read(messages.waiting_count) == 2

    async def test_the_same_key_on_another_account_is_another_message(
        self, db: Database, now: datetime
    ) -> None:
        rows = [an_inbound(dedupe_key="7"), an_inbound(dedupe_key="7", account="second")]

        assert await db.write(lambda tx: messages.store_inbound(tx, rows, now)) == [True, True]

    async def test_many_deliveries_at_once_leave_one_message_and_one_conversation(
        self, db: Database, now: datetime
    ) -> None:
        message = an_inbound(dedupe_key="wamid.1", address="console:sri")

        answers = await asyncio.gather(
            *(db.write(lambda tx: messages.store_inbound(tx, [message], now)) for _ in range(20))
        )

        assert sorted(new for answer in answers for new in answer) == [False] * 19 + [True]
        assert len(await db.read(lambda tx: messages.peek_mail(tx, 10, 10))) == 1

    async def test_people_who_write_first_at_the_same_time_have_one_conversation_each(
        self, db: Database, now: datetime
    ) -> None:
        def greet(tx: Connection, order: int) -> None:
            names = ["a", "b", "c", "d"][::order]
            messages.store_inbound(tx, [an_inbound(address=f"console:{name}") for name in names], now)

        await asyncio.gather(*(db.write(partial(greet, order=order)) for order in (1, -1) * 10))

        waiting = await db.read(lambda tx: messages.peek_mail(tx, 10, 100))
        assert [len(mail) for _, mail in waiting] == [20, 20, 20, 20]

    async def test_what_nobody_can_read_is_quarantined_and_not_handled(
        self, db: Database, now: datetime
    ) -> None:
        unreadable = an_inbound(address="", body=None, raw="{broken")

        new = await db.write(lambda tx: messages.store_inbound(tx, [unreadable], now))

        states = await db.read(lambda tx: tx.execute(text("SELECT state FROM inbound")).all())
        assert new == [True]
        assert [state for (state,) in states] == ["quarantined"]
        assert await db.read(lambda tx: messages.peek_mail(tx, 10, 10)) == []

    async def test_neither_words_nor_addresses_nor_network_ids_lie_in_clear(
        self, db: Database, now: datetime
    ) -> None:
        message = an_inbound(
            "BPJS ibu mati", address="wa:6281234567890", dedupe_key="wamid.6281234567890", phone="6281234567890",
            external_id="wamid.6281234567890", display_name="Sri Mekarsari",
        )  # fmt: skip
        await db.write(lambda tx: messages.store_inbound(tx, [message], now))

        def everything(tx: Connection) -> str:
            tables = ("inbound", "contact_points", "conversations")
            return "".join(
                str([tuple(map(bytes_of, row)) for row in tx.execute(text(f"SELECT * FROM {t}"))])
                for t in tables
            )

        def bytes_of(value: object) -> object:
            return value.decode("latin-1") if isinstance(value, bytes) else value

        stored = await db.read(everything)
        assert "console" in stored
        assert not any(secret in stored for secret in ("BPJS", "6281234567890", "Mekarsari"))


class TestHandling:
    async def test_messages_of_one_person_come_in_the_order_they_were_stored(
        self, db: Database, now: datetime
    ) -> None:
        for word in ("satu", "dua", "tiga"):
            await db.write(partial(messages.store_inbound, rows=[an_inbound(word)], now=now))

        assert texts(await db.read(lambda tx: messages.peek_mail(tx, 10, 10))) == [["satu", "dua", "tiga"]]

    async def test_who_waits_longest_comes_first_and_a_flood_does_not_hide_others(
        self, db: Database, now: datetime
    ) -> None:
        flood = [an_inbound(str(n), address="console:flood") for n in range(50)]
        await db.write(lambda tx: messages.store_inbound(tx, flood, now))
        later = now + timedelta(seconds=1)
        await db.write(
            lambda tx: messages.store_inbound(tx, [an_inbound("tolong", address="console:sri")], later)
        )

        waiting = await db.read(lambda tx: messages.peek_mail(tx, 10, 2))

        assert texts(waiting) == [["0", "1"], ["tolong"]]
        assert texts(await db.read(lambda tx: messages.peek_mail(tx, 1, 2))) == [["0", "1"]]

    async def test_what_is_done_does_not_wait(self, db: Database, now: datetime) -> None:
        await db.write(lambda tx: messages.store_inbound(tx, [an_inbound("satu"), an_inbound("dua")], now))
        [(_, [first, second])] = await db.read(lambda tx: messages.peek_mail(tx, 10, 10))

        await db.write(lambda tx: messages.mark_done(tx, [(first.id, None)], now))

        assert texts(await db.read(lambda tx: messages.peek_mail(tx, 10, 10))) == [["dua"]]
        assert await db.read(lambda tx: messages.still_waiting(tx, [first.id, second.id])) == {second.id}

    async def test_a_quarantined_message_does_not_wait_and_a_done_one_cannot_be_quarantined(
        self, db: Database, now: datetime
    ) -> None:
        await db.write(lambda tx: messages.store_inbound(tx, [an_inbound("satu"), an_inbound("dua")], now))
        [(_, [first, second])] = await db.read(lambda tx: messages.peek_mail(tx, 10, 10))
        await db.write(lambda tx: messages.mark_done(tx, [(first.id, None)], now))

        await db.write(lambda tx: messages.quarantine(tx, [first.id, second.id], now))

        states = await db.read(lambda tx: tx.execute(text("SELECT state FROM inbound ORDER BY id")).all())
        assert [state for (state,) in states] == ["done", "quarantined"]

    async def test_attempts_are_counted(self, db: Database, now: datetime) -> None:
        await db.write(lambda tx: messages.store_inbound(tx, [an_inbound()], now))
        [(_, [mail])] = await db.read(lambda tx: messages.peek_mail(tx, 10, 10))

        await db.write(lambda tx: messages.count_attempt(tx, mail.id))

        [(_, [again])] = await db.read(lambda tx: messages.peek_mail(tx, 10, 10))
        assert (mail.attempts, again.attempts) == (0, 1)

    async def test_the_state_of_a_talk_is_found_again(self, db: Database, now: datetime) -> None:
        desk = await db.write(a_desk)
        await db.write(lambda tx: a_desk(tx, "console:noise"))

        await db.write(lambda tx: messages.save_state(tx, [(desk.conversation_id, '{"talks": []}', now)]))

        found = await db.write(lambda tx: messages.lock_conversations(tx, [desk.conversation_id]))
        kept = found[desk.conversation_id]
        assert (desk.state, kept.state) == ("", '{"talks": []}')
        assert (kept.version, kept.heard_at, kept.address) == (1, now, "console:budi")

    async def test_a_conversation_one_process_serves_is_left_out_by_another(
        self, postgresql_url: str
    ) -> None:
        ours, theirs = [await Database.open(postgresql_url, "32.09") for _ in range(2)]
        desk = await ours.write(a_desk)
        free = await ours.write(lambda tx: a_desk(tx, "console:sri"))
        both = [desk.conversation_id, free.conversation_id]
        locked, finish = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        async def hold() -> None:
            async with ours._engine._writing.begin() as connection:  # type: ignore[union-attr]
                await connection.run_sync(lambda tx: messages.lock_conversations(tx, [desk.conversation_id]))
                locked.set()
                await finish.wait()

        holding = loop.create_task(hold())
        await locked.wait()

        got = await theirs.write(lambda tx: messages.lock_conversations(tx, both))

        finish.set()
        await holding
        await ours.close()
        await theirs.close()
        assert set(got) == {free.conversation_id}
