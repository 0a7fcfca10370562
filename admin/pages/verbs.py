"""The verbs of a case page: one form, one verb, one event; a second press of the same button does nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aiohttp import web
from multidict import MultiDictProxy

from admin import offers, refusals
from admin.desk import notified, viewer_of
from admin.joints import JOINTS, CannotKeep
from admin.pages.case import Draft, page
from cases import (
    areas,
    attachments,
    conferences,
    exclusions,
    hand_over,
    merging,
    numbers,
    pauses,
    people_meeting,
    proposals,
    referrals,
    service,
    sessions,
    splitting,
    store,
    tasks,
)
from cases.db import Connection
from cases.errors import NotFound, Refused, Stale
from cases.events import Event
from cases.people import NewPerson
from cases.roles import Viewer
from cases.service import OfficeFile
from cases.store import CaseRow, ReferralRow
from nlu.words.numbers import is_kk, is_nik

routes = web.RouteTableDef()

LONGEST = 2000
"""Characters of one field, as `maxlength` says in the template."""

HIDDEN = frozenset({"csrf", "versi", "kunci"})
"""Fields of every form that nobody typed."""
Form = MultiDictProxy[str | bytearray | bytes | web.FileField]


@dataclass(frozen=True, slots=True)
class Act:
    """One sent form with everything a verb needs."""

    tx: Connection
    case: CaseRow
    viewer: Viewer
    now: datetime
    form: Form
    file: OfficeFile | None = None

    def said(self, field: str) -> str:
        """One field of the form, without spaces around it."""
        return str(self.form.get(field, "")).replace("\0", "").strip()[:LONGEST]

    def chosen(self, field: str, among: Collection[str]) -> str:
        """One of the values the form offered. Raises Refused for any other."""
        if self.said(field) not in among:
            raise Refused("formulir.pilihan")
        return self.said(field)

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

    def chosen_referral(self) -> ReferralRow:
        """The one the form names. Raises Refused for any other."""
        found = {str(one.id): one for one in store.referrals_of(self.tx, self.viewer, self.case)}
        return found[self.chosen("rujukan", found)]

    def at(self) -> tuple[Connection, CaseRow, Viewer, datetime]:
        return self.tx, self.case, self.viewer, self.now

    def at_referral(self) -> tuple[Connection, CaseRow, ReferralRow, Viewer, datetime]:
        return self.tx, self.case, self.referral(), self.viewer, self.now

    def at_chosen(self) -> tuple[Connection, CaseRow, ReferralRow, Viewer, datetime]:
        return self.tx, self.case, self.chosen_referral(), self.viewer, self.now


def _verify(act: Act) -> Event:
    return service.verify(
        *act.at(), category=act.said("kategori"), urgency=act.chosen("urgensi", dict(offers.URGENCIES)),
        confidentiality=act.chosen("kerahasiaan", dict(offers.LEVELS)), area=_area(act),
    )  # fmt: skip


def _area(act: Act) -> str:
    code = act.said("wilayah")
    if code and areas.by_code(act.tx, code) is None:
        raise Refused("formulir.pilihan")
    return code


def _identity(act: Act) -> Event:
    """Numbers that cannot be right are typing errors (DOMAIN.md section 9)."""
    nik, kk = (re.sub(r"\D", "", act.said(field)) for field in ("nik", "kk"))
    if not (nik or kk or act.said("nama")):
        raise Refused("formulir.kosong")
    if (nik and not is_nik(nik)) or (kk and not is_kk(kk)):
        raise Refused("identitas.nomor")
    return people_meeting.identify(*act.at(), NewPerson(act.said("nama"), nik=nik, kk=kk))


def _transcribe(act: Act) -> Event:
    voices = {str(one.id): one.id for one in attachments.of_case(act.tx, act.viewer, act.case)}
    return attachments.transcribe(
        *act.at(), attachment_id=voices[act.chosen("suara", voices)], text=act.text()
    )  # fmt: skip


def _task(act: Act) -> Event:
    return tasks.give(
        *act.at(), kind=act.chosen("tugas", offers.GIVEN), account_id=_account(act.said("petugas")), text=act.text()
    )  # fmt: skip


def _account(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("tugas.petugas") from None


def _refer(act: Act) -> Event:
    return referrals.refer(
        *act.at(), agency_id=_id(act.said("lembaga")), note=act.said("teks"),
        package=[str(name) for name in act.form.getall("data", [])],
    )  # fmt: skip


def _exclude(act: Act) -> Event:
    who = act.said("siapa")
    if who.startswith(offers.AGENCY):
        return exclusions.exclude_agency(*act.at(), _id(who.removeprefix(offers.AGENCY)), act.text())
    return exclusions.exclude_person(*act.at(), _account(who.removeprefix(offers.PERSON)), act.text())


def _merge(act: Act) -> Event:
    """Both cases are ones she may read; a number that is none of hers is no number."""
    arah = act.chosen("arah", dict(offers.DIRECTIONS))
    try:
        other = store.by_number(act.tx, act.viewer, act.said("nomor") or act.said("kasus"))
    except NotFound:
        raise Refused("gabung.nomor") from None
    case, into = (act.case, other) if arah == "ke-sana" else (other, act.case)
    return merging.merge(act.tx, case, act.viewer, act.now, into)


def _hold(act: Act) -> Event:
    """The browser writes a day as 2026-12-01; one without a calendar lets people type."""
    try:
        until = date.fromisoformat(act.said("tanggal"))
    except ValueError:
        raise Refused("tunda.tanggal") from None
    return pauses.hold(*act.at(), until=until, reason=act.said("alasan"), text=act.text())


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("rujukan.lembaga") from None


VERBS: Mapping[str, Callable[[Act], Event]] = {
    "verifikasi": _verify,
    "rujuk": _refer,
    "cabut": lambda act: referrals.revoke(*act.at_chosen(), act.text()),
    "tangani": lambda act: service.handle(*act.at()),
    "laporkan-hasil": lambda act: service.finish(*act.at(), outcome=_outcome(act), text=act.text()),
    "tugaskan": lambda act: hand_over.assign(*act.at(), _account(act.said("petugas"))),
    "pecah": lambda act: splitting.split(*act.at(), category=act.said("kategori"), story=act.text()),
    "kecualikan": _exclude,
    "gabung": _merge,
    "batal-gabung": lambda act: merging.unmerge(*act.at()),
    "tunda": _hold,
    "lanjutkan": lambda act: pauses.resume(*act.at()),
    "belum-beres": lambda act: referrals.dispute(*act.at_chosen(), act.text()),
    "tetapkan-layanan": lambda act: service.decide_service(
        *act.at(), given=act.chosen("keputusan", ("ya", "tidak")) == "ya", text=act.text()
    ),
    "turunkan-urgensi": lambda act: service.lower_urgency(
        *act.at(), act.chosen("urgensi", dict(offers.URGENCIES)), act.text()
    ),
    "panggil-rapat": lambda act: conferences.call(*act.at(), act.text()),
    "tulis-rapat": lambda act: conferences.speak(*act.at(), act.text()),
    "simpulkan-rapat": lambda act: conferences.conclude(*act.at(), act.text()),
    "usulkan-slrt": lambda act: proposals.propose(*act.at(), act.text()),
    "terima-usulan": lambda act: proposals.take_on(*act.at_chosen()),
    "tolak-usulan": lambda act: proposals.turn_down(*act.at_chosen(), act.text()),
    "minta-data": lambda act: service.ask(*act.at(), act.text()),
    "catat-jawaban": lambda act: service.answer(*act.at(), act.text()),
    "tutup": lambda act: service.close(*act.at(), reason=_reason(act), text=act.text()),
    "bukan-wewenang": lambda act: service.close(*act.at(), reason="not_our_authority", text=act.text()),
    "arsipkan": lambda act: service.close(*act.at(), reason="archived", text=act.text()),
    "buka-kembali": lambda act: service.reopen(*act.at(), act.text()),
    "tandai-darurat": lambda act: service.raise_urgency(*act.at(), "emergency"),
    "tulis": lambda act: service.write(*act.at(), act.text(), act.file),
    "catat": lambda act: service.note(*act.at(), act.text()),
    "catat-identitas": _identity,
    "tulis-suara": _transcribe,
    "beri-tugas": _task,
    "terima": lambda act: referrals.accept(*act.at_referral()),
    "mulai": lambda act: referrals.start(*act.at_referral()),
    "tolak": lambda act: referrals.reject(*act.at_referral(), reason=act.said("alasan"), text=act.text()),
    "kembalikan": lambda act: referrals.give_back(
        *act.at_referral(), reason=act.said("alasan"), text=act.text()
    ),
    "butuh-data": lambda act: referrals.ask(*act.at_referral(), act.text()),
    "selesai": lambda act: referrals.finish(*act.at_referral(), outcome=_outcome(act), text=act.text()),
}
"""Last part of the address -> what is done."""

ADDITIONS = frozenset({"tulis", "catat", "tulis-rapat"})
"""They change nothing anybody else may have changed: the version of the case does not matter."""


def _outcome(act: Act) -> str:
    return act.chosen("hasil", dict(offers.OUTCOMES))


def _reason(act: Act) -> str:
    return act.chosen("alasan", offers.CLOSING)


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
