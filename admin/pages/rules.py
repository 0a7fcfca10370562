"""Aturan rujukan, tenggat, kalender: the tables in force, a change tried out and proposed, a second person's yes or no."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import aiohttp_jinja2
from aiohttp import web

from admin import refusals, rule_data, rule_words, words
from admin.desk import allowed, id_in, read, viewer_of, write
from admin.joints import JOINTS
from admin.rule_drafts import DRAFTS, Draft, clean
from cases import agencies, agencies_rules, areas, rule_changes
from cases.calendar import DAYS
from cases.db import Connection
from cases.deadlines import LIMITS
from cases.errors import Refused
from cases.roles import Right, Viewer
from cases.rule_tables import RuleKind

routes = web.RouteTableDef()

HOMES: Mapping[str, tuple[str, tuple[RuleKind, ...]]] = {
    "aturan": ("Aturan rujukan", (RuleKind.ROUTING,)),
    "tenggat": ("Tenggat dan kalender", (RuleKind.DEADLINES, RuleKind.CALENDAR)),
}
"""Address of a page -> its title, and the tables on it."""
EDITS: Mapping[str, tuple[str, RuleKind]] = {
    "aturan": ("aturan", RuleKind.ROUTING),
    "tenggat": ("tenggat", RuleKind.DEADLINES),
    "kalender": ("tenggat", RuleKind.CALENDAR),
}
"""Address of a form -> the page it goes back to, and its table."""
ADDRESS = {kind: address for address, (_, kind) in EDITS.items()}
DONE = {
    "usul": "Usul disimpan. Orang kedua memutuskan di halaman ini.",
    "setujui": "Usul disetujui.",
    "tolak": "Usul ditolak. Tidak ada yang berubah.",
    "tarik": "Usul ditarik. Tidak ada yang berubah.",
}
CHANGED = "Isinya berubah sejak dicoba. Lihat akibatnya di bawah, lalu usulkan."


@routes.get("/{home:aturan|tenggat}")
async def show(request: web.Request) -> web.Response:
    """The tables in force. Raises Refused for who neither proposes nor approves."""
    return await _page(
        request, request.match_info["home"], notice=DONE.get(request.query.get("hasil", ""), "")
    )


@routes.post("/usul/{id}/{verdict:setujui|tolak|tarik}")
async def decide(request: web.Request) -> web.Response:
    """A second person's word, or the proposer's own step back."""
    viewer, now, verdict = viewer_of(request), request.app[JOINTS].now(), request.match_info["verdict"]
    change = id_in(request.match_info["id"])
    home = str((await request.post()).get("halaman", ""))
    home = home if home in HOMES else "aturan"

    def work(tx: Connection) -> None:
        match verdict:
            case "setujui":
                rule_changes.approve(tx, viewer, change, now)
            case "tolak":
                rule_changes.reject(tx, viewer, change, now)
            case _:
                rule_changes.withdraw(tx, viewer, change, now)

    try:
        await write(request, work)
    except Refused as error:
        return await _page(request, home, error=said(error), status=422)
    raise web.HTTPSeeOther(f"/panel/{home}?hasil={verdict}")


async def _page(
    request: web.Request, home: str, *, notice: str = "", error: str = "", status: int = 200
) -> web.Response:
    viewer, now = allowed(request, Right.APPROVE_RULES), request.app[JOINTS].now()
    title, kinds = HOMES[home]
    tables = await read(request, lambda tx: [rule_data.table(tx, viewer, kind, now) for kind in kinds])
    context = {
        "place": "saya", "home": home, "title": title, "tables": tables, "address": ADDRESS,
        "notice": notice, "error": error,
    }  # fmt: skip
    return aiohttp_jinja2.render_template("rules.html", request, context, status=status)


# --- the form -----------------------------------------------------------------------------------------


@routes.get("/{edit:aturan|tenggat|kalender}/ubah")
async def begin(request: web.Request) -> web.Response:
    """A draft that is the table in force. Raises Refused for who proposes nothing."""
    _, kind = EDITS[request.match_info["edit"]]
    allowed(request, Right.SET_RULES)
    base, table = await read(
        request, lambda tx: (agencies_rules.version(tx, kind), agencies_rules.table(tx, kind))
    )
    return await _form(request, DRAFTS[kind].of_table(table), base)


@routes.post("/{edit:aturan|tenggat|kalender}/ubah")
async def work_on(request: web.Request) -> web.Response:
    """A button of the form: move or remove a row, add one, try it out, propose it."""
    home, kind = EDITS[request.match_info["edit"]]
    viewer, now, form = allowed(request, Right.SET_RULES), request.app[JOINTS].now(), await request.post()
    draft = DRAFTS[kind].of_form(form)
    button, base = str(form.get("aksi", "")), _number(str(form.get("dasar", "")))
    if button not in {"coba", "usulkan"}:
        return await _form(request, draft, base, open_row=draft.press(button))
    if button == "coba" or form.get("dicoba") != seal(draft):
        return await _form(request, draft, base, tried=True, error="" if button == "coba" else CHANGED)

    def propose(tx: Connection) -> UUID:
        return rule_changes.propose(
            tx, viewer, now, kind=kind, table=draft.table(), base=base, valid_from=_day(form.get("mulai")),
            note=clean(form.get("catatan", "")), confirmed="sadar" in form,
        )  # fmt: skip

    try:
        await write(request, propose)
    except Refused as error:
        return await _form(request, draft, base, tried=True, error=said(error), typed=form)
    raise web.HTTPSeeOther(f"/panel/{home}?hasil=usul")


async def _form(
    request: web.Request, draft: Draft, base: int, *, tried: bool = False, error: str = "",
    open_row: int | None = None, typed: Mapping[str, Any] | None = None,
) -> web.Response:  # fmt: skip
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    home, kind = EDITS[request.match_info["edit"]]

    def work(tx: Connection) -> dict[str, Any]:
        return _tried(tx, viewer, kind, draft, now) if tried else {}

    try:
        result, wrong_row = await read(request, work), None
    except Refused as refused:
        error, row = said(refused), refused.values.get("row", "")
        result, wrong_row = {}, int(row) - 1 if row else None
    context: dict[str, Any] = {
        "place": "saya", "home": home, "edit": request.match_info["edit"], "kind": kind.value,
        "title": rule_words.TITLES[kind], "draft": draft, "base": base, "seal": seal(draft), "error": error,
        "open_row": open_row if wrong_row is None else wrong_row, "effects_found": (), "differing": None, "without": False,
        "start": clean((typed or {}).get("mulai", "")) or _today(request),
        "note": clean((typed or {}).get("catatan", "")),
    }  # fmt: skip
    context |= await read(request, lambda tx: _choices(tx, draft))
    status = 422 if error else 200
    return aiohttp_jinja2.render_template("rules_form.html", request, context | result, status=status)


def _tried(tx: Connection, viewer: Viewer, kind: RuleKind, draft: Draft, now: datetime) -> dict[str, Any]:
    """What the draft would do. Raises Refused when it cannot hold."""
    table = draft.table()
    if table == agencies_rules.table(tx, kind):
        raise Refused("usul.sama")
    rule_changes.check(tx, kind, table, now)
    return {
        "effects_found": rule_data.effects(tx, viewer, kind, table, now),
        "differing": rule_data.differs(tx, kind, table),
        "without": bool(rule_changes.without_rule(tx, kind, table)),
    }


def _choices(tx: Connection, draft: Draft) -> dict[str, Any]:
    """The select boxes, and the head of each row in words."""
    known = rule_data.names(tx, draft.rows if "area" in draft.columns else [])
    districts = {one.code: f"Kec. {one.name}" for one in areas.districts(tx)}
    return {
        "categories": list(known.categories.items()),
        "areas": list({**districts, **known.places}.items()),
        "urgencies": list(rule_words.URGENCIES.items()),
        "kinds": list(words.KINDS.items()),
        "agencies": [(str(one.id), one.short_name) for one in agencies.all_agencies(tx) if one.active],
        "stage_names": rule_words.STAGES,
        "stages": list(rule_words.STAGES.items()),
        "units_of": rule_words.units,
        "days": [(day, day.capitalize()) for day in DAYS],
        "heads": rule_words.heads(draft.rows, known),
        "fixed": len(LIMITS),
    }


# --- small print --------------------------------------------------------------------------------------


def said(error: Refused) -> str:
    """The sentence of a refusal, with the row or the agencies it is about."""
    sentence, _ = refusals.words(error)
    row, nobody = error.values.get("row"), error.values.get("agencies")
    return f"Baris {row}: {sentence}" if row else f"{sentence} ({nobody})" if nobody else sentence


def seal(draft: Draft) -> str:
    """What was tried out is what is proposed: another draft has another seal."""
    told = json.dumps([draft.rows, draft.beside], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _today(request: web.Request) -> str:
    joints = request.app[JOINTS]
    return joints.now().astimezone(joints.zone).date().isoformat()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
