"""Masuk and keluar: a new session after the right password; the same answer and time for unknown names."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import passwords
from admin.joints import JOINTS
from admin.session import SIGNED, cookie_name, give_cookie, new_token
from cases import accounts, audit, sessions

routes = web.RouteTableDef()

WRONG = "Nama pengguna atau kata sandi tidak cocok."
LATER = "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi."


@routes.get("/masuk")
@aiohttp_jinja2.template("sign_in.html")
async def show(request: web.Request) -> dict[str, Any]:
    """The form."""
    return {"error": "", "login": "", "onward": _onward(request.query.get("lanjut", ""))}


@routes.post("/masuk")
async def sign_in(request: web.Request) -> web.StreamResponse:
    """One answer for every mistake; the pause between two tries grows and never becomes a lock for good."""
    joints = request.app[JOINTS]
    form = await request.post()
    login, password = str(form.get("nama", "")).strip().lower(), str(form.get("sandi", ""))
    onward = _onward(str(form.get("lanjut", "")))
    account = await joints.db.read(lambda tx: accounts.by_login(tx, login))
    now = joints.now()
    if account and account.retry_at and account.retry_at > now:
        return _again(request, LATER, login, onward)
    right = await asyncio.to_thread(passwords.matches, account.password if account else None, password)
    if account is None or not right or not account.active:
        if account is not None:
            failures = account.failures + 1
            retry_at = now + passwords.pause(failures)
            await joints.db.write(lambda tx: accounts.failed(tx, account.id, failures, retry_at))
        return _again(request, WRONG, login, onward)
    token, csrf = new_token(), secrets.token_urlsafe(24)

    def work(tx: Any) -> None:
        accounts.succeeded(tx, account.id)
        sessions.start(tx, account.id, token, csrf, now)
        audit.record(tx, accounts.viewer_of(tx, account, now), "signed_in", f"account:{account.id}", now)

    await joints.db.write(work)
    response = web.HTTPSeeOther(onward)
    give_cookie(response, token, secure=joints.secure)
    raise response


@routes.post("/keluar")
async def sign_out(request: web.Request) -> web.StreamResponse:
    """The session is gone at once, and the browser forgets what it kept."""
    joints = request.app[JOINTS]
    session_id = request[SIGNED].session.id
    await joints.db.write(lambda tx: sessions.end(tx, session_id))
    response = web.HTTPSeeOther("/panel/masuk", headers={"Clear-Site-Data": '"cookies", "storage"'})
    response.del_cookie(
        cookie_name(joints.secure), path="/" if joints.secure else "/panel", secure=joints.secure
    )
    raise response


def _again(request: web.Request, error: str, login: str, onward: str) -> web.Response:
    context = {"error": error, "login": login, "onward": onward}
    return aiohttp_jinja2.render_template("sign_in.html", request, context, status=422)


def _onward(path: str) -> str:
    """Only inside the panel: never a way to another site."""
    inside = path.startswith("/panel") and not path.startswith("/panel/masuk") and "\\" not in path
    return path if inside and "//" not in path else "/panel"
