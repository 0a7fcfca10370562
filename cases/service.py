"""The verbs of a case. Each asks the rules, changes the case, leaves an event; none sends a message.

All take the open transaction, the case as the actor read it, who acts and when. They raise Refused when a
rule of the Dinas says no, and Stale when somebody else changed the case meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from . import agencies, attachments, ledger, referrals, rules
from .changes import Change, carry_out, decide, expect, leave, owned, shared_roles
from .errors import Refused
from .events import Event, EventName
from .exclusion import to_be_decided
from .opening import NewCase, Opened, open_case, proposal
from .questions import answer, ask
from .roles import Viewer
from .rules import SAME, Act, CloseReason, Outcome
from .store import CaseRow, store_exclusions, store_merges
from .store.store_rows import living

__all__ = [
    "NewCase",
    "OfficeFile",
    "Opened",
    "answer",
    "ask",
    "close",
    "complete",
    "confirm",
    "decide_service",
    "deny",
    "expect",
    "finish",
    "guard",
    "handle",
    "lower_urgency",
    "note",
    "open_case",
    "raise_urgency",
    "rate",
    "reopen",
    "verify",
    "want_human",
    "write",
]

_CLOSING: Mapping[CloseReason, Act] = {
    CloseReason.NOT_OUR_AUTHORITY: Act.NOT_OURS,
    CloseReason.ARCHIVED: Act.ARCHIVE,
    CloseReason.WITHDRAWN: Act.WITHDRAW,
    CloseReason.NO_REPLY: Act.NO_REPLY,
    CloseReason.NOT_ELIGIBLE_DECIDED: Act.CLOSE,
    CloseReason.SUBJECT_GONE: Act.CLOSE,
}
"""Each reason is an act of its own: who may close depends on why. A case is merged by cases/merging.py."""


def verify(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, category: str, urgency: str,
    confidentiality: str, area: str, nobody_excluded: bool = False,
) -> Event:  # fmt: skip
    """Verifikasi: what the case is about is confirmed or corrected; whoever verifies owns it now.

    Refused (`kecuali.putuskan`) for misconduct of which nobody was kept out, unless that is what was decided.
    """
    to = decide(case, Act.VERIFY, viewer, now)
    values = _corrected(tx, case, viewer, now, category, urgency, confidentiality, area)
    values |= owned(case, viewer)
    data = _differences(case, values)
    if to_be_decided(category, case.accused) and not store_exclusions.any_of(tx, case.id):
        if not nobody_excluded:
            raise Refused("kecuali.putuskan")
        data["excluded"] = "nobody"
    change = Change(EventName.CASE_VERIFIED, to, values=values, data=data)
    return carry_out(tx, case, viewer, now, change)


def complete(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, category: str | None = None,
    area: str | None = None, entities: Mapping[str, str] | None = None, text: str = "",
) -> Event:  # fmt: skip
    """A fact came later: the place of an emergency, another category, more of the story."""
    to = decide(case, Act.COMPLETE, viewer, now)
    values = _corrected(
        tx, case, viewer, now, category or case.category, case.urgency, case.confidentiality,
        case.area if area is None else area,
    )  # fmt: skip
    if entities:
        values["entities"] = {**case.entities, **entities}
    change = Change(EventName.CASE_COMPLETED, to, text, values=values, data=_differences(case, values))
    return carry_out(tx, case, viewer, now, change)


def _corrected(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, category: str, urgency: str,
    confidentiality: str, area: str,
) -> dict[str, Any]:  # fmt: skip
    """The fields that were looked at, with the route that follows from them."""
    known = {one.code: one for one in agencies.all_categories(tx)}
    if category not in known:
        raise Refused("kasus.kategori", category=category)
    if rules.most_urgent(urgency, case.urgency) != urgency:
        decide(case, Act.LOWER_URGENCY, viewer, now)
    kept = known[category].confidentiality if category != case.category else case.confidentiality
    agency_id, reason = proposal(tx, category, area, case.kind, urgency, case.accused)
    return {
        "category": category,
        "urgency": urgency,
        # it only gets stricter: what the case had, what the category asks for, what was chosen
        "confidentiality": rules.strictest(case.confidentiality, kept, confidentiality).value,
        "area": area,
        "title": known[category].name if category != case.category else case.title,
        "proposed_agency_id": agency_id,
        "route_reason": reason,
    }


def _differences(case: CaseRow, values: Mapping[str, Any]) -> dict[str, str]:
    """Old and new of every code that changed: the history of each field (DOMAIN.md rule 20)."""
    changed = {
        name: f"{getattr(case, name)}>{values[name]}"
        for name in ("category", "urgency", "confidentiality", "area")
        if getattr(case, name) != values[name]
    }
    return changed | ({} if values["proposed_agency_id"] else {"alarm": "unmapped"})


def handle(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, bring: str = "") -> Event:
    """Tangani: an officer of the secretariat works on it herself; `bring`: what the resident is to bring, told to her."""
    to = decide(case, Act.HANDLE, viewer, now)
    change = Change(EventName.CASE_TAKEN, to, bring, values={"handler_id": viewer.account_id})
    event = carry_out(tx, case, viewer, now, change)
    ledger.bring(tx, case.id, bring)
    return event


def decide_service(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, given: bool, text: str
) -> Event:
    """Tetapkan layanan: what the office gives to somebody at the desk, or does not give, and why."""
    decision = "given" if given else "not_given"
    change = Change(
        EventName.SERVICE_DECIDED, decide(case, Act.DECIDE_SERVICE, viewer, now), text,
        values={"service_decision": decision}, data={"decision": decision},
    )  # fmt: skip
    return carry_out(tx, case, viewer, now, change)


def finish(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, outcome: Outcome | str, text: str
) -> Event:
    """Laporkan hasil, by the handler; the resident is asked whether it is true.

    Leaves REFERRAL_DONE without a referral. Refused (`kasus.rujukan_berjalan`) while an agency works on it.
    """
    to = decide(case, Act.FINISH, viewer, now)
    if living(tx, case.id):
        raise Refused("kasus.rujukan_berjalan")
    result = Outcome(outcome).value
    change = Change(EventName.REFERRAL_DONE, to, text, values={"outcome": result}, data={"outcome": result})
    return carry_out(tx, case, viewer, now, change)


def confirm(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime) -> Event:
    """Sudah: the resident (or a visit, or a list) proves the result."""
    to = decide(case, Act.CONFIRM, viewer, now)
    proof = {"evidence": viewer.kind}
    change = Change(
        EventName.OUTCOME_CONFIRMED, to, values={"outcome": case.outcome or "success"}, data=proof
    )
    return carry_out(tx, case, viewer, now, change)


def deny(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str = "") -> Event:
    """Belum: the work goes on. A supervisor decides whether the agency's referral is taken up again."""
    to = decide(case, Act.DENY, viewer, now)
    change = Change(EventName.OUTCOME_DENIED, to, text, values={"outcome": ""})
    return carry_out(tx, case, viewer, now, change)


