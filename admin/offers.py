"""What may be done with a case now, by this person: the rules decide, this file puts it into forms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from admin import forms, words
from admin.case_data import CaseData
from admin.forms import Choices, Field, Verb
from cases import numbers, rules
from cases.attachments import VOICE
from cases.changes import facts_of
from cases.proposals import may_propose
from cases.referrals import PACKAGE
from cases.roles import Viewer
from cases.rules import Act, ReferralAct

URGENCIES: Choices = (("normal", "Biasa"), ("urgent", "Mendesak"), ("emergency", "Darurat"))
LEVELS: Choices = (("normal", "Biasa"), ("restricted", "Terbatas"), ("secret", "Rahasia"))
OUTCOMES: Choices = tuple(words.OUTCOMES.items())
CLOSING = ("not_eligible_decided", "subject_gone")
"""Reasons of "Tutup dengan alasan"; the others are acts of their own."""
UNKNOWN_PLACE = "Belum diketahui"
PACKED: Choices = (
    ("story", "Cerita warga"),
    ("name", "Nama"),
    ("phone", "Nomor HP"),
    ("nik", "NIK"),
    ("kk", "Nomor KK"),
    ("entities", "Rincian lain"),
    ("files", "Foto dan berkas"),
)
MINIMUM = ("story", "name", "phone")
"""What is ticked at first: the least an agency needs to help."""
SENT = "Kata-kata biasa, tanpa singkatan. Dikirim ke warga."
GUARDED = "Kasus tertutup: tulisan ini tidak dikirim, warga hanya diberi tahu ada kabar."
NOT_TOLD = "Untuk petugas. Warga tidak diberi tahu."
NO_CHAT = "Warga tidak punya obrolan dengan kami: sampaikan juga dengan cara lain."
PERSON, AGENCY = "orang:", "lembaga:"
"""Before an id in the one list of who can be kept out."""
DIRECTIONS: Choices = (
    ("ke-sana", "Kasus lain (ini ditutup)"),
    ("ke-sini", "Kasus ini (yang lain ditutup)"),
)
GIVEN = ("visit", "verify", "deliver_news")
"""Tasks an officer gives; the others come of themselves."""
FIRST = ("tulis-suara", "verifikasi", "rujuk", "terima", "selesai")
"""Verbs in the order of the work: the first of them that is possible stands open."""


def case_acts(data: CaseData, viewer: Viewer, now: datetime) -> frozenset[str]:
    """Acts on the case itself; an agency's people act on their referral, and speak in a conference."""
    facts = facts_of(data.case, viewer, now)
    if data.case.referred:
        return rules.possible(rules.CASE_TABLE, data.case.state, viewer.roles(), facts) & {Act.SPEAK}
    return rules.possible(rules.CASE_TABLE, data.case.state, viewer.roles(data.case.area), facts)


def referral_acts(data: CaseData, viewer: Viewer, now: datetime) -> frozenset[str]:
    """Acts on the referral to the viewer's own agency."""
    mine = data.own_referral
    if mine is None:
        return frozenset()
    facts = facts_of(data.case, viewer, now)
    return rules.possible(rules.REFERRAL_TABLE, mine.state, viewer.roles(), facts)


def verbs(data: CaseData, viewer: Viewer, now: datetime) -> list[Verb]:
    """The forms, the next step of the work first and open."""
    offered = [
        *_for_case(data, case_acts(data, viewer, now)),
        *_revoke(data, viewer, now),
        *_dispute(data, viewer, now),
        *_for_referral(data, referral_acts(data, viewer, now)),
        *_proposals(data, viewer, now),
    ]
    next_steps = [code for code in FIRST if code != "rujuk" or not _living(data)]
    first = next((code for code in next_steps if any(verb.code == code for verb in offered)), "")
    offered.sort(key=lambda verb: verb.code != first)
    return [verb.first() if verb.code == first else verb for verb in offered]


