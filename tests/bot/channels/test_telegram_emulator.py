"""Telegram end to end against the emulator of npm: it was written by others, so it disagrees with us where we are wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import doors
from bot.accept import Acceptor
from bot.channels.contract import Action, Outbound, SendError
from bot.channels.telegram import Telegram, TelegramSettings
from cases import messages
from cases.db import Database
from handlers.turn import Option
from tests.databases import OFFICE
from tests.fakes import StillClock
from tests.whole.program import Counterpart, counterpart, until

TOKEN = "123456:uji-coba-uji-coba-uji-coba"
SECRET = "rahasia-uji-coba-rahasia-uji-coba-01"
PEOPLE = 20


@pytest.fixture
async def network() -> AsyncIterator[Counterpart]:
    async with counterpart("telegram_emulator.js") as network:
        yield network


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    database = await Database.open(sqlite_url, OFFICE)
    yield database
    await database.close()


@pytest.fixture
async def acceptor(db: Database) -> AsyncIterator[Acceptor]:
    acceptor = Acceptor(db, StillClock(), lambda: None)
    yield acceptor
    await acceptor.close()


@pytest.fixture
async def polling(network: Counterpart) -> AsyncIterator[Telegram]:
    async def pause(seconds: float) -> None:
        await asyncio.sleep(0.01)

    bot = Telegram(TelegramSettings(TOKEN, api_base=network.url), pause)
    await bot.check()  # the emulator learns the token with the first call
    yield bot
    await bot.close()


@pytest.fixture
async def hooked(network: Counterpart, acceptor: Acceptor) -> AsyncIterator[Telegram]:
    """The same bot behind its webhook, with the secret."""
    bot = Telegram(TelegramSettings(TOKEN, network.url, "webhook", SECRET))
    app = web.Application()
    app.add_routes(doors.routes({"telegram": bot}, acceptor))
    async with TestServer(app) as server:
        await bot.register(str(server.make_url("")).rstrip("/"))
        yield bot
        await bot.close()


async def stored(db: Database, count: int) -> list[dict[str, Any]]:
    """Bodies of the messages that came in, in order, when there are `count` of them."""

    async def look() -> Any:
        found = await db.read(lambda tx: messages.peek_mail(tx, 500, 500))
        mail = sorted((one for _, mails in found for one in mails), key=lambda one: one.id)
        return mail if len(mail) >= count else None

    return [one.body for one in await until(f"{count} messages", look, 20)]


class TestWebhook:
    async def test_a_deep_link_and_words_arrive_with_the_secret(
        self, hooked: Telegram, network: Counterpart, db: Database
    ) -> None:
        await network.control("say", **{"from": 77, "text": "/start kode-1"})
        await network.control("say", **{"from": 77, "text": "bantuan saya berhenti"})

        command, said = await stored(db, 2)
        assert command["command"] == ["start", "kode-1"]
        assert (said["text"], said["address"]) == ("bantuan saya berhenti", "tg:77")

    async def test_twenty_chats_keep_their_order(
        self, hooked: Telegram, network: Counterpart, db: Database
    ) -> None:
        for n in range(3):
            for person in range(PEOPLE):
                await network.control("say", **{"from": 700 + person, "text": str(n)})
            await stored(db, PEOPLE * (n + 1))

        found = await stored(db, 3 * PEOPLE)
        for person in range(PEOPLE):
            mine = [one["text"] for one in found if one["address"] == f"tg:{700 + person}"]
            assert mine == ["0", "1", "2"]

    async def test_a_button_comes_back_with_its_id(
        self, hooked: Telegram, network: Counterpart, db: Database
    ) -> None:
        await network.control("press", **{"from": 77, "data": "m:ab12:1"})

        [pressed] = await stored(db, 1)
        assert (pressed["kind"], pressed["choice_id"]) == ("choice", "m:ab12:1")

        async def answered() -> Any:
            return await network.calls("answerCallbackQuery")

        assert await until("the little clock to stop", answered, 20)

    async def test_a_wrong_secret_is_refused_and_the_update_comes_again(
        self, network: Counterpart, acceptor: Acceptor, db: Database
    ) -> None:
        bot = Telegram(TelegramSettings(TOKEN, network.url, "webhook", SECRET))
        knocks: list[int] = []
        app = web.Application(middlewares=[_counting(knocks)])
        app.add_routes(doors.routes({"telegram": bot}, acceptor))
        async with TestServer(app) as server:
            other = Telegram(TelegramSettings(TOKEN, network.url, "webhook", SECRET[::-1]))
            await other.register(str(server.make_url("")).rstrip("/"))
            await network.control("say", **{"from": 77, "text": "halo"})

            async def tried() -> bool:
                return len(knocks) >= 3

            await until("three deliveries", tried, 20)
            await bot.register(str(server.make_url("")).rstrip("/"))
            await network.control("say", **{"from": 77, "text": "halo lagi"})
            assert [one["text"] for one in await stored(db, 1)] == ["halo lagi"]
            await other.close()
        assert set(knocks) == {401, 200}
        await bot.close()

    async def test_what_comes_twice_is_stored_once(
        self, hooked: Telegram, network: Counterpart, db: Database
    ) -> None:
        update = {"message": _from(77, text="halo"), "update_id": 4711}
        await network.control("update", **update)
        await network.control("update", **update)
        await network.control("say", **{"from": 77, "text": "selesai"})

        assert [one["text"] for one in await stored(db, 2)] == ["halo", "selesai"]

    async def test_a_contact_a_pin_and_a_photo(
        self, hooked: Telegram, network: Counterpart, db: Database
    ) -> None:
        card = {"phone_number": "+6281200000077", "first_name": "Warga", "user_id": 77}
        sizes = [{"file_id": "kecil", "file_unique_id": "k", "width": 90, "height": 90},
                 {"file_id": "besar", "file_unique_id": "b", "width": 900, "height": 900}]  # fmt: skip
        for content in (
            {"contact": card},
            {"location": {"latitude": -6.7, "longitude": 108.5}},
            {"photo": sizes},
        ):
            await network.control("update", message=_from(77, **content))

        contact, pin, photo = await stored(db, 3)
        assert contact["contact"]["own"] is True
        assert (pin["location"]["lat"], pin["location"]["lon"]) == (-6.7, 108.5)
        assert photo["media"][0]["ref"] == "besar"
        assert await hooked.fetch("besar", 1000) == b"besar.jpg"


class TestPolling:
    async def test_the_next_batch_confirms_the_one_before(
        self, polling: Telegram, network: Counterpart
    ) -> None:
        for text in ("satu", "dua"):
            await network.control("say", **{"from": 77, "text": text})
        batches = polling.poll()

        first = await anext(batches)
        await network.control("say", **{"from": 77, "text": "tiga"})
        second = await anext(batches)

        texts = [[parsed.text for raw in batch for parsed in polling.parse(raw)] for batch in (first, second)]  # type: ignore[union-attr]
        assert texts == [["satu", "dua"], ["tiga"]]

    async def test_a_webhook_that_is_still_set_is_taken_down(
        self, hooked: Telegram, polling: Telegram, network: Counterpart
    ) -> None:
        waiting = asyncio.ensure_future(anext(polling.poll()))
        await asyncio.sleep(0.2)
        await network.control("say", **{"from": 77, "text": "halo"})

        [raw] = await asyncio.wait_for(waiting, 20)
        assert b"halo" in raw


class TestSending:
    async def test_buttons_reach_the_chat(self, polling: Telegram, network: Counterpart) -> None:
        out = Outbound(
            "tg:77", "Siapa yang perlu dibantu?", (Option("m:1:0", "Saya"), Option("m:1:1", "Ibu"))
        )

        [request] = polling.render(out)
        sent = await polling.send(request)

        [call] = await network.calls("sendMessage")
        assert sent.external_id.startswith("77:")
        keyboard = call["reply_markup"]["inline_keyboard"]
        assert [button["callback_data"] for row in keyboard for button in row] == ["m:1:0", "m:1:1"]

    @pytest.mark.parametrize(
        ("status", "description", "action"),
        [
            (429, "Too Many Requests: retry after 3", Action.SLOW),
            (403, "Forbidden: bot was blocked by the user", Action.UNREACHABLE),
            (400, "Bad Request: chat not found", Action.UNREACHABLE),
            (401, "Unauthorized", Action.CONFIG),
            (409, "Conflict: terminated by other getUpdates request", Action.CONFIG),
            (502, "Bad Gateway", Action.RETRY),
        ],
    )
    async def test_each_refusal_has_its_action(
        self, polling: Telegram, network: Counterpart, status: int, description: str, action: Action
    ) -> None:
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        body |= {"parameters": {"retry_after": 3}} if status == 429 else {}
        await network.control("fail", method="sendMessage", status=status, body=body)
        [request] = polling.render(Outbound("tg:77", "Halo"))

        with pytest.raises(SendError) as error:
            await polling.send(request)

        assert error.value.action is action

    async def test_a_broken_connection_is_uncertain(self, polling: Telegram, network: Counterpart) -> None:
        await network.control("fail", method="sendMessage", drop=True)
        [request] = polling.render(Outbound("tg:77", "Halo"))

        with pytest.raises(SendError) as error:
            await polling.send(request)

        assert error.value.action is Action.UNCERTAIN


def _from(person: int, **content: Any) -> dict[str, Any]:
    who = {"id": person, "first_name": "Warga", "is_bot": False}
    chat = {"id": person, "type": "private", "first_name": "Warga"}
    return {"message_id": 9, "date": 1769738229, "from": who, "chat": chat, **content}


def _counting(statuses: list[int]) -> Any:
    @web.middleware
    async def count(request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await handler(request)
        except web.HTTPException as error:
            statuses.append(error.status)
            raise
        statuses.append(response.status)
        return response

    return count
