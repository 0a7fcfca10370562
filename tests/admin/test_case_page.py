"""The case page: what stands on it, for whom, and who looked."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from cases import messages, numbers
from cases.accounts import Role
from cases.db import Database
from cases.models import audit
from cases.store import CaseRow
from tests.admin.officers import Officer, Opener, Signer, Told
from tests.builders import NOW, an_outbound

# aiohttp-jinja2 1.6 keeps its context under a name, where aiohttp 3.14 wants a key (PANEL.md section 5)
pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


class TestHead:
    async def test_it_tells_number_state_place_person_and_due_date(
        self, rina: Officer, case: CaseRow
    ) -> None:
        page = await rina.opens(case.number)

        assert page.status == 200
        head = page.words.split("Percakapan")[0]
        for fact in (numbers.shown(case.number), "Baru", "Rumah tidak layak", "Matangaji, Kec. Sumber"):
            assert fact in head
        assert "Atap rumah bapak saya lapuk" in head
        assert "Sisa" in head

    async def test_nik_and_phone_show_their_last_four_digits_only(self, rina: Officer, case: CaseRow) -> None:
        page = await rina.opens(case.number)

        assert "••••••••••••0007" in page.text
        assert "4471" in page.text
        assert "3209154107800007" not in page.text
        assert "6281234564471" not in page.text

    async def test_the_number_may_be_typed_as_it_is_spoken(self, rina: Officer, case: CaseRow) -> None:
        assert (await rina.opens(numbers.shown(case.number).lower())).status == 200

    async def test_a_case_without_place_and_name_opens(self, rina: Officer, open_case: Opener) -> None:
        case = await open_case(area="", reporter=None, contact_point_id=None, story="")

        page = await rina.opens(case.number)

        assert page.status == 200
        assert "Belum diketahui" in page.words
        assert "Tanpa nama" in page.words

    async def test_the_story_is_never_html(self, rina: Officer, open_case: Opener) -> None:
        case = await open_case(story="<script>alert(1)</script>")

        page = await rina.opens(case.number)

        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text


class TestThread:
    async def test_messages_show_how_far_they_came(
        self, rina: Officer, open_case: Opener, db: Database
    ) -> None:
        case = await open_case()
        assert case.contact_point_id is not None
        point = case.contact_point_id

        def queue(tx: Connection) -> None:
            desk = messages.desk_of(tx, point)
            assert desk is not None
            messages.queue(tx, [an_outbound(desk, "Laporan kami terima", case_id=case.id)], NOW)

        await db.write(queue)

        page = await rina.opens(case.number)

        assert "Laporan kami terima antre" in page.words

    async def test_an_officers_note_and_a_message_are_told_apart(self, rina: Officer, case: CaseRow) -> None:
        await rina.does(case.number, "catat", teks="Sudah ditelepon")

        page = await rina.opens(case.number)

        assert '<article class="entry note">' in page.text
        assert "Catatan internal · Rina" in page.words


class TestForms:
    async def test_a_new_case_is_to_be_verified_first(self, rina: Officer, case: CaseRow) -> None:
        page = await rina.opens(case.number)

        assert {"verifikasi", "minta-data", "tulis", "catat", "bukan-wewenang", "arsipkan"} <= page.offers()
        assert not {"rujuk", "laporkan-hasil", "tutup", "terima"} & page.offers()
        assert '<a class="button main" href="#verifikasi">' in page.text

    async def test_the_proposed_agency_is_chosen_with_its_reason(self, rina: Officer, case: CaseRow) -> None:
        await rina.does(case.number, "verifikasi")

        page = await rina.opens(case.number)

        assert page.form("rujuk")["lembaga"] == [str(case.proposed_agency_id)]
        assert page.form("rujuk")["data"] == ["story", "name", "phone"]
        assert "Usulan: Dinas Perkim mengurus rumah tidak layak huni" in page.words

    async def test_sending_and_noting_are_two_forms(self, rina: Officer, case: CaseRow) -> None:
        page = await rina.opens(case.number)

        assert page.form("tulis").keys() == page.form("catat").keys()
        assert "Ke Siti Aminah, lewat WhatsApp. Warga membaca ini." in page.words
        assert "Hanya untuk petugas. Tidak pernah dikirim ke warga." in page.words

    async def test_without_a_chat_nothing_can_be_sent(self, rina: Officer, open_case: Opener) -> None:
        case = await open_case(contact_point_id=None)

        offered = (await rina.opens(case.number)).offers()

        assert "tulis" not in offered
        assert "catat" in offered

    async def test_whoever_sits_at_the_desk_reads_notes_raises_the_alarm_and_sees_papers(
        self, signed_in: Signer, case: CaseRow
    ) -> None:
        desk = await signed_in("dewi", Role.FRONT_OFFICE)

        assert (await desk.opens(case.number)).offers() == {"catat", "tandai-darurat", "catat-identitas"}

    async def test_of_a_guarded_case_the_form_says_what_the_resident_gets(
        self, rina: Officer, open_case: Opener
    ) -> None:
        case = await open_case(category="lansia")

        page = await rina.opens(case.number)

        assert "Kasus tertutup: tulisan ini tidak dikirim" in page.words


class TestWhoMayLook:
    async def test_each_opening_is_an_audit_line(self, rina: Officer, case: CaseRow, db: Database) -> None:
        await rina.opens(case.number)
        await rina.opens(case.number)

        lines = await db.read(
            lambda tx: tx.execute(select(audit.c.actor, audit.c.action, audit.c.object)).all()
        )
        assert lines == [(rina.viewer.actor, "case_opened", f"case:{case.id}")] * 2

    @pytest.mark.parametrize("category", ["perumahan", "kekerasan"])
    async def test_another_agencys_case_looks_like_no_case(
        self, category: str, dinkes: Officer, open_case: Opener
    ) -> None:
        case = await open_case(category=category)

        closed, missing = await dinkes.opens(case.number), await dinkes.opens("7K4M9XQ2C")

        assert closed.status == missing.status == 404
        assert closed.text == missing.text

    async def test_a_secret_case_is_closed_to_the_desk_of_the_area(
        self, signed_in: Signer, open_case: Opener, db: Database
    ) -> None:
        desk = await signed_in("dewi", Role.BACK_OFFICE)
        case = await open_case(category="kekerasan", story="rahasia sekali")

        page, rows = await desk.opens(case.number), await desk.visits("/panel/kasus?tampilan=semua")

        assert page.status == 404
        assert "Tertutup" in rows.words
        assert "Siti" not in rows.words
        assert f"/panel/kasus/{case.number}" not in rows.text

    async def test_who_may_not_look_may_not_act(self, dinkes: Officer, case: CaseRow, told: Told) -> None:
        form = {"kunci": ["k"], "versi": ["1"], "teks": ["halo"]}

        assert (await dinkes.sends(f"/panel/kasus/{case.number}/catat", form)).status == 404
        assert told.events == []


class TestTheAgencysView:
    async def test_only_what_was_packed_is_there(self, perkim: Officer, referred: CaseRow) -> None:
        page = await perkim.opens(referred.number)

        assert page.status == 200
        assert "atap rumah bapak saya" in page.words
        assert "Siti Aminah" in page.words
        assert "Mohon dilihat atapnya" in page.words
        assert "4471" in page.words
        assert "0007" not in page.words
        assert page.offers() == {"terima", "tolak", "catat"}

    async def test_a_story_that_was_not_packed_is_not_there(
        self, rina: Officer, perkim: Officer, case: CaseRow
    ) -> None:
        await rina.does(case.number, "verifikasi")
        await rina.does(case.number, "rujuk", data=["phone"])

        page = await perkim.opens(case.number)

        assert "atap rumah" not in page.words.lower()
        assert "Siti" not in page.words

    async def test_the_chat_and_the_offices_notes_stay_in_the_office(
        self, rina: Officer, perkim: Officer, referred: CaseRow
    ) -> None:
        await rina.does(referred.number, "catat", teks="Bapaknya galak")
        await rina.does(referred.number, "tulis", teks="Halo Bu")

        page = await perkim.opens(referred.number)

        assert "galak" not in page.words
        assert "Halo Bu" not in page.words

    async def test_its_first_look_is_told_once(self, perkim: Officer, referred: CaseRow, told: Told) -> None:
        told.events.clear()

        await perkim.opens(referred.number)
        await perkim.opens(referred.number)

        assert told.names() == ["referral_seen"]

    async def test_a_rejected_case_is_gone(self, perkim: Officer, referred: CaseRow) -> None:
        answer = await perkim.does(referred.number, "tolak", alasan="outside_area", teks="Bukan di sini")

        assert answer.status == 404
        assert (await perkim.opens(referred.number)).status == 404
