"""People of the whole-house tests: residents on three networks, officers at the panel."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
from typing import Any, Protocol
from uuid import uuid4

import aiohttp
from playwright.async_api import Page

from tests.whole.program import Counterpart, Program, until


class Resident(Protocol):
    """Somebody who writes and reads; `heard` holds every message of the bot, in order."""

    async def says(self, text: str) -> None: ...
    async def heard(self) -> list[str]: ...


class GowaResident:
    """On WhatsApp: signed webhooks in, the gateway's ledger out."""

    def __init__(self, program: Program, gateway: Counterpart, secret: str, phone: str) -> None:
        self._program, self._gateway, self._secret, self._phone = program, gateway, secret, phone

    async def says(self, text: str) -> None:
        """One message, with an id of its own."""
        assert await self.posts(text, uuid4().hex.upper()) == 200

    async def posts(self, text: str, message_id: str) -> int:
        """One webhook; the status the gateway sees."""
        jid = f"{self._phone}@s.whatsapp.net"
        payload = {"id": message_id, "chat_id": jid, "from": jid, "from_name": "Warga", "is_from_me": False,
                   "timestamp": "2026-11-24T02:00:00Z", "body": text}  # fmt: skip
        raw = json.dumps({"event": "message", "device_id": "", "payload": payload}).encode()
        signature = hmac.new(self._secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        async with self._gateway.session.post(
            f"{self._program.url}/masuk/gowa", data=raw, headers=headers
        ) as response:
            return response.status

    async def heard(self) -> list[str]:
        """Texts the gateway was asked to send to this phone."""
        calls = await self._gateway.calls("/send/message")
        return [call["message"] for call in calls if self._phone in call["phone"]]


class TelegramResident:
    """On Telegram: updates of the fake Bot API in, its ledger out."""

    def __init__(self, network: Counterpart, person: int) -> None:
        self._network, self._person = network, person

    async def says(self, text: str) -> None:
        """Typed; a number stands for the button in that place."""
        buttons = await self._buttons()
        if text.isdecimal() and buttons:
            await self._network.control("press", **{"from": self._person, "data": buttons[int(text) - 1]})
        else:
            await self._network.control("say", **{"from": self._person, "text": text})

    async def heard(self) -> list[str]:
        """Texts sent to this chat, with their buttons as numbered lines."""
        return [_with_buttons(message) for message in await self._messages()]

    async def _messages(self) -> list[dict[str, Any]]:
        messages = await self._network.calls("sendMessage")
        return [message for message in messages if int(message["chat_id"]) == self._person]

    async def _buttons(self) -> list[str]:
        messages = await self._messages()
        return [button["callback_data"] for button in _keyboard(messages[-1])] if messages else []


def _keyboard(message: dict[str, Any]) -> list[dict[str, Any]]:
    markup = message.get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", []) for button in row]


def _with_buttons(message: dict[str, Any]) -> str:
    lines = [f"{n}. {button['text']}" for n, button in enumerate(_keyboard(message), start=1)]
    return "\n".join([message["text"], *lines])


class WebResident:
    """In the web chat, in a real browser with scripts."""

    def __init__(self, program: Program, page: Page) -> None:
        self._program, self._page = program, page

    async def opens(self) -> None:
        """The page; also to reload it."""
        await self._page.goto(f"{self._program.url}/obrolan")

    async def says(self, text: str) -> None:
        """Typed and sent; a number stands for the button in that place under the newest message."""
        buttons = self._page.locator("#log > form.pilihan:last-child:not(.lama) button")
        if text.isdecimal() and await buttons.count():
            await buttons.nth(int(text) - 1).click()
            return
        await self._page.fill("#tulis textarea", text)
        await self._page.click("#tulis button")

    async def heard(self) -> list[str]:
        """The bot's and the officers' lines on the page, the greeting left out."""
        lines = await self._page.locator(".baris.bot, .baris.petugas").all()
        return [await line.locator("p").inner_text() for line in lines]


class Officer:
    """At the panel, without scripts: reads pages and posts the forms that stand in them."""

    def __init__(self, program: Program, login: str, one_time: str) -> None:
        self._program, self._login, self._password = program, login, one_time
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def signs_in(self) -> None:
        """With the one-time password, which has to be changed at once."""
        await self._post("/panel/masuk", nama=self._login, sandi=self._password)
        new = f"panjang sekali {self._login}"
        await self.posts("/panel/saya", "/panel/saya/sandi", lama=self._password, baru=new)
        self._password = new

    async def page(self, path: str) -> str:
        """The HTML of a page. Raises AssertionError unless it is 200."""
        status, text = await self.visits(path)
        assert status == 200, f"{path}: {status}"
        return text

    async def visits(self, path: str) -> tuple[int, str]:
        """Status and HTML."""
        async with self._session.get(f"{self._program.url}{path}") as response:
            return response.status, await response.text()

    async def posts(self, page: str, action: str, **fields: str) -> str:
        """Fill in the form with this action on that page and send it; the page that comes then."""
        form = [(name, value) for name, value in _form(await self.page(page), action) if name not in fields]
        return await self._send(action, [*form, *fields.items()])

    async def _post(self, action: str, **fields: str) -> str:
        return await self._send(action, list(fields.items()))

    async def _send(self, action: str, fields: list[tuple[str, str]]) -> str:
        headers = {"Origin": self._program.url}
        async with self._session.post(
            f"{self._program.url}{action}", data=aiohttp.FormData(fields), headers=headers
        ) as response:
            assert response.status == 200, f"{action}: {response.status}\n{await response.text()}"
            return await response.text()

    async def finds_case(self) -> str:
        """The path of the only case in the list."""

        async def look() -> set[str]:
            return set(re.findall(r'href="(/panel/kasus/[0-9A-Z]{9})', await self.page("/panel")))

        found = await until("a case in the list", look)
        assert len(found) == 1
        return str(found.pop())

    async def does(self, case: str, verb: str, **fields: str) -> str:
        """One verb on a case page."""
        return await self.posts(case, f"{case}/{verb}", **fields)

    async def close(self) -> None:
        """Leave."""
        await self._session.close()


def _form(page: str, action: str) -> list[tuple[str, str]]:
    """What the form already holds: hidden fields, chosen options, ticked boxes."""
    forms = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
    form = next((form for form in forms if f'action="{action}"' in form), None)
    assert form is not None, f"no form {action} on the page"
    fields: list[tuple[str, str]] = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    fields += re.findall(r'<input type="checkbox" name="([^"]+)" value="([^"]*)" checked', form)
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields.append((name, chosen[1] if chosen else ""))
    return [(name, html.unescape(value)) for name, value in fields]
