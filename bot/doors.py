"""The HTTP routes the networks knock on, and /health. Verify, store, answer; thinking comes later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.accept import Acceptor
from bot.channels.contract import Challenged, Channel

log = logging.getLogger(__name__)

BODY_SECONDS = 10.0
"""A body that takes longer is cut off: aiohttp itself never closes a slow one (TRUST.md T28)."""


def routes(channels: Mapping[str, Channel], acceptor: Acceptor) -> list[web.RouteDef]:
    """One route for each network that knocks: /masuk/<name>, with a secret in the path where it cannot sign."""

    async def receive(request: web.Request) -> web.Response:
        channel = channels.get(request.match_info["channel"])
        if channel is None:
            raise web.HTTPNotFound
        raw = await _body(request, channel.limits.body)
        query = {**request.query, "secret": request.match_info.get("secret", "")}
        if not channel.verify(request.headers, query, raw):
            raise web.HTTPUnauthorized
        try:
            await acceptor.accept(channel, raw, request.content_type)
        except (SQLAlchemyError, OSError) as error:
            # not committed: the network keeps the message and sends it again
            log.error("message not stored channel=%s error=%s", channel.name, type(error).__name__)
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    async def prove(request: web.Request) -> web.Response:
        """A network asks who we are before it sends anything."""
        channel = channels.get(request.match_info["channel"])
        if not isinstance(channel, Challenged):
            raise web.HTTPNotFound
        answer = channel.challenge(request.query)
        if answer is None:
            raise web.HTTPForbidden
        return web.Response(text=answer)

    return [
        web.get("/masuk/{channel}", prove),
        web.post("/masuk/{channel}", receive),
        web.post("/masuk/{channel}/{secret}", receive),
    ]


async def _body(request: web.Request, limit: int) -> bytes:
    """The raw bytes as received, at most `limit` of them."""
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size > limit:
                    raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=size)
                chunks.append(chunk)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return b"".join(chunks)


def health() -> web.RouteDef:
    """Says only that the program answers; how the rooms are doing stands in the panel."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    return web.get("/health", answer)
