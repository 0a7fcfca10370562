"""Attachments: photos, voice notes, files and pins that came with a talk, and the case they belong to.

What is sent before its case exists waits under its talk. The bytes are fetched later; what is known of them is kept
from the first moment on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from . import tasks
from .changes import Change, carry_out, decide
from .errors import Refused
from .events import Event, EventName
from .ids import new_id
from .models import attachments, conversations
from .roles import Viewer
from .rules import Act
from .store import CaseRow, package_for, read_case

FILES = "files"
"""Field of a referral's package: photos and papers that came with the case."""
_SHARED = frozenset({"image", "video", "document"})
OFFICE = "panel"
"""Channel of what an officer sent."""
VOICE = "audio"
SPOKEN = "suara"
"""Entity of a case whose story is a voice note: `ya` until somebody has written it down, then `tertulis`."""


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """One thing that was sent."""

    kind: str
    """image | video | audio | document | location"""
    channel: str
    account: str
    ref: str
    mime: str = ""
    filename: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """One thing that was sent, as the page of its case shows it."""

    id: UUID
    kind: str
    ref: str
    filename: str
    size: int
    received_at: datetime
    transcript: str | None
    mime: str
    channel: str
    """Where it came from; `panel`: an officer sent it to the person."""
    state: str
    """waiting | stored | given_up | none"""
    file: str
    """Its name in the file store; empty until it is stored."""


def keep(
    tx: Connection, conversation: UUID, draft: str, case_id: UUID | None, sent: Sequence[NewAttachment],
    now: datetime,
) -> None:  # fmt: skip
    """Note what came with one message; with its case, or for the case that will come of its talk."""
    for one in sent:
        row_id = new_id(now)
        tx.execute(
            insert(attachments).values(
                id=row_id, kind=one.kind, channel=one.channel, account=one.account, ref=one.ref, mime=one.mime[:80],
                filename=one.filename, size=one.size, draft=draft, received_at=now,
                conversation_id=conversation, case_id=case_id,
                state="none" if one.kind == "location" else "waiting", next_at=now,
            )
        )  # fmt: skip
        if case_id is not None and one.kind == VOICE:
            _to_be_heard(tx, case_id, [row_id], now)


def sent_by_office(tx: Connection, case: CaseRow, file: str, mime: str, size: int, now: datetime) -> str:
    """A file an officer sends with a message; its kind. Raises Refused `kiriman.tanpa_chat` for a case without a chat."""
    talk = conversations.c
    conversation = tx.scalars(select(talk.id).where(talk.contact_point_id == case.contact_point_id)).first()
    if conversation is None:
        raise Refused("kiriman.tanpa_chat")
    kind = "image" if mime.startswith("image/") else "document"
    tx.execute(
        insert(attachments).values(
            id=new_id(now), kind=kind, channel=OFFICE, account=OFFICE, ref="", mime=mime, size=size, file=file,
            received_at=now, conversation_id=conversation, case_id=case.id, state="stored",
        )
    )  # fmt: skip
    return kind


def bind(tx: Connection, conversation: UUID, draft: str, case_id: UUID, now: datetime) -> None:
    """Whatever waited under this talk belongs to this case."""
    row = attachments.c
    mine = row.conversation_id == conversation, row.draft == draft, row.case_id.is_(None)
    waiting = tx.execute(select(row.id, row.kind).where(*mine)).all()
    if not waiting:
        return
    tx.execute(update(attachments).where(*mine).values(case_id=case_id))
    _to_be_heard(tx, case_id, [id_ for id_, kind in waiting if kind == VOICE], now)


def drop(tx: Connection, conversation: UUID, draft: str) -> None:
    """A report was given up: what was sent for it goes with it; the bytes are swept (bot/media/fetcher.py)."""
    row = attachments.c
    tx.execute(
        delete(attachments).where(
            row.conversation_id == conversation, row.draft == draft, row.case_id.is_(None)
        )
    )


