"""Akun saya: who I am here, the chat that gets my alerts, my password."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import passwords, words
from admin.desk import read, viewer_of, write
from admin.joints import JOINTS
from admin.session import SIGNED
from cases import accounts, areas, audit, lessons, sessions
from cases.db import Connection
from cases.roles import Right
from cases.store.store_rules import undecided

routes = web.RouteTableDef()

CHANGED = "Kata sandi sudah diganti."
WRONG = "Kata sandi sekarang tidak cocok."
SHORT = f"Kata sandi baru terlalu pendek. Paling sedikit {passwords.SHORTEST} huruf."


@routes.get("/saya")
async def show(request: web.Request) -> web.Response:
    """The page."""
    return await _page(request)


@routes.post("/saya/kode")
async def make_code(request: web.Request) -> web.Response:
    """A one-time code that links a chat to this account."""
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    account_id, code = request[SIGNED].session.account_id, passwords.link_code()

    def work(tx: Connection) -> None:
        audit.record(tx, viewer, "link_code_made", f"account:{account_id}", now)
        accounts.make_link_code(tx, account_id, code, now)

    await write(request, work)
    return await _page(request, code=code)


@routes.post("/saya/sandi")
async def change_password(request: web.Request) -> web.Response:
    """The old one is asked for; every other sign-in of this account ends."""
    form = await request.post()
    old, new = str(form.get("lama", "")), str(form.get("baru", ""))
    signed, now = request[SIGNED], request.app[JOINTS].now()
    account = await read(request, lambda tx: accounts.by_id(tx, signed.session.account_id))
    if account is None or not await asyncio.to_thread(passwords.matches, account.password, old):
        return await _page(request, error=WRONG, status=422)
    if len(new) < passwords.SHORTEST:
        return await _page(request, error=SHORT, status=422)
    kept = await asyncio.to_thread(passwords.hashed, new)

    def work(tx: Connection) -> None:
        accounts.set_password(tx, account.id, kept)
        sessions.end_all(tx, account.id, but=signed.session.id)
        audit.record(tx, signed.viewer, "password_changed", f"account:{account.id}", now)

    await write(request, work)
    return await _page(request, notice=CHANGED, changed=True)


async def _page(
    request: web.Request,
    *,
    code: str = "",
    error: str = "",
    notice: str = "",
    changed: bool = False,
    status: int = 200,
) -> web.Response:
    signed = request[SIGNED]
    account_id = signed.session.account_id
    account = await read(request, lambda tx: accounts.by_id(tx, account_id))
    chats = await read(request, lambda tx: accounts.linked_chats(tx, [account_id]))
    waiting = await read(request, lambda tx: lessons.waiting_count(tx, signed.viewer))
    proposals = await read(request, undecided)
    held = {grant.area for grant in signed.viewer.grants}
    places = await read(request, lambda tx: areas.names_of(tx, held))
    context: dict[str, Any] = {
        "place": "saya",
        "facts": [
            ("Nama pengguna", account.login if account else ""),
            (
                "Peran",
                "; ".join(
                    f"{words.ROLES[grant.role]}, {places.get(grant.area, grant.area)}"
                    for grant in signed.viewer.grants
                ),
            ),
        ],
        "may_settings": signed.viewer.may(Right.MANAGE_SETTINGS),
        "may_review": signed.viewer.may(Right.REVIEW_LESSONS),
        "lessons": waiting,
        "may_decide": signed.viewer.may(Right.APPROVE_RULES),
        "proposals": proposals if signed.viewer.may(Right.APPROVE_RULES) else 0,
        "may_lead": signed.viewer.may(Right.LEAD_FACILITATORS),
        "may_call": signed.viewer.may(Right.SET_ON_CALL),
        "code": code,
        "chats": len(chats),
        "must_change": signed.must_change and not changed,
        "error": error,
        "notice": notice,
    }
    return aiohttp_jinja2.render_template("account.html", request, context, status=status)
