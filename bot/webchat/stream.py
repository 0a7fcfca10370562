"""The stream: lines as they come, over Server-Sent Events; the page's slow questions go on beside it (PANEL.md section 6)."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.clock import Clock
from bot.webchat.page import Page
from bot.webchat.room import Room, Unavailable
from bot.webchat.visitor import Visitors, cursor_of

PING = 20.0
"""Seconds between two signs of life: proxies close a silent connection."""
RETRY = 3000
"""Milliseconds after which a browser opens a broken stream again."""
MOST = 500
"""Streams at once; whoever comes later asks from time to time as before."""
LONGEST = 1800.0
"""Seconds of one stream; the browser opens the next one by itself."""


class Stream:
    """Open streams of one house."""

    def __init__(self, room: Room, page: Page, visitors: Visitors, clock: Clock) -> None:
        self._room = room
        self._page = page
        self._visitors = visitors
        self._clock = clock
        self._open = 0

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """Lines after `sejak`, or after the last one that arrived when the browser comes again by itself."""
        address = self._visitors.address(request)
        cursor = cursor_of(request.headers.get("Last-Event-ID") or request.query.get("sejak", ""))
        if not address or cursor is None:
            return self._visitors.json({"error": "alur"}, 400)
        if self._open >= MOST:
            return self._visitors.json({"error": "alur"}, 503)
        self._open += 1
        try:
            return await self._told(request, address, cursor)
        finally:
            self._open -= 1

    async def _told(self, request: web.Request, address: str, cursor: str) -> web.StreamResponse:
        headers = {name: value for name, value in self._visitors.headers.items() if name != "Cache-Control"}
        with self._room.changes(address) as changed:
            async with sse_response(request, headers=headers, ping_interval=PING) as stream:
                await stream.send("", event="mulai", retry=RETRY)
                try:
                    async with asyncio.timeout(LONGEST):
                        await self._tell(stream, changed, address, cursor)
                except (Unavailable, TimeoutError, ConnectionResetError):
                    pass  # the browser comes again, and asks in between
            return stream

    async def _tell(
        self, stream: EventSourceResponse, changed: asyncio.Event, address: str, cursor: str
    ) -> None:
        """Line after line, until the browser or the house goes. Raises Unavailable."""
        told: set[str] = set()
        while stream.is_connected() and not self._room.ended:
            changed.clear()
            for line in await self._room.history(address, cursor):
                if line.id in told:  # some come again: ids are not committed in order
                    continue
                await stream.send(json.dumps(self._page.line(line, self._clock.now())), id=line.id)
                told.add(line.id)
                cursor = max(cursor, line.id)
            await changed.wait()
