"""Each step of the ladder, on the official WhatsApp: the template, the word it asks for, another chat, a task."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot import receipts
from bot.channels.contract import MovedEvent, StatusEvent, TemplateEvent
from bot.channels.wacloud import WaCloud, WaCloudSettings, refusal
from bot.ladder import UNHEARD, UNOPENED, UNSEEN, Ladder
from bot.outbox import WINDOW, Outbox
from cases import messages, numbers, service, tasks
from cases.messages import outgoing_templates
from cases.models import outbound
from cases.roles import SYSTEM, Viewer
from cases.store import CaseRow, read_case
from handlers import texts as sentences
from handlers.turn import Contact
from tests.builders import NOW
from tests.fake_wacloud import NUMBER, TOKEN, FakeWaCloud
from tests.fakes import FakeChannel, StillClock
from tests.office import ROOT, Office

NEWS = "Beras bisa diambil."
PHONE = "6281200000001"
IN_TIME = NOW + WINDOW - timedelta(minutes=1)
LATE = NOW + WINDOW + timedelta(minutes=1)
MINUTE = timedelta(minutes=1)


class Budi:
    """He reported by the official WhatsApp; Meta is a stand-in on localhost."""

    def __init__(self, office: Office, meta: FakeWaCloud, channel: WaCloud) -> None:
        self.office, self.meta, self.clock = office, meta, StillClock(NOW)
        self.outbox = Outbox(office.db, channel, self.clock)
        office.channel, office.account, office.address = "wacloud", NUMBER, f"wa:{PHONE}"
        office.phone = PHONE
        office.ladder = Ladder(office.notices, sentences.load(ROOT / "texts"), [channel, FakeChannel()])
        self.case: CaseRow

    async def template_is(self, state: str) -> None:
        event = TemplateEvent("wacloud", NUMBER, outgoing_templates.NEWS, state)
        await self.office.db.write(lambda tx: receipts.note(tx, event, self.office.now))

    async def at(self, moment: datetime) -> None:
        """Time passes until then, with the chores of that minute and all that may be sent."""
        self.clock.pass_((moment - self.clock.now()).total_seconds())
        self.office.now = moment
        await self.office.minute(moment)
        await self.sent_out()

    async def told(self, officer: Viewer, at: datetime) -> None:
        """An officer writes to him; the chores of the next minute follow."""
        await self.at(at)
        case = self.case
        await self.office.does(lambda tx: service.write(tx, read_case(tx, case.id), officer, at, NEWS))
        await self.sent_out()
        await self.at(at + MINUTE)

    async def sent_out(self) -> None:
        async with asyncio.timeout(20):
            while await self.office.sees(lambda tx: messages.outgoing_count(tx, "wacloud")):
                self.outbox.wake()
                await asyncio.sleep(0.005)

    async def rows(self, purpose: str) -> list[tuple[str, str, str]]:
        """Channel, state and error of the messages of one purpose after the report was sent."""
        row = outbound.c
        later = select(row.channel, row.state, row.error).where(row.purpose == purpose, row.made_at > NOW)
        found = await self.office.sees(lambda tx: tx.execute(later.order_by(row.id)).all())
        return [(channel, state, error) for channel, state, error in found]

    def bodies(self) -> list[Any]:
        """What Meta was sent, in short."""
        sent = self.meta.bodies("messages")
        return [one["template"]["name"] if one["type"] == "template" else _words(one) for one in sent]

    async def tasks(self) -> list[str]:
        return [one.text for one in await self.office.sees(lambda tx: tasks.waiting(tx, SYSTEM))]


def _words(body: dict[str, Any]) -> str:
    content = body[body["type"]]["body"]
    return str(content if isinstance(content, str) else content["text"])


@pytest.fixture
async def budi(office: Office) -> AsyncIterator[Budi]:
    meta = FakeWaCloud()
    async with TestServer(meta.app) as server:
        base = str(server.make_url("")).rstrip("/")
        secret = "rahasia-aplikasi-uji-coba-0123456789"
        channel = WaCloud(WaCloudSettings(NUMBER, TOKEN, secret, "kata-verifikasi-uji", base))
        budi = Budi(office, meta, channel)
        work = asyncio.create_task(budi.outbox.run())
        budi.case = await office.opened()
        await budi.sent_out()
        meta.calls.clear()
        yield budi
        work.cancel()
        await budi.outbox.close()


class TestTheWindow:
    async def test_within_a_day_news_goes_as_it_is(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")

        await budi.told(bo, IN_TIME - MINUTE)

        assert [NEWS in one for one in budi.bodies()] == [True]
        assert await budi.rows("opener") == []

    async def test_news_of_an_officer_does_not_open_it(self, budi: Budi, bo: Viewer) -> None:
        await budi.told(bo, IN_TIME - MINUTE)
        budi.meta.calls.clear()

        await budi.told(bo, LATE)

        assert budi.bodies() == []

    async def test_a_message_that_was_underway_for_long_opens_it_only_for_the_rest_of_the_day(
        self, budi: Budi, bo: Viewer
    ) -> None:
        budi.office.now = LATE
        budi.clock.pass_((LATE - budi.clock.now()).total_seconds())
        await budi.office.hears("halo", sent_at=NOW)
        await budi.sent_out()

        assert {state for _, state, _ in await budi.rows("reply")} == {"held"}


class TestTheTemplate:
    async def test_it_asks_him_to_write_and_the_news_waits(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")

        await budi.told(bo, LATE)

        assert budi.bodies() == ["ada_kabar"]
        assert await budi.rows("status") == [("wacloud", "held", "window")]
        assert await budi.rows("opener") == [("wacloud", "sent", "")]

    async def test_it_is_asked_once_in_a_silence(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        await budi.told(bo, LATE)

        await budi.told(bo, LATE + timedelta(hours=3))

        assert budi.bodies() == ["ada_kabar"]

    @pytest.mark.parametrize("said", ["BUKA", "buka", "halo"])
    async def test_whatever_he_writes_brings_the_news(self, budi: Budi, bo: Viewer, said: str) -> None:
        await budi.template_is("approved")
        await budi.told(bo, LATE)

        await budi.office.hears(said, sent_at=budi.office.now)
        await budi.sent_out()

        assert NEWS in budi.bodies()[1]

    async def test_buka_is_answered_with_the_news_alone(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        await budi.told(bo, LATE)

        await budi.office.hears("BUKA", kind="choice", choice_id="BUKA", sent_at=budi.office.now)
        await budi.sent_out()

        assert [NEWS in one for one in budi.bodies()] == [False, True]

    async def test_buka_after_the_news_has_died_tells_how_it_stands(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        await budi.told(bo, LATE)
        await budi.at(LATE + timedelta(days=4))

        await budi.office.hears("buka", sent_at=budi.office.now)
        await budi.sent_out()

        assert numbers.shown(budi.case.number) in budi.bodies()[-1]

    @pytest.mark.parametrize("state", ["", "pending", "rejected", "paused", "disabled"])
    async def test_without_an_approved_one_nothing_is_sent(self, budi: Budi, bo: Viewer, state: str) -> None:
        if state:
            await budi.template_is(state)

        await budi.told(bo, LATE)

        assert budi.bodies() == []
        assert await budi.rows("status") == [("wacloud", "held", "window")]

    async def test_one_that_meta_takes_no_more_is_not_sent_again(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        budi.meta.fail("messages", 400, {"error": {"code": 132015}})

        await budi.told(bo, LATE)

        assert await budi.rows("opener") == [("wacloud", "failed", "132015")]
        [known] = await budi.office.sees(outgoing_templates.all_templates)
        assert (known.state, known.reason) == ("disabled", "132015")
        assert budi.outbox.account.alarm == "132015"

    async def test_a_window_that_meta_finds_closed_leads_there_too(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        budi.meta.fail("messages", 400, {"error": {"code": 131047}})

        await budi.told(bo, IN_TIME - 2 * MINUTE)

        assert budi.bodies()[1:] == ["ada_kabar"]


class TestLateWordsOfTheNetwork:
    async def _says(self, budi: Budi, status: str, code: int | None = None) -> None:
        row = outbound.c
        news = select(row.external_id).where(row.purpose == "status", row.made_at > NOW)
        id_ = await budi.office.sees(lambda tx: tx.scalars(news).one())
        why = None if code is None else refusal(code)
        event = StatusEvent("wacloud", NUMBER, id_, status, str(code or ""), refusal=why)
        assert await budi.office.db.write(lambda tx: receipts.note(tx, event, budi.office.now))

    async def test_a_closed_window_told_later_leads_to_the_template(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        await budi.told(bo, IN_TIME - 2 * MINUTE)

        await self._says(budi, "failed", 131047)
        await budi.at(LATE)

        assert budi.bodies()[1:] == ["ada_kabar"]

    async def test_nobody_there_told_later_is_known(self, budi: Budi, bo: Viewer) -> None:
        await budi.told(bo, IN_TIME - 2 * MINUTE)

        await self._says(budi, "failed", 131026)
        await budi.at(IN_TIME + UNHEARD)

        assert await budi.rows("status") == [("wacloud", "failed", "131026")]
        assert len(await budi.tasks()) == 1

    async def test_what_has_arrived_cannot_fail_any_more(self, budi: Budi, bo: Viewer) -> None:
        await budi.told(bo, IN_TIME - 2 * MINUTE)

        await self._says(budi, "delivered")
        await self._says(budi, "failed", 131026)

        assert await budi.rows("status") == [("wacloud", "delivered", "")]

    async def test_a_phone_that_stays_off_for_three_days_is_visited(self, budi: Budi, bo: Viewer) -> None:
        await budi.told(bo, IN_TIME - 2 * MINUTE)
        await self._says(budi, "delivered")
        await budi.told(bo, IN_TIME - MINUTE)

        await budi.at(IN_TIME + UNSEEN - timedelta(hours=1))
        before = await budi.tasks()
        await budi.at(IN_TIME + UNSEEN)

        assert (before, len(await budi.tasks())) == ([], 1)


class TestAnotherChat:
    async def _has_telegram(self, budi: Budi, own: bool) -> None:
        """The same person writes by another network, which vouches for the number, or does not."""
        office, home = budi.office, (budi.office.channel, budi.office.account, budi.office.address)
        office.channel, office.account, office.address = "console", "console", "console:budi"
        office.phone = ""
        await office.hears("halo")
        await office.hears("", kind="contact", contact=Contact(("+62 812-0000-0001",), "Budi", own=own))
        office.channel, office.account, office.address = home

    async def test_news_that_is_not_opened_goes_to_his_other_chat(self, budi: Budi, bo: Viewer) -> None:
        await self._has_telegram(budi, own=True)
        await budi.template_is("approved")
        await budi.told(bo, LATE)
        assert [channel for channel, _, _ in await budi.rows("status")] == ["wacloud"]

        await budi.at(LATE + UNOPENED)
        await budi.at(LATE + UNOPENED + MINUTE)

        found = [(channel, state) for channel, state, _ in await budi.rows("status")]
        assert found == [("wacloud", "held"), ("console", "queued")]

    async def test_what_arrives_there_needs_no_visit(self, budi: Budi, bo: Viewer) -> None:
        await self._has_telegram(budi, own=True)
        await budi.told(bo, LATE)
        await budi.at(LATE + UNOPENED)

        await budi.at(LATE + UNHEARD)

        assert await budi.tasks() == []

    async def test_a_number_somebody_typed_or_forwarded_is_not_his_other_chat(
        self, budi: Budi, bo: Viewer
    ) -> None:
        await self._has_telegram(budi, own=False)
        await budi.told(bo, LATE)

        await budi.at(LATE + UNOPENED)

        assert [channel for channel, _, _ in await budi.rows("status")] == ["wacloud"]

    async def test_his_case_can_be_followed_there(self, budi: Budi) -> None:
        await self._has_telegram(budi, own=True)
        office = budi.office
        office.channel, office.account, office.address = "console", "console", "console:budi"

        assert [one.number for one in await office.cases()] == [budi.case.number]


class TestANewNumber:
    NEW = "6281200000009"

    async def test_her_reports_are_hers_there_and_news_goes_there(self, budi: Budi, bo: Viewer) -> None:
        office, number = budi.office, budi.case.number
        moved = MovedEvent("wacloud", NUMBER, f"wa:{PHONE}", self.NEW)
        await office.db.write(lambda tx: receipts.note(tx, moved, NOW))
        office.address, office.phone = f"wa:{self.NEW}", self.NEW
        await office.hears("status")
        await budi.sent_out()

        assert [one.number for one in await office.cases()] == [number]
        await budi.told(bo, IN_TIME - MINUTE)
        await budi.at(IN_TIME + MINUTE)
        sent = [one for one in budi.meta.bodies("messages") if NEWS in _words(one)]
        assert [one["to"] for one in sent] == [self.NEW]


class TestTheVisit:
    async def test_after_a_day_somebody_goes_there(self, budi: Budi, bo: Viewer) -> None:
        await budi.template_is("approved")
        await budi.told(bo, LATE)

        await budi.at(LATE + UNHEARD)
        await budi.at(LATE + UNHEARD + MINUTE)

        [task] = await budi.tasks()
        assert NEWS in task
