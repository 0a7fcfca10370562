"""The verbs of a case page: each form does one thing, once, and says so when it cannot."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import cases.changes
import cases.opening
import cases.questions
from admin import refusals
from cases import referrals, rules, service, store
from cases.accounts import Role
from cases.db import Database
from cases.store import CaseRow
from tests.admin.officers import Officer, Signer, Stored, Told

# aiohttp-jinja2 1.6 keeps its context under a name, where aiohttp 3.14 wants a key (PANEL.md section 5)
pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


class TestTheSecretariat:
    async def test_verifying_confirms_or_corrects(
        self, rina: Officer, case: CaseRow, stored: Stored, told: Told
    ) -> None:
        answer = await rina.does(
            case.number, "verifikasi", kategori="lansia", urgensi="urgent", wilayah="32.09.15"
        )

        now = await stored(case)
        assert answer.path == f"/panel/kasus/{case.number}?tersimpan"
        assert "Tersimpan." in answer.words
        assert (now.state, now.category, now.urgency, now.area) == (
            "verified", "lansia", "urgent", "32.09.15",
        )  # fmt: skip
        assert now.confidentiality == "restricted"
        assert told.names() == ["case_verified"]

    @pytest.mark.usefixtures("perkim")
    async def test_referring_sends_the_package_to_the_agency(
        self, rina: Officer, case: CaseRow, db: Database, told: Told
    ) -> None:
        await rina.does(case.number, "verifikasi")
        await rina.does(case.number, "rujuk", data=["story", "nik"], teks="Atap lapuk")

        (referral,) = await db.read(lambda tx: store.read_referrals(tx, case.id))
        assert (referral.agency, referral.state, referral.note) == ("Dinas Perkim", "sent", "Atap lapuk")
        assert sorted(referral.package) == ["nik", "story"]
        assert told.names() == ["case_verified", "referral_sent"]
        assert told.woken == 2

    async def test_an_agency_without_anybody_cannot_be_chosen_in_vain(
        self, rina: Officer, case: CaseRow, told: Told
    ) -> None:
        await rina.does(case.number, "verifikasi")

        answer = await rina.does(case.number, "rujuk", teks="Tolong ya")

        assert answer.status == 422
        assert "belum punya akun yang menerima rujukan" in answer.words
        assert answer.form("rujuk")["teks"] == ["Tolong ya"]
        assert told.names() == ["case_verified"]

    async def test_a_referral_is_taken_back(
        self, rina: Officer, perkim: Officer, referred: CaseRow, stored: Stored
    ) -> None:
        await rina.does(referred.number, "cabut", teks="Salah alamat")

        assert (await stored(referred)).state == "verified"
        assert (await perkim.opens(referred.number)).status == 404

    async def test_working_on_it_herself_and_telling_the_result(
        self, rina: Officer, case: CaseRow, stored: Stored, told: Told
    ) -> None:
        await rina.does(case.number, "verifikasi")
        await rina.does(case.number, "tangani")
        await rina.does(case.number, "laporkan-hasil", hasil="partial", teks="Terpal sudah diantar")

        now = await stored(case)
        assert (now.state, now.outcome, now.handler_id) == (
            "awaiting_outcome", "partial", rina.viewer.account_id,
        )  # fmt: skip
        assert told.names() == ["case_verified", "case_taken", "referral_done"]
        assert told.events[-1].text == "Terpal sudah diantar"

    async def test_an_answer_by_telephone_is_written_down_and_the_work_goes_on(
        self, rina: Officer, case: CaseRow, stored: Stored
    ) -> None:
        await rina.does(case.number, "minta-data", teks="RT berapa?")

        answer = await rina.does(case.number, "catat-jawaban", teks="RT 3, kata ibunya")

        assert (await stored(case)).state == "received"
        assert "RT 3, kata ibunya" in answer.words

    async def test_asking_stops_the_clock(self, rina: Officer, case: CaseRow, stored: Stored) -> None:
        answer = await rina.does(case.number, "minta-data", teks="RT berapa?")

        now = await stored(case)
        assert (now.state, now.due_at) == ("needs_info", None)
        assert "Jeda" in answer.words

    @pytest.mark.parametrize(
        ("verb", "reason"), [("bukan-wewenang", "not_our_authority"), ("arsipkan", "archived")]
    )
    async def test_closing_a_new_case(
        self, rina: Officer, case: CaseRow, stored: Stored, verb: str, reason: str
    ) -> None:
        await rina.does(case.number, verb, teks="Silakan ke kantor desa")

        now = await stored(case)
        assert (now.state, now.close_reason) == ("closed", reason)

    async def test_closing_with_a_reason(self, rina: Officer, case: CaseRow, stored: Stored) -> None:
        await rina.does(case.number, "verifikasi")
        await rina.does(case.number, "tangani")
        await rina.does(case.number, "tutup", alasan="subject_gone", teks="Sudah pindah")

        now = await stored(case)
        assert (now.state, now.close_reason) == ("closed", "subject_gone")

    async def test_a_manager_opens_it_again(
        self, signed_in: Signer, rina: Officer, case: CaseRow, stored: Stored
    ) -> None:
        await rina.does(case.number, "arsipkan", teks="Uji coba")
        manager = await signed_in("bu-kadis", Role.MANAGER)

        await manager.does(case.number, "buka-kembali", teks="Ternyata sungguhan")

        assert (await stored(case)).state == "reopened"

    async def test_an_emergency_is_marked(self, rina: Officer, case: CaseRow, stored: Stored) -> None:
        answer = await rina.does(case.number, "tandai-darurat")

        assert (await stored(case)).urgency == "emergency"
        assert "kasus darurat belum ditangani" in answer.words

    async def test_writing_to_the_resident_is_an_event_and_a_note_stays_inside(
        self, rina: Officer, case: CaseRow, told: Told, stored: Stored
    ) -> None:
        await rina.does(case.number, "tulis", teks="Besok kami datang")
        await rina.does(case.number, "catat", teks="Bawa tangga")

        assert [(event.name.value, event.text) for event in told.events] == [
            ("message_written", "Besok kami datang"),
            ("note_added", "Bawa tangga"),
        ]
        assert (await stored(case)).version == case.version


class TestTheAgency:
    async def test_accepting_and_telling_the_result(
        self, perkim: Officer, referred: CaseRow, stored: Stored, db: Database, told: Told
    ) -> None:
        await perkim.does(referred.number, "terima")
        await perkim.does(referred.number, "selesai", hasil="success", teks="Atap diganti")

        (referral,) = await db.read(lambda tx: store.read_referrals(tx, referred.id))
        assert (referral.state, referral.outcome, referral.result) == ("done", "success", "Atap diganti")
        assert (await stored(referred)).state == "awaiting_outcome"
        assert told.names()[-2:] == ["referral_accepted", "referral_done"]

    @pytest.mark.parametrize("reason", rules.REJECT_REASONS)
    async def test_not_ours_with_any_reason(
        self, perkim: Officer, referred: CaseRow, stored: Stored, db: Database, reason: str
    ) -> None:
        await perkim.does(referred.number, "tolak", alasan=reason, teks="Ini tugas kuwu")

        (referral,) = await db.read(lambda tx: store.read_referrals(tx, referred.id))
        assert (referral.state, referral.reason) == ("rejected", reason)
        assert (await stored(referred)).state == "verified"

    @pytest.mark.parametrize("reason", rules.GIVE_BACK_REASONS)
    async def test_giving_back_with_any_reason(
        self, perkim: Officer, referred: CaseRow, db: Database, reason: str
    ) -> None:
        await perkim.does(referred.number, "terima")
        await perkim.does(referred.number, "kembalikan", alasan=reason, teks="Kuota habis")

        (referral,) = await db.read(lambda tx: store.read_referrals(tx, referred.id))
        assert (referral.state, referral.reason) == ("returned", reason)

    async def test_the_office_reads_why_it_came_back(
        self, perkim: Officer, rina: Officer, referred: CaseRow
    ) -> None:
        await perkim.does(referred.number, "tolak", alasan="outside_area", teks="Ini di Kuningan")

        page = await rina.opens(referred.number)

        assert "menolak rujukan (Dinas Perkim)" in page.words
        assert "Ini di Kuningan" in page.words
        assert "Bukan wilayah kami" in page.words

    async def test_needing_data_asks_the_resident(
        self, perkim: Officer, referred: CaseRow, stored: Stored, told: Told
    ) -> None:
        await perkim.does(referred.number, "terima")
        await perkim.does(referred.number, "butuh-data", teks="Luas atapnya?")

        assert (await stored(referred)).state == "needs_info"
        assert told.names()[-1] == "question_asked"

    async def test_it_has_no_verbs_of_the_secretariat(
        self, perkim: Officer, referred: CaseRow, told: Told
    ) -> None:
        page = await perkim.opens(referred.number)
        fields = page.form("terima") | {"alasan": ["subject_gone"], "teks": ["Selesai"]}
        told.events.clear()

        answer = await perkim.sends(f"/panel/kasus/{referred.number}/tutup", fields)

        assert answer.status == 422
        assert told.events == []


class TestOnce:
    async def test_the_same_form_sent_twice_acts_once(self, rina: Officer, case: CaseRow, told: Told) -> None:
        page = await rina.opens(case.number)

        first = await rina.sends_from(page, case.number, "tulis", teks="Halo Bu")
        second = await rina.sends_from(page, case.number, "tulis", teks="Halo Bu")

        assert "Tersimpan." in first.words
        assert "Tersimpan." in second.words
        assert told.names() == ["message_written"]
        assert told.woken == 1

    async def test_another_text_from_the_same_page_is_another_message(
        self, rina: Officer, case: CaseRow, told: Told
    ) -> None:
        page = await rina.opens(case.number)

        await rina.sends_from(page, case.number, "tulis", teks="Halo Bu")
        await rina.sends_from(page, case.number, "tulis", teks="Besok jam 9 ya")

        assert [event.text for event in told.events] == ["Halo Bu", "Besok jam 9 ya"]

    async def test_a_form_without_its_key_does_nothing(
        self, rina: Officer, case: CaseRow, told: Told
    ) -> None:
        answer = await rina.sends(f"/panel/kasus/{case.number}/catat", {"teks": ["Halo"]})

        assert answer.status == 422
        assert "Muat ulang" in answer.words
        assert told.events == []

    async def test_a_refused_form_may_be_sent_again(self, rina: Officer, case: CaseRow, told: Told) -> None:
        page = await rina.opens(case.number)

        refused = await rina.sends_from(page, case.number, "catat", teks="  ")
        again = await rina.sends_from(page, case.number, "catat", teks="Sudah")

        assert (refused.status, again.status) == (422, 200)
        assert told.names() == ["note_added"]


class TestStale:
    async def test_what_somebody_else_changed_is_shown_and_the_words_stay(
        self, rina: Officer, signed_in: Signer, case: CaseRow, stored: Stored
    ) -> None:
        other = await signed_in("budi", Role.BACK_OFFICE)
        page = await rina.opens(case.number)
        await other.does(case.number, "tandai-darurat")

        answer = await rina.sends_from(page, case.number, "minta-data", teks="Di RT berapa?")

        assert answer.status == 409
        assert refusals.STALE in answer.words
        assert answer.form("minta-data")["teks"] == ["Di RT berapa?"]
        assert '<details class="verb" id="minta-data" open>' in answer.text
        assert (await stored(case)).state == "received"

    async def test_words_whose_form_is_gone_stay_on_the_page(
        self, rina: Officer, signed_in: Signer, case: CaseRow
    ) -> None:
        other = await signed_in("budi", Role.BACK_OFFICE, Role.SUPERVISOR)
        page = await rina.opens(case.number)
        await other.does(case.number, "arsipkan", teks="Uji coba")

        answer = await rina.sends_from(page, case.number, "minta-data", teks="Di RT berapa?")

        assert answer.status == 409
        assert "minta-data" not in answer.offers()
        assert "Tulisan Anda tadi, belum tersimpan Di RT berapa?" in answer.words

    async def test_a_refused_choice_keeps_the_other_fields(self, rina: Officer, case: CaseRow) -> None:
        answer = await rina.does(
            case.number, "verifikasi", kategori="pangan", urgensi="normal", wilayah="99.99"
        )

        assert answer.status == 422
        assert answer.form("verifikasi")["kategori"] == ["pangan"]

    async def test_a_note_does_not_mind(
        self, rina: Officer, signed_in: Signer, case: CaseRow, told: Told
    ) -> None:
        other = await signed_in("budi", Role.BACK_OFFICE)
        page = await rina.opens(case.number)
        await other.does(case.number, "tandai-darurat")

        answer = await rina.sends_from(page, case.number, "catat", teks="Sudah ditelepon")

        assert answer.status == 200
        assert told.names()[-1] == "note_added"


class TestForeignForms:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://jahat.example"},
        ],
    )
    async def test_another_sites_form_is_refused(
        self, rina: Officer, case: CaseRow, told: Told, headers: dict[str, str]
    ) -> None:
        fields = (await rina.opens(case.number)).form("catat") | {"teks": ["Halo"]}

        answer = await rina.sends(f"/panel/kasus/{case.number}/catat", fields, **headers)

        assert answer.status == 403
        assert "Formulir ini bukan dari panel." in answer.words
        assert told.events == []

    @pytest.mark.parametrize(("token", "status"), [("csrf-rina", 200), ("tebakan", 403), ("", 403)])
    async def test_an_old_browser_needs_the_token(
        self, rina: Officer, case: CaseRow, token: str, status: int
    ) -> None:
        fields = (await rina.opens(case.number)).form("catat") | {"teks": ["Halo"], "csrf": [token]}

        answer = await rina.sends(f"/panel/kasus/{case.number}/catat", fields, Accept="text/html")

        assert answer.status == status

    async def test_an_unknown_verb_is_no_page(self, rina: Officer, case: CaseRow) -> None:
        assert (await rina.sends(f"/panel/kasus/{case.number}/hapus", {"kunci": ["k"]})).status == 404


class TestRefusals:
    def test_every_refusal_of_the_case_room_has_a_sentence(self) -> None:
        keys = {
            key
            for module in (service, referrals, rules, cases.questions, cases.opening, cases.changes)
            for key in re.findall(r'Refused\(\s*"([^"]+)"', inspect.getsource(module))
        }
        keys |= {f"aturan.{guard}" for guard in rules.GUARDS if guard}

        assert keys - set(refusals.RULES) == set()

    def test_every_refusal_of_the_panel_has_a_sentence(self) -> None:
        files = Path(refusals.__file__).parent.rglob("*.py")
        keys = {key for file in files for key in re.findall(r'Refused\("([^"]+)"', file.read_text("utf-8"))}

        assert keys
        assert keys - set(refusals.RULES) == set()

    def test_no_sentence_is_left_over(self) -> None:
        folders = (Path(refusals.__file__).parent, Path(cases.__file__).parent)
        source = "".join(file.read_text("utf-8") for folder in folders for file in folder.rglob("*.py"))
        used = set(re.findall(r'Refused\(\s*"([^"]+)"', source)) | {f"aturan.{one}" for one in rules.GUARDS}

        assert set(refusals.RULES) - used == set()
