"""What may be done with a case now, by this person: the rules decide, this file puts it into forms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from admin import fillings, forms, words
from admin.case_data import CaseData
from admin.forms import Field, Verb
from cases import rules
from cases.changes import facts_of
from cases.proposals import may_propose
from cases.roles import Viewer
from cases.rules import Act, ReferralAct

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


def verbs(data: CaseData, viewer: Viewer, now: datetime, category: str = "") -> list[Verb]:
    """The forms, the next step of the work first and open; `category`: what somebody chose in a form that was refused."""
    offered = [
        *_for_case(data, case_acts(data, viewer, now), category or data.case.category),
        *_revoke(data, viewer, now),
        *_dispute(data, viewer, now),
        *_for_referral(data, referral_acts(data, viewer, now)),
        *_proposals(data, viewer, now),
    ]
    next_steps = [code for code in FIRST if code != "rujuk" or not _living(data)]
    first = next((code for code in next_steps if any(verb.code == code for verb in offered)), "")
    offered.sort(key=lambda verb: verb.code != first)
    return [verb.first() if verb.code == first else verb for verb in offered]


def _for_case(data: CaseData, acts: Collection[str], category: str) -> list[Verb]:
    """The work itself, then what is needed around it, then what is rare or cannot be taken back."""
    forms_of: dict[str, Verb] = {
        Act.VERIFY: fillings.verify(data, category),
        Act.REFER: fillings.refer(data),
        Act.HANDLE: forms.HANDLE.with_fields(fillings.bring(data)),
        Act.FINISH: forms.FINISH.with_fields(*fillings.result(data)),
        Act.DECIDE_SERVICE: fillings.service(data),
        Act.ANSWER: forms.ANSWERED,
        Act.TRANSCRIBE: fillings.heard(data),
        Act.SPEAK: forms.SPEAK,
        Act.CONCLUDE: forms.CONCLUDE,
        Act.RESUME: forms.RESUME,
        Act.ASK: forms.ASK,
        Act.HOLD: fillings.hold(data),
        Act.GIVE_TASK: fillings.task(data),
        Act.IDENTIFY: forms.IDENTITY,
        Act.ASSIGN: fillings.assign(data),
        Act.RAISE_URGENCY: forms.URGENT,
        Act.LOWER_URGENCY: fillings.calm(data),
        Act.REOPEN: forms.REOPEN,
        Act.MERGE: fillings.merge(data),
        Act.UNMERGE: forms.UNMERGE,
        Act.SPLIT: forms.SPLIT.with_fields(
            Field("kategori", "Kategori kasus kedua", "choice", tuple(data.categories.items())),
            Field("teks", "Bagian cerita untuk kasus kedua", hint="Salin dari cerita warga."),
        ),
        Act.CONFER: forms.CONFER,
        Act.NOT_OURS: forms.NOT_OURS.with_fields(
            Field("teks", "Ke mana warga sebaiknya datang", hint=fillings.told(data))
        ),
        Act.CLOSE: fillings.close(data),
        Act.ARCHIVE: forms.ARCHIVE.with_fields(Field("teks", "Alasan", hint=fillings.NOT_TOLD)),
        Act.EXCLUDE: fillings.exclude(data),
        Act.READMIT: fillings.readmit(data),
    }
    hidden = {Act.FINISH} if _living(data) else set()
    if not data.exclusions:
        hidden.add(Act.READMIT)
    if not data.owners:
        hidden.add(Act.ASSIGN)
    if not data.facilitators:
        hidden.add(Act.GIVE_TASK)
    if not fillings.voices(data):
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


def _for_referral(data: CaseData, acts: Collection[str]) -> list[Verb]:
    forms_of = {
        ReferralAct.ACCEPT: forms.ACCEPT.with_fields(fillings.bring(data)),
        ReferralAct.START: forms.START,
        ReferralAct.FINISH: forms.DONE.with_fields(*fillings.result(data)),
        ReferralAct.ASK: forms.NEED_DATA,
        ReferralAct.REJECT: forms.REJECT.with_fields(*fillings.reasons(words.REJECT_REASONS)),
        ReferralAct.GIVE_BACK: forms.GIVE_BACK.with_fields(*fillings.reasons(words.GIVE_BACK_REASONS)),
    }
    return [verb for act, verb in forms_of.items() if act in acts]
