"""A fake gowa gateway: `python -m tests.fake_gowa --port N [--user U --password P] [--webhook URL --secret S]`.

Besides the routes of tests.fakes_network:
  POST /_control/say       {"from": "62812...", "name"?, "text", "id"?}   a person writes; goes to the webhook
  POST /_control/event     {"event", "payload"}                          any event
  POST /_control/webhook   {"url", "secret"}                             where events go, signed
The answer of say and event is {"id", "status"}: the HTTP status our program gave.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes_network import FakeNetwork, arguments, run

DEVICE = "628990000001@s.whatsapp.net"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events go and what signs them."""

    url: str
    secret: str

    def signature(self, raw: bytes) -> str:
        """The header the real gateway sends."""
        return "sha256=" + hmac.new(self.secret.encode(), raw, hashlib.sha256).hexdigest()


class FakeGowa(FakeNetwork):
    """One device. Wants basic authentication when it was given a user."""

    def __init__(self, user: str = "", password: str = "", webhook: Webhook | None = None) -> None:
        super().__init__()
        self.webhook = webhook
        self.linked = True
        self.kept: list[dict[str, Any]] = []
        """What people wrote, as the gateway keeps it: {id, chat_jid, sender_jid, content, timestamp, is_from_me, media_type}."""
        self._login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        self._next = 1
        self.app.add_routes(
            [
                web.post("/send/message", self._send_message),
                web.get("/app/devices", self._devices),
                web.get("/chats", self._chats),
                web.get("/chat/{jid}/messages", self._messages),
                web.post("/_control/say", self._say),
                web.post("/_control/event", self._any_event),
                web.post("/_control/webhook", self._set_webhook),
            ]
        )

    # --- people ---------------------------------------------------------------------------------------

    async def says(self, phone: str, text: str, name: str = "Siti", message_id: str = "") -> dict[str, Any]:
        """A person writes; the id of the message and the HTTP status of our program."""
        payload = {
            "id": message_id or self._id(),
            "chat_id": f"{phone}@s.whatsapp.net",
            "from": f"{phone}@s.whatsapp.net",
            "from_name": name,
            "timestamp": "2026-01-30T01:57:09Z",
            "is_from_me": False,
            "body": text,
        }
        status = await self.deliver({"event": "message", "payload": payload})
        return {"id": payload["id"], "status": status}

    async def deliver(self, event: dict[str, Any]) -> int:
        """Post one signed event to the webhook; the HTTP status, 0 when nobody was there."""
        if self.webhook is None:
            return 0
        raw = json.dumps({"device_id": DEVICE, **event}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": self.webhook.signature(raw),
        }
        async with aiohttp.ClientSession() as session:
            try:
                async with session.post(self.webhook.url, data=raw, headers=headers) as response:
                    return response.status
            except aiohttp.ClientError:
                return 0

    def _id(self) -> str:
        number, self._next = self._next, self._next + 1
        return f"3EB0{number:016X}"

    # --- the gateway ----------------------------------------------------------------------------------

    async def _send_message(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.record("/send/message", body, request.headers)
        if refusal := self.planned_failure(request, "/send/message") or self._refuse(request):
            return refusal
        if not body.get("message") or not str(body.get("phone", "")).endswith(("@s.whatsapp.net", "@lid")):
            return _answer(400, "400", "phone and message: cannot be blank.")
        message_id = self._id()
        results = {"message_id": message_id, "status": f"Message sent to {body['phone']}"}
        return _answer(200, "SUCCESS", "Success", results)

    async def _devices(self, request: web.Request) -> web.Response:
        self.record("/app/devices", None, request.headers)
        if refusal := self.planned_failure(request, "/app/devices") or self._refuse(request):
            return refusal
        devices = [{"name": "SLRT", "device": DEVICE}] if self.linked else []
        return _answer(200, "SUCCESS", "Fetch device success", devices)

    async def _chats(self, request: web.Request) -> web.Response:
        if refusal := self.planned_failure(request, "/chats") or self._refuse(request):
            return refusal
        newest: dict[str, str] = {}
        for one in self.kept:
            newest[one["chat_jid"]] = max(one["timestamp"], newest.get(one["chat_jid"], ""))
        chats = [{"jid": jid, "name": "Warga", "last_message_time": at} for jid, at in newest.items()]
        return _answer(200, "SUCCESS", "Success get chats", {"data": chats})

    async def _messages(self, request: web.Request) -> web.Response:
        jid, since = request.match_info["jid"], request.query.get("start_time", "").replace("+00:00", "Z")
        found = [one for one in self.kept if one["chat_jid"] == jid and one["timestamp"] >= since]
        return _answer(200, "SUCCESS", "Success get messages", {"data": found[::-1]})

    def _refuse(self, request: web.Request) -> web.Response | None:
        if self._login and request.headers.get("Authorization") != self._login:
            return web.Response(status=401, text="Unauthorized")
        return None

    # --- control --------------------------------------------------------------------------------------

    async def _say(self, request: web.Request) -> web.Response:
        said = await request.json()
        done = await self.says(said["from"], said["text"], said.get("name", "Siti"), said.get("id", ""))
        return web.json_response(done)

    async def _any_event(self, request: web.Request) -> web.Response:
        return web.json_response({"id": "", "status": await self.deliver(await request.json())})

    async def _set_webhook(self, request: web.Request) -> web.Response:
        told = await request.json()
        self.webhook = Webhook(told["url"], told["secret"])
        return web.json_response({"ok": True})


def _answer(status: int, code: str, message: str, results: Any = None) -> web.Response:
    return web.json_response({"code": code, "message": message, "results": results}, status=status)


if __name__ == "__main__":
    options = arguments(
        "A fake gowa gateway",
        user="name for basic authentication",
        password="password of that name",
        webhook="where events go",
        secret="what signs them",
    )
    webhook = Webhook(options.webhook, options.secret) if options.webhook else None
    run(FakeGowa(options.user, options.password, webhook), options.port)
