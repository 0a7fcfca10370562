"""The verbs of a referral: send, see, accept, reject, give back, ask, finish, revoke, expire.

The handling moves to an agency only when it accepts; silence is never consent and never "done"
(DOMAIN.md 5.2 and 7). Each verb also moves the case, by the case's own rules. They raise Refused and Stale
as the verbs of `cases/service.py`, and NotFound when a referral is not the viewer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from . import agencies, questions, rules
from .changes import Change, carry_out, decide, facts_of, leave, owned
from .deadlines import handling
from .errors import NotFound, Refused, Stale
from .events import Event, EventName
from .ids import new_id
from .models import referrals
from .referral_clock import stop_referral
from .roles import SYSTEM, Role, Viewer
from .rules import (
    GIVE_BACK_REASONS,
    LIVE_REFERRALS,
    REJECT_REASONS,
    SAME,
    Act,
    CaseState,
    Outcome,
    ReferralAct,
    ReferralState,
)
from .store import CaseRow, ReferralRow, read_case
from .store.store_exclusions import agencies_out
from .store.store_rows import overdue_referrals, read_referrals

PACKAGE = ("story", "name", "phone", "nik", "kk", "entities", "files")
"""Fields an agency can be given; the area and the category always go with the case."""
BASES = ("consent", "public_service", "emergency")


# --- the secretariat ----------------------------------------------------------------------------------


def refer(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, agency_id: UUID, note: str = "",
    package: Sequence[str] = ("story", "name", "phone"), basis: str = "public_service",
) -> Event:  # fmt: skip
    """Rujuk: the case goes to an agency, which is asked to accept.

    Raises Refused: `rujukan.lembaga` (unknown or inactive), `rujukan.tanpa_penerima` (nobody there would
    see it), `rujukan.terlapor` (the case is about that agency), `rujukan.sudah_ada` (it has a living referral), `rujukan.paket` (a field that cannot be given).
    """
    to = decide(case, Act.REFER, viewer, now)
    _check_agency(tx, case, agency_id, now)
    if not set(package) <= set(PACKAGE) or basis not in BASES:
        raise Refused("rujukan.paket")
    referral_id = new_id(now)
    tx.execute(
        insert(referrals).values(
            id=referral_id, case_id=case.id, agency_id=agency_id, state=ReferralState.SENT.value,
            package=list(package), basis=basis, note=note, sent_at=now,
            due_at=agencies.clockwork(tx).due("answer", now, category=case.category, urgency=case.urgency),
        )
    )  # fmt: skip
    change = Change(
        EventName.REFERRAL_SENT, to, note, referral_id, owned(case, viewer),
        {"agency": str(agency_id), "basis": basis},
    )  # fmt: skip
    return carry_out(tx, case, viewer, now, change)


def _check_agency(tx: Connection, case: CaseRow, agency_id: UUID, now: datetime) -> None:
    agency = agencies.agency(tx, agency_id)
    if agency is None or not agency.active:
        raise Refused("rujukan.lembaga")
    if agency.code == case.accused or agency_id in agencies_out(tx, case.id):
        raise Refused("rujukan.terlapor", agency=agency.short_name)
    if not agencies.recipients(tx, agency_id, agencies.local_day(tx, now)):
        raise Refused("rujukan.tanpa_penerima", agency=agency.short_name)
    if any(one.agency_id == agency_id for one in living(tx, case.id)):
        raise Refused("rujukan.sudah_ada", agency=agency.short_name)


def propose(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str) -> Event:
    """Usulkan ke SLRT: an agency asks the secretariat to take on a case it entered or works on.

    The secretariat accepts or rejects like any partner. Raises Refused: `rujukan.alasan` without words, `rujukan.sudah_ada`
    while an earlier proposal waits, `rujukan.lembaga` when the office has no agency of kind slrt.
    """
    secretariat = next((one for one in agencies.all_agencies(tx) if one.kind == "slrt" and one.active), None)
    if secretariat is None:
        raise Refused("rujukan.lembaga")
    if case.accused == secretariat.code:
        raise Refused("rujukan.terlapor", agency=secretariat.short_name)
    if not text.strip():
        raise Refused("rujukan.alasan")
    to = rules.after(
        rules.REFERRAL_TABLE, ReferralAct.PROPOSE, ReferralState.NOT_YET, viewer.roles(), rules.Facts()
    )
    rules.after(rules.CASE_TABLE, Act.NOTE, case.state, viewer.roles(), rules.Facts())
    known = read_referrals(tx, case.id)
    if not may_propose(case, known, viewer):
        raise NotFound("no case of this agency")
    if is_proposed(known):
        raise Refused("rujukan.sudah_ada", agency=secretariat.short_name)
    referral_id = new_id(now)
    tx.execute(
        insert(referrals).values(
            id=referral_id, case_id=case.id, agency_id=secretariat.id, state=to, package=[],
            basis="public_service", note=text, sent_at=now,
            due_at=agencies.clockwork(tx).due("answer", now, category=case.category, urgency=case.urgency),
        )
    )  # fmt: skip
    return leave(tx, case.id, viewer, now, EventName.PROPOSAL_MADE, text, referral_id)


def is_proposed(known: Sequence[ReferralRow]) -> bool:
    """A proposal to the secretariat waits, or was taken on."""
    return any(one.to_us and one.state in LIVE_REFERRALS for one in known)


def may_propose(case: CaseRow, known: Sequence[ReferralRow], viewer: Viewer) -> bool:
    """She entered it, or her agency said yes to it: who was only asked says no by rejecting."""
    return case.entered_by == viewer.actor or any(
        one.agency_id == viewer.agency_id and one.accepted_at is not None for one in known
    )


def take_on(tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime) -> Event:
    """Terima usulan: the officer who accepts owns the case; the proposal ends with the case."""
    to = _decide(_Step(case, referral, viewer, now), ReferralAct.ACCEPT)
    _set(tx, referral, to, now, accepted_at=now, due_at=None, ended_at=None)
    owner = {"handler_id": viewer.account_id}
    return carry_out(tx, case, viewer, now, Change(EventName.PROPOSAL_ACCEPTED, SAME, "", referral.id, owner))


def turn_down(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """Tolak usulan, with a sentence for the agency."""
    if not text.strip():
        raise Refused("rujukan.alasan")
    to = _decide(_Step(case, referral, viewer, now), ReferralAct.REJECT)
    _set(tx, referral, to, now, ended_at=now, reason="other", due_at=None)
    return leave(tx, case.id, viewer, now, EventName.PROPOSAL_REJECTED, text, referral.id)


def revoke(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """Cabut: the secretariat takes it back."""
    act = ReferralAct.REVOKE
    return _end(tx, _Step(case, referral, viewer, now), act, EventName.REFERRAL_REVOKED, text)


def revoke_excluded(tx: Connection, case: CaseRow, now: datetime, agency_id: UUID | None) -> None:
    """The case is about this agency: what it holds is taken back, and it is not told why."""
    for one in alive(tx, case.id):
        if one.agency_id == agency_id:
            _set(tx, one, ReferralState.REVOKED, now, ended_at=now, due_at=None, clock_left=None)


def dispute(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """The resident said "belum": a supervisor gives the result back to its agency, with what is missing.

    Refused (`rujukan.sudah_ada`) while the agency has another living referral of the case.
    """
    to = _decide(_Step(case, referral, viewer, now), ReferralAct.DISPUTE)
    decide(case, Act.REFER, viewer, now)
    if any(one.agency_id == referral.agency_id for one in living(tx, case.id)):
        raise Refused("rujukan.sudah_ada", agency=referral.agency)
    due = _result_due(tx, case, now)
    _set(tx, referral, to, now, due_at=due, ended_at=None)
    change = Change(EventName.REFERRAL_DISPUTED, CaseState.IN_PROGRESS.value, text, referral.id)
    return carry_out(tx, case, viewer, now, change)


def revoke_living(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime) -> None:
    """The case is closed: whoever still works on it is told to stop, and no proposal waits any more."""
    for one in alive(tx, case.id):
        _set(tx, one, ReferralState.REVOKED, now, ended_at=now)
        leave(tx, case.id, viewer, now, EventName.REFERRAL_REVOKED, referral_id=one.id)


# --- the agency ---------------------------------------------------------------------------------------


def see(tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime) -> Event | None:
    """Somebody of the agency opened it for the first time; None when it was seen before."""
    if referral.state != ReferralState.SENT or viewer.agency_id != referral.agency_id:
        return None
    to = _decide(_Step(case, referral, viewer, now), ReferralAct.SEE)
    _set(tx, referral, to, now, seen_at=now)
    return leave(tx, case.id, viewer, now, EventName.REFERRAL_SEEN, referral_id=referral.id)


def accept(tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime) -> Event:
    """Terima: from now on the agency owns the handling, with a date."""
    step = _Step(case, referral, viewer, now)
    to = _decide(step, ReferralAct.ACCEPT, _has_newer(tx, referral))
    due = _result_due(tx, case, now)
    _set(tx, referral, to, now, accepted_at=now, due_at=due, ended_at=None)
    # an expired referral had gone back to the secretariat: with the acceptance the work goes on
    back = case.state == CaseState.VERIFIED
    case_to = CaseState.IN_PROGRESS.value if back else SAME
    change = Change(EventName.REFERRAL_ACCEPTED, case_to, referral_id=referral.id)
    return carry_out(tx, case, viewer, now, change)


def start(tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime) -> Event:
    """Mulai: it is being worked on; nothing else changes."""
    to = _decide(_Step(case, referral, viewer, now), ReferralAct.START)
    _set(tx, referral, to, now)
    return leave(tx, case.id, viewer, now, EventName.REFERRAL_STARTED, referral_id=referral.id)


def reject(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, *, reason: str, text: str
) -> Event:  # fmt: skip
    """Bukan kami: back to the secretariat, with a reason of REJECT_REASONS and a sentence."""
    _check_reason(reason, REJECT_REASONS, text)
    step = _Step(case, referral, viewer, now)
    return _end(tx, step, ReferralAct.REJECT, EventName.REFERRAL_REJECTED, text, reason=reason)


def give_back(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, *, reason: str, text: str
) -> Event:  # fmt: skip
    """Kembalikan: accepted before, now the agency cannot; a reason of GIVE_BACK_REASONS and a sentence."""
    _check_reason(reason, GIVE_BACK_REASONS, text)
    step = _Step(case, referral, viewer, now)
    return _end(tx, step, ReferralAct.GIVE_BACK, EventName.REFERRAL_RETURNED, text, reason=reason)


def _check_reason(reason: str, reasons: Sequence[str], text: str) -> None:
    if reason not in reasons or not text.strip():
        raise Refused("rujukan.alasan")


def ask(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """Butuh data: the secretariat's bot asks the resident; the clocks of agency and case stop."""
    step = _Step(case, referral, viewer, now)
    _decide(step, ReferralAct.ASK)
    if not referral.info_requested:
        stop_referral(tx, referral.id, now)
    to = SAME if case.state == CaseState.NEEDS_INFO else decide(case, Act.ASK, SYSTEM, now)
    return questions.put(tx, case, viewer, now, text, to, referral_id=referral.id)


