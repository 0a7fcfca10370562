"""What the forms of a case page hold for this one case: choices, hints, what is chosen already."""

from __future__ import annotations

from admin import forms, words
from admin.case_data import CaseData
from admin.forms import Choices, Field, Verb
from cases import numbers, rules
from cases.attachments import VOICE
from cases.exclusion import to_be_decided
from cases.referrals import PACKAGE

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
NOBODY_EXCLUDED = Field(
    "tanpa", "Siapa yang tidak boleh tahu kasus ini", "checks", (("ya", "Tidak ada yang perlu dikecualikan"),), (),
    hint="Kecualikan dulu orang atau lembaga yang dilaporkan. Kalau memang tidak ada, centang.", required=False,
)  # fmt: skip
"""Of misconduct it is decided, never forgotten."""
PERSON, AGENCY = "orang:", "lembaga:"
"""Before an id in the one list of who can be kept out."""
DIRECTIONS: Choices = (
    ("ke-sana", "Kasus lain (ini ditutup)"),
    ("ke-sini", "Kasus ini (yang lain ditutup)"),
)
GIVEN = ("visit", "verify", "deliver_news")
"""Tasks an officer gives; the others come of themselves."""


def assign(data: CaseData) -> Verb:
    """Who may own it, the present owner chosen."""
    whom = tuple((str(id_), name) for id_, name in data.owners.items())
    now = str(data.case.handler_id) if data.case.handler_id in data.owners else ""
    return forms.ASSIGN.with_fields(Field("petugas", "Pemegang", "choice", whom, now))


def merge(data: CaseData) -> Verb:
    """The cases that look alike, a number, and which of the two goes on."""
    known = tuple((one.number, f"{numbers.shown(one.number)}: {one.title}") for one in data.alike)
    likely = Field(
        "kasus", "Kasus yang mungkin sama", "choice", (("", "Bukan salah satu ini"), *known), required=False
    )
    return forms.MERGE.with_fields(
        *([likely] if known else []),
        Field("nomor", "Nomor kasus lain", "line", required=False),
        Field("arah", "Yang diteruskan", "choice", DIRECTIONS, "ke-sana"),
    )


def exclude(data: CaseData) -> Verb:
    """People of the area and every agency but our own."""
    people = (data.owners | data.facilitators).items()
    whom = (
        *((f"{PERSON}{id_}", name) for id_, name in people),
        *((f"{AGENCY}{one.id}", one.name) for one in data.agencies if one.kind != "slrt"),
    )
    return forms.EXCLUDE.with_fields(
        Field("siapa", "Siapa yang dilaporkan", "choice", whom),
        Field("teks", "Alasan", hint="Hanya dibaca yang masih bisa membuka kasus ini."),
    )


def readmit(data: CaseData) -> Verb:
    """What was decided, by the names of those it keeps out, and whether somebody asks that it be taken back."""
    which = tuple(
        (
            one.made_at.isoformat(),
            f"{', '.join(one.names)}{' (sudah diusulkan batal)' if one.doubted_by else ''}",
        )
        for one in data.exclusions
    )
    return forms.READMIT.with_fields(
        Field("kapan", "Yang dikecualikan", "choice", which, which[0][0] if len(which) == 1 else ""),
        Field("teks", "Alasan", hint=NOT_TOLD),
    )


def hold(data: CaseData) -> Verb:
    """Until when, and why."""
    reasons = tuple(words.HOLD_REASONS.items())
    return forms.HOLD.with_fields(
        Field("tanggal", "Sampai tanggal", "date", hint="Lebih dari 14 hari diputuskan supervisor."),
        Field("alasan", "Karena", "choice", reasons),
        Field("teks", "Alasan untuk warga", hint=told(data)),
    )


def service(data: CaseData) -> Verb:
    """What is decided for somebody at the desk."""
    given = (("ya", "Diberikan"), ("tidak", "Tidak diberikan"))
    return forms.SERVICE.with_fields(
        Field("keputusan", "Layanan", "choice", given), Field("teks", "Keputusan dan alasannya", hint=told(data))
    )  # fmt: skip


