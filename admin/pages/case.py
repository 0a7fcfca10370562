"""The case page: its thread, two separate forms for two audiences, and the verbs that are possible now."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import case_data, offers, words
from admin.case_data import CaseData
from admin.case_words import Teller
from admin.desk import notified, read, viewer_of, write
from admin.forms import Typed, Verb
from admin.joints import JOINTS
from cases import audit, numbers
from cases.errors import NotFound
from cases.roles import Viewer
from cases.rules import Act

routes = web.RouteTableDef()

DONE = "Tersimpan."


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed into a form that was refused."""

    verb: str
    typed: Typed

    def text(self) -> str:
        """The words, which are the part worth keeping."""
        return next(iter(self.typed.get("teks", ())), "")


NOTHING_TYPED = Draft("", {})


@routes.get("/kasus/{number}")
async def show(request: web.Request) -> web.Response:
    """Each opening is an audit line; raises NotFound for a case the viewer may not read."""
    viewer, number = viewer_of(request), request.match_info["number"]
    now = request.app[JOINTS].now()
    await notified(request, lambda tx: case_data.opened(tx, viewer, number, now))
    return await page(request, notice=DONE if "tersimpan" in request.query else "")


@routes.get("/kasus/{number}/surat")
@aiohttp_jinja2.template("slip.html")
async def slip(request: web.Request) -> dict[str, Any]:
    """News for whom no message reaches, to be printed and brought. Raises NotFound when there is none to bring."""
    viewer, number, joints = viewer_of(request), request.match_info["number"], request.app[JOINTS]
    now = joints.now()
    data = await read(request, lambda tx: case_data.read(tx, viewer, number, now, joints.doors))
    news = [one.text for one in data.tasks if one.kind == "deliver_news"]
    if not news:
        raise NotFound("nothing to bring")
    await write(request, lambda tx: audit.record(tx, viewer, "slip_printed", f"case:{data.case.id}", now))
    person = data.people.get("reporter")
    name = person.name if person and not data.case.guarded else ""
    return {
        "name": name,
        "number": numbers.shown(data.case.number),
        "news": news,
        "today": words.day(now, joints.zone),
    }


async def page(
    request: web.Request, *, notice: str = "", error: str = "", draft: Draft = NOTHING_TYPED, status: int = 200
) -> web.Response:  # fmt: skip
    """The page as it stands now, with what somebody typed into a form that was refused."""
    viewer, number, joints = viewer_of(request), request.match_info["number"], request.app[JOINTS]
    now = joints.now()
    data = await read(request, lambda tx: case_data.read(tx, viewer, number, now, joints.doors))
    teller = Teller(data, now, joints.zone)
    chosen = next(iter(draft.typed.get("kategori", ())), "") if draft.verb == "verifikasi" else ""
    verbs = [_kept(verb, draft) for verb in offers.verbs(data, viewer, now, chosen)]
    composers = _composers(data, teller, _acts(data, viewer, now), draft)
    forms = {verb.code for verb in verbs} | {composer["verb"] for composer in composers}
    context = {
        "place": "kasus",
        "back": "/panel/kasus",
        "case": teller.head(),
        "thread": teller.thread(),
        "people": teller.people(),
        "referrals": teller.referrals(),
        "details": teller.details(),
        "sent": teller.sent(),
        "tasks": teller.tasks(),
        "promises": teller.promises(),
        "alike": teller.named(data.alike),
        "together": teller.named(data.together),
        "slip": any(one.kind == "deliver_news" for one in data.tasks),
        "next_step": next((verb for verb in verbs if verb.next), None),
        "verbs": verbs,
        "composers": composers,
        # somebody else's change may have taken the form away: its words stay
        "left_over": draft.text() if draft.verb not in forms else "",
        "once": secrets.token_urlsafe(16),
        "notice": notice,
        "error": error,
    }
    return aiohttp_jinja2.render_template("case.html", request, context, status=status)


def _kept(verb: Verb, draft: Draft) -> Verb:
    return verb.kept(draft.typed) if verb.code == draft.verb else verb


def _acts(data: CaseData, viewer: Viewer, now: datetime) -> frozenset[str]:
    return offers.case_acts(data, viewer, now) | offers.referral_acts(data, viewer, now)


def _composers(data: CaseData, teller: Teller, acts: Collection[str], draft: Draft) -> list[dict[str, Any]]:
    """Two forms that cannot be mistaken for each other: one goes out, one stays (PANEL.md 4.3)."""
    composers = []
    if Act.WRITE in acts and data.case.contact_point_id is not None:
        composers.append(
            {
                "kind": "office",
                "verb": "tulis",
                "label": "Kirim ke warga",
                "hint": teller.reaches(),
                "button": "Kirim ke warga",
            }
        )
    if Act.NOTE in acts or data.case.referred:
        composers.append(
            {
                "kind": "note",
                "verb": "catat",
                "label": "Simpan catatan",
                "hint": "Hanya untuk petugas. Tidak pernah dikirim ke warga.",
                "button": "Simpan catatan",
            }
        )
    return [{**one, "draft": draft.text() if one["verb"] == draft.verb else ""} for one in composers]
