"""Ten minutes of trouble, for each network: order kept, nothing lost, nothing twice but what may be, staff told.

The counterpart answers over real connections; the time between is simulated. Which call meets which fault is drawn with a
fixed seed. After ten minutes the network is well again, and what was waiting must go.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, select

from bot.channels import calling
from bot.channels import telegram as telegram_channel
from bot.channels.contract import Channel
from bot.channels.fonnte import Fonnte, FonnteSettings
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.telegram import Telegram, TelegramSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings
from bot.channels.waha import Waha, WahaSettings
from bot.outbox import AT_ONCE, Outbox
from cases import messages
from cases.db import Database
from cases.messages import Desk
from cases.models import conversations, outbound
from tests.builders import NOW, a_desk, an_outbound
from tests.databases import OFFICE
from tests.fakes import VirtualClock

SECRET = "rahasia-uji-coba-" * 3
PEOPLE, EACH, TROUBLE = 12, 6, 600.0
STEP = 2.0
"""Virtual seconds between two looks; each lets the real connections finish what they began."""

Fault = tuple[int, Any]
"""Status and JSON. Status 0: the connection breaks; -1: broken after the message was taken; -2: no answer."""


@dataclass(frozen=True)
class Network:
    """How one network is spoken to, and how it says no."""

    build: Callable[[str], Channel]
    address: Callable[[int], str]
    read: Callable[[Mapping[str, Any]], tuple[str, str]]
    """Recipient and text of a call."""
    taken: Any
    faults: Mapping[str, Fault]
    gone: frozenset[str] = frozenset()
    """Faults that end a message: nobody is there."""
    held: frozenset[str] = frozenset()
    alarms: frozenset[str] = frozenset()
    """Codes that staff must see when their fault was met."""
    form: bool = False


def graph(code: int, status: int = 400) -> Fault:
    return status, {"error": {"code": code}}


def tg(status: int, description: str, **parameters: int) -> Fault:
    return status, {"ok": False, "error_code": status, "description": description, "parameters": parameters}


EVERYWHERE: Mapping[str, Fault] = {
    "503": (503, {}),
    "reset": (0, None),
    "reset after": (-1, None),
    "hang": (-2, None),
}

NETWORKS: Mapping[str, Network] = {
    "telegram": Network(
        lambda url: Telegram(TelegramSettings("123:abc", api_base=url)),
        lambda n: f"tg:{700 + n}",
        lambda body: (f"tg:{body['chat_id']}", body["text"]),
        {"ok": True, "result": {"message_id": 5, "date": 1769738229, "chat": {"id": 700, "type": "private"}}},
        {
            **EVERYWHERE,
            "429": tg(429, "Too Many Requests: retry after 5", retry_after=5),
            "403": tg(403, "Forbidden: bot was blocked by the user"),
            "409": tg(409, "Conflict: terminated by other getUpdates request"),
        },
        gone=frozenset({"403"}),
        alarms=frozenset({"409:conflict"}),
    ),
    "wacloud": Network(
        lambda url: WaCloud(WaCloudSettings("106500000000001", "t", SECRET, "kata-verifikasi-uji", url)),
        lambda n: f"wa:62812{n:07d}",
        lambda body: (f"wa:{body['to']}", body["text"]["body"]),
        {"messages": [{"id": "wamid.1"}]},
        {
            **EVERYWHERE,
            "429": (429, {"error": {"code": 130429}}),
            "131056": graph(131056), "131000": graph(131000, 500), "131047": graph(131047), "131026": graph(131026),
            "190": graph(190, 401),
        },
        gone=frozenset({"131026"}),
        held=frozenset({"131047"}),
        alarms=frozenset({"190:190"}),
    ),
    "gowa": Network(
        lambda url: Gowa(GowaSettings(url, secret=SECRET, overall=2.0)),
        lambda n: f"wa:62812{n:07d}",
        lambda body: (f"wa:{body['phone'].partition('@')[0]}", body["message"]),
        {"code": "SUCCESS", "results": {"message_id": "3EB0"}},
        {
            **EVERYWHERE,
            "429": (429, {}),
            "login": (500, {"code": "ERROR", "message": "you are not logged in"}),
            "nobody": (400, {"code": "INVALID_JID", "message": "not registered"}),
        },
        gone=frozenset({"nobody"}),
        alarms=frozenset({"login:login_lost"}),
    ),
    "waha": Network(
        lambda url: Waha(WahaSettings(url, secret=SECRET, key="k", overall=2.0)),
        lambda n: f"wa:62812{n:07d}",
        lambda body: (f"wa:{body['chatId'].partition('@')[0]}", body["text"]),
        {"id": "true_62812@c.us_AAAA"},
        {
            **EVERYWHERE,
            "429": (429, {}),
            "login": (422, {"message": "Session status is not as expected", "status": "SCAN_QR_CODE"}),
        },
        alarms=frozenset({"login:login_lost"}),
    ),
    "fonnte": Network(
        lambda url: Fonnte(FonnteSettings("t", secret=SECRET, api_base=url, overall=2.0)),
        lambda n: f"wa:62812{n:07d}",
        lambda body: (f"wa:{body['target']}", body["message"]),
        {"status": True, "id": ["80367170"]},
        {
            **EVERYWHERE,
            "429": (429, {}),
            "quota": (200, {"status": False, "reason": "insufficient quota"}),
            "login": (200, {"status": False, "reason": "device disconnected"}),
            "nobody": (200, {"status": False, "reason": "target invalid"}),
        },
        gone=frozenset({"nobody"}),
        alarms=frozenset({"quota:account", "login:login_lost"}),
        form=True,
    ),
}  # fmt: skip


@dataclass
class Counterpart:
    """The other end: in trouble until `well` is set."""

    network: Network
    chance: random.Random
    well: bool = False
    taken: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Address -> texts, in the order they were taken."""
    met: set[str] = field(default_factory=set)
    deck: list[str] = field(default_factory=list)
    """Every fault once, before they are drawn freely."""
    unsure: set[str] = field(default_factory=set)
    """Texts whose call ended without an answer: these may come twice."""

    async def answer(self, request: web.Request) -> web.Response:
        body = dict(await request.post()) if self.network.form else await request.json()
        address, text = self.network.read(body)
        trouble = "" if self.well else self._drawn()
        self.met |= {trouble} - {""}
        status, said = self.network.faults.get(trouble, (200, self.network.taken))
        if status in {200, -1} and not (trouble and status == 200):
            self.taken[address].append(text)
        if status in {0, -1, -2}:
            self.unsure.add(text)
        if status == -2:
            await asyncio.sleep(0.3)
        if status <= 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return web.json_response(said, status=status)

    def _drawn(self) -> str:
        """Two calls in three are well; what ends a message is rare, as in the real networks."""
        if self.chance.random() < 0.66:
            return ""
        if self.deck:
            return self.deck.pop()
        rare = self.network.gone | self.network.held
        names = sorted(self.network.faults)
        return self.chance.choices(names, [1 if name in rare else 3 for name in names])[0]