def close(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, *, reason: CloseReason | str, text: str
) -> Event:
    """Close without a result, with a reason in plain words for the resident; agencies are taken off it."""
    why = CloseReason(reason)
    if why not in _CLOSING:
        raise Refused("aturan.keadaan")
    to = decide(case, _CLOSING[why], viewer, now)
    referrals.revoke_living(tx, case, viewer, now)
    store_merges.forget(tx, case.id)
    said = case.not_ours + (why is CloseReason.NOT_OUR_AUTHORITY)
    values = {"close_reason": why.value, "not_ours": said, "conference_due": None, "hold_until": None}
    change = Change(EventName.CASE_CLOSED, to, text, values=values, data={"reason": why.value})
    return carry_out(tx, case, viewer, now, change)


def reopen(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str = "") -> Event:
    """Buka kembali: with the same owner and a fresh clock; one that went on in another case goes its own way again."""
    window = agencies.clockwork(tx).limit("reopen", case.category, case.urgency).days
    to = decide(case, Act.REOPEN, viewer, now, reopen_days=window)
    store_merges.forget(tx, case.id)
    values = {"reopened": case.reopened + 1, "close_reason": "", "outcome": ""}
    return carry_out(tx, case, viewer, now, Change(EventName.CASE_REOPENED, to, text, values=values))


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A photo or paper an officer sends; its bytes lie in the file store already."""

    name: str
    mime: str
    size: int


def write(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str, file: OfficeFile | None = None
) -> Event:
    """Kirim ke warga: a message to the resident in an officer's own words, with a photo or paper or without.

    Refused (`kasus.jangan_dihubungi`) when she said that it is not safe.
    """
    decide(case, Act.WRITE, viewer, now)
    if case.keep_away:
        raise Refused("kasus.jangan_dihubungi")
    if file is None:
        return leave(tx, case.id, viewer, now, EventName.MESSAGE_WRITTEN, text)
    kind = attachments.sent_by_office(tx, case, file.name, file.mime, file.size, now)
    data = {"file": file.name, "mime": file.mime, "kind": kind}
    return leave(tx, case.id, viewer, now, EventName.MESSAGE_WRITTEN, text, data=data)


def note(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str) -> Event:
    """Simpan catatan: for colleagues only, it never leaves the panel."""
    rules.after(rules.CASE_TABLE, Act.NOTE, case.state, shared_roles(case, viewer), rules.Facts())
    return leave(tx, case.id, viewer, now, EventName.NOTE_ADDED, text)


def raise_urgency(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, urgency: rules.Urgency | str
) -> Event:
    """Tandai darurat: anyone raises it, and a case that waits for a first answer is due at once."""
    decide(case, Act.RAISE_URGENCY, viewer, now)
    higher = rules.most_urgent(case.urgency, urgency).value
    values: dict[str, Any] = {"urgency": higher}
    if higher == rules.Urgency.EMERGENCY and case.due_what == "response" and case.due_at:
        at_once = agencies.clockwork(tx).due("emergency", now, category=case.category, urgency=higher)
        values |= {"due_at": min(case.due_at, at_once), "due_what": "emergency"}
    change = Change(
        EventName.URGENCY_RAISED, SAME, values=values, data={"urgency": f"{case.urgency}>{higher}"}
    )
    return carry_out(tx, case, viewer, now, change)


def lower_urgency(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, urgency: rules.Urgency | str, text: str
) -> Event:
    """It is not as pressing as it looked; the date that runs stays."""
    decide(case, Act.LOWER_URGENCY, viewer, now)
    lower = rules.Urgency(urgency).value
    if lower == case.urgency or rules.most_urgent(case.urgency, lower) == lower:
        raise Refused("kasus.urgensi")
    data = {"urgency": f"{case.urgency}>{lower}"}
    change = Change(EventName.URGENCY_LOWERED, SAME, text, values={"urgency": lower}, data=data)
    return carry_out(tx, case, viewer, now, change)


def guard(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, level: rules.Confidentiality | str
) -> Event:
    """Rahasia: the case becomes stricter; a laxer level changes nothing."""
    decide(case, Act.GUARD, viewer, now)
    stricter = rules.strictest(case.confidentiality, level).value
    data = {"confidentiality": f"{case.confidentiality}>{stricter}"}
    change = Change(EventName.CASE_COMPLETED, SAME, values={"confidentiality": stricter}, data=data)
    return carry_out(tx, case, viewer, now, change)


def want_human(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str = "") -> Event:
    """The resident asked to speak with an officer; `text` says what about, when it is known."""
    decide(case, Act.WANT_HUMAN, viewer, now)
    return leave(tx, case.id, viewer, now, EventName.HUMAN_WANTED, text)


def rate(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, score: str = "", text: str = ""
) -> Event:
    """How content she is: the last word counts, so that a second tap corrects the first."""
    decide(case, Act.RATE, viewer, now)
    return leave(
        tx, case.id, viewer, now, EventName.SERVICE_RATED, text, data={"score": score} if score else {}
    )
