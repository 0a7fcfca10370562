"""Asking the resident and getting an answer: the clocks stop in between."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from .changes import Change, carry_out, decide, owned
from .errors import Refused
from .events import Event, EventName
from .ids import new_id
from .models import questions
from .referral_clock import resume_referral
from .roles import Viewer
from .rules import SAME, Act
from .store import CaseRow, Question, open_questions, read_case


def ask(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str) -> Event:
    """Minta data: one clear question to the resident; the clock of the case stops."""
    return put(tx, case, viewer, now, text, decide(case, Act.ASK, viewer, now), values=owned(case, viewer))


def put(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str, to: str, *,
    referral_id: UUID | None = None, values: Mapping[str, Any] | None = None,
) -> Event:  # fmt: skip
    """Write a question down, for an officer or for an agency through its referral.

    Refused (`kasus.jangan_dihubungi`) when the resident said that a message to her is not safe.
    """
    if read_case(tx, case.id).keep_away:  # an agency's own view of the case may lack that line
        raise Refused("kasus.jangan_dihubungi")
    tx.execute(
        insert(questions).values(
            id=new_id(now), case_id=case.id, referral_id=referral_id, text=text, asked_at=now
        )
    )
    return carry_out(tx, case, viewer, now, Change(EventName.QUESTION_ASKED, to, text, referral_id, values))


def answer(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str) -> Event:
    """The answer to the oldest open question; with the last one the clocks go on.

    Raises Refused (`aturan.keadaan`) when nobody waits for an answer.
    """
    to = decide(case, Act.ANSWER, viewer, now)
    waiting = open_questions(tx, case.id)
    if not waiting:
        raise Refused("aturan.keadaan", act=Act.ANSWER, state=case.state)
    question, *others = waiting
    mine = questions.c.id == question.id
    tx.execute(update(questions).where(mine).values(answer=text, answered_at=now))
    if question.referral_id and not _asks_still(others, question.referral_id):
        resume_referral(tx, question.referral_id, now)
    change = Change(
        EventName.QUESTION_ANSWERED, SAME if others else to, text, referral_id=question.referral_id
    )
    return carry_out(tx, case, viewer, now, change)


def _asks_still(others: list[Question], referral_id: UUID) -> bool:
    return any(question.referral_id == referral_id for question in others)
