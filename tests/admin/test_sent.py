"""Voice notes on the case page and on the page of tasks: an officer writes down what she heard."""

from __future__ import annotations

import io

import pytest
from aiohttp import FormData
from sqlalchemy import Connection

from cases import attachments, messages
from cases.attachments import NewAttachment
from cases.db import Database
from cases.messages import NewInbound
from cases.roles import SYSTEM
from cases.store import CaseRow
from tests.admin.officers import Answer, Officer, Told
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


class TestAFileOfAnOfficer:
    PHOTO = b"\xff\xd8\xff" + b"x" * 400_000
    """Larger than any other form of the panel may be."""

    async def _writes(self, rina: Officer, case: CaseRow, content: bytes) -> Answer:
        page = await rina.opens(case.number)
        form = FormData()
        for name, values in (page.form("tulis") | {"teks": ["Ini rumahnya, Bu?"]}).items():
            for value in values:
                form.add_field(name, value)
        form.add_field("berkas", io.BytesIO(content), filename="../rumah.jpg", content_type="image/jpeg")
        return await rina.posts(f"/panel/kasus/{case.number}/tulis", form)

    async def test_it_goes_with_the_words_and_stands_in_the_case(
        self, rina: Officer, case: CaseRow, told: Told
    ) -> None:
        page = await self._writes(rina, case, self.PHOTO)

        assert page.status == 200
        assert "Foto, dikirim ke warga" in page.words
        assert list(told.files.values()) == [self.PHOTO]
        [event] = told.events
        assert event.data["file"] in told.files
        assert "rumah.jpg" not in str(event.data)

    async def test_another_kind_of_file_is_refused_and_the_words_are_kept(
        self, rina: Officer, case: CaseRow, told: Told
    ) -> None:
        page = await self._writes(rina, case, b"MZ program")

        assert page.status == 422
        assert "Yang bisa dikirim foto" in page.words
        assert "Ini rumahnya, Bu?" in page.text
        assert told.events == []

    async def test_without_a_file_only_the_words_go(self, rina: Officer, case: CaseRow, told: Told) -> None:
        page = await self._writes(rina, case, b"")

        assert page.status == 200
        assert "file" not in told.events[0].data
