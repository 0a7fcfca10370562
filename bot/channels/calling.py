"""Calling: one JSON call to a network's HTTP interface, and what a failed one means; for the channels without a library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels.contract import Action, SendError
from bot.channels.reading import from_json

TIMEOUT = aiohttp.ClientTimeout(sock_connect=10, sock_read=30)
"""Seconds; a gateway answers when the network's server took the message."""


class Caller:
    """The connections to one address, opened with the first call; every call carries the same headers."""

    def __init__(self, base: str, headers: Mapping[str, str]) -> None:
        """Touches no network. The headers may hold a secret: they are in no error and no log."""
        self.base = base.rstrip("/")
        self._headers = headers
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        form: Mapping[str, Any] | aiohttp.FormData | None = None,
    ) -> tuple[int, Any]:
        """Status and JSON (None when it is none). Raises SendError; no address, text or token in it."""
        session = self._session or self._open()
        try:
            async with session.request(method, f"{self.base}{path}", json=body, data=form) as response:
                return response.status, from_json(await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise SendError(Action.RETRY, "no_connection") from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SendError(Action.UNCERTAIN, "no_answer") from None

    def _open(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            headers=self._headers, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def http_error(status: int) -> SendError:
    """What to do after an HTTP status from 400 of which nothing more is known (CHANNELS.md section 8)."""
    if status in (401, 403):
        return SendError(Action.CONFIG, f"http_{status}")
    if status == 429:
        return SendError(Action.PAUSE, "http_429", retry_after=60)
    if status >= 500 or status == 408:
        return SendError(Action.RETRY, f"http_{status}")
    return SendError(Action.DROP, f"http_{status}")
