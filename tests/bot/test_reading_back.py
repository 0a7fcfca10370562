"""What a gateway could not deliver while we were away is asked for: nothing lost, nothing twice, nothing that is not ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.accept import Acceptor
from bot.channels.gowa import Gowa, GowaSettings
from bot.reading_back import EVERY, LONGEST, keep_reading_back
from cases import messages
from cases.db import Database
from tests.builders import NOW
from tests.fake_gowa import FakeGowa
from tests.fakes import VirtualClock

PHONE = "6281200000077"
HOUR = timedelta(hours=1)


class Office:
    """A gateway, its fake, and the acceptor behind it."""

    def __init__(self, db: Database, gateway: FakeGowa, channel: Gowa) -> None:
        self.db, self.gateway, self.channel = db, gateway, channel
        self.clock = VirtualClock(NOW)
        self.acceptor = Acceptor(db, self.clock, lambda: None)

    def wrote(self, text: str, at: datetime, **more: object) -> None:
        """Somebody wrote, and the webhook did not reach us."""
        jid = more.pop("chat", f"{PHONE}@s.whatsapp.net")
        self.gateway.kept.append(
            {"id": f"3EB0{len(self.gateway.kept):04}", "chat_jid": jid, "sender_jid": jid, "content": text,
             "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "is_from_me": False, **more}
        )  # fmt: skip

    async def reads(self, heard_before: datetime | None, rounds: int = 1) -> list[str]:
        """The program starts and reads; texts of what is stored then, in order."""
        work = asyncio.create_task(
            keep_reading_back(self.channel, self.channel, self.acceptor, self.clock, heard_before)
        )
        for _ in range(rounds):
            await asyncio.sleep(0.1)
            await self.clock.pass_(EVERY, _settled)
        work.cancel()
        found = await self.db.read(lambda tx: messages.peek_mail(tx, 100, 100))
        mail = sorted((one for _, mails in found for one in mails), key=lambda one: one.id)
        return [str(one.body["text"]) for one in mail]


async def _settled() -> None:
    await asyncio.sleep(0.1)


@pytest.fixture
async def office(db: Database) -> AsyncIterator[Office]:
    gateway = FakeGowa()
    async with TestServer(gateway.app) as server:
        channel = Gowa(GowaSettings(str(server.make_url("")).rstrip("/"), secret="rahasia-uji-" * 3))
        yield Office(db, gateway, channel)
        await channel.close()


async def test_what_came_while_we_were_away_is_stored_once_and_in_order(office: Office) -> None:
    office.wrote("bpjs saya mati", NOW - 2 * HOUR)
    office.wrote("padahal mau operasi", NOW - HOUR)

    assert await office.reads(NOW - 3 * HOUR, rounds=3) == ["bpjs saya mati", "padahal mau operasi"]


async def test_what_the_webhook_brought_is_known(office: Office) -> None:
    office.wrote("bpjs saya mati", NOW - HOUR)
    [raw] = await office.channel.missed(NOW - 2 * HOUR)
    await office.acceptor.accept(office.channel, raw)

    assert await office.reads(NOW - 2 * HOUR) == ["bpjs saya mati"]


async def test_a_message_lost_later_is_found_in_the_next_round(office: Office) -> None:
    assert await office.reads(NOW - HOUR) == []
    office.wrote("halo", office.clock.now())

    assert await office.reads(NOW - HOUR) == ["halo"]


async def test_groups_our_own_words_and_old_chats_are_not_read(office: Office) -> None:
    office.wrote("arisan besok", NOW - HOUR, chat="120363024512399999@g.us")
    office.wrote("Siapa namanya?", NOW - HOUR, is_from_me=True)
    office.wrote("pesan lama", NOW - LONGEST - HOUR)

    assert await office.reads(NOW - 30 * LONGEST) == []


async def test_the_chats_of_a_new_number_are_no_business_of_ours(office: Office) -> None:
    office.wrote("pesan pribadi", NOW - timedelta(minutes=5))

    assert await office.reads(None) == []


async def test_a_gateway_that_is_down_is_asked_again(office: Office) -> None:
    office.wrote("halo", NOW - HOUR)
    office.gateway.fail("/chats", 502, times=1)

    assert await office.reads(NOW - 2 * HOUR, rounds=2) == ["halo"]


async def test_a_file_is_asked_for_by_the_id_of_its_message(office: Office) -> None:
    office.wrote("rumah saya", NOW - HOUR, media_type="image", url="https://mmg.whatsapp.net/x.enc")

    [raw] = await office.channel.missed(NOW - 2 * HOUR)
    [said] = office.channel.parse(raw)

    assert said.media[0].ref == f"message/3EB00000/download?phone={PHONE}%40s.whatsapp.net"  # type: ignore[union-attr]
