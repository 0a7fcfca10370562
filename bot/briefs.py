"""What a resident may be told of one of her own cases, gathered from the case room."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from cases import agencies, numbers, people, store
from cases.roles import Role
from cases.rules import CloseReason, Confidentiality
from cases.store import CaseRow, store_ledger
from handlers.dates import in_words
from handlers.texts import Texts
from handlers.turn import CaseBrief

_WORKING = frozenset({"in_progress", "awaiting_outcome"})


def brief(tx: Connection, case: CaseRow, texts: Texts, zone: ZoneInfo, now: datetime) -> CaseBrief:
    """Number, state, who works on it, and the promise that goes with its due date, or that it was not kept.

    How a case stands that was put into another one is how that one stands.
    """
    merged = case.close_reason == CloseReason.MERGED
    main = store.read_case(tx, store.goes_on_in(tx, case.id)) if merged else case
    agency = _agency(tx, main)
    questions = store.open_questions(tx, case.id) if case.state == "needs_info" else []
    return CaseBrief(
        id=str(case.id),
        number=numbers.shown(case.number),
        title=case.title,
        status=main.state,
        agency=agency,
        promise=_promise(main, agency, texts, zone, now),
        bring=_bring(tx, main) if main is case else "",
        question=questions[0].text if questions else "",
        category=case.category,
        subject=case.subject,
        guarded=case.guarded or main.guarded,
        secret=case.confidentiality == Confidentiality.SECRET,
        who=_who(tx, case),
    )


def _bring(tx: Connection, case: CaseRow) -> str:
    """What she is to bring, while somebody works on it."""
    return store_ledger.to_bring(tx, case.id) if case.state in _WORKING and not case.guarded else ""


def _who(tx: Connection, case: CaseRow) -> str:
    """Whom a facilitator's case is about; of a guarded one the chat never says it."""
    if case.reporter_role != Role.FACILITATOR or case.guarded:
        return ""
    person = people.by_id(tx, case.subject_id)
    return person.name if person else ""


def _agency(tx: Connection, case: CaseRow) -> str:
    """Whoever has it now; empty while it is still with us."""
    if case.state not in _WORKING:
        return ""
    living = [one for one in store.read_referrals(tx, case.id) if one.ended_at is None]
    found = agencies.agency(tx, living[-1].agency_id) if living else None
    return found.name if found else ""


def _promise(case: CaseRow, agency: str, texts: Texts, zone: ZoneInfo, now: datetime) -> str:
    """Who does what until when; a clock that stands still promises nothing, and a day that has passed is no promise."""
    late = case.due_at is not None and case.clock_left is None and case.due_at <= now
    if case.hold_until is not None and not late:
        return texts.say("kabar.janji.hold", tanggal=in_words(case.hold_until.astimezone(zone).date()))
    if case.due_at is None or case.clock_left is not None:
        return ""
    what = case.due_what if agency or case.due_what != "answer" else "routing"
    day = in_words(case.due_at.astimezone(zone).date())
    if late:
        return texts.say("kabar.janji.lewat", tanggal=day)
    return texts.say(f"kabar.janji.{what}", tanggal=day, lembaga=agency)
