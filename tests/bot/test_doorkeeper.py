"""The set-up of a channel against a stand-in of Meta: the check, the webhook, the template, the test message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection

from bot.channels.contract import Action, Channel, SendError
from bot.channels.wacloud import WaCloud, WaCloudSettings
from bot.doorkeeper import NO_CHAT, Doorkeeper
from bot.outbox import Outbox
from cases.db import Database
from cases.roles import Viewer
from handlers import texts as sentences
from tests.builders import a_staff_chat
from tests.fake_wacloud import NUMBER, TOKEN, WABA, FakeWaCloud
from tests.fakes import FakeChannel, StillClock
from tests.office import ROOT, Office


@pytest.fixture
async def meta() -> AsyncIterator[tuple[FakeWaCloud, str]]:
    fake = FakeWaCloud()
    async with TestServer(fake.app) as server:
        yield fake, str(server.make_url("")).rstrip("/")


@pytest.fixture
async def keeper(office: Office, meta: tuple[FakeWaCloud, str]) -> AsyncIterator[Doorkeeper]:
    secret, word = "rahasia-aplikasi-uji-coba-0123456789", "kata-verifikasi-uji"
    number = WaCloud(WaCloudSettings(NUMBER, TOKEN, secret, word, meta[1], WABA))
    terminal, clock = FakeChannel(), StillClock()
    channels: dict[str, Channel] = {"wacloud": number, "console": terminal}
    outboxes = {name: Outbox(office.db, channel, clock) for name, channel in channels.items()}
    texts = sentences.load(ROOT / "texts")
    yield Doorkeeper(office.db, channels, outboxes, clock, texts, "https://slrt.example", lambda: None)
    await number.close()


async def test_registering_hands_in_the_template_once(
    keeper: Doorkeeper, meta: tuple[FakeWaCloud, str]
) -> None:
    assert await keeper.register("wacloud") == ""
    assert await keeper.register("wacloud") == ""

    [template] = meta[0].bodies("message_templates")
    assert template["category"] == "UTILITY"
    assert template["components"][0]["text"] == "Ada kabar untuk Anda. Balas BUKA untuk membacanya."
    assert len(meta[0].bodies("subscribed_apps")) == 2
    [door] = await keeper.all()
    assert (door.name, door.template, door.can_register) == ("wacloud", "pending", True)


async def test_the_check_sees_that_the_template_was_approved(
    keeper: Doorkeeper, meta: tuple[FakeWaCloud, str]
) -> None:
    await keeper.register("wacloud")
    meta[0].templates["ada_kabar"] = "APPROVED"

    assert await keeper.check("wacloud") == ""

    [door] = await keeper.all()
    assert door.template == "approved"


async def test_a_refused_token_is_named_and_nothing_is_noted(
    keeper: Doorkeeper, meta: tuple[FakeWaCloud, str]
) -> None:
    meta[0].fail("subscribed_apps", 401, {"error": {"code": 190}})

    assert await keeper.register("wacloud") == "190"

    [door] = await keeper.all()
    assert door.template == ""


async def test_an_alarm_ends_when_the_check_finds_all_well(keeper: Doorkeeper) -> None:
    outbox = keeper._outboxes["wacloud"]
    outbox.account_says(ok=False, code="131031")
    assert keeper.alarms() == ["wacloud"]

    await keeper.check("wacloud")

    assert keeper.alarms() == []
    assert outbox.account.paused_until == 0.0


async def test_a_test_message_goes_to_ones_own_chat_only(
    keeper: Doorkeeper, office: Office, bo: Viewer
) -> None:
    assert bo.account_id
    assert await keeper.try_out("console", bo.account_id) == NO_CHAT

    await office.db.write(lambda tx: _linked(tx, bo.account_id))
    assert await keeper.try_out("console", bo.account_id) == ""

    queued = await office.sees(office.bodies)
    assert queued == ["Ini pesan uji dari panel. Saluran ini bekerja."]


async def test_nothing_but_failures_for_five_minutes_is_told(db: Database) -> None:
    clock = StillClock()
    outbox = Outbox(db, FakeChannel(), clock)
    nobody = SendError(Action.RETRY, "no_connection")

    first = outbox._fails_for_long(nobody)
    clock.pass_(299)
    soon = outbox._fails_for_long(nobody)
    clock.pass_(2)

    assert (first, soon, outbox._fails_for_long(nobody)) == (False, False, True)


def _linked(tx: Connection, account: UUID | None) -> None:
    a_staff_chat(tx, account, "console:bo")
