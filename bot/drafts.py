"""From what a talk was told to the case it opens."""

from __future__ import annotations

from bot.ending import Ending
from cases.opening import NewCase
from cases.people import NewPerson

_ENTITIES = (
    "rt",
    "rw",
    "program",
    "telepon",
    "sedang_dirawat",
    "bahaya",
    "aman",
    "nomor",
    "hubungan",
    "pelapor_anak",
    "suara",
    "persetujuan",
)
"""Lines of the talk that are kept with the case under their own names."""


def _confidentiality(end: Ending) -> str:
    if end.told("kerahasiaan") == "rahasia":
        return "secret"
    return "restricted" if end.told("pelapor_anak") else "normal"


def _visibility(end: Ending) -> str:
    """Who reports misconduct is named to no agency, asked for or not."""
    if end.told("kerahasiaan") == "rahasia":
        return "hidden_from_public"
    return "anonymous_to_agency" if end.told("kerahasiaan") or end.told("terlapor") else "open"


DANGERS = {"violence": "kekerasan", "self_harm": "odgj"}
"""Dangers that are a need of their own; who helps where a life is in danger depends on why: a fire is no illness."""


def helper(need: str) -> str:
    """The need a life is in danger from; what is unknown or nobody's task goes to those who send an ambulance."""
    return need if need not in {"", "di_luar_slrt"} else "kesehatan"


def urgency_of(end: Ending) -> str:
    """Said, or understood from an answer."""
    if said := end.told("mendesak"):
        return said
    return "urgent" if end.told("sedang_dirawat") == "ya" else "normal"


def new_case(end: Ending, urgency: str, consent: str, category: str = "", whom: str = "") -> NewCase:
    """Everything told, under the names the case room knows; need and person can be given where none was told."""
    whom = whom or end.told("untuk_siapa") or "saya"
    person = NewPerson(
        end.told("nama_saya" if whom == "saya" else "nama_warga"),
        nik=end.told("nik"),
        kk=end.told("kk"),
        phone=end.told("telepon"),
    )
    known = bool(person.name or person.nik)
    reporter = person if known and whom == "saya" else None
    return NewCase(
        draft=end.done.talk.id,
        category=category or end.told("kebutuhan"),
        story=end.told("cerita"),
        kind=end.told("jenis") or "need",
        also=tuple(code for code in end.done.talk.also if code != end.told("kebutuhan")),
        urgency=urgency,
        area=end.told("desa"),
        subject="self" if whom == "saya" else "other",
        relation=end.told("hubungan") or ("" if whom == "saya" else whom),
        accused=end.told("terlapor"),
        access_word=end.told("kata_kunci"),
        confidentiality=_confidentiality(end),
        reporter_visibility=_visibility(end),
        entities={name: said for name in _ENTITIES if (said := end.told(name))},
        channel=end.desk.channel,
        contact_point_id=end.desk.contact_point_id,
        reporter=reporter,
        subject_person=person if known and whom != "saya" else None,
        consent=consent,
    )
