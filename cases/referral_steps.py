"""What every verb of a referral does: ask the rules who may move it, and write the new state down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from . import rules
from .changes import facts_of
from .errors import NotFound, Stale
from .models import referrals
from .roles import Role, Viewer
from .rules import ReferralAct
from .store import CaseRow, ReferralRow


@dataclass(frozen=True, slots=True)
class Step:
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


def move(step: Step, act: ReferralAct, newer: bool = False) -> str:
    """The state the act leads to. Raises Refused when the rules say no."""
    facts = facts_of(step.case, step.viewer, step.now, newer_referral=newer, to_us=step.referral.to_us)
    return rules.after(rules.REFERRAL_TABLE, act, step.referral.state, step.roles(), facts)


def write(tx: Connection, referral: ReferralRow, to: str, now: datetime, **values: Any) -> None:
    """Raises Stale when somebody else moved the referral since it was read."""
    mine = (referrals.c.id == referral.id, referrals.c.state == referral.state)
    if tx.execute(update(referrals).where(*mine).values(state=str(to), **values)).rowcount != 1:
        raise Stale("somebody else changed the referral meanwhile")