def finish(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, *,
    outcome: Outcome | str, text: str,
) -> Event:  # fmt: skip
    """Selesai: the agency's result in words for the resident, who is asked whether it is true."""
    step, result = _Step(case, referral, viewer, now), Outcome(outcome).value
    to = _decide(step, ReferralAct.FINISH)
    _set(
        tx, referral, to, now, ended_at=now, outcome=result, result=text, due_at=None, clock_left=None,
        info_requested=False,
    )  # fmt: skip
    last = not living(tx, case.id)
    case_to, values = _follow(case, Act.FINISH, now) if last else (SAME, {})
    change = Change(
        EventName.REFERRAL_DONE, case_to, text, referral.id, {**values, "outcome": result},
        {"outcome": result, "agency": str(referral.agency_id), "last": "yes" if last else "no"},
    )  # fmt: skip
    return carry_out(tx, case, viewer, now, change)


# --- the program --------------------------------------------------------------------------------------


def expire_unanswered(tx: Connection, now: datetime) -> list[Event]:
    """Referrals no agency answered in time: escalated, never silent, never "done"."""
    waiting = (ReferralState.SENT.value, ReferralState.SEEN.value)
    return [_expire(tx, one, now) for one in overdue_referrals(tx, now, waiting)]


def _expire(tx: Connection, one: ReferralRow, now: datetime) -> Event:
    step = _Step(read_case(tx, one.case_id), one, SYSTEM, now)
    if one.to_us:  # the secretariat did not answer: whoever leads it hears of it
        _set(tx, one, _decide(step, ReferralAct.EXPIRE), now, due_at=None)
        return leave(tx, one.case_id, SYSTEM, now, EventName.REFERRAL_EXPIRED, referral_id=one.id)
    return _end(tx, step, ReferralAct.EXPIRE, EventName.REFERRAL_EXPIRED, "")


