"""The rules of the Dinas as tables (DOMAIN.md section 5): what may follow what, and who may do it; pure.

A reader from the Dinas can check this page against the tables. Every verb asks it, nothing else decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .errors import Refused
from .roles import Role

R = Role


class CaseState(StrEnum):
    """How a case stands. NOT_YET and ERASED are before the first and after the last line of its life."""

    NOT_YET = "not_yet"
    DRAFT = "draft"
    RECEIVED = "received"
    NEEDS_INFO = "needs_info"
    ON_HOLD = "on_hold"
    VERIFIED = "verified"
    IN_PROGRESS = "in_progress"
    AWAITING_OUTCOME = "awaiting_outcome"
    RESOLVED_VERIFIED = "resolved_verified"
    RESOLVED_UNVERIFIED = "resolved_unverified"
    CLOSED = "closed"
    REOPENED = "reopened"
    ERASED = "erased"


class ReferralState(StrEnum):
    """How a referral stands; the handling moves to the agency with ACCEPTED and with nothing else."""

    NOT_YET = "not_yet"
    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    IN_WORK = "in_work"
    DONE = "done"
    REJECTED = "rejected"
    RETURNED = "returned"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Act(StrEnum):
    """What people do with a case; the word in the panel stands behind it."""

    START = "start"  # mulai bercerita
    OPEN = "open"  # Kirim
    DISCARD = "discard"  # Batalkan
    VERIFY = "verify"  # Verifikasi
    ASK = "ask"  # Minta data
    ANSWER = "answer"  # data came
    NO_REPLY = "no_reply"  # batas waktu
    HOLD = "hold"  # Tunda
    RESUME = "resume"  # Lanjutkan
    NOT_OURS = "not_ours"  # Bukan Wewenang
    ARCHIVE = "archive"  # Arsipkan
    HANDLE = "handle"  # Tangani
    REFER = "refer"  # Rujuk
    BACK_TO_US = "back_to_us"  # no referral is left
    DECIDE_SERVICE = "decide_service"  # Tetapkan layanan
    FINISH = "finish"  # Laporkan hasil
    CONFIRM = "confirm"  # Bukti hasil
    DENY = "deny"  # Belum
    UNPROVEN = "unproven"  # check passed, no proof
    CLOSE = "close"  # Tutup dengan alasan
    REOPEN = "reopen"  # Buka kembali
    MERGE = "merge"  # Gabung
    ABSORB = "absorb"  # the case into which another one is put
    UNMERGE = "unmerge"  # Batalkan gabung
    SPLIT = "split"  # Pecah
    WITHDRAW = "withdraw"  # Cabut laporan
    RAISE_URGENCY = "raise_urgency"  # Tandai darurat
    LOWER_URGENCY = "lower_urgency"
    GUARD = "guard"  # Rahasia: only stricter
    COMPLETE = "complete"  # a fact is added
    WRITE = "write"  # Kirim ke warga
    NOTE = "note"  # Simpan catatan
    WANT_HUMAN = "want_human"  # Hubungi petugas
    RATE = "rate"  # Nilai layanan
    GIVE_TASK = "give_task"  # Beri tugas: to a facilitator
    TRANSCRIBE = "transcribe"  # Tulis isi suara
    EXCLUDE = "exclude"  # Kecualikan: the case is about her
    READMIT = "readmit"  # Batalkan pengecualian: two people
    ASSIGN = "assign"  # Tugaskan: who owns it from now on
    CONFER = "confer"  # Panggil rapat kasus
    SPEAK = "speak"  # Tulis di rapat
    CONCLUDE = "conclude"  # Simpulkan rapat
    IDENTIFY = "identify"  # Catat identitas: what was read on papers at a meeting


class ReferralAct(StrEnum):
    """What people do with a referral."""

    REFER = "refer"  # Rujuk
    PROPOSE = "propose"  # Usulkan ke SLRT: an agency asks the secretariat
    SEE = "see"
    ACCEPT = "accept"  # Terima
    REJECT = "reject"  # Bukan kami
    EXPIRE = "expire"
    START = "start"  # Mulai
    ASK = "ask"  # Butuh data
    GIVE_BACK = "give_back"  # Kembalikan
    FINISH = "finish"  # Selesai
    REVOKE = "revoke"  # Cabut
    DISPUTE = "dispute"  # hasil dibantah


class Urgency(StrEnum):
    """How soon; least first."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Confidentiality(StrEnum):
    """Who may read; least strict first. It can only get stricter."""

    NORMAL = "normal"
    RESTRICTED = "restricted"
    SECRET = "secret"  # noqa: S105  a level, not a password


