"""No answer: the resident is reminded on two routes before a case may end for it, and a grave one never ends so (DOMAIN.md 5.1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from . import agencies, service, tasks
from .changes import decide, leave
from .deadlines import Clockwork
from .errors import Refused
from .events import Event, EventName
from .roles import SYSTEM
from .rules import Act, CloseReason
from .store import CaseRow, open_questions, read_case
from .store.store_clocks import Unanswered, unanswered

STEPS = ("remind", "remind_again", "no_reply")
"""Limits since the question was asked (cases/deadlines.py): once more in the chat, then a visit or a call, then the end."""


def watch(tx: Connection, now: datetime) -> list[Event]:
    """Every question whose next step is due."""
    clockwork = agencies.clockwork(tx)
    due = [one for one in unanswered(tx, now) if one.reminded < len(STEPS) and _due(clockwork, one) <= now]
    return [_step(tx, read_case(tx, one.case_id), one.reminded, now) for one in due]


def _due(clockwork: Clockwork, one: Unanswered) -> datetime:
    """When the next step is to be taken."""
    return clockwork.due(STEPS[one.reminded], one.since, category=one.category, urgency=one.urgency)


def _step(tx: Connection, case: CaseRow, done: int, now: datetime) -> Event:
    chat = case.contact_point_id is not None and not case.keep_away
    if done + 1 == len(STEPS):
        return _end(tx, case, now) if chat else _reminded(tx, case, "desk", now)
    route = "chat" if chat and not done else "visit"
    if route == "visit" and not tasks.is_waiting(tx, case.id, "visit"):
        tasks.add(tx, case, "visit", now, text=_question(tx, case))
    return _reminded(tx, case, route, now)


def _end(tx: Connection, case: CaseRow, now: datetime) -> Event:
    """What is urgent, an emergency or confidential is left to a person, who is told."""
    try:
        decide(case, Act.NO_REPLY, SYSTEM, now)
    except Refused:
        return _reminded(tx, case, "desk", now)
    return service.close(tx, case, SYSTEM, now, reason=CloseReason.NO_REPLY, text="")


def _reminded(tx: Connection, case: CaseRow, route: str, now: datetime) -> Event:
    name, text = EventName.QUESTION_REMINDED, _question(tx, case)
    return leave(tx, case.id, SYSTEM, now, name, text, data={"route": route})


def _question(tx: Connection, case: CaseRow) -> str:
    return open_questions(tx, case.id)[0].text
