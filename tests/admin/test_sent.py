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
from tests.admin.officers import Officer
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
