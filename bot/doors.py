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
        name = request.match_info["channel"]
        accounts = [channel for channel in channels.values() if channel.name == name]
        if not accounts:
            raise web.HTTPNotFound
        raw = await _body(request, accounts[0].limits.body)
        query = {**request.query, "secret": request.match_info.get("secret", "")}
        ours = [channel for channel in accounts if channel.verify(request.headers, query, raw)]
        if not ours:
            raise web.HTTPUnauthorized
        try:
            # two numbers of one app share a webhook: each account takes what is for it and ignores the rest
            for channel in ours:
                await acceptor.accept(channel, raw, request.content_type)
        except (SQLAlchemyError, OSError) as error:
            # not committed: the network keeps the message and sends it again
            log.error("message not stored channel=%s error=%s", name, type(error).__name__)
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    async def prove(request: web.Request) -> web.Response:
        """A network asks who we are before it sends anything."""
        name = request.match_info["channel"]
        asked = [one for one in channels.values() if one.name == name and isinstance(one, Challenged)]
        if not asked:
            raise web.HTTPNotFound
        answers = [answer for one in asked if (answer := one.challenge(request.query)) is not None]
        if not answers:
            raise web.HTTPForbidden
        return web.Response(text=answers[0])

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
