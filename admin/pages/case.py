"""The case page: its thread, two separate forms for two audiences, and the verbs that are possible now."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import case_data, offers
from admin.case_data import CaseData
from admin.case_words import Teller
from admin.desk import notified, read, viewer_of
from admin.joints import JOINTS
from cases.roles import Viewer
from cases.rules import Act, ReferralAct

routes = web.RouteTableDef()

DONE = "Tersimpan."


@routes.get("/kasus/{number}")
async def show(request: web.Request) -> web.Response:
    """Each opening is an audit line; raises NotFound for a case the viewer may not read."""
    viewer, number = viewer_of(request), request.match_info["number"]
    now = request.app[JOINTS].now()
    await notified(request, lambda tx: case_data.opened(tx, viewer, number, now))
    return await page(request, notice=DONE if "tersimpan" in request.query else "")


async def page(
    request: web.Request, *, notice: str = "", error: str = "", drafts: Mapping[str, str] | None = None, status: int = 200
) -> web.Response:  # fmt: skip
    """The page as it stands now; `drafts` brings back what somebody typed into a form that was refused."""
    viewer, number, joints = viewer_of(request), request.match_info["number"], request.app[JOINTS]
    data = await read(request, lambda tx: case_data.read(tx, viewer, number))
    now = joints.now()
    teller = Teller(data, now, joints.zone)
    context = {
        "place": "kasus",
        "back": "/panel/kasus",
        "case": teller.head(),
        "thread": teller.thread(),
        "people": teller.people(),
        "referrals": teller.referrals(),
        "details": teller.details(),
        "verbs": offers.verbs(data, viewer, now),
        "composers": _composers(data, viewer, request, drafts or {}),
        "once": secrets.token_urlsafe(16),
        "notice": notice,
        "error": error,
    }
    return aiohttp_jinja2.render_template("case.html", request, context, status=status)


def _composers(
    data: CaseData, viewer: Viewer, request: web.Request, drafts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Two forms that cannot be mistaken for each other: one goes out, one stays (PANEL.md 4.3)."""
    now = request.app[JOINTS].now()
    acts = offers.case_acts(data, viewer, now) | offers.referral_acts(data, viewer, now)
    composers = []
    if Act.WRITE in acts and data.case.contact_point_id is not None:
        composers.append(
            {
                "kind": "office",
                "verb": "tulis",
                "label": "Kirim ke warga",
                "hint": "Warga membaca ini di obrolannya.",
                "button": "Kirim ke warga",
                "warning": "",
            }
        )
    if Act.NOTE in acts or ReferralAct.ACCEPT in acts or data.case.referred:
        composers.append(
            {
                "kind": "note",
                "verb": "catat",
                "label": "Simpan catatan",
                "hint": "Hanya untuk petugas. Tidak pernah dikirim ke warga.",
                "button": "Simpan catatan",
                "warning": "",
            }
        )
    return [{**one, "draft": drafts.get(str(one["verb"]), "")} for one in composers]