def _for_case(data: CaseData, acts: Collection[str]) -> list[Verb]:
    """The work itself, then what is needed around it, then what is rare or cannot be taken back."""
    forms_of: dict[str, Verb] = {
        Act.VERIFY: _verify(data),
        Act.REFER: _refer(data),
        Act.HANDLE: forms.HANDLE,
        Act.FINISH: forms.FINISH.with_fields(*_result(data)),
        Act.DECIDE_SERVICE: _service(data),
        Act.ANSWER: forms.ANSWERED,
        Act.TRANSCRIBE: _heard(data),
        Act.SPEAK: forms.SPEAK,
        Act.CONCLUDE: forms.CONCLUDE,
        Act.RESUME: forms.RESUME,
        Act.ASK: forms.ASK,
        Act.HOLD: _hold(data),
        Act.GIVE_TASK: _task(data),
        Act.IDENTIFY: forms.IDENTITY,
        Act.ASSIGN: _assign(data),
        Act.RAISE_URGENCY: forms.URGENT,
        Act.LOWER_URGENCY: _calm(data),
        Act.REOPEN: forms.REOPEN,
        Act.MERGE: _merge(data),
        Act.UNMERGE: forms.UNMERGE,
        Act.SPLIT: forms.SPLIT.with_fields(
            Field("kategori", "Kategori kasus kedua", "choice", tuple(data.categories.items())),
            Field("teks", "Bagian cerita untuk kasus kedua", hint="Salin dari cerita warga."),
        ),
        Act.CONFER: forms.CONFER,
        Act.NOT_OURS: forms.NOT_OURS.with_fields(
            Field("teks", "Ke mana warga sebaiknya datang", hint=_told(data))
        ),
        Act.CLOSE: _close(data),
        Act.ARCHIVE: forms.ARCHIVE.with_fields(Field("teks", "Alasan", hint=NOT_TOLD)),
        Act.EXCLUDE: _exclude(data),
    }
    hidden = {Act.FINISH} if _living(data) else set()
    if not data.owners:
        hidden.add(Act.ASSIGN)
    if not data.facilitators:
        hidden.add(Act.GIVE_TASK)
    if not _voices(data):
        hidden.add(Act.TRANSCRIBE)
    if data.case.urgency == "emergency":
        hidden.add(Act.RAISE_URGENCY)
    if data.case.urgency == "normal":
        hidden.add(Act.LOWER_URGENCY)
    return [verb for act, verb in forms_of.items() if act in acts and act not in hidden]


def _living(data: CaseData) -> bool:
    """Some agency has it."""
    return any(one.state in rules.LIVE_REFERRALS for one in data.referrals)


def _revoke(data: CaseData, viewer: Viewer, now: datetime) -> list[Verb]:
    """Taking a living referral back, for the secretariat."""
    which = _which_referral(data, viewer, now, ReferralAct.REVOKE)
    return [forms.REVOKE.with_fields(which, Field("teks", "Alasan", hint="Untuk petugas."))] if which else []


def _proposals(data: CaseData, viewer: Viewer, now: datetime) -> list[Verb]:
    """An agency's people propose, the secretariat answers."""
    if viewer.agency_id is not None:
        start, facts = rules.ReferralState.NOT_YET, facts_of(data.case, viewer, now)
        may = rules.possible(rules.REFERRAL_TABLE, start, viewer.roles(), facts)
        free = data.case.state in rules.OPEN_STATES and not data.proposed
        free = free and may_propose(data.case, data.referrals, viewer)
        return [forms.PROPOSE] if free and ReferralAct.PROPOSE in may else []
    which = _which_referral(data, viewer, now, ReferralAct.ACCEPT)
    if which is None:
        return []
    return [forms.TAKE_ON.with_fields(which), forms.TURN_DOWN.with_fields(which, *forms.TURN_DOWN.fields)]


def _dispute(data: CaseData, viewer: Viewer, now: datetime) -> list[Verb]:
    """A result the resident denied goes back to its agency."""
    if data.case.state != "in_progress":
        return []
    which = _which_referral(data, viewer, now, ReferralAct.DISPUTE)
    return [forms.DISPUTE.with_fields(which, Field("teks", "Yang masih kurang"))] if which else []


def _which_referral(data: CaseData, viewer: Viewer, now: datetime, act: ReferralAct) -> Field | None:
    """The referrals with which the secretariat may do that; None when there are none."""
    if data.case.referred:
        return None
    roles = viewer.roles(data.case.area)
    options = tuple(
        (str(one.id), one.agency)
        for one in data.referrals
        if act
        in rules.possible(
            rules.REFERRAL_TABLE, one.state, roles, facts_of(data.case, viewer, now, to_us=one.to_us)
        )
    )
    only = options[0][0] if len(options) == 1 else ""
    return Field("rujukan", "Rujukan ke", "choice", options, only) if options else None


def _assign(data: CaseData) -> Verb:
    whom = tuple((str(id_), name) for id_, name in data.owners.items())
    now = str(data.case.handler_id) if data.case.handler_id in data.owners else ""
    return forms.ASSIGN.with_fields(Field("petugas", "Pemegang", "choice", whom, now))


def _merge(data: CaseData) -> Verb:
    known = tuple((one.number, f"{numbers.shown(one.number)}: {one.title}") for one in data.alike)
    likely = Field(
        "kasus", "Kasus yang mungkin sama", "choice", (("", "Bukan salah satu ini"), *known), required=False
    )
    return forms.MERGE.with_fields(
        *([likely] if known else []),
        Field("nomor", "Nomor kasus lain", "line", required=False),
        Field("arah", "Yang diteruskan", "choice", DIRECTIONS, "ke-sana"),
    )


def _exclude(data: CaseData) -> Verb:
    people = (data.owners | data.facilitators).items()
    whom = (
        *((f"{PERSON}{id_}", name) for id_, name in people),
        *((f"{AGENCY}{one.id}", one.name) for one in data.agencies if one.kind != "slrt"),
    )
    return forms.EXCLUDE.with_fields(
        Field("siapa", "Siapa yang dilaporkan", "choice", whom),
        Field("teks", "Alasan", hint="Hanya dibaca yang masih bisa membuka kasus ini."),
    )


