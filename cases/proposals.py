"""Rujuk balik: an agency asks the secretariat to take a case on, which accepts or rejects like any partner (DOMAIN.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from . import agencies, rules
from .changes import Change, carry_out, leave
from .errors import NotFound, Refused
from .events import Event, EventName
from .ids import new_id
from .models import referrals
from .referral_steps import Step, move, write
from .roles import Viewer
from .rules import LIVE_REFERRALS, SAME, Act, ReferralAct, ReferralState
from .store import CaseRow, ReferralRow
from .store.store_rows import read_referrals


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
    to = move(Step(case, referral, viewer, now), ReferralAct.ACCEPT)
    write(tx, referral, to, now, accepted_at=now, due_at=None, ended_at=None)
    owner = {"handler_id": viewer.account_id}
    return carry_out(tx, case, viewer, now, Change(EventName.PROPOSAL_ACCEPTED, SAME, "", referral.id, owner))


def turn_down(
    tx: Connection, case: CaseRow, referral: ReferralRow, viewer: Viewer, now: datetime, text: str
) -> Event:
    """Tolak usulan, with a sentence for the agency."""
    if not text.strip():
        raise Refused("rujukan.alasan")
    to = move(Step(case, referral, viewer, now), ReferralAct.REJECT)
    write(tx, referral, to, now, ended_at=now, reason="other", due_at=None)
    return leave(tx, case.id, viewer, now, EventName.PROPOSAL_REJECTED, text, referral.id)
