"""The access word of a secret case: chosen by the person, kept as a blind index, tried a few times a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from . import audit
from .crypto import current
from .models import audit as lines
from .models import cases
from .people_reach import same_person
from .roles import resident

WRONG = "access_word.wrong"
TRIES = 5
"""Wrong words a contact point may write in a day (p): enough for a bad memory, too few to guess."""
DAY = timedelta(days=1)


def lock(tx: Connection, case_id: UUID, word: str) -> None:
    """From now on this word opens the news of the case."""
    tx.execute(update(cases).where(cases.c.id == case_id).values(access_index=_index(case_id, word)))


def unlocked(tx: Connection, contact_point_id: UUID, word: str, now: datetime) -> UUID | None:
    """The case of this contact point that the word opens; after too many wrong words none, right or not."""
    about = f"contact_point:{contact_point_id}"
    row = lines.c
    wrong = select(func.count()).where(row.action == WRONG, row.object == about, row.at > now - DAY)
    if tx.scalars(wrong).one() >= TRIES:
        return None
    case = cases.c
    mine = select(case.id, case.access_index).where(
        case.contact_point_id.in_(same_person(contact_point_id)), case.access_index.is_not(None)
    )
    for case_id, index in tx.execute(mine):
        if index == _index(case_id, word):
            return UUID(str(case_id))
    audit.record(tx, resident(contact_point_id), WRONG, about, now)
    return None


def _index(case_id: UUID, word: str) -> bytes:
    return current().blind("cases.access_index", f"{case_id}:{' '.join(word.casefold().split())}")
