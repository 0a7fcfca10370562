"""Tautan tugas: one referral, answered by an agency without an account (TRUST.md S4, class B).

Whoever holds the link sees what the agency is asked and may answer once. Names, numbers and the story come only after a
code that is sent to the contact's own chat, in the browser in which it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import case_data, offers, refusals, words
from admin.case_words import Teller
from admin.forms import Verb
from admin.joints import JOINTS
from admin.verbs import VERBS, Act
from cases import areas, numbers, referral_links, sessions
from cases.db import Connection
from cases.errors import NotFound, Refused, Stale
from cases.events import Event
from cases.referral_links import Link

routes = web.RouteTableDef()

COOKIE = "tautan"
ANSWERS = frozenset({"terima", "tolak", "kembalikan", "butuh-data", "selesai"})
"""What may be done by link: the verbs of an agency, and nothing else."""
GONE = "Tautan ini tidak berlaku lagi. Minta tautan baru ke sekretariat SLRT."
SENT = "Kode sudah dikirim ke obrolan Anda. Tulis kodenya di bawah."
NO_CHAT = "Anda belum punya obrolan dengan kami, jadi kode tidak bisa dikirim. Hubungi sekretariat SLRT."
DONE = "Jawaban Anda sudah kami catat. Terima kasih."


@routes.get("/{token}")
async def show(request: web.Request) -> web.Response:
    """The referral as far as this browser may see it; the first look is an event."""
    return await _page(request, notice=DONE if "dicatat" in request.query else "")


@routes.post("/{token}/kode")
async def code(request: web.Request) -> web.Response:
    """A fresh code to the contact's chat."""
    joints = request.app[JOINTS]
    now = joints.now()

    def work(tx: Connection) -> str:
        link = _link(tx, request, now)
        made = referral_links.make_code(tx, link, now)
        sent = joints.send_code(tx, link.account_id, numbers.shown(link.case.number), made)
        return SENT if sent else NO_CHAT

    return await _told(request, work)


@routes.post("/{token}/buka")
async def unlock(request: web.Request) -> web.StreamResponse:
    """The right code opens names and story in this browser for half an hour; a wrong one stays counted."""
    joints, typed = request.app[JOINTS], str((await request.post()).get("kode", ""))[:12]
    now = joints.now()

    def work(tx: Connection) -> str | Refused:
        try:
            return referral_links.open_with(tx, _link(tx, request, now), typed, now)
        except Refused as error:
            return error

    try:
        found = await joints.db.write(work)
    except NotFound:
        return _gone(request)
    if isinstance(found, Refused):
        return await _page(request, error=refusals.words(found)[0], status=422)
    path = f"/t/{request.match_info['token']}"
    response = web.HTTPSeeOther(path)
    response.set_cookie(COOKIE, found, httponly=True, secure=joints.secure, samesite="Strict", path=path)
    raise response


@routes.post("/{token}/{verb}")
async def answer(request: web.Request) -> web.StreamResponse:
    """One answer, once: the state of the referral refuses a second."""
    joints, verb, form = request.app[JOINTS], request.match_info["verb"], await request.post()
    now = joints.now()

    def work(tx: Connection) -> list[Event]:
        link = _link(tx, request, now)
        if verb not in ANSWERS:
            raise NotFound("no such answer")
        if not sessions.first_press(tx, f"tautan:{link.id}:{verb}:{form.get('kunci', '')}", now):
            return []
        return [VERBS[verb](Act(tx, link.case, link.viewer, now, form))]

    try:
        await _notified(request, work)
    except NotFound:
        return _gone(request)
    except (Refused, Stale) as error:
        return await _page(request, error=refusals.words(error)[0], status=422)
    raise web.HTTPSeeOther(f"/t/{request.match_info['token']}?dicatat")


# --- helpers ------------------------------------------------------------------------------------------


def _link(tx: Connection, request: web.Request, now: datetime) -> Link:
    return referral_links.find(tx, request.match_info["token"], now, request.cookies.get(COOKIE, ""))


async def _notified(request: web.Request, work: Callable[[Connection], list[Event]]) -> None:
    joints = request.app[JOINTS]

    def whole(tx: Connection) -> bool:
        events = work(tx)
        for event in events:
            joints.notify(tx, event)
        return bool(events)

    if await joints.db.write(whole):
        joints.committed()


async def _told(request: web.Request, work: Callable[[Connection], str]) -> web.Response:
    joints = request.app[JOINTS]
    try:
        notice = await joints.db.write(work)
    except NotFound:
        return _gone(request)
    except Refused as error:
        return await _page(request, error=refusals.words(error)[0], status=422)
    joints.committed()
    return await _page(request, notice=notice)


async def _page(
    request: web.Request, *, notice: str = "", error: str = "", status: int = 200
) -> web.Response:
    joints = request.app[JOINTS]
    now = joints.now()

    def work(tx: Connection) -> tuple[Link, Mapping[str, Any]]:
        link = _link(tx, request, now)
        for event in case_data.opened(tx, link.viewer, link.case.number, now):
            joints.notify(tx, event)
        link = _link(tx, request, now)
        return link, _context(tx, link, request, now)

    try:
        _, context = await joints.db.write(work)
    except NotFound:
        return _gone(request)
    page = {**context, "notice": notice, "error": error}
    return aiohttp_jinja2.render_template("link.html", request, page, status=status)


def _context(tx: Connection, link: Link, request: web.Request, now: datetime) -> dict[str, Any]:
    """The least without the code; with it what the referral's package holds."""
    joints, case = request.app[JOINTS], link.case
    zone = joints.zone
    data = case_data.read(tx, link.viewer, case.number, now, joints.doors)
    teller = Teller(data, now, zone)
    district = ".".join(case.area.split(".")[:3])
    verbs: list[Verb] = [verb for verb in offers.verbs(data, link.viewer, now) if verb.code in ANSWERS]
    closed = case.guarded and not link.opened
    return {
        "token": request.match_info["token"],
        "number": numbers.shown(case.number),
        "title": words.CLOSED if closed else data.categories.get(case.category, case.category),
        "place": (areas.name_of(tx, case.area if link.opened else district)) if district else "",
        "urgency": words.URGENCIES.get(case.urgency, ""),
        "agency": link.referral.agency,
        "state": words.REFERRAL_STATES.get(link.referral.state, link.referral.state),
        "due": words.day(link.referral.due_at, zone) if link.referral.due_at else "",
        "note": link.referral.note if link.opened else "",
        "opened": link.opened,
        "thread": teller.thread() if link.opened else [],
        "people": teller.people() if link.opened else [],
        "details": teller.details() if link.opened else [],
        "verbs": verbs,
        "once": f"{link.referral.state}-{link.referral.info_requested}",
    }


def _gone(request: web.Request) -> web.Response:
    return aiohttp_jinja2.render_template("link_gone.html", request, {"text": GONE}, status=404)
