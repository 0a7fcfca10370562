"""The visitor: which browser asks, and the headers of every answer of the web chat (PANEL.md sections 6 and 7)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.webchat import address_of, new_token
from bot.webchat.page import WebchatSettings

KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
"""The id a browser gives to a message of its own."""
_CURSOR = re.compile(r"[a-z0-9-]{0,40}")
MONTH = 30 * 24 * 3600
"""Seconds a silent cookie lives."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PRIVATE = {"Cache-Control": "no-store"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def cursor_of(text: str) -> str | None:
    """The line the page saw last; None for something that is none."""
    return text if _CURSOR.fullmatch(text) else None


class Visitors:
    """Knows browsers by their cookie."""

    def __init__(self, settings: WebchatSettings) -> None:
        self._settings = settings
        self.cookie = "__Host-obrolan" if settings.secure else "obrolan"
        self.headers = {**HEADERS, **PRIVATE}
        if settings.secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    # --- who, and how ---------------------------------------------------------------------------------

    def who(self, request: web.Request) -> tuple[str, str]:
        """Token and address of this browser; a new one when it has none."""
        token = request.cookies.get(self.cookie, "")
        if not (address := address_of(token)):
            token = new_token()
            address = address_of(token)
        return token, address

    def address(self, request: web.Request) -> str:
        """The address of a browser that was here before; empty for any other."""
        return address_of(request.cookies.get(self.cookie, ""))

    def back(self, token: str) -> web.Response:
        """To the end of the chat, as this browser: what a page without a script does after a form."""
        answer = web.Response(status=303, headers={**self.headers, "Location": "/obrolan#akhir"})
        return self.remember(answer, token)

    def remember(self, response: web.Response, token: str) -> web.Response:
        """The same answer, with the cookie for one more month."""
        response.set_cookie(
            self.cookie,
            token,
            max_age=MONTH,
            path="/",
            httponly=True,
            secure=self._settings.secure,
            samesite="Lax",
        )
        return response

    def same_origin(self, request: web.Request) -> None:
        """Another site may not write or leave in somebody's name."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            if site not in ("same-origin", "none"):
                raise web.HTTPForbidden
            return
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc not in (request.host, self._settings.public_host):
            raise web.HTTPForbidden

    def html(self, text: str, status: int = 200) -> web.Response:
        """A page, with the headers of the web chat."""
        return web.Response(text=text, status=status, content_type="text/html", headers=self.headers)

    def json(self, value: Any, status: int = 200) -> web.Response:
        """An answer for the script."""
        return web.json_response(value, status=status, headers=self.headers)
