"""The code that moves a web chat: right once, dead after five wrong ones and after a quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from cases import numbers, sessions_chat
from cases.db import Database
from tests.builders import NOW

NUMBER = numbers.new_number(lambda bits: 12345)
CODE, TOKEN = "123456", "t" * 43


async def offered(db: Database, code: str = CODE) -> None:
    await db.write(lambda tx: sessions_chat.offer(tx, NUMBER, code, TOKEN, NOW))


async def taken(db: Database, code: str, at: datetime = NOW, number: str = NUMBER) -> str:
    return await db.write(lambda tx: sessions_chat.take(tx, number, code, at))


async def test_the_right_code_opens_once(db: Database) -> None:
    await offered(db)

    assert [await taken(db, CODE), await taken(db, CODE)] == [TOKEN, ""]


async def test_number_and_code_may_be_written_as_people_write(db: Database) -> None:
    await offered(db)

    assert await taken(db, " 123 456", number=numbers.shown(NUMBER).lower()) == TOKEN


async def test_five_wrong_codes_kill_it(db: Database) -> None:
    await offered(db)
    for _ in range(5):
        assert await taken(db, "000000") == ""

    assert await taken(db, CODE) == ""


async def test_it_dies_after_a_quarter_of_an_hour(db: Database) -> None:
    await offered(db)

    assert await taken(db, CODE, NOW + timedelta(minutes=15)) == ""


async def test_a_newer_code_ends_the_older(db: Database) -> None:
    await offered(db, "111111")
    await offered(db, "222222")

    assert [await taken(db, "111111"), await taken(db, "222222")] == ["", TOKEN]


async def test_neither_code_nor_secret_stands_in_the_database(db: Database) -> None:
    await offered(db)

    rows = await db.read(lambda tx: tx.execute(text("SELECT * FROM chat_codes")).all())

    assert CODE not in str(rows)
    assert TOKEN not in str(rows)
