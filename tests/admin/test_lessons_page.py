"""The page where somebody decides what the bot may learn from."""

from __future__ import annotations

import re

import pytest

from admin.pages import lessons as page
from cases import lessons
from cases.db import Database
from cases.roles import SYSTEM
from cases.store import CaseRow
from tests.admin.officers import Answer, Officer
from tests.builders import NOW

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

STORY = "atap rumah si anu lapuk <b>sekali</b>"


async def test_a_lesson_is_shown_with_what_it_was_taken_for(rina: Officer, lesson: str) -> None:
    answer = await rina.visits("/panel/pelajaran")

    assert "Bantuan sosial" in answer.words
    assert "dibetulkan petugas" in answer.words
    assert "<b>sekali" not in answer.text


async def test_accepted_with_what_the_reviewer_left(rina: Officer, lesson: str, db: Database) -> None:
    answer = await decides(rina, lesson, "pakai", teks="atap rumah lapuk", benar="perumahan")

    assert page.KEPT in answer.words
    [kept] = await db.read(lambda tx: lessons.accepted(tx, SYSTEM))
    assert (kept.text, kept.right) == ("atap rumah lapuk", "perumahan")


async def test_rejected(rina: Officer, lesson: str, db: Database) -> None:
    answer = await decides(rina, lesson, "jangan", teks=STORY, benar="perumahan")

    assert page.DROPPED in answer.words
    assert await db.read(lambda tx: lessons.accepted(tx, SYSTEM)) == []


async def test_an_empty_story_is_not_accepted(rina: Officer, lesson: str, db: Database) -> None:
    answer = await decides(rina, lesson, "pakai", teks="  ", benar="perumahan")

    assert (answer.status, page.EMPTY in answer.words) == (422, True)
    assert await db.read(lambda tx: lessons.waiting_count(tx, SYSTEM)) == 1


async def test_decided_twice_says_so(rina: Officer, lesson: str) -> None:
    await decides(rina, lesson, "jangan", teks=STORY, benar="perumahan")
    answer = await decides(rina, lesson, "pakai", teks=STORY, benar="perumahan")

    assert (answer.status, page.GONE in answer.words) == (409, True)


async def test_a_category_the_office_does_not_have_is_refused(rina: Officer, lesson: str) -> None:
    assert (await decides(rina, lesson, "pakai", teks=STORY, benar="apa saja")).status == 403


async def test_an_agency_has_no_such_page(perkim: Officer, lesson: str) -> None:
    assert (await perkim.visits("/panel/pelajaran")).status == 403
    assert "Pelajaran bot" not in (await perkim.visits("/panel/saya")).words


async def test_the_way_there_is_on_the_account_page(rina: Officer, lesson: str) -> None:
    answer = await rina.visits("/panel/saya")

    assert "/panel/pelajaran" in answer.text


# --- small print --------------------------------------------------------------------------------------


@pytest.fixture
async def lesson(db: Database, case: CaseRow) -> str:
    """A roof that was taken for a matter of money."""
    await db.write(
        lambda tx: lessons.note(tx, case, "category", STORY, "bansos", "perumahan", "officer", NOW)
    )
    [waiting] = await db.read(lambda tx: lessons.waiting(tx, SYSTEM))
    return str(waiting.id)


async def decides(officer: Officer, lesson: str, verdict: str, **typed: str) -> Answer:
    html = (await officer.visits("/panel/pelajaran")).text
    token = re.search(r'name="csrf" value="([^"]+)"', html)
    assert token
    fields = {"csrf": [token[1]], "putusan": [verdict], **{name: [value] for name, value in typed.items()}}
    return await officer.sends(f"/panel/pelajaran/{lesson}", fields)