class CloseReason(StrEnum):
    """Why a case was closed without a result."""

    NOT_OUR_AUTHORITY = "not_our_authority"
    ARCHIVED = "archived"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    NOT_ELIGIBLE_DECIDED = "not_eligible_decided"
    SUBJECT_GONE = "subject_gone"


class Outcome(StrEnum):
    """What came of it; apart from being closed (DOMAIN.md rule 12)."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILED = "failed"


class Kind(StrEnum):
    """What a person wants of us (DOMAIN.md section 2)."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    NEED = "need"
    PARTICIPATION = "participation"
    DATA_UPDATE = "data_update"


class HoldReason(StrEnum):
    """Why a case waits."""

    AGENCY_SCHEDULE = "agency_schedule"
    PROGRAMME_PERIOD = "programme_period"
    PAPERS_ELSEWHERE = "papers_elsewhere"
    RESIDENT_ASKED = "resident_asked"
    OTHER = "other"


HOLD_REASONS: Final = tuple(HoldReason)
STOPPING_HOLDS: Final = frozenset({HoldReason.PROGRAMME_PERIOD, HoldReason.RESIDENT_ASKED})
"""The office can do nothing meanwhile: its clock stands still. For any other reason it runs."""
SHORT_HOLD_DAYS: Final = 14
"""DOMAIN.md 5.1: a longer pause is for a supervisor to decide (p)."""
REJECT_REASONS: Final = ("not_our_authority", "outside_area", "incomplete", "already_handled", "other")
GIVE_BACK_REASONS: Final = ("not_our_authority", "cannot_reach", "no_capacity", "incomplete", "other")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at, beside the state."""

    urgency: str = Urgency.NORMAL
    confidentiality: str = Confidentiality.NORMAL
    service_line: str = "complaint"
    own_entry: bool = False
    """The person who acts entered the case."""
    days_closed: int = 0
    """Days since it was closed."""
    hold_days: int = 0
    """How long the case is to wait."""
    not_ours: int = 0
    """How often somebody said that it is none of the office's business."""
    conferring: bool = False
    """Its agencies and the secretariat are talking about whose it is."""
    to_us: bool = False
    """The referral is an agency's proposal to the secretariat."""
    newer_referral: bool = False
    """Another referral of the case was sent after this one."""
    reopen_days: int = 30
    """So many days after it was closed the resident may open it again (cases/deadlines.py)."""
    merged: bool = False
    """It was put into another case."""


Guard = Callable[[Facts], bool]

GUARDS: Mapping[str, Guard] = {
    "only_emergency": lambda facts: facts.urgency == Urgency.EMERGENCY,
    "not_own_entry": lambda facts: not facts.own_entry,
    "calm": lambda facts: facts.urgency == Urgency.NORMAL and facts.confidentiality == Confidentiality.NORMAL,
    "walk_in": lambda facts: facts.service_line == "walk_in",
    "within_window": lambda facts: facts.days_closed <= facts.reopen_days,
    "said_once": lambda facts: not facts.not_ours,
    "conferring": lambda facts: facts.conferring,
    "not_conferring": lambda facts: not facts.conferring,
    "to_us": lambda facts: facts.to_us,
    "short_hold": lambda facts: facts.hold_days <= SHORT_HOLD_DAYS,
    "merged": lambda facts: facts.merged,
    "within_a_day": lambda facts: facts.days_closed < 1,
    "no_newer_referral": lambda facts: not facts.newer_referral,
}
"""Conditions by name; the name is part of the refusal's key."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: from these states, by these people, if the guard says yes, to that state."""

    act: str
    frm: frozenset[str]
    to: str
    """SAME: as it was. BEFORE: as it was before the pause."""
    who: frozenset[Role]
    guard: str = ""
    """Names of conditions, all of which must hold."""

    def missing(self, facts: Facts) -> str:
        """The first condition that does not hold; empty when all do."""
        return next((name for name in self.guard.split() if not GUARDS[name](facts)), "")


SAME: Final = "same"
BEFORE: Final = "before"

