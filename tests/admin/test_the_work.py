"""The work of a month through the panel's own pages: pauses, owners, a denied result, a conference, who a case is about."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, update

from cases import conferences, numbers, service, store
from cases.accounts import Role
from cases.db import Database
from cases.models import cases
from cases.opening import NewCase
from cases.roles import resident
from cases.store import CaseRow
from tests.admin.officers import Officer, Signer, Stored, Told
from tests.builders import NOW

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


async def refused_by(who: Officer, desk: Officer, db: Database, case: CaseRow) -> None:
    """The desk asks this agency, which says no."""
    await desk.does(case.number, "rujuk", lembaga=str(who.viewer.agency_id), teks="Mohon dibantu")
    await who.does(case.number, "tolak", alasan="not_our_authority", teks="Bukan tugas kami")


class TestAConference:
    @pytest.fixture
    async def called(
        self, rina: Officer, perkim: Officer, dinkes: Officer, case: CaseRow, db: Database
    ) -> CaseRow:
        await rina.does(case.number, "verifikasi")
        for agency in (perkim, dinkes):
            await refused_by(agency, rina, db, case)
            assert (await agency.opens(case.number)).status == 404
        await db.write(lambda tx: conferences.watch(tx, NOW))
        return case

    async def test_everybody_who_was_asked_reads_and_writes_in_one_thread(
        self, called: CaseRow, rina: Officer, perkim: Officer, dinkes: Officer
    ) -> None:
        assert "tulis-rapat" in (await dinkes.opens(called.number)).offers()
        await perkim.does(called.number, "tulis-rapat", teks="Atapnya bisa kami survei.")
        await dinkes.does(called.number, "tulis-rapat", teks="Anaknya kami periksa.")
        await rina.does(called.number, "tulis-rapat", teks="Terima kasih, kita bagi dua.")

        for who in (rina, perkim, dinkes):
            words = (await who.opens(called.number)).words
            for said in (
                "Atapnya bisa kami survei.",
                "Anaknya kami periksa.",
                "Terima kasih, kita bagi dua.",
            ):
                assert said in words

    async def test_is_concluded_and_the_case_goes_to_whom_it_was_given(
        self, called: CaseRow, rina: Officer, perkim: Officer, dinkes: Officer, stored: Stored
    ) -> None:
        await rina.does(called.number, "simpulkan-rapat", teks="Perkim yang mengerjakan.")
        assert (await dinkes.opens(called.number)).status == 404

        await rina.does(called.number, "rujuk", lembaga=str(perkim.viewer.agency_id), teks="Sesuai rapat")
        await perkim.does(called.number, "terima")
        await perkim.does(called.number, "mulai")
        assert (await stored(called)).state == "in_progress"
        assert "Kembali ke SLRT 2 kali" in (await rina.opens(called.number)).words


async def test_a_pause_asks_for_a_day_and_a_reason(rina: Officer, case: CaseRow, stored: Stored) -> None:
    await rina.does(case.number, "verifikasi")
    answer = await rina.does(case.number, "tunda", tanggal="besok", alasan="other", teks="Menunggu")
    assert (answer.status, "Pilih tanggal sesudah hari ini" in answer.words) == (422, True)

    day = (NOW + timedelta(days=5)).date().isoformat()
    await rina.does(case.number, "tunda", tanggal=day, alasan="resident_asked", teks="Ibu minta minggu depan")
    held = await stored(case)
    assert (held.state, held.clock_left is not None) == ("on_hold", True)

    await rina.does(case.number, "lanjutkan")
    assert (await stored(case)).state == "verified"


async def test_a_case_is_given_to_a_colleague(
    rina: Officer, signed_in: Signer, case: CaseRow, stored: Stored
) -> None:
    ani = await signed_in("ani", Role.BACK_OFFICE)

    await rina.does(case.number, "tugaskan", petugas=str(ani.viewer.account_id))

    assert (await stored(case)).handler_id == ani.viewer.account_id


async def test_a_result_the_resident_denied_goes_back_to_the_agency(
    rina: Officer, perkim: Officer, referred: CaseRow, stored: Stored, db: Database
) -> None:
    await perkim.does(referred.number, "terima")
    await perkim.does(referred.number, "selesai", hasil="success", teks="Sudah diperbaiki")
    done = await stored(referred)
    assert done.contact_point_id
    her = resident(done.contact_point_id)
    await db.write(lambda tx: service.deny(tx, done, her, NOW))

    await rina.does(referred.number, "belum-beres", teks="Masih bocor di dapur")

    (referral,) = await db.read(lambda tx: store.read_referrals(tx, referred.id))
    assert referral.state == "in_work"
    assert "Masih bocor di dapur" in (await perkim.opens(referred.number)).words


async def test_for_an_agency_a_case_is_about_it_does_not_exist(
    rina: Officer, perkim: Officer, referred: CaseRow
) -> None:
    before = (await perkim.visits("/panel")).words
    assert "1 kasus" in before

    await rina.does(
        referred.number, "kecualikan", siapa=f"lembaga:{perkim.viewer.agency_id}", teks="Dilaporkan warga"
    )

    unknown = await perkim.opens("7K4M9XQ2C")
    hidden = await perkim.opens(referred.number)
    assert (hidden.status, hidden.words) == (unknown.status, unknown.words)
    assert "0 kasus" in (await perkim.visits("/panel")).words
    assert "Dilaporkan warga" in (await rina.opens(referred.number)).words


class TestTakingAnExclusionBack:
    @pytest.fixture
    async def decided(self, rina: Officer, perkim: Officer, referred: CaseRow) -> CaseRow:
        """Perkim was kept out."""
        whom = f"lembaga:{perkim.viewer.agency_id}"
        await rina.does(referred.number, "kecualikan", siapa=whom, teks="Dilaporkan warga")
        return referred

    async def out(self, db: Database, case: CaseRow) -> set[UUID]:
        return await db.read(lambda tx: store.excluded(tx, case.id))

    async def test_takes_two_people(
        self, rina: Officer, perkim: Officer, decided: CaseRow, signed_in: Signer, db: Database, told: Told
    ) -> None:
        await rina.does(decided.number, "batal-kecualikan", teks="Salah lembaga")
        assert await self.out(db, decided) == {perkim.viewer.account_id}
        again = await rina.does(decided.number, "batal-kecualikan", teks="Sekali lagi")
        assert (again.status, "Minta orang kedua" in again.words) == (422, True)

        second = await signed_in("ika", Role.SUPERVISOR)
        assert "sudah diusulkan batal" in (await second.opens(decided.number)).words
        await second.does(decided.number, "batal-kecualikan", teks="Memang keliru")

        assert await self.out(db, decided) == set()
        assert told.names()[-2:] == ["exclusion_doubted", "readmitted"]
        assert "batal-kecualikan" not in (await second.opens(decided.number)).offers()

    async def test_is_for_who_leads(self, decided: CaseRow, signed_in: Signer) -> None:
        ani = await signed_in("ani", Role.BACK_OFFICE)
        assert "batal-kecualikan" not in (await ani.opens(decided.number)).offers()

    async def test_of_nothing_that_was_decided_is_refused(
        self, rina: Officer, perkim: Officer, decided: CaseRow, db: Database
    ) -> None:
        for when in ("kemarin", NOW.isoformat().replace("2026", "2025")):
            answer = await rina.does(decided.number, "batal-kecualikan", kapan=when, teks="Salah")
            assert (answer.status, "Pilih pengecualian" in answer.words) == (422, True)
        assert await self.out(db, decided) == {perkim.viewer.account_id}


async def test_urgency_is_lowered_by_who_leads_with_a_reason(
    rina: Officer, case: CaseRow, stored: Stored
) -> None:
    await rina.does(case.number, "tandai-darurat")
    await rina.does(case.number, "turunkan-urgensi", urgensi="normal", teks="Sudah aman")

    assert (await stored(case)).urgency == "normal"


async def test_two_troubles_become_two_cases(
    rina: Officer, case: CaseRow, stored: Stored, db: Database, told: Told
) -> None:
    await rina.does(case.number, "pecah", kategori="lansia", teks="Bapaknya sudah tua dan tinggal sendiri")

    def both(tx: Connection) -> list[CaseRow]:
        assert case.contact_point_id
        return store.for_contact(tx, case.contact_point_id)

    second, first = await db.read(both)
    assert (first.id, first.state, first.category) == (case.id, "received", "perumahan")
    assert (second.state, second.category, second.area) == ("received", "lansia", case.area)
    assert (second.reporter_id, second.subject_id) == (case.reporter_id, case.subject_id)
    assert second.story == "Bapaknya sudah tua dan tinggal sendiri"
    assert told.names() == ["case_split"]
    assert numbers.shown(second.number) in (await rina.opens(case.number)).words


async def test_who_must_not_learn_of_the_first_case_learns_nothing_of_the_second(
    rina: Officer, perkim: Officer, case: CaseRow, db: Database
) -> None:
    await rina.does(
        case.number, "kecualikan", siapa=f"lembaga:{perkim.viewer.agency_id}", teks="Dilaporkan warga"
    )
    await rina.does(case.number, "pecah", kategori="perumahan", teks="Atapnya juga bocor")

    def newest(tx: Connection) -> CaseRow:
        assert case.contact_point_id
        return store.for_contact(tx, case.contact_point_id)[0]

    other = await db.read(newest)
    assert other.id != case.id
    assert perkim.viewer.account_id in await db.read(lambda tx: store.excluded(tx, other.id))


async def test_a_second_report_of_the_same_trouble_is_put_together_and_taken_apart_again(
    rina: Officer, case: CaseRow, stored: Stored, db: Database, told: Told
) -> None:
    second = await _told_again(db, case)
    shown = numbers.shown(second.number)
    page = await rina.opens(case.number)
    assert "Mungkin masalah yang sama" in page.words
    assert shown in page.words

    await rina.does(case.number, "gabung", kasus=second.number, arah="ke-sini")
    assert ((await stored(second)).close_reason, (await stored(case)).state) == ("merged", "received")
    assert told.names() == ["case_merged"]
    page = await rina.opens(second.number)
    assert numbers.shown(case.number) in page.words
    assert "batal-gabung" in page.offers()
    assert "Mungkin masalah yang sama" not in (await rina.opens(case.number)).words

    await rina.does(second.number, "batal-gabung")
    assert (await stored(second)).state == "received"


async def test_a_number_of_no_case_is_said_to_be_wrong(
    rina: Officer, perkim: Officer, case: CaseRow, stored: Stored
) -> None:
    for nomor in ("7K4M9XQ2C", "entah", ""):
        answer = await rina.does(case.number, "gabung", nomor=nomor, arah="ke-sana")
        assert (answer.status, "Nomor kasus itu tidak ditemukan" in answer.words) == (422, True)
    assert (await stored(case)).state == "received"


async def _told_again(db: Database, case: CaseRow) -> CaseRow:
    def work(tx: Connection) -> CaseRow:
        assert case.contact_point_id
        draft = NewCase(
            draft="lagi", category=case.category, story="Atap bocor lagi", area=case.area,
            contact_point_id=case.contact_point_id,
        )  # fmt: skip
        return service.open_case(tx, draft, resident(case.contact_point_id), NOW).case

    return await db.write(work)


class TestMisconduct:
    @pytest.fixture
    async def about_somebody(self, case: CaseRow, db: Database) -> CaseRow:
        await db.write(lambda tx: tx.execute(update(cases).values(category="penyimpangan")))
        return case

    async def test_is_not_verified_before_it_is_decided_who_must_not_know(
        self, rina: Officer, about_somebody: CaseRow, stored: Stored
    ) -> None:
        case = about_somebody
        refused = await rina.does(case.number, "verifikasi")
        assert (refused.status, "Kecualikan dulu yang dilaporkan" in refused.words) == (422, True)

        await rina.does(case.number, "verifikasi", tanpa="ya")
        assert (await stored(case)).state == "verified"
        assert "tanpa mengecualikan siapa pun" in (await rina.opens(case.number)).words

    async def test_whoever_is_kept_out_is_the_decision(
        self, rina: Officer, perkim: Officer, about_somebody: CaseRow, stored: Stored
    ) -> None:
        case = about_somebody
        await rina.does(
            case.number, "kecualikan", siapa=f"lembaga:{perkim.viewer.agency_id}", teks="Dilaporkan"
        )
        page = await rina.opens(case.number)
        assert "Tidak ada yang perlu dikecualikan" not in page.words

        await rina.does(case.number, "verifikasi")
        assert (await stored(case)).state == "verified"

    async def test_a_case_that_becomes_one_asks_then(
        self, rina: Officer, case: CaseRow, stored: Stored
    ) -> None:
        assert "Tidak ada yang perlu dikecualikan" not in (await rina.opens(case.number)).words
        refused = await rina.does(case.number, "verifikasi", kategori="penyimpangan")

        assert "Tidak ada yang perlu dikecualikan" in refused.words
        assert (await stored(case)).state == "received"