def _to_be_heard(tx: Connection, case_id: UUID, voices: Sequence[UUID], now: datetime) -> None:
    """Dengar dan ketik: a task with its own clock for each voice note."""
    for voice in voices:
        tasks.add(tx, read_case(tx, case_id), "transcribe", now, attachment_id=voice)


def of_case(tx: Connection, viewer: Viewer, case: CaseRow) -> list[Attachment]:
    """What came with a case the viewer has read, oldest first; an agency sees photos and files when its package holds them.

    Never a voice note: a voice is a name, and what it says is in the story once somebody has written it down.
    """
    row = attachments.c
    if case.referred and FILES not in package_for(tx, viewer, case.id):
        return []
    columns = [row[field.name] for field in fields(Attachment)]
    found = tx.execute(select(*columns).where(row.case_id == case.id).order_by(row.id))
    return [
        one for one in (Attachment(*values) for values in found) if not case.referred or one.kind in _SHARED
    ]


def transcribe(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, attachment_id: UUID, text: str
) -> Event:
    """Tulis isi suara: what somebody heard. It becomes the story of a case that was told by voice alone.

    Raises Refused `kiriman.tidak_ada` for a voice note of another case.
    """
    to = decide(case, Act.TRANSCRIBE, viewer, now)
    row = attachments.c
    heard = tx.execute(
        update(attachments)
        .where(row.id == attachment_id, row.case_id == case.id, row.kind == VOICE)
        .values(transcript=text)
    )
    if heard.rowcount != 1:
        raise Refused("kiriman.tidak_ada")
    tasks.finish(tx, case.id, "transcribe", viewer, now, attachment_id=attachment_id)
    values: dict[str, Any] = {}
    if case.entities.get(SPOKEN) == "ya":
        values = {"story": text, "entities": {**case.entities, SPOKEN: "tertulis"}}
    return carry_out(tx, case, viewer, now, Change(EventName.VOICE_TRANSCRIBED, to, text, values=values))


# --- the bytes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """One file that is to be fetched."""

    id: UUID
    channel: str
    account: str
    ref: str
    tries: int
    contact_point_id: UUID
    keep_away: bool
    """Its case says that writing to this chat is not safe."""


def due(tx: Connection, now: datetime, limit: int) -> list[Waiting]:
    """What is to be fetched now, the oldest first."""
    row, talk = attachments.c, conversations.c
    found = tx.execute(
        select(row.id, row.channel, row.account, row.ref, row.tries, talk.contact_point_id, row.case_id)
        .join(conversations, talk.id == row.conversation_id)
        .where(row.state == "waiting", row.next_at <= now)
        .order_by(row.id)
        .limit(limit)
    ).all()
    return [
        Waiting(id_, channel, account, ref, tries, point, bool(case) and read_case(tx, case).keep_away)
        for id_, channel, account, ref, tries, point, case in found
    ]


def stored(tx: Connection, attachment_id: UUID, file: str, mime: str, size: int) -> None:
    """The bytes lie in the file store. A row that was erased meanwhile stays erased; the file is swept."""
    values = {"state": "stored", "file": file, "mime": mime, "size": size, "next_at": None}
    tx.execute(update(attachments).where(attachments.c.id == attachment_id).values(values))


def later(tx: Connection, attachment_id: UUID, at: datetime, code: str) -> None:
    """Not now."""
    row = attachments.c
    values = {"tries": row.tries + 1, "next_at": at, "error": code[:40]}
    tx.execute(update(attachments).where(row.id == attachment_id).values(values))


def given_up(tx: Connection, attachment_id: UUID, code: str) -> None:
    """Never; the case page says so."""
    values = {"state": "given_up", "error": code[:40], "next_at": None}
    tx.execute(update(attachments).where(attachments.c.id == attachment_id).values(values))


def files(tx: Connection) -> set[str]:
    """Names of every file that belongs to something."""
    return set(tx.scalars(select(attachments.c.file).where(attachments.c.file != "")))
