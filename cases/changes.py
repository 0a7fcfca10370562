"""How every verb changes a case: ask the rules, write the row, leave an event (HOUSE.md section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from . import agencies, ledger, rules
from .deadlines import Due
from .errors import Stale
from .events import Event, EventName
from .ids import new_id
from .models import cases, events
from .rhythm import rhythm
from .roles import Role, Viewer
from .rules import SAME, CaseState
from .store import CaseRow


def facts_of(case: CaseRow, viewer: Viewer, now: datetime, **more: Any) -> rules.Facts:
    """What the rules look at, for one case and the person who acts; `more`: what only the act itself knows."""
    return rules.Facts(
        urgency=case.urgency,
        confidentiality=case.confidentiality,
        service_line=case.service_line,
        own_entry=case.entered_by == viewer.actor,
        days_closed=(now - case.changed_at).days,
        not_ours=case.not_ours,
        conferring=case.conference_due is not None,
        merged=case.close_reason == rules.CloseReason.MERGED,
        **more,
    )


def decide(case: CaseRow, act: rules.Act, viewer: Viewer, now: datetime, **more: Any) -> str:
    """Where the act leads: a state, SAME or BEFORE. Raises Refused when the rules say no."""
    facts = facts_of(case, viewer, now, **more)
    return rules.after(rules.CASE_TABLE, act, case.state, viewer.roles(case.area), facts)


def shared_roles(case: CaseRow, viewer: Viewer) -> frozenset[Role]:
    """For acts an agency does on a case referred to it as well as the secretariat: there its roles count everywhere."""
    return viewer.roles(case.area) | (viewer.roles() if case.referred else frozenset())


def owned(case: CaseRow, viewer: Viewer) -> dict[str, Any]:
    """Whoever takes the first step with a case nobody owns answers for it from now on."""
    return {"handler_id": case.handler_id or viewer.account_id}


_DATES = ("hold_until", "due_at", "due_what", "clock_left")


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb writes down: where the case goes, which fields change, what the history says."""

    name: EventName
    to: str = SAME
    text: str = ""
    referral_id: UUID | None = None
    values: Mapping[str, Any] | None = None
    data: Mapping[str, str] | None = None


def carry_out(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, change: Change) -> Event:
    """Write the change and its event. Raises Stale when somebody else changed the case since it was read."""
    state, before = _states(case, change.to)
    values = {
        "state": state, "state_before": before, "version": case.version + 1, "changed_at": now,
        **_clock(tx, case, change, now), **(change.values or {}),
    }  # fmt: skip
    same_version = (cases.c.id == case.id, cases.c.version == case.version)
    written = tx.execute(update(cases).where(*same_version).values(values))
    if written.rowcount != 1:
        raise Stale("somebody else changed the case meanwhile")
    _promises(tx, case, values, now)
    data = dict(change.data or {})
    if state != case.state:
        data |= {"from": case.state, "to": state}
    return leave(tx, case.id, viewer, now, change.name, change.text, change.referral_id, data)


def _promises(tx: Connection, case: CaseRow, values: Mapping[str, Any], now: datetime) -> None:
    """What the resident is owed follows from the dates of her case."""
    before = {name: getattr(case, name) for name in _DATES}
    after = {name: values.get(name, old) for name, old in before.items()}
    was, then = ledger.owed(*before.values()), ledger.owed(*after.values())
    close_reason = values.get("close_reason", case.close_reason)
    why = ledger.why(values["state"], after["clock_left"], close_reason) if then is None else ""
    ledger.follow(tx, case.id, now, was, then, why)


def leave(
    tx: Connection, case_id: UUID, viewer: Viewer, now: datetime, name: EventName, text: str = "",
    referral_id: UUID | None = None, data: Mapping[str, str] | None = None,
) -> Event:  # fmt: skip
    """One line of the history of a case; `data` holds plain codes only."""
    event = Event(new_id(now), case_id, name, now, viewer.actor, referral_id, text, data or {})
    tx.execute(
        insert(events).values(
            id=event.id, case_id=case_id, name=name.value, at=now, actor=event.actor,
            referral_id=referral_id, text=text, data=event.data,
        )
    )  # fmt: skip
    return event


def expect(case: CaseRow, version: int) -> None:
    """The form was filled for this version of the case. Raises Stale when it has changed since."""
    if case.version != version:
        raise Stale("somebody else changed the case meanwhile")


def _states(case: CaseRow, to: str) -> tuple[str, str]:
    """The new state, and the one a pause returns to."""
    match to:
        case "same":
            return case.state, case.state_before
        case "before":
            return case.state_before, ""
        case CaseState.NEEDS_INFO | CaseState.ON_HOLD:
            return to, case.state
        case _:
            return to, ""


def _clock(tx: Connection, case: CaseRow, change: Change, now: datetime) -> dict[str, Any]:
    """The due date that follows from the new state; nothing when the state stays."""
    if change.to == SAME:
        return {}
    values = change.values or {}
    due = agencies.clockwork(tx).after(
        Due(case.due_at, case.due_what, case.clock_left),
        change.to,
        now,
        urgency=str(values.get("urgency", case.urgency)),
        category=str(values.get("category", case.category)),
    )
    at = due.at
    if due.what == "outcome" and at is not None:
        at = max(at, rhythm(tx, case, now) or at)
    return {"due_at": at, "due_what": due.what, "clock_left": due.left}
