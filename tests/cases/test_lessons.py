"""What may be learned from: only with consent, never of a guarded case, and only what somebody has reviewed."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from cases import lessons, people, service, store
from cases.db import Database
from cases.errors import NotFound, Refused
from cases.lessons import State
from cases.models import lessons as table
from cases.opening import NewCase
from cases.roles import SYSTEM, Viewer, resident
from cases.store import CaseRow
from tests.builders import NOW, a_desk


async def test_a_correction_waits_for_a_reviewer(db: Database, case: CaseRow, boss: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")

    [lesson] = await db.read(lambda tx: lessons.waiting(tx, boss))
    assert (lesson.text, lesson.understood, lesson.right) == ("cerita si anu", "bansos", "data_dtsen")
    assert await db.read(lambda tx: lessons.accepted(tx, boss)) == []


async def test_the_last_correction_of_a_field_counts(db: Database, case: CaseRow, boss: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")
    await noted(db, case, "data_dtsen", "adminduk")

    [lesson] = await db.read(lambda tx: lessons.waiting(tx, boss))
    assert (lesson.understood, lesson.right) == ("bansos", "adminduk")


async def test_a_correction_taken_back_is_no_lesson(db: Database, case: CaseRow, boss: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")
    await noted(db, case, "data_dtsen", "bansos")

    assert await db.read(lambda tx: lessons.waiting(tx, boss)) == []


async def test_an_accepted_lesson_keeps_what_the_reviewer_left_of_it(
    db: Database, case: CaseRow, boss: Viewer
) -> None:
    await noted(db, case, "bansos", "data_dtsen")
    await reviewed(db, boss, accept=True, text="belum terdaftar", right="data_dtsen")

    [lesson] = await db.read(lambda tx: lessons.accepted(tx, boss))
    assert (lesson.text, lesson.state) == ("belum terdaftar", State.ACCEPTED)
    assert await db.read(lambda tx: lessons.waiting_count(tx, boss)) == 0


async def test_of_a_rejected_lesson_no_text_is_left(db: Database, case: CaseRow, boss: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")
    [lesson] = await db.read(lambda tx: lessons.waiting(tx, boss))
    await reviewed(db, boss, accept=False)

    kept = await db.read(lambda tx: texts(tx, lesson.id))
    assert kept == [""]


async def test_a_reviewed_lesson_is_not_touched_any_more(db: Database, case: CaseRow, boss: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")
    await reviewed(db, boss, accept=True, text="belum terdaftar", right="data_dtsen")
    await noted(db, case, "data_dtsen", "adminduk")

    [lesson] = await db.read(lambda tx: lessons.accepted(tx, boss))
    assert lesson.right == "data_dtsen"
    with pytest.raises(NotFound):
        await reviewed(db, boss, lesson.id, accept=False)


async def test_a_guarded_case_teaches_nothing(db: Database, case: CaseRow, boss: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")

    def guard(tx: Connection) -> None:
        service.guard(tx, store.read_case(tx, case.id), SYSTEM, NOW, "restricted")
        assert not lessons.may_teach(tx, store.read_case(tx, case.id))
        lessons.forget(tx, case.id)

    await db.write(guard)
    assert await db.read(lambda tx: lessons.waiting(tx, boss)) == []


@pytest.mark.parametrize("learning", [True, False])
async def test_a_case_teaches_only_when_the_notice_said_so(
    db: Database, learning: bool, office: Database
) -> None:
    case = await opened(db, "lain", learning=learning)

    assert await db.read(lambda tx: lessons.may_teach(tx, case)) is learning
    assert await db.read(lambda tx: people.agreed(tx, case.id, "case"))


async def test_others_neither_see_nor_decide(db: Database, case: CaseRow, bo: Viewer) -> None:
    await noted(db, case, "bansos", "data_dtsen")

    def work(tx: Connection) -> None:
        assert (lessons.waiting(tx, bo), lessons.waiting_count(tx, bo)) == ([], 0)
        [lesson] = lessons.waiting(tx, SYSTEM)
        with pytest.raises(NotFound):
            lessons.one(tx, bo, lesson.id)
        with pytest.raises(Refused):
            lessons.review(tx, bo, lesson.id, NOW, accept=True, text="x", right="bansos")

    await db.write(work)


# --- small print --------------------------------------------------------------------------------------


@pytest.fixture
async def case(db: Database, office: Database) -> CaseRow:
    """A case whose person agreed that the bot may learn from it; another one is the noise."""
    other = await opened(db, "bising")
    await noted(db, other, "lansia", "pangan")
    await db.write(lambda tx: lessons.forget(tx, other.id))
    return await opened(db, "satu")


async def opened(db: Database, draft: str, *, learning: bool = True) -> CaseRow:
    def work(tx: Connection) -> CaseRow:
        desk = a_desk(tx, f"console:{draft}")
        new = NewCase(
            draft=draft, category="bansos", story="cerita Bu Sri", contact_point_id=desk.contact_point_id,
            consent="2026-12", learning=learning,
        )  # fmt: skip
        return service.open_case(tx, new, resident(desk.contact_point_id), NOW).case

    return await db.write(work)


async def noted(db: Database, case: CaseRow, understood: str, right: str) -> None:
    await db.write(
        lambda tx: lessons.note(tx, case, "category", "cerita si anu", understood, right, "officer", NOW)
    )


async def reviewed(
    db: Database,
    viewer: Viewer,
    lesson_id: UUID | None = None,
    *,
    accept: bool,
    text: str = "",
    right: str = "",
) -> None:
    def work(tx: Connection) -> None:
        wanted = lesson_id or lessons.waiting(tx, viewer)[0].id
        lessons.review(tx, viewer, wanted, NOW, accept=accept, text=text, right=right or "data_dtsen")

    await db.write(work)


def texts(tx: Connection, lesson_id: UUID) -> list[str]:

    return list(tx.scalars(select(table.c.text).where(table.c.id == lesson_id)))