# --- what they share ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """Who does something with which referral of which case, and when."""

    case: CaseRow
    referral: ReferralRow
    viewer: Viewer
    now: datetime

    def roles(self) -> frozenset[Role]:
        """An agency's role counts only for its own referrals; the secretariat's by area."""
        if self.viewer.agency_id is None:
            return self.viewer.roles(self.case.area)
        if self.viewer.agency_id != self.referral.agency_id:
            raise NotFound("no such referral")
        return self.viewer.roles()


def living(tx: Connection, case_id: UUID) -> list[ReferralRow]:
    """Referrals an agency works on or is asked to; what an agency proposed to us is no agency's work."""
    return [one for one in alive(tx, case_id) if not one.to_us]


def alive(tx: Connection, case_id: UUID) -> list[ReferralRow]:
    """The same with what was proposed to us."""
    return [one for one in read_referrals(tx, case_id) if one.state in LIVE_REFERRALS]


def _result_due(tx: Connection, case: CaseRow, now: datetime) -> datetime:
    """Until when an agency that begins now brings a result."""
    what = handling(case.category)
    return agencies.clockwork(tx).due(what, now, category=case.category, urgency=case.urgency)


def _has_newer(tx: Connection, referral: ReferralRow) -> bool:
    return any(one.id > referral.id for one in living(tx, referral.case_id))


