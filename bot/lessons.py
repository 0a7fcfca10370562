"""Lessons from work: a correction by an officer or a resident becomes a masked pair for the review list.

The text is masked before it is written: numbers, the names of the people of the case and every place of the
office's area. What is left is read by a person before anything is learned from it (cases/lessons.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from cases import lessons, people, store
from cases.events import Event, EventName
from cases.lessons import Field, Source
from cases.store import CaseRow
from nlu.masking import masked
from nlu.places import Gazetteer
from nlu.words import people as named

CORRECTING = frozenset({EventName.CASE_VERIFIED, EventName.CASE_COMPLETED})
FIELDS: tuple[Field, ...] = ("category", "area")
"""Named as in the data of an event."""
STEPS: Mapping[str, Field] = {"kebutuhan": "category", "desa": "area"}
"""Lines of the read-back that understanding fills."""
SOMEBODY, SOMEWHERE = "si anu", "anu"
_SHORTEST_NAME = 3


class Lessons:
    """Notes corrections, in the transaction that made them."""

    def __init__(self, gazetteer: Gazetteer, *, on: bool) -> None:
        self._gazetteer = gazetteer
        self._on = on

    def from_event(self, tx: Connection, event: Event, now: datetime) -> None:
        """An officer verified a case or completed it, and something was not as it had been understood."""
        if not self._on or event.name not in CORRECTING or event.actor in {"resident", "system"}:
            return
        case = store.read_case(tx, event.case_id)
        if not lessons.may_teach(tx, case):
            lessons.forget(tx, case.id)
            return
        for field in FIELDS:
            understood, _, right = event.data.get(field, "").partition(">")
            if right:
                self._note(tx, case, field, understood, right, "officer", now)

    def from_talk(
        self, tx: Connection, case: CaseRow, was: Mapping[str, str], told: Mapping[str, str], now: datetime
    ) -> None:
        """A resident changed lines at the read-back, and sent it."""
        if not self._on or not lessons.may_teach(tx, case):
            return
        for step, field in STEPS.items():
            understood, right = was.get(step, ""), told.get(step, "")
            if understood and right and understood != right:
                self._note(tx, case, field, understood, right, "resident", now)

    def _note(
        self, tx: Connection, case: CaseRow, field: Field, understood: str, right: str, source: Source, now: datetime
    ) -> None:  # fmt: skip
        persons = (people.by_id(tx, one) for one in (case.reporter_id, case.subject_id))
        names = [named.name(case.story, ""), *(person.name for person in persons if person)]
        # a lesson about a place is worth nothing without it; it teaches no model, it is a case for a test
        text = anonymous(case.story, names, self._gazetteer if field == "category" else None)
        lessons.note(tx, case, field, text, understood, right, source, now)


def anonymous(story: str, names: Iterable[str], gazetteer: Gazetteer | None) -> str:
    """A story without numbers, the given names, and (with a gazetteer) the places of the area."""
    text = masked(story)
    for word in {word for name in names for word in name.split() if len(word) >= _SHORTEST_NAME}:
        text = re.sub(rf"\b{re.escape(word)}\b", SOMEBODY, text, flags=re.IGNORECASE)
    if gazetteer is not None:
        for start, end in reversed(gazetteer.spans(text)):
            text = f"{text[:start]}{SOMEWHERE}{text[end:]}"
    return " ".join(text.split())