S = CaseState
A = Act
_OPEN_STATES = frozenset(
    {S.RECEIVED, S.NEEDS_INFO, S.ON_HOLD, S.VERIFIED, S.IN_PROGRESS, S.AWAITING_OUTCOME,
     S.RESOLVED_UNVERIFIED, S.REOPENED}
)  # fmt: skip
_LIVING = _OPEN_STATES | {S.RESOLVED_VERIFIED, S.CLOSED}
_PUSKESOS = {R.PUSKESOS_OFFICER, R.PUSKESOS_COORDINATOR}
_HANDLERS = frozenset({R.BACK_OFFICE, R.SUPERVISOR, R.MANAGER, *_PUSKESOS})
"""Handler: the person or unit that owns the case now. Until units come, those who may own one, by area."""
_AGENCY = frozenset({R.AGENCY_OFFICER, R.AGENCY_HEAD, R.AGENCY_CONTACT})
_AUTHORS = frozenset({R.RESIDENT, R.FACILITATOR, R.FRONT_OFFICE, *_PUSKESOS, R.BACK_OFFICE, R.AGENCY_OFFICER})
_ANYONE = frozenset(Role) - {R.SIGNER, R.ADMIN, R.AUDITOR}


def _row(act: Act, frm: Collection[CaseState], to: str, who: Collection[Role], guard: str = "") -> Row:
    return Row(act, frozenset(frm), to, frozenset(who), guard)


