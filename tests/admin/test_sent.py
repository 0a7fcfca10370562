"""Voice notes on the case page and on the page of tasks: an officer writes down what she heard."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from cases import attachments, messages
from cases.attachments import NewAttachment
from cases.db import Database
from cases.messages import NewInbound
from cases.roles import SYSTEM
from cases.store import CaseRow
from tests.admin.officers import Officer, Told
from tests.builders import NOW

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


@pytest.fixture
async def voice(case: CaseRow, db: Database) -> str:
    """A voice note that came with the case; its id."""

    def work(tx: Connection) -> str:
        messages.store_inbound(tx, [NewInbound("console", "console", "k", "console:x", "media", {})], NOW)
        conversation = messages.conversation_of(tx, "console", "console", "console:x")
        assert conversation
        sent = [NewAttachment("audio", "console", "console", "v-1", size=4096)]
        attachments.keep(tx, conversation, "", case.id, sent, NOW)
        return str(attachments.of_case(tx, SYSTEM, case)[0].id)

    return await db.write(work)


async def test_a_voice_note_waits_as_a_task_until_it_is_written_down(
    rina: Officer, case: CaseRow, voice: str
) -> None:
    before = await rina.visits("/panel/tugas")
    page = await rina.does(case.number, "tulis-suara", suara=voice, teks="atapnya bocor sejak lebaran")
    after = await rina.visits("/panel/tugas")

    assert "Dengar dan ketik" in before.words
    assert "atapnya bocor sejak lebaran" in page.words
    assert "sudah ditulis" in page.words
    assert "Tidak ada tugas" in after.words


async def test_nothing_typed_is_refused(rina: Officer, case: CaseRow, voice: str) -> None:
    page = await rina.does(case.number, "tulis-suara", suara=voice, teks=" ")

    assert (page.status, "Tulis dulu isinya" in page.words) == (422, True)


@pytest.fixture
async def photo(case: CaseRow, db: Database, told: Told) -> str:
    """A photo of the case that was fetched; its id."""

    def work(tx: Connection) -> str:
        messages.store_inbound(tx, [NewInbound("console", "console", "p", "console:x", "media", {})], NOW)
        conversation = messages.conversation_of(tx, "console", "console", "console:x")
        assert conversation
        attachments.keep(
            tx, conversation, "", case.id, [NewAttachment("image", "console", "console", "f")], NOW
        )
        [one] = attachments.of_case(tx, SYSTEM, case)
        attachments.stored(tx, one.id, "a" * 32, "image/jpeg", 2048)
        return str(one.id)

    told.files["a" * 32] = b"JFIF"
    return await db.write(work)


async def test_a_photo_is_shown_on_its_case_and_nowhere_else(
    rina: Officer, perkim: Officer, case: CaseRow, photo: str
) -> None:
    link = f"/panel/kasus/{case.number}/kiriman/{photo}"
    page = await rina.opens(case.number)
    shown = await rina.client.get(link)

    assert f'src="{link}"' in page.text
    assert (shown.status, shown.content_type, await shown.read()) == (200, "image/jpeg", b"JFIF")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert (await perkim.visits(link)).status == 404
    for wrong in (f"/panel/kasus/{case.number}/kiriman/x", f"/panel/kasus/7K4M9XQ2C/kiriman/{photo}"):
        assert (await rina.visits(wrong)).status == 404
