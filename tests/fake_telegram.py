"""A fake Bot API: `python -m tests.fake_telegram --port N [--token 123:abc]`.

Besides the routes of tests.fakes_network:
  POST /_control/say     {"from": 77, "name"?, "text"}      a person writes
  POST /_control/press   {"from": 77, "data"}               a person presses a button
  POST /_control/update  {...}                              any update; it gets its update_id here
Updates go to the webhook when one is set, otherwise they wait for getUpdates as in the real network.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.split import units
from tests.fakes_network import FakeNetwork, arguments, run


class FakeTelegram(FakeNetwork):
    """One bot. Refuses what the real one refuses, in the same words."""

    def __init__(self, token: str = "") -> None:
        super().__init__()
        self.token = token
        """The only token that is accepted; empty: any."""
        self.webhook: dict[str, str] = {}
        self._updates: list[dict[str, Any]] = []
        self._next_update = 1000
        self._next_message = 1
        self._arrived = asyncio.Event()
        self._poller = 0
        self._deliveries: set[asyncio.Task[None]] = set()
        self.app.add_routes(
            [
                web.route("*", "/bot{token}/{method}", self._call),
                web.post("/_control/say", self._say),
                web.post("/_control/press", self._press),
                web.post("/_control/update", self._any_update),
            ]
        )
        self.app.on_cleanup.append(self._stop_deliveries)

    # --- people ---------------------------------------------------------------------------------------

    def says(self, person: int, text: str, name: str = "Siti") -> int:
        """A person writes; the update_id."""
        return self.push({"message": {**self._message(person, name), "text": text}})

    def presses(self, person: int, data: str, name: str = "Siti") -> int:
        """A person presses a button; the update_id."""
        message = {**self._message(person, name), "text": "?"}
        query = {"id": f"cb{self._next_update}", "from": message["from"], "data": data, "message": message}
        return self.push({"callback_query": {**query, "chat_instance": "1"}})

    def push(self, update: dict[str, Any]) -> int:
        """Any update; the update_id it got."""
        update_id, self._next_update = self._next_update, self._next_update + 1
        numbered = {"update_id": update_id, **update}
        if self.webhook:
            task = asyncio.create_task(self._deliver(numbered))
            self._deliveries.add(task)
            task.add_done_callback(self._deliveries.discard)
        else:
            self._updates.append(numbered)
            self._arrived.set()
        return update_id

    def _message(self, person: int, name: str) -> dict[str, Any]:
        number, self._next_message = self._next_message, self._next_message + 1
        return {
            "message_id": number,
            "date": 1769738229,
            "from": {"id": person, "is_bot": False, "first_name": name, "language_code": "id"},
            "chat": {"id": person, "type": "private", "first_name": name},
        }

    async def _deliver(self, update: dict[str, Any]) -> None:
        """To the webhook, again and again until it is taken, as the real network does."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        async with aiohttp.ClientSession() as session:
            for wait in (0.2, 0.5, 1, 2, 4, 8, 8, 8, 8):
                try:
                    async with session.post(self.webhook["url"], json=update, headers=headers) as response:
                        if response.status < 300:
                            return
                except aiohttp.ClientError:
                    self.record("_undelivered", update, {})
                await asyncio.sleep(wait)

    async def _stop_deliveries(self, app: web.Application) -> None:
        for task in self._deliveries:
            task.cancel()

    # --- the Bot API ----------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await _parameters(request)
        self.record(method, body, request.headers)
        if failure := self.planned_failure(request, method):
            return failure
        if self.token and request.match_info["token"] != self.token:
            return _refuse(401, "Unauthorized")
        handler = getattr(self, f"_do_{method}", None)
        if handler is None:
            return _refuse(404, "Not Found")
        answer = await handler(body)
        return answer if isinstance(answer, web.Response) else _accept(answer)

    async def _do_getMe(self, body: dict[str, Any]) -> Any:  # noqa: N802  named as the Bot API names it
        return {"id": 123, "is_bot": True, "first_name": "SLRT contoh", "username": "slrt_contoh_bot"}

    async def _do_setWebhook(self, body: dict[str, Any]) -> Any:  # noqa: N802
        self.webhook = body if body.get("url") else {}
        return True

    async def _do_deleteWebhook(self, body: dict[str, Any]) -> Any:  # noqa: N802
        self.webhook = {}
        return True

    async def _do_setMyCommands(self, body: dict[str, Any]) -> Any:  # noqa: N802
        return True

    async def _do_setMyDescription(self, body: dict[str, Any]) -> Any:  # noqa: N802
        return True

    async def _do_setMyShortDescription(self, body: dict[str, Any]) -> Any:  # noqa: N802
        return True

    async def _do_answerCallbackQuery(self, body: dict[str, Any]) -> Any:  # noqa: N802
        return True

    async def _do_sendMessage(self, body: dict[str, Any]) -> Any:  # noqa: N802
        text = str(body.get("text", ""))
        if not text.strip():
            return _refuse(400, "Bad Request: text must be non-empty")
        if units(text) > 4096:
            return _refuse(400, "Bad Request: message is too long")
        rows = (body.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                return _refuse(400, "Bad Request: BUTTON_DATA_INVALID")
        sent = self._message(int(body["chat_id"]), "Siti")
        sent["from"] = await self._do_getMe({})
        return {**sent, "text": text}

    async def _do_getUpdates(self, body: dict[str, Any]) -> Any:  # noqa: N802
        if self.webhook:
            return _refuse(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poller += 1
        me = self._poller
        self._arrived.set()  # an older poll is sent away
        offset = int(body.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        try:
            async with asyncio.timeout(float(body.get("timeout", 0))):
                while not self._updates:
                    self._arrived.clear()
                    await self._arrived.wait()
                    if self._poller != me:
                        return _refuse(409, "Conflict: terminated by other getUpdates request")
        except TimeoutError:
            return []
        return self._updates[:100]

    # --- control --------------------------------------------------------------------------------------

    async def _say(self, request: web.Request) -> web.Response:
        said = await request.json()
        update_id = self.says(int(said["from"]), said["text"], said.get("name", "Siti"))
        return web.json_response({"update_id": update_id})

    async def _press(self, request: web.Request) -> web.Response:
        pressed = await request.json()
        return web.json_response({"update_id": self.presses(int(pressed["from"]), pressed["data"])})

    async def _any_update(self, request: web.Request) -> web.Response:
        return web.json_response({"update_id": self.push(await request.json())})


async def _parameters(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json" and request.can_read_body:
        return {**request.query, **(await request.json())}
    form = {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    found: dict[str, Any] = {**request.query, **form}
    if "reply_markup" in found:
        found["reply_markup"] = json.loads(found["reply_markup"])
    return found


def _accept(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refuse(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


if __name__ == "__main__":
    options = arguments("A fake Bot API", token="the only token accepted; empty: any")
    run(FakeTelegram(options.token), options.port)
