"""What may be done with a case now, by this person: the rules decide, this file puts it into forms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from admin import forms, words
from admin.case_data import CaseData
from admin.forms import Choices, Field, Verb
from cases import rules
from cases.changes import facts_of
from cases.referrals import PACKAGE
from cases.roles import Viewer
from cases.rules import Act, ReferralAct

URGENCIES: Choices = (("normal", "Biasa"), ("urgent", "Mendesak"), ("emergency", "Darurat"))
LEVELS: Choices = (("normal", "Biasa"), ("restricted", "Terbatas"), ("secret", "Rahasia"))
OUTCOMES: Choices = tuple(words.OUTCOMES.items())
PACKED: Choices = (
    ("story", "Cerita warga"),
    ("name", "Nama"),
    ("phone", "Nomor HP"),
    ("nik", "NIK"),
    ("kk", "Nomor KK"),
    ("entities", "Rincian lain"),
)
MINIMUM = ("story", "name", "phone")
"""What is ticked at first: the least an agency needs to help."""
RESULT = Field("teks", "Hasilnya", hint="Kata-kata biasa, tanpa singkatan. Dikirim ke warga.")
FIRST = ("verifikasi", "rujuk", "terima", "selesai")
"""Verbs in the order of the work: the first of them that is possible stands open."""


def case_acts(data: CaseData, viewer: Viewer, now: datetime) -> frozenset[str]:
    """Acts on the case itself; an agency's people act on their referral."""
    if data.case.referred:
        return frozenset()
    roles = viewer.roles(data.case.area)
    return rules.possible(rules.CASE_TABLE, data.case.state, roles, facts_of(data.case, viewer, now))


def referral_acts(data: CaseData, viewer: Viewer, now: datetime) -> frozenset[str]:
    """Acts on the referral to the viewer's own agency."""
    mine = data.own_referral
    if mine is None:
        return frozenset()
    facts = facts_of(data.case, viewer, now)
    return rules.possible(rules.REFERRAL_TABLE, mine.state, viewer.roles(), facts)


def verbs(data: CaseData, viewer: Viewer, now: datetime) -> list[Verb]:
    """The forms, the next step of the work first and open."""
    offered = _for_case(data, case_acts(data, viewer, now)) + _for_referral(referral_acts(data, viewer, now))
    next_steps = [code for code in FIRST if code != "rujuk" or not _living(data)]
    first = next((code for code in next_steps if any(verb.code == code for verb in offered)), "")
    offered.sort(key=lambda verb: verb.code != first)
    return [verb.with_fields(*verb.fields, open_=verb.code == first) for verb in offered]


def _for_case(data: CaseData, acts: Collection[str]) -> list[Verb]:
    forms_of: dict[str, Verb] = {
        Act.VERIFY: _verify(data),
        Act.REFER: _refer(data),
        Act.HANDLE: forms.HANDLE,
        Act.FINISH: forms.FINISH.with_fields(Field("hasil", "Hasil", "choice", OUTCOMES), RESULT),
        Act.ASK: forms.ASK,
        Act.REOPEN: forms.REOPEN,
        Act.RAISE_URGENCY: forms.URGENT,
        Act.NOT_OURS: forms.NOT_OURS,
        Act.ARCHIVE: forms.ARCHIVE,
        Act.CLOSE: _close(),
    }
    hidden = {Act.FINISH} if _living(data) else set()
    if data.case.urgency == "emergency":
        hidden.add(Act.RAISE_URGENCY)
    return [verb for act, verb in forms_of.items() if act in acts and act not in hidden]


def _living(data: CaseData) -> bool:
    """Some agency has it."""
    return any(one.ended_at is None for one in data.referrals)


def _for_referral(acts: Collection[str]) -> list[Verb]:
    forms_of = {
        ReferralAct.ACCEPT: forms.ACCEPT,
        ReferralAct.FINISH: forms.DONE.with_fields(Field("hasil", "Hasil", "choice", OUTCOMES), RESULT),
        ReferralAct.ASK: forms.NEED_DATA,
        ReferralAct.REJECT: forms.REJECT.with_fields(*_reasons(words.REJECT_REASONS)),
        ReferralAct.GIVE_BACK: forms.GIVE_BACK.with_fields(*_reasons(words.GIVE_BACK_REASONS)),
    }
    return [verb for act, verb in forms_of.items() if act in acts]


def _reasons(reasons: dict[str, str]) -> tuple[Field, Field]:
    choice = Field("alasan", "Alasan", "choice", tuple(reasons.items()))
    return choice, Field("teks", "Penjelasan", hint="Untuk petugas SLRT, tidak dikirim ke warga.")


def _verify(data: CaseData) -> Verb:
    case = data.case
    return forms.VERIFY.with_fields(
        Field("kategori", "Kategori", "choice", tuple(data.categories.items()), case.category),
        Field("urgensi", "Urgensi", "choice", URGENCIES, case.urgency),
        Field("kerahasiaan", "Kerahasiaan", "choice", _at_least(case.confidentiality), case.confidentiality),
    )


def _at_least(level: str) -> Choices:
    """It only gets stricter (DOMAIN.md section 2)."""
    codes = [code for code, _ in LEVELS]
    return LEVELS[codes.index(level) :]


def _refer(data: CaseData) -> Verb:
    """The proposed agency with its reason; a person sends (DECISIONS 9)."""
    case = data.case
    busy = {one.agency_id for one in data.referrals if one.ended_at is None}
    options = tuple(
        (str(one.id), one.name) for one in data.agencies if one.id not in busy and one.kind != "slrt"
    )
    proposed = str(case.proposed_agency_id) if case.proposed_agency_id not in busy else ""
    why = (
        f"Usulan: {case.route_reason}"
        if case.route_reason
        else "Belum ada aturan rujukan untuk kebutuhan ini."
    )
    return forms.REFER.with_fields(
        Field("lembaga", "Ke lembaga", "choice", options, proposed or ""),
        Field("data", "Yang boleh dilihat lembaga", "checks", PACKED, MINIMUM, required=False),
        Field("teks", "Catatan untuk lembaga", required=False),
        why=why,
    )


def _close() -> Verb:
    reasons = {code: words.CLOSE_REASONS[code] for code in ("not_eligible_decided", "subject_gone")}
    return forms.CLOSE.with_fields(
        Field("alasan", "Alasan", "choice", tuple(reasons.items())),
        Field(
            "teks",
            "Penjelasan untuk warga",
            hint="Kata-kata biasa, dan apa yang bisa dilakukan warga. Dikirim.",
        ),
    )


if set(dict(PACKED)) != set(PACKAGE):
    raise RuntimeError("the panel offers other fields than an agency can be given")