CASE_TABLE: Sequence[Row] = (
    _row(A.START, {S.NOT_YET}, S.DRAFT, _AUTHORS),
    _row(A.OPEN, {S.DRAFT}, S.RECEIVED, _AUTHORS),
    _row(A.DISCARD, {S.DRAFT}, S.ERASED, _AUTHORS | {R.SYSTEM}),
    _row(A.VERIFY, {S.RECEIVED, S.REOPENED}, S.VERIFIED,
         {R.BACK_OFFICE, R.PUSKESOS_OFFICER, R.SUPERVISOR}, "not_own_entry"),
    # the system asks for an agency that lacks something
    _row(A.ASK, {S.RECEIVED, S.VERIFIED, S.IN_PROGRESS, S.REOPENED}, S.NEEDS_INFO, _HANDLERS | {R.SYSTEM}),
    _row(A.ANSWER, {S.NEEDS_INFO}, BEFORE, _HANDLERS | {R.SYSTEM, R.RESIDENT}),
    _row(A.NO_REPLY, {S.NEEDS_INFO}, S.CLOSED, {R.SYSTEM}, "calm"),
    _row(A.HOLD, {S.RECEIVED, S.VERIFIED, S.IN_PROGRESS, S.REOPENED}, S.ON_HOLD, _HANDLERS, "short_hold"),
    _row(A.HOLD, {S.RECEIVED, S.VERIFIED, S.IN_PROGRESS, S.REOPENED}, S.ON_HOLD, {R.SUPERVISOR, R.MANAGER}),
    _row(A.RESUME, {S.ON_HOLD}, BEFORE, _HANDLERS | {R.SYSTEM}),
    _row(A.NOT_OURS, {S.RECEIVED, S.VERIFIED, S.REOPENED}, S.CLOSED, {R.BACK_OFFICE, R.SUPERVISOR},
         "not_own_entry said_once"),
    _row(A.ARCHIVE, {S.RECEIVED}, S.CLOSED, {R.SUPERVISOR}, "not_own_entry"),
    _row(A.HANDLE, {S.VERIFIED, S.REOPENED}, S.IN_PROGRESS, {R.BACK_OFFICE, R.SUPERVISOR, *_PUSKESOS}),
    _row(A.HANDLE, {S.RECEIVED}, S.IN_PROGRESS, {R.BACK_OFFICE, R.SUPERVISOR, *_PUSKESOS}, "only_emergency"),
    _row(A.REFER, {S.VERIFIED, S.IN_PROGRESS, S.REOPENED}, S.IN_PROGRESS,
         {R.BACK_OFFICE, R.PUSKESOS_COORDINATOR, R.SUPERVISOR, R.MANAGER}),
    _row(A.BACK_TO_US, {S.IN_PROGRESS}, S.VERIFIED, {R.SYSTEM}),
    _row(A.DECIDE_SERVICE, {S.IN_PROGRESS}, SAME, {R.MANAGER, R.PUSKESOS_COORDINATOR}, "walk_in"),
    _row(A.FINISH, {S.IN_PROGRESS}, S.AWAITING_OUTCOME, _HANDLERS | {R.SYSTEM}),
    _row(A.CONFIRM, {S.AWAITING_OUTCOME, S.RESOLVED_UNVERIFIED}, S.RESOLVED_VERIFIED,
         {R.RESIDENT, R.FACILITATOR, R.SYSTEM}),
    _row(A.DENY, {S.AWAITING_OUTCOME}, S.IN_PROGRESS, _HANDLERS | {R.RESIDENT, R.FACILITATOR}),
    _row(A.UNPROVEN, {S.AWAITING_OUTCOME}, S.RESOLVED_UNVERIFIED, {R.SYSTEM}),
    _row(A.CLOSE, {S.IN_PROGRESS}, S.CLOSED, {R.SUPERVISOR, R.MANAGER}),
    _row(A.REOPEN, {S.RESOLVED_VERIFIED, S.RESOLVED_UNVERIFIED, S.CLOSED}, S.REOPENED, {R.RESIDENT},
         "within_window"),
    _row(A.REOPEN, {S.RESOLVED_VERIFIED, S.RESOLVED_UNVERIFIED, S.CLOSED}, S.REOPENED, {R.MANAGER}),
    _row(A.MERGE, _OPEN_STATES, S.CLOSED, {R.BACK_OFFICE, R.SUPERVISOR}, "not_conferring"),
    _row(A.ABSORB, _OPEN_STATES, SAME, {R.BACK_OFFICE, R.SUPERVISOR}),
    _row(A.UNMERGE, {S.CLOSED}, BEFORE, {R.BACK_OFFICE, R.SUPERVISOR}, "merged within_a_day"),
    _row(A.UNMERGE, {S.CLOSED}, BEFORE, {R.SYSTEM}, "merged"),
    _row(A.SPLIT, _OPEN_STATES, SAME, {R.BACK_OFFICE, R.SUPERVISOR}),
    _row(A.WITHDRAW, _OPEN_STATES, S.CLOSED, {R.RESIDENT}),
    _row(A.WITHDRAW, {S.CLOSED}, S.CLOSED, {R.RESIDENT}, "merged"),
    _row(A.RAISE_URGENCY, _LIVING, SAME, _ANYONE),
    _row(A.LOWER_URGENCY, _LIVING, SAME, {R.SUPERVISOR}),
    _row(A.GUARD, _LIVING, SAME, _ANYONE),
    _row(A.COMPLETE, _OPEN_STATES, SAME, _HANDLERS | {R.RESIDENT, R.FACILITATOR, R.FRONT_OFFICE, R.SYSTEM}),
    _row(A.WRITE, _LIVING, SAME, _HANDLERS),
    _row(A.NOTE, _LIVING, SAME, _HANDLERS | _AGENCY | {R.FACILITATOR, R.FRONT_OFFICE, R.SYSTEM}),
    _row(A.RATE, _LIVING, SAME, {R.RESIDENT}),
    _row(A.GIVE_TASK, _LIVING, SAME, _HANDLERS),
    _row(A.TRANSCRIBE, _LIVING, SAME, _HANDLERS | {R.FRONT_OFFICE, R.FACILITATOR}),
    _row(A.EXCLUDE, _LIVING, SAME, {R.SUPERVISOR, R.MANAGER}),
    _row(A.READMIT, _LIVING, SAME, {R.SUPERVISOR, R.MANAGER}),
    _row(A.ASSIGN, _OPEN_STATES, SAME, _HANDLERS),
    _row(A.CONFER, _OPEN_STATES, SAME, {R.BACK_OFFICE, R.SUPERVISOR, R.MANAGER, R.SYSTEM}, "not_conferring"),
    _row(A.SPEAK, _OPEN_STATES, SAME, _HANDLERS | _AGENCY, "conferring"),
    _row(A.CONCLUDE, _OPEN_STATES, SAME, {R.BACK_OFFICE, R.SUPERVISOR, R.MANAGER}, "conferring"),
    _row(A.IDENTIFY, _OPEN_STATES, SAME, _HANDLERS | {R.FRONT_OFFICE}),
    _row(A.WANT_HUMAN, _LIVING, SAME, {R.RESIDENT}),
)  # fmt: skip
"""DOMAIN.md 5.1, line by line; below WITHDRAW what leaves the state as it is."""

T = ReferralState
B = ReferralAct


def _ref(
    act: ReferralAct, frm: Collection[ReferralState], to: str, who: Collection[Role], guard: str = ""
) -> Row:
    return Row(act, frozenset(frm), to, frozenset(who), guard)


