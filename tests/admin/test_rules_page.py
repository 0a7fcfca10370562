"""Aturan and tenggat: tried out, proposed, decided by a second person; forms that carry their own draft."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from admin import rule_words
from cases import accounts, agencies, agencies_rules
from cases.accounts import Grant, Role
from cases.db import Database
from cases.deadlines import LIMITS
from cases.rule_tables import RuleKind
from cases.store import CaseRow
from tests.admin.officers import Answer, Officer, Opener, Signer, Stored
from tests.databases import OFFICE
from tests.fakes import StillClock

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

Fields = dict[str, list[str]]


@pytest.fixture
async def dewi(signed_in: Signer) -> Officer:
    """Manages the office."""
    return await signed_in("dewi", Role.MANAGER)


@pytest.fixture
async def hasan(signed_in: Signer) -> Officer:
    """Manages it, too."""
    return await signed_in("hasan", Role.MANAGER)


@pytest.fixture(autouse=True)
async def staffed(db: Database, clock: StillClock) -> None:
    """Somebody at every agency gets its referrals."""

    def work(tx: Connection) -> None:
        for one in agencies.all_agencies(tx):
            accounts.create(
                tx, login=f"penghubung-{one.code}", name=one.short_name, password="x", now=clock.now(),
                grants=[Grant(Role.AGENCY_OFFICER, OFFICE)], agency_id=one.id,
            )  # fmt: skip

    await db.write(work)


def fields(page: Answer) -> Fields:
    """What the big form holds, in order; of a select box what is chosen, or what stands first."""
    form = next(one for one in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if 'name="dasar"' in one)
    found: Fields = {}
    for tag, inside in re.findall(r"(<(?:input|select|textarea)\b[^>]*>)((?:[^<]|</?option\b[^>]*>)*)", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or 'type="checkbox"' in tag:
            continue
        if tag.startswith("<select"):
            value = re.search(r'value="([^"]*)" selected', inside) or re.search(r'value="([^"]*)"', inside)
        text = inside if tag.startswith("<textarea") else value[1] if value else ""
        found.setdefault(name[1], []).append(html.unescape(text))
    return found


async def press(officer: Officer, address: str, filled: Fields, button: str) -> Answer:
    return await officer.sends(f"/panel/{address}/ubah", filled | {"aksi": [button]})


async def houses_to(officer: Officer, db: Database, agency: str) -> Fields:
    """The form, with another agency for houses."""
    there = await db.read(
        lambda tx: next(str(one.id) for one in agencies.all_agencies(tx) if one.code == agency)
    )
    filled = fields(await officer.visits("/panel/aturan/ubah"))
    row = filled["kategori"].index("perumahan")
    filled["lembaga"][row], filled["alasan"][row] = there, "Kantor baru mengurus rumah"
    return filled


async def proposed(officer: Officer, address: str, filled: Fields, **typed: str) -> Answer:
    """Tried out, then proposed."""
    tried = fields(await press(officer, address, filled, "coba"))
    more = {"catatan": "Sesuai rapat", **typed}
    return await press(officer, address, tried | {name: [value] for name, value in more.items()}, "usulkan")


class TestRouting:
    async def test_the_table_is_read_in_words(self, dewi: Officer) -> None:
        page = (await dewi.visits("/panel/aturan")).words

        assert "Kesehatan dan BPJS · darurat : Dinas Kesehatan Nyawa terancam" in page

    async def test_a_change_is_tried_proposed_and_approved(
        self, dewi: Officer, hasan: Officer, case: CaseRow, db: Database, open_case: Opener, stored: Stored
    ) -> None:
        filled = await houses_to(dewi, db, "dinsos")

        tried = await press(dewi, "aturan", filled, "coba")
        assert "1 kasus pindah dari Dinas Perkim ke Dinas Sosial." in tried.words
        assert "0 kasus tetap" in tried.words
        assert f'href="/panel/kasus/{case.number}"' in tried.text

        mine = await proposed(dewi, "aturan", filled)
        assert mine.path == "/panel/aturan?hasil=usul"
        assert "Ini usul Anda" in mine.words
        assert "/setujui" not in mine.text

        seen = await hasan.visits("/panel/aturan")
        assert "1 kasus pindah dari Dinas Perkim ke Dinas Sosial." in seen.words
        assert "Diusulkan Dewi" in seen.words
        assert "Sebelumnya" in seen.words
        done = await hasan.sends(*verdict(seen, "setujui"))
        assert "Usul disetujui." in done.words
        assert "Rumah tidak layak : Dinas Sosial Kantor baru mengurus rumah" in done.words

        new = await open_case()
        assert new.route_reason == "Kantor baru mengurus rumah"
        assert (await stored(case)).proposed_agency_id == new.proposed_agency_id
        page = await hasan.opens(case.number)
        assert "mengusulkan Dinas Sosial, karena aturan rujukan berubah" in page.words

    async def test_rows_move_without_anything_being_stored(self, dewi: Officer, db: Database) -> None:
        filled = fields(await dewi.visits("/panel/aturan/ubah"))
        order = filled["kategori"]

        down = fields(await press(dewi, "aturan", filled, "turun:0"))
        up = fields(await press(dewi, "aturan", down, "naik:1"))
        less = fields(await press(dewi, "aturan", up, "hapus:1"))
        more = fields(await press(dewi, "aturan", less, "tambah"))

        assert down["kategori"][:2] == [order[1], order[0]]
        assert up == filled
        assert less["kategori"] == [order[0], *order[2:]]
        assert more["kategori"] == [order[0], *order[2:], ""]
        assert await db.read(lambda tx: agencies_rules.version(tx, RuleKind.ROUTING)) == 0

    async def test_a_draft_changed_after_it_was_tried_is_tried_again(
        self, dewi: Officer, db: Database
    ) -> None:
        tried = fields(await press(dewi, "aturan", await houses_to(dewi, db, "dinsos"), "coba"))
        tried["alasan"][0] = "Lain lagi"

        page = await press(dewi, "aturan", tried | {"catatan": ["Sesuai rapat"]}, "usulkan")

        assert "Isinya berubah sejak dicoba" in page.words
        assert "Diusulkan" not in (await dewi.visits("/panel/aturan")).words

    @pytest.mark.parametrize(
        ("column", "value", "said"),
        [
            ("lembaga", "", "Baris 1: Pilih lembaga"),
            ("kategori", "", "Baris 1: Pilih kategori"),
            ("alasan", "", "Baris 1: Tulis alasannya"),
        ],
    )
    async def test_a_row_that_cannot_hold_says_so(
        self, dewi: Officer, column: str, value: str, said: str
    ) -> None:
        filled = fields(await dewi.visits("/panel/aturan/ubah"))
        filled[column][0] = value

        page = await press(dewi, "aturan", filled, "coba")

        assert (page.status, said in page.words) == (422, True)
        assert '<details class="verb" id="baris-0" open>' in page.text
        assert fields(page) == filled

    async def test_a_category_without_a_rule_is_confirmed(self, dewi: Officer, db: Database) -> None:
        filled = fields(await dewi.visits("/panel/aturan/ubah"))
        row = filled["kategori"].index("odgj")
        less = fields(await press(dewi, "aturan", filled, f"hapus:{row}"))

        tried = await press(dewi, "aturan", less, "coba")
        assert "Kategori tanpa aturan umum: Gangguan jiwa" in tried.words
        assert "Lihat daftarnya" in (await proposed(dewi, "aturan", less)).words
        assert "Usul disimpan" in (await proposed(dewi, "aturan", less, sadar="1")).words

    async def test_a_note_and_a_day_are_needed(self, dewi: Officer, db: Database) -> None:
        filled = await houses_to(dewi, db, "dinsos")

        assert "Tulis alasan perubahan" in (await proposed(dewi, "aturan", filled, catatan="")).words
        assert "Pilih tanggal mulai" in (await proposed(dewi, "aturan", filled, mulai="2026-11-23")).words

    async def test_a_form_filled_on_an_older_table(self, dewi: Officer, hasan: Officer, db: Database) -> None:
        old = await houses_to(dewi, db, "dinkes")
        await proposed(hasan, "aturan", await houses_to(hasan, db, "dinsos"))
        await dewi.sends(*verdict(await dewi.visits("/panel/aturan"), "setujui"))

        assert "Aturan sudah berubah sejak usul ini dibuat" in (await proposed(dewi, "aturan", old)).words

    async def test_no_and_taken_back(self, dewi: Officer, hasan: Officer, db: Database) -> None:
        await proposed(dewi, "aturan", await houses_to(dewi, db, "dinsos"))
        await hasan.sends(*verdict(await hasan.visits("/panel/aturan"), "tolak"))
        await proposed(dewi, "aturan", await houses_to(dewi, db, "dinsos"))
        await dewi.sends(*verdict(await dewi.visits("/panel/aturan"), "tarik"))

        page = (await dewi.visits("/panel/aturan")).words
        assert "Ditarik · Sel, 24 Nov 2026" in page
        assert "Ditolak Hasan" in page
        assert await db.read(lambda tx: agencies_rules.version(tx, RuleKind.ROUTING)) == 0

    async def test_the_proposer_does_not_decide_by_hand(self, dewi: Officer, db: Database) -> None:
        page = await proposed(dewi, "aturan", await houses_to(dewi, db, "dinsos"))
        path, filled = verdict(page, "tarik")

        answer = await dewi.sends(path.replace("tarik", "setujui"), filled)

        assert (answer.status, "Usul sendiri tidak bisa diputuskan sendiri" in answer.words) == (422, True)


class TestWho:
    async def test_a_supervisor_decides_but_does_not_propose(
        self, rina: Officer, dewi: Officer, db: Database
    ) -> None:
        await proposed(dewi, "aturan", await houses_to(dewi, db, "dinsos"))
        assert "1 usul menunggu" in (await rina.visits("/panel/saya")).words

        page = await rina.visits("/panel/aturan")
        assert "/ubah" not in page.text
        assert (await rina.visits("/panel/aturan/ubah")).status == 403
        assert "Usul disetujui." in (await rina.sends(*verdict(page, "setujui"))).words

    @pytest.mark.parametrize("role", [Role.BACK_OFFICE, Role.ADMIN, Role.FACILITATOR])
    async def test_others_have_no_such_page(self, signed_in: Signer, role: Role) -> None:
        other = await signed_in("lain", role)

        for path in ("/panel/aturan", "/panel/tenggat", "/panel/aturan/ubah", "/panel/kalender/ubah"):
            assert (await other.visits(path)).status == 403
        assert "Aturan dan tenggat" not in (await other.visits("/panel/saya")).words


class TestDeadlines:
    async def test_a_limit_of_one_category(
        self, dewi: Officer, hasan: Officer, case: CaseRow, stored: Stored, clock: StillClock
    ) -> None:
        filled = fields(await dewi.visits("/panel/tenggat/ubah"))
        filled = fields(await press(dewi, "tenggat", filled, "tambah"))
        last = len(LIMITS)
        for name, value in (("tahap", "response"), ("kategori", "perumahan"), ("lama", "1")):
            filled[name][last] = value

        tried = await press(dewi, "tenggat", filled, "coba")
        assert "1 tenggat maju." in tried.words
        assert "Jum, 27 Nov 2026" in tried.words
        assert "→ Rab, 25 Nov 2026 16.00" in tried.words

        await proposed(dewi, "tenggat", filled, mulai="2026-11-25")
        waiting = await hasan.sends(*verdict(await hasan.visits("/panel/tenggat"), "setujui"))
        assert "Disetujui, menunggu tanggalnya" in waiting.words
        assert await stored(case) == case

    async def test_dates_move_and_the_case_says_why(
        self, dewi: Officer, hasan: Officer, case: CaseRow, stored: Stored
    ) -> None:
        filled = fields(await dewi.visits("/panel/tenggat/ubah"))
        filled["lama"][filled["tahap"].index("response")] = "2"
        await proposed(dewi, "tenggat", filled)
        await hasan.sends(*verdict(await hasan.visits("/panel/tenggat"), "setujui"))

        after = await stored(case)
        assert case.due_at
        assert after.due_at == case.due_at - timedelta(days=1, minutes=-90)  # Friday is short
        assert "memindahkan tenggat dari Jum, 27 Nov" in (await dewi.opens(case.number)).words

    @pytest.mark.parametrize("typed", ["", "0", "dua", "-1", "999", "²"])
    async def test_what_is_no_length(self, dewi: Officer, typed: str) -> None:
        filled = fields(await dewi.visits("/panel/tenggat/ubah"))
        filled["lama"][0] = typed

        page = await press(dewi, "tenggat", filled, "coba")

        assert "Periksa lagi tenggatnya" in page.words

    async def test_a_holiday_and_other_hours(
        self, dewi: Officer, hasan: Officer, case: CaseRow, stored: Stored, db: Database
    ) -> None:
        filled = fields(
            await press(dewi, "kalender", fields(await dewi.visits("/panel/kalender/ubah")), "tambah")
        )
        filled["tanggal"][-1], filled["nama"][-1] = "2026-11-25", "Pilkada"
        filled["jam_sabtu"] = ["08.00–12.00"]

        tried = await press(dewi, "kalender", filled, "coba")
        assert "Rab, 25 Nov 2026 : Pilkada" in tried.words
        assert "tenggat" in tried.words
        page = await proposed(dewi, "kalender", filled)
        assert page.path == "/panel/tenggat?hasil=usul"
        await hasan.sends(*verdict(await hasan.visits("/panel/tenggat"), "setujui"))

        table = await db.read(lambda tx: agencies_rules.table(tx, RuleKind.CALENDAR))
        assert ["2026-11-25", "Pilkada", False] in table["holidays"]
        assert table["hours"]["sabtu"] == ["08:00-12:00"]
        assert (await stored(case)).due_at != case.due_at

    @pytest.mark.parametrize(
        ("name", "typed", "said"),
        [
            ("jam_senin", "pagi", "Periksa lagi jam kerjanya"),
            ("tanggal", "besok", "Periksa lagi hari liburnya"),
        ],
    )
    async def test_a_calendar_nobody_can_read(self, dewi: Officer, name: str, typed: str, said: str) -> None:
        filled = fields(await dewi.visits("/panel/kalender/ubah"))
        filled[name][0] = typed

        assert said in (await press(dewi, "kalender", filled, "coba")).words


def test_every_limit_has_words() -> None:
    assert set(rule_words.STAGES) == set(LIMITS)


def verdict(page: Answer, word: str) -> tuple[str, Fields]:
    """Address and hidden fields of one of the buttons under a proposal."""
    found = re.search(rf'action="(/panel/usul/[^"]+/{word})"', page.text)
    assert found
    return found[1], page.form(word)
