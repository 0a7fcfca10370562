"""The verbs of a referral: send, see, accept, reject, give back, ask, finish, revoke, expire.

The handling moves to an agency only when it accepts; silence is never consent and never "done"
(DOMAIN.md 5.2 and 7). Each verb also moves the case, by the case's own rules. They raise Refused and Stale
as the verbs of `cases/service.py`, and NotFound when a referral is not the viewer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from . import agencies, ledger, questions
from .changes import Change, carry_out, decide, leave, owned
from .deadlines import handling
from .errors import Refused
from .events import Event, EventName
from .ids import new_id
from .models import referrals
from .referral_clock import stop_referral
from .referral_steps import Step, move, write
from .roles import SYSTEM, Viewer
from .rules import (
    GIVE_BACK_REASONS,
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
from .store.store_rows import alive, living, overdue_referrals

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


def revoke(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """Cabut: the secretariat takes it back."""
    act = ReferralAct.REVOKE
    return _end(tx, Step(case, referral, viewer, now), act, EventName.REFERRAL_REVOKED, text)


def revoke_excluded(tx: Connection, case: CaseRow, now: datetime, agency_id: UUID | None) -> None:
    """The case is about this agency: what it holds is taken back, and it is not told why."""
    for one in alive(tx, case.id):
        if one.agency_id == agency_id:
            write(tx, one, ReferralState.REVOKED, now, ended_at=now, due_at=None, clock_left=None)


def dispute(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """The resident said "belum": a supervisor gives the result back to its agency, with what is missing.

    Refused (`rujukan.sudah_ada`) while the agency has another living referral of the case.
    """
    to = move(Step(case, referral, viewer, now), ReferralAct.DISPUTE)
    decide(case, Act.REFER, viewer, now)
    if any(one.agency_id == referral.agency_id for one in living(tx, case.id)):
        raise Refused("rujukan.sudah_ada", agency=referral.agency)
    due = _result_due(tx, case, now)
    write(tx, referral, to, now, due_at=due, ended_at=None)
    change = Change(EventName.REFERRAL_DISPUTED, CaseState.IN_PROGRESS.value, text, referral.id)
    return carry_out(tx, case, viewer, now, change)


def revoke_living(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime) -> None:
    """The case is closed: whoever still works on it is told to stop, and no proposal waits any more."""
    for one in alive(tx, case.id):
        write(tx, one, ReferralState.REVOKED, now, ended_at=now)
        leave(tx, case.id, viewer, now, EventName.REFERRAL_REVOKED, referral_id=one.id)


# --- the agency ---------------------------------------------------------------------------------------


def see(tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime) -> Event | None:
    """Somebody of the agency opened it for the first time; None when it was seen before."""
    if referral.state != ReferralState.SENT or viewer.agency_id != referral.agency_id:
        return None
    to = move(Step(case, referral, viewer, now), ReferralAct.SEE)
    write(tx, referral, to, now, seen_at=now)
    return leave(tx, case.id, viewer, now, EventName.REFERRAL_SEEN, referral_id=referral.id)


def accept(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, bring: str = ""
) -> Event:
    """Terima: from now on the agency owns the handling, until a day that is not after the one the resident was promised.

    `bring`: what she is to bring, told to her.
    """
    step = Step(case, referral, viewer, now)
    to = move(step, ReferralAct.ACCEPT, _has_newer(tx, referral))
    due = _not_after_the_promise(case, _result_due(tx, case, now), now)
    write(tx, referral, to, now, accepted_at=now, due_at=due, ended_at=None)
    # an expired referral had gone back to the secretariat: with the acceptance the work goes on
    back = case.state == CaseState.VERIFIED
    case_to = CaseState.IN_PROGRESS.value if back else SAME
    change = Change(EventName.REFERRAL_ACCEPTED, case_to, bring, referral_id=referral.id)
    event = carry_out(tx, case, viewer, now, change)
    ledger.bring(tx, case.id, bring)
    return event


def start(tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime) -> Event:
    """Mulai: it is being worked on; nothing else changes."""
    to = move(Step(case, referral, viewer, now), ReferralAct.START)
    write(tx, referral, to, now)
    return leave(tx, case.id, viewer, now, EventName.REFERRAL_STARTED, referral_id=referral.id)


def reject(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, *, reason: str, text: str
) -> Event:  # fmt: skip
    """Bukan kami: back to the secretariat, with a reason of REJECT_REASONS and a sentence."""
    _check_reason(reason, REJECT_REASONS, text)
    step = Step(case, referral, viewer, now)
    return _end(tx, step, ReferralAct.REJECT, EventName.REFERRAL_REJECTED, text, reason=reason)


def give_back(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, *, reason: str, text: str
) -> Event:  # fmt: skip
    """Kembalikan: accepted before, now the agency cannot; a reason of GIVE_BACK_REASONS and a sentence."""
    _check_reason(reason, GIVE_BACK_REASONS, text)
    step = Step(case, referral, viewer, now)
    return _end(tx, step, ReferralAct.GIVE_BACK, EventName.REFERRAL_RETURNED, text, reason=reason)


def _check_reason(reason: str, reasons: Sequence[str], text: str) -> None:
    if reason not in reasons or not text.strip():
        raise Refused("rujukan.alasan")


def ask(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """Butuh data: the secretariat's bot asks the resident; the clocks of agency and case stop."""
    step = Step(case, referral, viewer, now)
    move(step, ReferralAct.ASK)
    if not referral.info_requested:
        stop_referral(tx, referral.id, now)
    to = SAME if case.state == CaseState.NEEDS_INFO else decide(case, Act.ASK, SYSTEM, now)
    return questions.put(tx, case, viewer, now, text, to, referral_id=referral.id)


def finish(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, *,
    outcome: Outcome | str, text: str,
) -> Event:  # fmt: skip
    """Selesai: the agency's result in words for the resident, who is asked whether it is true."""
    step, result = Step(case, referral, viewer, now), Outcome(outcome).value
    to = move(step, ReferralAct.FINISH)
    write(
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
    step = Step(read_case(tx, one.case_id), one, SYSTEM, now)
    if one.to_us:  # the secretariat did not answer: whoever leads it hears of it
        write(tx, one, move(step, ReferralAct.EXPIRE), now, due_at=None)
        return leave(tx, one.case_id, SYSTEM, now, EventName.REFERRAL_EXPIRED, referral_id=one.id)
    return _end(tx, step, ReferralAct.EXPIRE, EventName.REFERRAL_EXPIRED, "")


# --- what they share ----------------------------------------------------------------------------------


def _result_due(tx: Connection, case: CaseRow, now: datetime) -> datetime:
    """Until when an agency that begins now brings a result."""
    what = handling(case.category)
    return agencies.clockwork(tx).due(what, now, category=case.category, urgency=case.urgency)


def _not_after_the_promise(case: CaseRow, due: datetime, now: datetime) -> datetime:
    """The day, or the earlier one on which the resident was told that there is a result, unless that is over."""
    told = case.due_what == handling(case.category) and case.clock_left is None
    return min(due, case.due_at) if told and case.due_at and case.due_at > now else due


def _has_newer(tx: Connection, referral: ReferralRow) -> bool:
    return any(one.id > referral.id for one in living(tx, referral.case_id))


def _end(tx: Connection, step: Step, act: ReferralAct, name: EventName, text: str, reason: str = "") -> Event:
    """A referral that comes back without a result; with the last one the case is ours again."""
    to = move(step, act)
    write(
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
