"""Fetching: the bytes of what somebody sent, with limits; for the channels whose network keeps them (CHANNELS.md 6.1, rules 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=20)
"""Seconds: a slow line may send ten megabytes in a minute."""


class FetchError(Exception):
    """The bytes did not come; `again`: a later try may bring them. Holds no address and no token."""

    def __init__(self, code: str, *, again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


@runtime_checkable
class Fetching(Protocol):
    """What a channel offers whose network keeps the files."""

    async def fetch(self, ref: str, limit: int) -> bytes:
        """The bytes behind a `Media.ref`, at most `limit` of them. Raises FetchError."""
        ...


async def read(url: str, limit: int, headers: Mapping[str, str] | None = None) -> bytes:
    """GET with limits: no redirects, at most `limit` bytes, a minute in all. Raises FetchError."""
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                gone = answer.status in (400, 401, 403, 404, 410)
                raise FetchError(f"http_{answer.status}", again=not gone)
            return await _limited(answer, limit)
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise FetchError("no_answer", again=True) from None


async def _limited(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    chunks, size = [], 0
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        if size > limit:
            raise FetchError("too_big", again=False)
        chunks.append(chunk)
    return b"".join(chunks)
