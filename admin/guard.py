"""What stands between the internet and every page: headers, the check of where a form came from, the session."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""PANEL.md section 7: nothing inline, so no nonce."""

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The security headers on every answer, errors too; pages are never kept by a browser."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        _dress(error, request)
        raise
    _dress(response, request)
    return response


def _dress(response: web.StreamResponse, request: web.Request) -> None:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.secure or request.headers.get("X-Forwarded-Proto") == "https":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def same_origin(request: web.Request) -> bool | None:
    """Did our own page send this form? None: an old browser says nothing, the form's token decides.

    The consensus of 2025 (Go 1.25 `http.CrossOriginProtection`): Sec-Fetch-Site first, then Origin.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.host
    return None


@web.middleware
async def own_forms_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site made the browser send (CSRF)."""
    if request.method not in SAFE and same_origin(request) is False:
        raise web.HTTPForbidden(text="Formulir ini bukan dari panel.")
    return await handler(request)


def token_fits(request: web.Request, sent: str, kept: str) -> bool:
    """For browsers that name neither origin nor site: the form must carry the session's token."""
    return same_origin(request) is True or hmac.compare_digest(sent.encode(), kept.encode())
