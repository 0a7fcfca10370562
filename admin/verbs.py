"""The verbs a form of a case page may ask for: what was typed is read, and one verb of the case room is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aiohttp import web
from multidict import MultiDictProxy

from admin import fillings
from cases import (
    areas,
    attachments,
    conferences,
    exclusions,
    hand_over,
    merging,
    pauses,
    people_meeting,
    proposals,
    referrals,
    service,
    splitting,
    store,
    tasks,
)
from cases.db import Connection
from cases.errors import NotFound, Refused
from cases.events import Event
from cases.people import NewPerson
from cases.roles import Viewer
from cases.service import OfficeFile
from cases.store import CaseRow, ReferralRow
from nlu.words.numbers import is_kk, is_nik

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
        *act.at(), category=act.said("kategori"), urgency=act.chosen("urgensi", dict(fillings.URGENCIES)),
        confidentiality=act.chosen("kerahasiaan", dict(fillings.LEVELS)), area=_area(act),
        nobody_excluded="ya" in act.form.getall("tanpa", []),
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
        *act.at(), kind=act.chosen("tugas", fillings.GIVEN), account_id=_account(act.said("petugas")), text=act.text()
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
    if who.startswith(fillings.AGENCY):
        return exclusions.exclude_agency(*act.at(), _id(who.removeprefix(fillings.AGENCY)), act.text())
    return exclusions.exclude_person(*act.at(), _account(who.removeprefix(fillings.PERSON)), act.text())


def _readmit(act: Act) -> Event:
    try:
        made_at = datetime.fromisoformat(act.said("kapan"))
    except ValueError:
        raise Refused("kecuali.mana") from None
    return exclusions.readmit(*act.at(), made_at, act.text())


def _merge(act: Act) -> Event:
    """Both cases are ones she may read; a number that is none of hers is no number."""
    arah = act.chosen("arah", dict(fillings.DIRECTIONS))
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
    "tangani": lambda act: service.handle(*act.at(), act.said("bawa")),
    "laporkan-hasil": lambda act: service.finish(*act.at(), outcome=_outcome(act), text=act.text()),
    "tugaskan": lambda act: hand_over.assign(*act.at(), _account(act.said("petugas"))),
    "pecah": lambda act: splitting.split(*act.at(), category=act.said("kategori"), story=act.text()),
    "kecualikan": _exclude,
    "batal-kecualikan": _readmit,
    "gabung": _merge,
    "batal-gabung": lambda act: merging.unmerge(*act.at()),
    "tunda": _hold,
    "lanjutkan": lambda act: pauses.resume(*act.at()),
    "belum-beres": lambda act: referrals.dispute(*act.at_chosen(), act.text()),
    "tetapkan-layanan": lambda act: service.decide_service(
        *act.at(), given=act.chosen("keputusan", ("ya", "tidak")) == "ya", text=act.text()
    ),
    "turunkan-urgensi": lambda act: service.lower_urgency(
        *act.at(), act.chosen("urgensi", dict(fillings.URGENCIES)), act.text()
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
    "terima": lambda act: referrals.accept(*act.at_referral(), act.said("bawa")),
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
    return act.chosen("hasil", dict(fillings.OUTCOMES))


def _reason(act: Act) -> str:
    return act.chosen("alasan", fillings.CLOSING)
