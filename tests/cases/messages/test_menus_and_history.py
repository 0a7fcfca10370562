"""Buttons remember what they meant; the page of the web chat shows both sides of one conversation."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from cases import messages
from cases.db import Database
from cases.ids import new_id
from cases.messages import Choice, Desk, NewMenu, Pressed
from tests.builders import a_desk, an_inbound, an_outbound


@pytest.fixture
async def desk(db: Database) -> Desk:
    return await db.write(a_desk)


@pytest.fixture
async def stranger(db: Database) -> Desk:
    return await db.write(lambda tx: a_desk(tx, "console:stranger"))


class TestButtons:
    @pytest.fixture(autouse=True)
    async def menu(self, db: Database, desk: Desk, now: datetime) -> None:
        menu = NewMenu("a1b2c3", desk.conversation_id, "talk-1", "lapor.desa", ("ya", "tidak"))
        await db.write(lambda tx: messages.save_menus(tx, [menu], now))

    async def test_a_button_knows_its_question(self, db: Database, desk: Desk) -> None:
        found = await db.read(lambda tx: messages.find_press(tx, desk.conversation_id, "m:a1b2c3:1"))

        assert found == Pressed("talk-1", "lapor.desa", "tidak")

    @pytest.mark.parametrize(
        "choice_id",
        ["", "m", "ya", "m:a1b2c3", "m:a1b2c3:2", "m:a1b2c3:-1", "m:a1b2c3:x", "m:a1b2c3:²", "m:zzz:0", "x:a1b2c3:0",
         "m:a1b2c3:0:0", "m:a1b2c3:99999999999999999999"],
    )  # fmt: skip
    async def test_what_is_no_button_of_ours_is_nothing(
        self, db: Database, desk: Desk, choice_id: str
    ) -> None:
        assert await db.read(lambda tx: messages.find_press(tx, desk.conversation_id, choice_id)) is None

    async def test_a_button_of_somebody_else_is_nothing(self, db: Database, stranger: Desk) -> None:
        found = await db.read(lambda tx: messages.find_press(tx, stranger.conversation_id, "m:a1b2c3:0"))

        assert found is None


class TestHistory:
    async def test_both_sides_are_shown_in_order_and_nobody_elses(
        self, db: Database, desk: Desk, stranger: Desk, now: datetime
    ) -> None:
        def talk(tx: Connection) -> None:
            messages.queue(tx, [an_outbound(stranger, "rahasia")], now)
            messages.queue(tx, [an_outbound(desk, "Halo", options=(Choice("m:a:0", "Ya"),))], now)
            messages.store_inbound(tx, [an_inbound("Ya")], now)

        await db.write(talk)

        lines = await db.read(lambda tx: messages.history(tx, desk.conversation_id, None))
        assert [(line.ours, line.body.get("text") or line.body["body"]) for line in lines] == [
            (False, "halo"),
            (True, "Halo"),
            (False, "Ya"),
        ]
        assert lines[1].options == (Choice("m:a:0", "Ya"),)

    async def test_after_a_line_come_the_later_ones_and_a_small_overlap(
        self, db: Database, desk: Desk, now: datetime
    ) -> None:
        for n in range(4):
            at = now + timedelta(seconds=4 * n)
            await db.write(partial(messages.queue, rows=[an_outbound(desk, str(n), at)], now=at))
        lines = await db.read(lambda tx: messages.history(tx, desk.conversation_id, None))

        later = await db.read(lambda tx: messages.history(tx, desk.conversation_id, lines[-2].id))

        assert [line.body["body"] for line in later] == ["1", "2", "3"]

    async def test_an_unknown_line_means_all(self, db: Database, desk: Desk, now: datetime) -> None:
        lines = await db.read(lambda tx: messages.history(tx, desk.conversation_id, new_id(now)))

        assert len(lines) == 1

    async def test_an_address_finds_its_own_conversation(
        self, db: Database, desk: Desk, stranger: Desk
    ) -> None:
        found = await db.read(lambda tx: messages.conversation_of(tx, "console", "console", "console:budi"))
        nobody = await db.read(lambda tx: messages.conversation_of(tx, "console", "console", "console:x"))

        assert found == desk.conversation_id
        assert nobody is None
