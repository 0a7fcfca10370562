"""What the fake networks share: a ledger of received calls, and calls that fail when told to.

Control routes of every fake:
  GET  /_control/calls                 every call received: [{"method", "body", "headers"}]
  POST /_control/fail                  {"method", "status", "body"?, "times"?, "drop"?}: fail the next calls
  POST /_control/reset                 forget calls and failures
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from aiohttp import web


class FakeNetwork:
    """A counterpart on localhost; `app` runs inside a test or as a process of its own."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self._failures: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.app = web.Application()
        self.app.add_routes(
            [
                web.get("/_control/calls", self._tell_calls),
                web.post("/_control/fail", self._plan_failure),
                web.post("/_control/reset", self._reset),
            ]
        )

    def fail(self, method: str, status: int, body: Any = None, times: int = 1, *, drop: bool = False) -> None:
        """The next `times` calls of `method` answer like this; `drop` breaks the connection instead."""
        self._failures[method] += [{"status": status, "body": body, "drop": drop}] * times

    def bodies(self, method: str) -> list[Any]:
        """Bodies of the calls of one method, in order."""
        return [call["body"] for call in self.calls if call["method"] == method]

    def record(self, method: str, body: Any, headers: Mapping[str, str]) -> None:
        """Write a call into the ledger."""
        self.calls.append({"method": method, "body": body, "headers": dict(headers)})

    def planned_failure(self, request: web.Request, method: str) -> web.Response | None:
        """The answer of a failure that was planned for this call, if any."""
        if not self._failures[method]:
            return None
        plan = self._failures[method].pop(0)
        if plan["drop"]:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        body = plan["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=plan["status"], text=text, content_type="application/json")

    async def _tell_calls(self, request: web.Request) -> web.Response:
        return web.json_response(self.calls)

    async def _plan_failure(self, request: web.Request) -> web.Response:
        plan = await request.json()
        self.fail(
            plan["method"],
            plan.get("status", 500),
            plan.get("body"),
            plan.get("times", 1),
            drop=bool(plan.get("drop")),
        )
        return web.json_response({"ok": True})

    async def _reset(self, request: web.Request) -> web.Response:
        self.calls.clear()
        self._failures.clear()
        return web.json_response({"ok": True})


def arguments(description: str, **more: str) -> argparse.Namespace:
    """--port and further text options of a fake that runs as a process."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the address is printed")
    for name, help_text in more.items():
        parser.add_argument(f"--{name.replace('_', '-')}", default="", help=help_text)
    return parser.parse_args()


def run(fake: FakeNetwork, port: int) -> None:
    """Serve on localhost until interrupted; the first line printed is the address."""
    try:
        asyncio.run(_serve(fake, port))
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")


async def _serve(fake: FakeNetwork, port: int) -> None:
    runner = web.AppRunner(fake.app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()
