"""A resident shows her papers to an officer: the code that brings them together, and the identity noted there.

So nobody has to write a NIK into a chat (DOMAIN.md sections 7 and 11).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from . import audit, meeting_code, people
from .changes import Change, carry_out, decide
from .crypto import current
from .errors import NotFound, Refused, SambungError
from .events import Event, EventName
from .ids import new_id
from .models import audit as lines
from .models import meeting_codes
from .people import NewPerson
from .roles import Right, Viewer
from .rules import Act
from .store import CaseRow, by_id

VALID = timedelta(days=3)
"""Long enough for the next office day, short enough to be of no use later (p)."""
A_DAY = 3
"""Codes for one case in a day."""
TRIES = 10
"""Codes that fit nothing, of one account in an hour."""
WRONG = "meeting_code.wrong"


def make_code(tx: Connection, case: CaseRow, now: datetime) -> tuple[str, datetime]:
    """A new code and the moment it ends; older codes of the case end now. Raises Refused `temu.sering`."""
    row = meeting_codes.c
    today = select(func.count()).where(row.case_id == case.id, row.made_at > now - timedelta(days=1))
    if tx.scalars(today).one() >= A_DAY:
        raise Refused("temu.sering")
    tx.execute(
        update(meeting_codes).where(row.case_id == case.id, row.expires_at > now).values(expires_at=now)
    )
    code, ends = _free_code(tx, now), now + VALID
    tx.execute(
        insert(meeting_codes).values(
            id=new_id(now), case_id=case.id, code_index=_index(code), made_at=now, expires_at=ends
        )
    )
    return code, ends


def _free_code(tx: Connection, now: datetime) -> str:
    """One that no other case uses today: a million are there, a few dozen live."""
    for _ in range(5):
        code = meeting_code.new_code(secrets.randbelow)
        if _living(tx, code, now) is None:
            return code
    raise SambungError("no free meeting code was found")


def meet(tx: Connection, viewer: Viewer, typed: str, now: datetime) -> CaseRow:
    """The case of a code an officer typed; the code is used up, the meeting stands in the audit log.

    Raises Refused `temu.tunggu` after too many wrong codes, NotFound for a code that fits nothing she may see.
    """
    about = f"account:{viewer.actor}"
    row = lines.c
    wrong = select(func.count()).where(
        row.action == WRONG, row.object == about, row.at > now - timedelta(hours=1)
    )
    if not viewer.may(Right.SEE_IDENTITY) or tx.scalars(wrong).one() >= TRIES:
        raise Refused("temu.tunggu")
    case = _case_of(tx, viewer, typed, now)
    if case is None:
        audit.record(tx, viewer, WRONG, about, now)
        raise Refused("temu.salah")
    tx.execute(
        update(meeting_codes).where(meeting_codes.c.case_id == case.id).values(used_at=now, expires_at=now)
    )
    audit.record(tx, viewer, "meeting_code.used", f"case:{case.id}", now)
    return case


def _case_of(tx: Connection, viewer: Viewer, typed: str, now: datetime) -> CaseRow | None:
    code = meeting_code.canonical(typed)
    found = _living(tx, code, now) if code else None
    try:
        return by_id(tx, viewer, found) if found else None
    except NotFound:
        return None


def _living(tx: Connection, code: str, now: datetime) -> UUID | None:
    row = meeting_codes.c
    living = select(row.case_id).where(
        row.code_index == _index(code), row.expires_at > now, row.used_at.is_(None)
    )
    return tx.scalars(living).first()


def _index(code: str) -> bytes:
    return current().blind("meeting_codes.code", code)


def identify(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, person: NewPerson) -> Event:
    """Catat identitas: what an officer read on the papers; a NIK somebody else has shouts in the history."""
    to = decide(case, Act.IDENTIFY, viewer, now)
    known = people.by_nik(tx, person.nik) if person.nik else None
    data = {"alarm": "nik_known"} if known is not None and known != case.subject_id else {}
    subject = people.identified(tx, case.subject_id, person, now)
    values = {"subject_id": subject} | ({"reporter_id": subject} if case.subject == "self" else {})
    audit.record(tx, viewer, "identity_noted", f"case:{case.id}", now)
    return carry_out(tx, case, viewer, now, Change(EventName.IDENTITY_NOTED, to, values=values, data=data))
