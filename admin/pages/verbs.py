"""The verbs of a case page: one form, one verb, one event; a second press of the same button does nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiohttp import web
from multidict import MultiDictProxy

from admin import refusals
from admin.desk import notified, viewer_of
from admin.joints import JOINTS
from admin.pages.case import page
from cases import referrals, service, sessions, store
from cases.db import Connection
from cases.errors import NotFound, Refused, Stale
from cases.events import Event
from cases.roles import Viewer
from cases.store import CaseRow, ReferralRow

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Act:
    """One sent form with everything a verb needs."""

    tx: Connection
    case: CaseRow
    viewer: Viewer
    now: datetime
    form: MultiDictProxy[str | bytearray | bytes | web.FileField]

    def said(self, field: str) -> str:
        """One field of the form, without spaces around it."""
        return str(self.form.get(field, "")).strip()[:2000]

    def text(self) -> str:
        """The text of the form. Raises Refused when it is empty."""
        if not self.said("teks"):
            raise Refused("formulir.kosong")
        return self.said("teks")

    def referral(self) -> ReferralRow:
        """The newest referral to the viewer's own agency. Raises NotFound."""
        mine = [
            one
            for one in store.referrals_of(self.tx, self.viewer, self.case)
            if one.agency_id == self.viewer.agency_id
        ]
        if not mine:
            raise NotFound("no referral to this agency")
        return mine[-1]

    def at(self) -> tuple[Connection, CaseRow, Viewer, datetime]:
        return self.tx, self.case, self.viewer, self.now

    def at_referral(self) -> tuple[Connection, CaseRow, ReferralRow, Viewer, datetime]:
        return self.tx, self.case, self.referral(), self.viewer, self.now


def _verify(act: Act) -> Event:
    return service.verify(
        *act.at(), category=act.said("kategori"), urgency=act.said("urgensi"),
        confidentiality=act.said("kerahasiaan"), area=act.case.area,
    )  # fmt: skip


def _refer(act: Act) -> Event:
    return referrals.refer(
        *act.at(), agency_id=_id(act.said("lembaga")), note=act.said("teks"),
        package=[str(name) for name in act.form.getall("data", [])],
    )  # fmt: skip


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("rujukan.lembaga") from None


VERBS: Mapping[str, Callable[[Act], Event]] = {
    "verifikasi": _verify,
    "rujuk": _refer,
    "tangani": lambda act: service.handle(*act.at()),
    "laporkan-hasil": lambda act: service.finish(*act.at(), outcome=_outcome(act), text=act.text()),
    "minta-data": lambda act: service.ask(*act.at(), act.text()),
    "tutup": lambda act: service.close(*act.at(), reason=_reason(act), text=act.text()),
    "bukan-wewenang": lambda act: service.close(*act.at(), reason="not_our_authority", text=act.text()),
    "arsipkan": lambda act: service.close(*act.at(), reason="archived", text=act.text()),
    "buka-kembali": lambda act: service.reopen(*act.at(), act.text()),
    "tandai-darurat": lambda act: service.raise_urgency(*act.at(), "emergency"),
    "tulis": lambda act: service.write(*act.at(), act.text()),
    "catat": lambda act: service.note(*act.at(), act.text()),
    "terima": lambda act: referrals.accept(*act.at_referral()),
    "tolak": lambda act: referrals.reject(*act.at_referral(), reason=act.said("alasan"), text=act.text()),
    "kembalikan": lambda act: referrals.give_back(
        *act.at_referral(), reason=act.said("alasan"), text=act.text()
    ),
    "butuh-data": lambda act: referrals.ask(*act.at_referral(), act.text()),
    "selesai": lambda act: referrals.finish(*act.at_referral(), outcome=_outcome(act), text=act.text()),
}
"""Last part of the address -> what is done."""

ADDITIONS = frozenset({"tulis", "catat"})
"""They change nothing anybody else may have changed: the version of the case does not matter."""


def _outcome(act: Act) -> str:
    if act.said("hasil") not in {"success", "partial", "failed"}:
        raise Refused("formulir.pilihan")
    return act.said("hasil")


def _reason(act: Act) -> str:
    if act.said("alasan") not in {"not_eligible_decided", "subject_gone"}:
        raise Refused("formulir.pilihan")
    return act.said("alasan")


@routes.post("/kasus/{number}/{verb}")
async def carry_out(request: web.Request) -> web.StreamResponse:
    """Done: back to the page. Refused: the page with the reason and what was typed."""
    verb, form = request.match_info["verb"], await request.post()
    if verb not in VERBS:
        raise NotFound("no such verb")
    viewer, number, now = viewer_of(request), request.match_info["number"], request.app[JOINTS].now()

    def work(tx: Connection) -> list[Event]:
        if not sessions.first_press(tx, f"{viewer.actor}:{form.get('kunci', '')}", now):
            return []
        case = store.by_number(tx, viewer, number)
        if verb not in ADDITIONS:
            service.expect(case, _version(str(form.get("versi", ""))))
        return [VERBS[verb](Act(tx, case, viewer, now, form))]

    try:
        await notified(request, work)
    except (Refused, Stale) as error:
        words, status = refusals.words(error)
        return await page(request, error=words, drafts={verb: str(form.get("teks", ""))}, status=status)
    raise web.HTTPSeeOther(f"/panel/kasus/{number}?tersimpan")


def _version(text: str) -> int:
    return int(text) if text.isdecimal() else -1