REFERRAL_TABLE: Sequence[Row] = (
    _ref(B.REFER, {T.NOT_YET}, T.SENT, {R.BACK_OFFICE, R.PUSKESOS_COORDINATOR, R.SUPERVISOR, R.MANAGER}),
    _ref(B.PROPOSE, {T.NOT_YET}, T.SENT, {R.AGENCY_OFFICER, R.AGENCY_HEAD}),
    _ref(B.SEE, {T.SENT}, T.SEEN, _AGENCY),
    _ref(B.ACCEPT, {T.SENT, T.SEEN}, T.ACCEPTED, _AGENCY),
    _ref(B.ACCEPT, {T.EXPIRED}, T.ACCEPTED, _AGENCY, "no_newer_referral"),
    _ref(B.ACCEPT, {T.SENT, T.SEEN, T.EXPIRED}, T.ACCEPTED, {R.BACK_OFFICE, R.SUPERVISOR}, "to_us"),
    _ref(B.REJECT, {T.SENT, T.SEEN}, T.REJECTED, _AGENCY),
    _ref(B.REJECT, {T.SENT, T.SEEN, T.EXPIRED}, T.REJECTED, {R.BACK_OFFICE, R.SUPERVISOR}, "to_us"),
    _ref(B.EXPIRE, {T.SENT, T.SEEN}, T.EXPIRED, {R.SYSTEM}),
    _ref(B.START, {T.ACCEPTED}, T.IN_WORK, _AGENCY),
    _ref(B.ASK, {T.ACCEPTED, T.IN_WORK}, SAME, _AGENCY),
    _ref(B.GIVE_BACK, {T.ACCEPTED, T.IN_WORK}, T.RETURNED, _AGENCY),
    _ref(B.FINISH, {T.ACCEPTED, T.IN_WORK}, T.DONE, _AGENCY),
    _ref(B.REVOKE, {T.SENT, T.SEEN, T.ACCEPTED, T.IN_WORK}, T.REVOKED, {R.BACK_OFFICE, R.SUPERVISOR}),
    _ref(B.DISPUTE, {T.DONE}, T.IN_WORK, {R.SUPERVISOR}),
)
"""DOMAIN.md 5.2."""

LIVE_REFERRALS: Final = frozenset({T.SENT, T.SEEN, T.ACCEPTED, T.IN_WORK})
"""Somebody works on it or is asked to."""
SHOWN_REFERRALS: Final = LIVE_REFERRALS | {T.DONE, T.EXPIRED}
"""The agency may look at the case; ends with rejected, returned and revoked."""
OPEN_STATES: Final = _OPEN_STATES
"""Cases somebody still has to work on or to prove."""
OPEN_NAMES: Final = tuple(sorted(state.value for state in _OPEN_STATES))
"""The same as they stand in the database."""


# --- the engine ---------------------------------------------------------------------------------------


def after(table: Sequence[Row], act: str, state: str, roles: Collection[Role], facts: Facts) -> str:
    """The state an act leads to: a state's name, SAME or BEFORE.

    Raises Refused with the key `aturan.keadaan` (not from this state), `aturan.peran` (not by this person)
    or `aturan.<guard>` (a condition is missing).
    """
    rows = [row for row in table if row.act == act and state in row.frm]
    if not rows:
        raise Refused("aturan.keadaan", act=act, state=state)
    mine = [row for row in rows if row.who.intersection(roles)]
    if not mine:
        raise Refused("aturan.peran", act=act, state=state)
    for row in mine:
        if not row.missing(facts):
            return row.to
    raise Refused(f"aturan.{mine[0].missing(facts)}", act=act, state=state)


def possible(table: Sequence[Row], state: str, roles: Collection[Role], facts: Facts) -> frozenset[str]:
    """The acts open to somebody now: what the panel offers, and nothing else."""
    return frozenset(
        row.act
        for row in table
        if state in row.frm and row.who.intersection(roles) and not row.missing(facts)
    )


_LEVELS: Mapping[str, int] = {level: rank for rank, level in enumerate(Confidentiality)}
_URGENCIES: Mapping[str, int] = {level: rank for rank, level in enumerate(Urgency)}


def strictest(*levels: str) -> Confidentiality:
    """The strictest of some confidentialities."""
    return Confidentiality(max(levels, key=lambda level: _LEVELS[level]))


def most_urgent(*levels: str) -> Urgency:
    """The most urgent of some urgencies."""
    return Urgency(max(levels, key=lambda level: _URGENCIES[level]))