def calm(data: CaseData) -> Verb:
    """Only what is less urgent than it is now."""
    codes = [code for code, _ in URGENCIES]
    lower = URGENCIES[: codes.index(data.case.urgency)]
    return forms.CALM.with_fields(
        Field("urgensi", "Menjadi", "choice", lower), Field("teks", "Alasan", hint=NOT_TOLD)
    )


def result(data: CaseData) -> tuple[Field, Field]:
    """How it went, and in which words the resident is told."""
    return Field("hasil", "Hasil", "choice", OUTCOMES), Field("teks", "Hasilnya", hint=told(data))


def bring(data: CaseData) -> Field:
    """What the catalogue asks for in this programme, to be told to the resident or not."""
    hint = "Kosongkan kalau tidak ada. " + told(data)
    return Field("bawa", "Yang perlu disiapkan warga", "line", value=data.papers, hint=hint, required=False)


def told(data: CaseData) -> str:
    """What becomes of the words an officer writes here (texts/kabar.yml)."""
    if data.case.contact_point_id is None:
        return NO_CHAT
    return GUARDED if data.case.guarded else SENT


def reasons(reasons: dict[str, str]) -> tuple[Field, Field]:
    """Why an agency says no."""
    choice = Field("alasan", "Alasan", "choice", tuple(reasons.items()))
    return choice, Field("teks", "Penjelasan", hint="Untuk petugas SLRT, tidak dikirim ke warga.")


def verify(data: CaseData, category: str) -> Verb:
    """What the bot understood, to be confirmed or put right; `category`: as it is chosen now."""
    case = data.case
    undecided = to_be_decided(category, case.accused) and not data.exclusions
    return forms.VERIFY.with_fields(
        Field("kategori", "Kategori", "choice", tuple(data.categories.items()), case.category),
        Field("urgensi", "Urgensi", "choice", URGENCIES, case.urgency),
        Field("kerahasiaan", "Kerahasiaan", "choice", _at_least(case.confidentiality), case.confidentiality),
        Field("wilayah", "Wilayah", "choice", (("", UNKNOWN_PLACE), *data.places), case.area, required=False),
        *([NOBODY_EXCLUDED] if undecided else []),
    )


def _at_least(level: str) -> Choices:
    """It only gets stricter (DOMAIN.md section 2)."""
    codes = [code for code, _ in LEVELS]
    return LEVELS[codes.index(level) :]


def refer(data: CaseData) -> Verb:
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


def task(data: CaseData) -> Verb:
    """What a facilitator of the area may be asked to do."""
    kinds = tuple((kind, words.TASKS[kind]) for kind in GIVEN)
    whom = tuple((str(id_), name) for id_, name in data.facilitators.items())
    return forms.TASK.with_fields(
        Field("tugas", "Tugas", "choice", kinds),
        Field("petugas", "Untuk", "choice", whom, whom[0][0] if len(whom) == 1 else ""),
        Field("teks", "Yang perlu dilakukan", hint="Dibaca fasilitator di obrolannya. Jangan tulis NIK."),
    )


def voices(data: CaseData) -> Choices:
    """Voice notes nobody has written down yet."""
    return tuple(
        (str(one.id), f"Pesan suara {n}")
        for n, one in enumerate((one for one in data.attachments if one.kind == VOICE), 1)
        if not one.transcript
    )


def heard(data: CaseData) -> Verb:
    """Which voice note was listened to."""
    known = voices(data)
    only = known[0][0] if len(known) == 1 else ""
    which = Field("suara", "Pesan suara", "choice", known, only)
    return forms.HEARD.with_fields(which, Field("teks", "Isinya"))


def close(data: CaseData) -> Verb:
    """The reasons of "Tutup dengan alasan"."""
    reasons = tuple((code, words.CLOSE_REASONS[code]) for code in CLOSING)
    return forms.CLOSE.with_fields(
        Field("alasan", "Alasan", "choice", reasons),
        Field("teks", "Penjelasan, dan apa yang bisa dilakukan warga", hint=told(data)),
    )


if set(dict(PACKED)) != set(PACKAGE):
    raise RuntimeError("the panel offers other fields than an agency can be given")
