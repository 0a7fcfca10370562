"""The verbs of a case page: one form, one verb, one event; a second press of the same button does nothing."""

from __future__ import annotations

import asyncio

from aiohttp import web

from admin import refusals
from admin.desk import notified, viewer_of
from admin.joints import JOINTS, CannotKeep
from admin.pages.case import Draft, page
from admin.verbs import ADDITIONS, HIDDEN, VERBS, Act, Form
from cases import numbers, service, sessions, store
from cases.db import Connection
from cases.errors import NotFound, Refused, Stale
from cases.events import Event
from cases.roles import Viewer
from cases.service import OfficeFile
from cases.store import CaseRow

routes = web.RouteTableDef()


@routes.post("/kasus/{number}/{verb}")
async def carry_out(request: web.Request) -> web.StreamResponse:
    """Done: back to the page. Refused: the page with the reason and what was typed."""
    verb, form = request.match_info["verb"], await request.post()
    if verb not in VERBS:
        raise NotFound("no such verb")
    viewer, number, now = viewer_of(request), request.match_info["number"], request.app[JOINTS].now()

    def work(tx: Connection) -> list[Event]:
        case = store.by_number(tx, viewer, number)
        if not sessions.first_press(tx, _key(viewer, case, verb, form), now):
            return []
        if verb not in ADDITIONS:
            service.expect(case, _version(str(form.get("versi", ""))))
        return [VERBS[verb](Act(tx, case, viewer, now, form, file))]

    try:
        file = await _file(request, form)
        await notified(request, work)
    except (Refused, Stale) as error:
        words, status = refusals.words(error)
        return await page(request, error=words, draft=_draft(verb, form), status=status)
    raise web.HTTPSeeOther(f"/panel/kasus/{numbers.canonical(number)}?tersimpan")


def _key(viewer: Viewer, case: CaseRow, verb: str, form: Form) -> str:
    """The same form with the same content, sent again: a double click, or "resend" after a bad line.

    The content is part of it: what somebody wrote after going back is another form, not a repetition.
    Raises Refused without the key the page drew.
    """
    if not form.get("kunci"):
        raise Refused("formulir.kunci")
    fields = sorted((name, _told(value)) for name, value in form.items())
    return repr((viewer.actor, str(case.id), verb, fields))


def _told(value: object) -> str:
    return value.filename if isinstance(value, web.FileField) else str(value)


async def _file(request: web.Request, form: Form) -> OfficeFile | None:
    """The photo or PDF that goes with the words. Raises Refused `berkas.jenis` for anything else."""
    field = form.get("berkas")
    if not isinstance(field, web.FileField):
        return None
    with field.file as opened:
        content = await asyncio.to_thread(opened.read)
    if not content:
        return None
    try:
        name, mime, size = await request.app[JOINTS].keep(content)
    except CannotKeep:
        raise Refused("berkas.jenis") from None
    return OfficeFile(name, mime, size)


def _draft(verb: str, form: Form) -> Draft:
    """What was typed, to stand on the page again."""
    return Draft(
        verb, {name: [str(value) for value in form.getall(name)] for name in set(form) - HIDDEN - {"berkas"}}
    )


def _version(text: str) -> int:
    return int(text) if text.isdecimal() else -1