def _hold(data: CaseData) -> Verb:
    reasons = tuple(words.HOLD_REASONS.items())
    return forms.HOLD.with_fields(
        Field("tanggal", "Sampai tanggal", "date", hint="Lebih dari 14 hari diputuskan supervisor."),
        Field("alasan", "Karena", "choice", reasons),
        Field("teks", "Alasan untuk warga", hint=_told(data)),
    )


def _service(data: CaseData) -> Verb:
    given = (("ya", "Diberikan"), ("tidak", "Tidak diberikan"))
    return forms.SERVICE.with_fields(
        Field("keputusan", "Layanan", "choice", given), Field("teks", "Keputusan dan alasannya", hint=_told(data))
    )  # fmt: skip


def _calm(data: CaseData) -> Verb:
    codes = [code for code, _ in URGENCIES]
    lower = URGENCIES[: codes.index(data.case.urgency)]
    return forms.CALM.with_fields(
        Field("urgensi", "Menjadi", "choice", lower), Field("teks", "Alasan", hint=NOT_TOLD)
    )


def _for_referral(data: CaseData, acts: Collection[str]) -> list[Verb]:
    forms_of = {
        ReferralAct.ACCEPT: forms.ACCEPT,
        ReferralAct.START: forms.START,
        ReferralAct.FINISH: forms.DONE.with_fields(*_result(data)),
        ReferralAct.ASK: forms.NEED_DATA,
        ReferralAct.REJECT: forms.REJECT.with_fields(*_reasons(words.REJECT_REASONS)),
        ReferralAct.GIVE_BACK: forms.GIVE_BACK.with_fields(*_reasons(words.GIVE_BACK_REASONS)),
    }
    return [verb for act, verb in forms_of.items() if act in acts]


def _result(data: CaseData) -> tuple[Field, Field]:
    return Field("hasil", "Hasil", "choice", OUTCOMES), Field("teks", "Hasilnya", hint=_told(data))


def _told(data: CaseData) -> str:
    """What becomes of the words an officer writes here (texts/kabar.yml)."""
    if data.case.contact_point_id is None:
        return NO_CHAT
    return GUARDED if data.case.guarded else SENT


def _reasons(reasons: dict[str, str]) -> tuple[Field, Field]:
    choice = Field("alasan", "Alasan", "choice", tuple(reasons.items()))
    return choice, Field("teks", "Penjelasan", hint="Untuk petugas SLRT, tidak dikirim ke warga.")


def _verify(data: CaseData) -> Verb:
    case = data.case
    return forms.VERIFY.with_fields(
        Field("kategori", "Kategori", "choice", tuple(data.categories.items()), case.category),
        Field("urgensi", "Urgensi", "choice", URGENCIES, case.urgency),
        Field("kerahasiaan", "Kerahasiaan", "choice", _at_least(case.confidentiality), case.confidentiality),
        Field("wilayah", "Wilayah", "choice", (("", UNKNOWN_PLACE), *data.places), case.area, required=False),
    )


def _at_least(level: str) -> Choices:
    """It only gets stricter (DOMAIN.md section 2)."""
    codes = [code for code, _ in LEVELS]
    return LEVELS[codes.index(level) :]


def _refer(data: CaseData) -> Verb:
    """The proposed agency with its reason; a person sends (DECISIONS 9)."""
    case = data.case
    busy = {one.agency_id for one in data.referrals if one.state in rules.LIVE_REFERRALS}
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


def _task(data: CaseData) -> Verb:
    kinds = tuple((kind, words.TASKS[kind]) for kind in GIVEN)
    whom = tuple((str(id_), name) for id_, name in data.facilitators.items())
    return forms.TASK.with_fields(
        Field("tugas", "Tugas", "choice", kinds),
        Field("petugas", "Untuk", "choice", whom, whom[0][0] if len(whom) == 1 else ""),
        Field("teks", "Yang perlu dilakukan", hint="Dibaca fasilitator di obrolannya. Jangan tulis NIK."),
    )


def _voices(data: CaseData) -> Choices:
    """Voice notes nobody has written down yet."""
    return tuple(
        (str(one.id), f"Pesan suara {n}")
        for n, one in enumerate((one for one in data.attachments if one.kind == VOICE), 1)
        if not one.transcript
    )


def _heard(data: CaseData) -> Verb:
    voices = _voices(data)
    only = voices[0][0] if len(voices) == 1 else ""
    which = Field("suara", "Pesan suara", "choice", voices, only)
    return forms.HEARD.with_fields(which, Field("teks", "Isinya"))


def _close(data: CaseData) -> Verb:
    reasons = tuple((code, words.CLOSE_REASONS[code]) for code in CLOSING)
    return forms.CLOSE.with_fields(
        Field("alasan", "Alasan", "choice", reasons),
        Field("teks", "Penjelasan, dan apa yang bisa dilakukan warga", hint=_told(data)),
    )


if set(dict(PACKED)) != set(PACKAGE):
    raise RuntimeError("the panel offers other fields than an agency can be given")
