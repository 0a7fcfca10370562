"""Who is signed in: the cookie, the session behind it, and what every page is told of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from admin import words
from admin.guard import SAFE, Handler, token_fits
from admin.joints import JOINTS
from cases import accounts, sessions, store
from cases.accounts import Viewer
from cases.db import Connection
from cases.sessions import Session

OPEN_PATHS = ("/panel/masuk", "/panel/statis/")
"""Pages for people who are not signed in."""
CHANGE_PASSWORD = ("/panel/saya", "/panel/keluar")
"""All that somebody with a one-time password may open."""


WITH_FILE = "/tulis"
"""End of the address of the one form that may carry a file."""
LARGEST_FILE = 11 * 1024 * 1024
"""Bytes of that form (PANEL.md section 7: 10 MB for staff)."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The request's person."""

    viewer: Viewer
    session: Session
    must_change: bool


SIGNED = web.RequestKey("signed", Signed)


def cookie_name(secure: bool) -> str:
    """`__Host-` binds the cookie to this host, and works only with https."""
    return "__Host-panel" if secure else "panel"


def give_cookie(response: web.StreamResponse, token: str, *, secure: bool) -> None:
    """Ends with the browser; the session behind it ends earlier (PANEL.md section 7)."""
    response.set_cookie(
        cookie_name(secure),
        token,
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/" if secure else "/panel",
    )


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


@web.middleware
async def signed_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find the session; without one, to the sign-in page and back afterwards."""
    joints = request.app[JOINTS]
    if request.path.startswith(OPEN_PATHS):
        return await handler(request)
    token = request.cookies.get(cookie_name(joints.secure), "")
    signed = await joints.db.read(lambda tx: _find(tx, token, request)) if token else None
    if signed is None:
        raise web.HTTPSeeOther(
            f"/panel/masuk?lanjut={quote(request.path_qs if request.method == 'GET' else '/panel')}"
        )
    if signed.session.stale(joints.now()):
        await joints.db.write(lambda tx: sessions.touch(tx, signed.session.id, joints.now()))
    if request.method not in SAFE:
        if request.path.endswith(WITH_FILE):
            request = request.clone(client_max_size=LARGEST_FILE)
        form = await request.post()
        if not token_fits(request, str(form.get("csrf", "")), signed.session.csrf):
            raise web.HTTPForbidden(text="Formulir ini sudah lama. Muat ulang halamannya.")
    if signed.must_change and not request.path.startswith(CHANGE_PASSWORD):
        raise web.HTTPSeeOther("/panel/saya")
    request[SIGNED] = signed
    return await handler(request)


def _find(tx: Connection, token: str, request: web.Request) -> Signed | None:
    now = request.app[JOINTS].now()
    session = sessions.find(tx, token, now)
    account = accounts.by_id(tx, session.account_id) if session else None
    if session is None or account is None or not account.active:
        return None
    return Signed(accounts.viewer_of(tx, account, now), session, account.must_change)


async def context(request: web.Request) -> dict[str, object]:
    """What every template may use."""
    signed = request.get(SIGNED)
    if signed is None:
        return {"viewer": None, "csrf": "", "alerts": 0, "broken": [], "unmapped": 0}
    viewer, joints = signed.viewer, request.app[JOINTS]
    alerts, unmapped = await joints.db.read(
        lambda tx: (store.emergencies(tx, viewer), store.without_rule(tx, viewer, joints.now()))
    )
    broken = [] if viewer.agency_id else joints.doors.alarms()
    names = [words.door_name(name) for name in broken]
    return {
        "viewer": viewer, "csrf": signed.session.csrf, "alerts": alerts, "broken": names, "unmapped": unmapped,
    }  # fmt: skip