def _decide(step: _Step, act: ReferralAct, newer: bool = False) -> str:
    facts = facts_of(step.case, step.viewer, step.now, newer_referral=newer, to_us=step.referral.to_us)
    return rules.after(rules.REFERRAL_TABLE, act, step.referral.state, step.roles(), facts)


def _set(tx: Connection, referral: ReferralRow, to: str, now: datetime, **values: Any) -> None:
    """Raises Stale when somebody else moved the referral since it was read."""
    mine = (referrals.c.id == referral.id, referrals.c.state == referral.state)
    if tx.execute(update(referrals).where(*mine).values(state=str(to), **values)).rowcount != 1:
        raise Stale("somebody else changed the referral meanwhile")


def _end(
    tx: Connection, step: _Step, act: ReferralAct, name: EventName, text: str, reason: str = ""
) -> Event:
    """A referral that comes back without a result; with the last one the case is ours again."""
    to = _decide(step, act)
    _set(
        tx, step.referral, to, step.now, ended_at=step.now, reason=reason, due_at=None, clock_left=None,
        info_requested=False,
    )  # fmt: skip
    last = not living(tx, step.case.id)
    case_to, values = _follow(step.case, Act.BACK_TO_US, step.now) if last else (SAME, {})
    data = {"agency": str(step.referral.agency_id), "last": "yes" if last else "no"}
    if reason:
        data["reason"] = reason
    change = Change(name, case_to, text, step.referral.id, values, data)
    return carry_out(tx, step.case, step.viewer, step.now, change)


def _follow(case: CaseRow, act: Act, now: datetime) -> tuple[str, dict[str, Any]]:
    """Where the case goes when its last referral has ended.

    While it pauses (we wait for the resident, or hold it) a result takes it out of the pause; a referral
    that came back without one changes only where the pause will lead to.
    """
    if case.state not in {CaseState.NEEDS_INFO, CaseState.ON_HOLD}:
        return decide(case, act, SYSTEM, now), {}
    to = decide(replace(case, state=case.state_before), act, SYSTEM, now)
    if act == Act.FINISH:
        return to, {}
    return SAME, {"state_before": to}
