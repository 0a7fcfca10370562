"""A referral answered by link, without an account: the least without a code, once, until it ends (TRUST.md S4, class B)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import Connection

from cases import accounts, referral_links, referrals, store
from cases.db import Database
from cases.errors import NotFound
from cases.roles import Grant, Role, Viewer
from cases.store import CaseRow, ReferralRow
from tests.admin.conftest import agency_id
from tests.admin.officers import Answer, Officer, Told
from tests.builders import NOW, a_desk
from tests.databases import OFFICE
from tests.fakes import StillClock

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


@pytest.fixture
async def budi(db: Database) -> UUID:
    """A contact of the agency for houses; he has no account."""

    def work(tx: Connection) -> UUID:
        grants = [Grant(Role.AGENCY_CONTACT, OFFICE)]
        id_ = accounts.create(
            tx, login="budi", name="Pak Budi", password="-", grants=grants, now=NOW,
            agency_id=agency_id(tx, "perkim"), must_change=False,
        )  # fmt: skip
        accounts.make_link_code(tx, id_, "ABCD-EFGH-JKMN", NOW)
        accounts.link(tx, "ABCD-EFGH-JKMN", a_desk(tx, "console:budi").contact_point_id, NOW)
        return id_

    return await db.write(work)


@pytest.fixture
async def sent(rina: Officer, budi: UUID, case: CaseRow, db: Database) -> ReferralRow:
    await rina.does(case.number, "verifikasi")
    await rina.does(case.number, "rujuk", teks="Mohon dilihat atapnya")
    [referral] = await db.read(lambda tx: store.read_referrals(tx, case.id))
    return referral


@pytest.fixture
async def token(sent: ReferralRow, budi: UUID, db: Database) -> str:
    return await db.write(lambda tx: referral_links.make(tx, sent, budi, NOW))


class Browser:
    """Somebody with the link, signed in nowhere."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self._officer = Officer(client, Viewer("account"))

    async def opens(self, token: str) -> Answer:
        return await self._officer.visits(f"/t/{token}")

    async def sends(self, token: str, verb: str, **typed: str) -> Answer:
        fields = {name: [value] for name, value in typed.items()}
        return await self._officer.sends(f"/t/{token}/{verb}", fields)


@pytest.fixture
async def phone(browsers: Callable[[], TestClient[Any, Any]]) -> Browser:
    return Browser(browsers())


async def test_the_link_shows_the_least(phone: Browser, token: str) -> None:
    page = await phone.opens(token)

    assert "Rujukan untuk" in page.words
    assert "Kec. Sumber" in page.words
    for private in ("Siti", "bocor", "Matangaji", "0007", "4471", "Mohon dilihat"):
        assert private not in page.text


async def test_a_code_to_the_contacts_chat_opens_names_in_this_browser_only(
    phone: Browser, token: str, told: Told, browsers: Callable[[], TestClient[Any, Any]]
) -> None:
    await phone.sends(token, "kode")
    opened = await phone.sends(token, "buka", kode=told.codes[-1])
    forwarded = await Browser(browsers()).opens(token)
    again = await Browser(browsers()).sends(token, "buka", kode=told.codes[-1])

    assert "Siti Aminah" in opened.words
    assert "bocor" in opened.words
    assert "Siti" not in forwarded.words
    assert "tidak cocok" in again.words


async def test_a_code_is_guessed_five_times_at_most(phone: Browser, token: str, told: Told) -> None:
    await phone.sends(token, "kode")
    for n in range(5):
        await phone.sends(token, "buka", kode=f"{n:06d}" if f"{n:06d}" != told.codes[-1] else "999999")

    assert "tidak cocok" in (await phone.sends(token, "buka", kode=told.codes[-1])).words


async def test_without_a_chat_there_is_no_code(phone: Browser, token: str, told: Told) -> None:
    told.has_chat = False

    assert "belum punya obrolan" in (await phone.sends(token, "kode")).words


async def test_accept_ask_and_finish_by_link(
    phone: Browser, token: str, case: CaseRow, db: Database, told: Told
) -> None:
    accepted = await phone.sends(token, "terima")
    asked = await phone.sends(token, "butuh-data", teks="Berapa luas rumahnya?")
    done = await phone.sends(token, "selesai", hasil="success", teks="Atapnya sudah diganti.")

    assert all("kami catat" in page.words for page in (accepted, asked, done))
    assert {"referral_accepted", "question_asked", "referral_done"} <= set(told.names())
    assert (await db.read(lambda tx: store.read_case(tx, case.id))).state == "awaiting_outcome"


async def test_a_second_answer_is_refused_and_changes_nothing(phone: Browser, token: str, told: Told) -> None:
    await phone.sends(token, "tolak", alasan="not_our_authority", teks="Ini tugas desa.")
    before = told.names()
    second = await phone.sends(token, "terima", kunci="x")

    assert second.status == 404  # a rejected referral is not shared any more
    assert told.names() == before


async def test_a_hundred_presses_at_once_accept_once(phone: Browser, token: str, told: Told) -> None:
    await asyncio.gather(*(phone.sends(token, "terima", kunci=str(n)) for n in range(100)))

    assert told.names().count("referral_accepted") == 1


@pytest.mark.parametrize("verb", ["verifikasi", "tutup", "catat", "tulis", "cabut", "tandai-darurat"])
async def test_nothing_but_an_agencys_answers_is_done_by_link(
    phone: Browser, token: str, verb: str, told: Told
) -> None:
    before = told.names()

    assert (await phone.sends(token, verb, teks="x")).status == 404
    assert told.names() == before


async def test_a_link_ends_with_the_referral_with_time_and_with_a_newer_one(
    phone: Browser,
    token: str,
    sent: ReferralRow,
    budi: UUID,
    case: CaseRow,
    rina: Officer,
    db: Database,
    clock: StillClock,
) -> None:
    newer = await db.write(lambda tx: referral_links.make(tx, sent, budi, clock.now()))
    assert (await phone.opens(token)).status == 404
    assert (await phone.opens(newer)).status == 200
    with pytest.raises(NotFound):
        await db.read(lambda tx: referral_links.find(tx, newer, NOW + timedelta(days=60)))

    def revoke(tx: Connection) -> None:
        now = store.read_case(tx, case.id)
        referrals.revoke(tx, now, store.read_referral(tx, sent.id), rina.viewer, clock.now(), "Salah lembaga")

    await db.write(revoke)
    assert (await phone.opens(newer)).status == 404


@pytest.mark.parametrize("wrong", ["x", "A" * 32, "%00", "a b"])
async def test_a_wrong_link_says_what_to_do(phone: Browser, token: str, wrong: str) -> None:
    page = await phone.opens(wrong)

    assert (page.status, "tidak berlaku" in page.words) == (404, True)


async def test_a_contact_cannot_sign_in(phone: Browser, budi: UUID, rina: Officer) -> None:
    page = await rina.sends("/panel/masuk", {"nama": ["budi"], "sandi": ["-"]})

    assert "tidak cocok" in page.words