class Run:
    """One network, its people, and the outbox between."""

    def __init__(self, db: Database, name: str, url: str, other: Counterpart) -> None:
        self.db, self.other, self.network = db, other, other.network
        self.clock = VirtualClock(NOW)
        self.channel = self.network.build(url)
        self.outbox = Outbox(db, self.channel, self.clock)
        self.queued: defaultdict[str, list[str]] = defaultdict(list)
        self.alarms: set[str] = set()

    async def person(self, n: int) -> Desk:
        address = self.network.address(n)

        def work(tx: Connection) -> Desk:
            desk = a_desk(tx, address, NOW, channel=self.channel.name, account=self.channel.account)
            tx.execute(conversations.update().values(heard_at=NOW))
            return desk

        return await self.db.write(work)

    async def queues(self, n: int, desk: Desk, text: str) -> None:
        now = self.clock.now()
        self.queued[self.network.address(n)].append(text)
        row = an_outbound(desk, text, now, expires_at=now + timedelta(hours=72))
        await self.db.write(lambda tx: messages.queue(tx, [row], now))

    async def pass_(self, seconds: float, step: float = STEP) -> None:
        """Time passes in steps; between them everything that is under way may end."""
        until = self.clock.ticks() + seconds
        while self.clock.ticks() < until:
            self.outbox.wake()
            await self.clock.pass_(step, self._settle)
            self.alarms |= {self.outbox.account.alarm} - {""}

    async def _settle(self) -> None:
        await asyncio.sleep(0.004)
        async with asyncio.timeout(20):
            while self.outbox._calls._value < AT_ONCE or self.outbox._mark_result._running:  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def states(self) -> dict[str, tuple[str, str]]:
        row = outbound.c
        found = await self.db.read(lambda tx: tx.execute(select(row.body, row.state, row.error)).all())
        return {packed["body"]: (state, error) for packed, state, error in found}


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A counterpart that hangs is given up after a moment of real time."""
    monkeypatch.setattr(calling, "TIMEOUT", aiohttp.ClientTimeout(sock_connect=5, sock_read=0.1))
    monkeypatch.setattr(telegram_channel.Wire, "read_timeout", property(lambda self: 0.1))


@pytest.fixture(params=NETWORKS)
async def run(request: pytest.FixtureRequest, sqlite_url: str, short_waits: None) -> AsyncIterator[Run]:
    db = await Database.open(sqlite_url, OFFICE)
    chance = random.Random(request.param)  # noqa: S311  the same troubles every time
    other = Counterpart(NETWORKS[request.param], chance)
    other.deck = chance.sample(sorted(other.network.faults), len(other.network.faults))
    app = web.Application()
    app.add_routes([web.post("/{tail:.*}", other.answer)])
    async with TestServer(app) as server:
        run = Run(db, request.param, str(server.make_url("")).rstrip("/"), other)
        task = asyncio.create_task(run.outbox.run())
        yield run
        task.cancel()
        await run.outbox.close()
    await db.close()


async def test_ten_minutes_of_trouble(run: Run) -> None:
    desks = [await run.person(n) for n in range(PEOPLE)]
    order = [(n, k) for k in range(EACH) for n in range(PEOPLE)]
    for at, (n, k) in enumerate(order):
        await run.queues(n, desks[n], f"{n}-{k}")
        if at % PEOPLE == PEOPLE - 1:
            await run.pass_(TROUBLE / EACH)
    run.other.well = True
    await run.pass_(7200, step=20)

    states, network, other = await run.states(), run.network, run.other
    assert other.met == set(network.faults), "every fault was met"
    for address, texts in run.queued.items():
        got = other.taken[address]
        first = list(dict.fromkeys(got))
        assert first == [text for text in texts if text in first], "the order of one person is kept"
        assert {text for text in got if got.count(text) > 1} <= other.unsure, "twice only what was unsure"
        assert max(map(got.count, got), default=0) <= 2
        for text in set(texts) - set(got):
            assert states[text][0] in {"failed", "held"}, f"{text} is lost: {states[text]}"
            assert states[text][1], "staff can see why"
    told = {pair.partition(":")[2] for pair in network.alarms}
    assert told <= run.alarms, "staff were told"
    assert run.outbox.account.alarm == "", "and told that it is over"
    assert sum(state == "sent" for state, _ in states.values()) >= PEOPLE * EACH / 2
