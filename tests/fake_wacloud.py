"""A stand-in for Meta's Graph API: takes messages, tells what it took, fails when told to. Run: python -m tests.fake_wacloud"""

from __future__ import annotations

from aiohttp import web

from tests.fakes_network import FakeNetwork, arguments, run

NUMBER = "106500000000001"
TOKEN = "token-uji-coba"
WABA = "206500000000002"


class FakeWaCloud(FakeNetwork):
    """One phone number with one token."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 1
        self.templates: dict[str, str] = {}
        """Name -> what Meta says of it."""
        self.app.add_routes(
            [
                web.post(f"/{NUMBER}/messages", self._message),
                web.get(f"/{NUMBER}", self._number),
                web.post(f"/{WABA}/subscribed_apps", self._subscribe),
                web.post(f"/{WABA}/message_templates", self._submit),
                web.get(f"/{WABA}/message_templates", self._look_up),
            ]
        )

    async def _message(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.record("messages", body, request.headers)
        if (failure := self.planned_failure(request, "messages")) is not None:
            return failure
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": {"code": 190, "message": "Invalid OAuth token"}}, status=401)
        sent = {"id": f"wamid.{self._next:06d}"}
        self._next += 1
        return web.json_response({"messaging_product": "whatsapp", "messages": [sent]})

    async def _subscribe(self, request: web.Request) -> web.Response:
        self.record("subscribed_apps", None, request.headers)
        failure = self.planned_failure(request, "subscribed_apps")
        return failure if failure is not None else web.json_response({"success": True})

    async def _submit(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.record("message_templates", body, request.headers)
        self.templates[body["name"]] = "PENDING"
        return web.json_response({"id": "1", "status": "PENDING", "category": "UTILITY"})

    async def _look_up(self, request: web.Request) -> web.Response:
        found = [
            {"name": name, "status": status, "language": "id"}
            for name, status in self.templates.items()
            if name == request.query.get("name")
        ]
        return web.json_response({"data": found})

    async def _number(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": {"code": 190, "message": "Invalid OAuth token"}}, status=401)
        return web.json_response({"id": NUMBER, "quality_rating": "GREEN"})


if __name__ == "__main__":
    run(FakeWaCloud(), arguments("A stand-in for the Graph API").port)
