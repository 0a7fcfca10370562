"""Kasus baru: whoever meets a resident at a desk, or at an agency, writes her case down (DOMAIN.md 1.1)."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import refusals
from admin.desk import notified, read, viewer_of
from admin.fillings import URGENCIES
from admin.joints import JOINTS
from cases import agencies, areas, rules, service
from cases.db import Connection
from cases.errors import Refused
from cases.events import Event
from cases.exclusion import MISCONDUCT
from cases.opening import NewCase
from cases.people import NewPerson
from cases.people_reach import e164
from cases.roles import Role, Viewer
from cases.rules import Act, CaseState
from nlu.words.numbers import is_nik

routes = web.RouteTableDef()

LONGEST = 2000
"""Characters of the story."""
SHORTEST = 9
"""Digits of a telephone number as people write it."""
KEY = re.compile(r"[\w-]{20,40}")
INTAKE: Mapping[Role, str] = {
    Role.FRONT_OFFICE: "secretariat",
    Role.BACK_OFFICE: "secretariat",
    Role.PUSKESOS_OFFICER: "puskesos",
    Role.PUSKESOS_COORDINATOR: "puskesos",
    Role.AGENCY_OFFICER: "agency",
    Role.FACILITATOR: "facilitator",
}
"""Where it came in, by the role of who writes it down; the first that she holds."""
DESKS = frozenset({"secretariat", "puskesos"})
"""Only there a service is decided and a letter written."""
AGREED = "tertulis"
"""The resident agreed in front of whoever wrote it down."""


def may_open(viewer: Viewer) -> bool:
    """Is there anything here for her?"""
    return Act.OPEN in rules.possible(rules.CASE_TABLE, CaseState.DRAFT, viewer.roles(), rules.Facts())


@routes.get("/baru")
async def show(request: web.Request) -> web.Response:
    """The empty form. Raises Refused for who may not open cases."""
    return await _page(request, {})


@routes.post("/baru")
async def write_down(request: web.Request) -> web.StreamResponse:
    """To the new case; the form again, with what was typed, when something is missing."""
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    form = {
        name: str(value).replace("\0", "").strip()[:LONGEST] for name, value in (await request.post()).items()
    }
    numbers: list[str] = []

    def work(tx: Connection) -> list[Event]:
        opened = service.open_case(tx, draft_of(tx, viewer, form), viewer, now)
        numbers.append(opened.case.number)
        return [opened.event] if opened.event else []

    try:
        await notified(request, work)
    except Refused as error:
        return await _page(request, form, error=refusals.words(error)[0], status=422)
    raise web.HTTPSeeOther(f"/panel/kasus/{numbers[-1]}?tersimpan")


def draft_of(tx: Connection, viewer: Viewer, form: Mapping[str, str]) -> NewCase:
    """What the form says. Raises Refused with the key of what is missing or cannot be."""
    if not KEY.fullmatch(form.get("kunci", "")):
        raise Refused("formulir.kunci")
    if not form.get("cerita"):
        raise Refused("formulir.kosong")
    if form.get("urgensi") not in dict(URGENCIES) or areas.by_code(tx, form.get("wilayah", "")) is None:
        raise Refused("formulir.pilihan")
    if form.get("setuju") != "ya" and form["urgensi"] != rules.Urgency.EMERGENCY:
        raise Refused("baru.setuju")
    nik = re.sub(r"\D", "", form.get("nik", ""))
    if nik and not is_nik(nik):
        raise Refused("identitas.nomor")
    intake = next((point for role, point in INTAKE.items() if role in viewer.roles()), "secretariat")
    at_desk = intake in DESKS and form.get("layanan") == "walk_in"
    person = NewPerson(form.get("nama", ""), nik=nik, phone=_phone(form.get("hp", "")))
    return NewCase(
        draft=f"panel:{viewer.account_id}:{form['kunci']}",
        category=form.get("kategori", ""),
        story=form["cerita"],
        urgency=form["urgensi"],
        area=form["wilayah"],
        intake_point=intake,
        reporter_role=intake,
        reporter_visibility="anonymous_to_agency" if form.get("kategori") == MISCONDUCT else "open",
        service_line="walk_in" if at_desk else "complaint",
        entities={"persetujuan": AGREED} if form.get("setuju") == "ya" else {},
        reporter=person if person.name or person.nik or person.phone else None,
    )


def _phone(typed: str) -> str:
    """Digits with the country's code. Raises Refused for what is no number."""
    digits = re.sub(r"\D", "", typed)
    phone = e164(digits)
    if digits and not (phone and len(digits) >= SHORTEST):
        raise Refused("baru.hp")
    return phone


async def _page(
    request: web.Request, typed: Mapping[str, str], *, error: str = "", status: int = 200
) -> web.Response:
    viewer = viewer_of(request)
    if not may_open(viewer):
        raise Refused("aturan.peran")

    def work(tx: Connection) -> dict[str, Any]:
        return {
            "categories": [(one.code, one.name) for one in agencies.all_categories(tx)],
            "places": _places(tx, viewer),
        }

    context = await read(request, work)
    context |= {
        "place": "kasus",
        "typed": defaultdict(str, typed),
        "error": error,
        "urgencies": URGENCIES,
        "once": secrets.token_urlsafe(24),
        "desk": any(INTAKE.get(role) in DESKS for role in viewer.roles()),
    }
    return aiohttp_jinja2.render_template("new_case.html", request, context, status=status)


def _places(tx: Connection, viewer: Viewer) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Kecamatan with their desa: of the office, whatever the viewer's own area; people come from next door."""
    regency = next((".".join(grant.area.split(".")[:2]) for grant in viewer.grants), "")
    return [
        (one.name, [(one.code, f"Kec. {one.name}, desa belum tahu"), *((v.code, v.name) for v in areas.inside(tx, one.code))])
        for one in areas.inside(tx, regency)
    ]  # fmt: skip
