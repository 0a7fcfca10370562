"""Saluran: how the channels are doing, for who manages the settings; every officer sees that something is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from admin.joints import DoorState
from cases import messages, numbers, tasks
from cases.db import Database
from cases.models import contact_points, outbound
from cases.roles import Role
from cases.store import CaseRow
from tests.admin.officers import Officer, Opener, Signer, Told
from tests.builders import NOW, a_desk, an_outbound

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

WELL = DoorState("wacloud", "", None, 0, 0, True, "approved", "", True)
BROKEN = replace(
    WELL, name="gowa", alarm="login_lost", since=NOW, waiting=7, templated=False, can_register=False
)


@pytest.fixture
async def admin(signed_in: Signer, told: Told) -> Officer:
    told.doors.states = [WELL, BROKEN]
    return await signed_in("tina", Role.ADMIN)


async def test_the_page_says_what_is_wrong_and_what_to_do(admin: Officer) -> None:
    page = (await admin.visits("/panel/saluran")).words

    assert "WhatsApp resmi Tidak ada masalah Templat kabar disetujui" in page
    assert "WhatsApp (gowa) Perlu diperbaiki Nomor tidak terhubung ke WhatsApp." in page
    assert "pindai kode QR" in page
    assert "Antre 7 pesan" in page


@pytest.mark.parametrize(
    ("button", "asked"), [("periksa", "check"), ("daftarkan", "register"), ("uji", "try")]
)
async def test_a_button_does_it_and_says_so(admin: Officer, told: Told, button: str, asked: str) -> None:
    page = await admin.sends("/panel/saluran/wacloud/" + button, _form(await admin.visits("/panel/saluran")))

    assert told.doors.asked == [(asked, "wacloud")]
    assert "WhatsApp resmi: " in page.words


async def test_a_refusal_is_told_in_plain_words(admin: Officer, told: Told) -> None:
    told.doors.code = "invalid_token"

    page = await admin.sends("/panel/saluran/wacloud/periksa", _form(await admin.visits("/panel/saluran")))

    assert "Token ditolak. Minta token baru" in page.words


async def test_only_who_manages_settings_may_look_or_press(rina: Officer, told: Told) -> None:
    told.doors.states = [WELL]

    page = await rina.visits("/panel/saluran")
    form = _form(await rina.visits("/panel/saya"))
    pressed = await rina.sends("/panel/saluran/wacloud/daftarkan", form)

    assert (page.status, pressed.status) == (403, 403)
    assert told.doors.asked == []


async def test_every_officer_of_the_house_sees_that_a_channel_is_broken(
    rina: Officer, perkim: Officer, told: Told
) -> None:
    told.doors.states = [BROKEN]

    assert "WhatsApp (gowa) sedang bermasalah" in (await rina.visits("/panel/kasus")).words
    assert "bermasalah" not in (await perkim.visits("/panel/kasus")).words


class TestTheCasePage:
    async def test_it_shows_whether_a_message_would_reach_her_now(
        self, rina: Officer, case: CaseRow, told: Told
    ) -> None:
        told.doors.until = NOW + timedelta(hours=3)
        open_ = (await rina.opens(case.number)).words
        told.doors.until = NOW - timedelta(hours=3)
        closed = (await rina.opens(case.number)).words

        assert "bisa dibalas sampai 24 Nov 12.00" in open_
        assert "sudah lewat 24 jam: kabar menunggu warga menulis" in closed

    @pytest.mark.parametrize(
        ("column", "words"),
        [("unreachable_since", "tidak terjangkau sejak"), ("stopped_at", "minta berhenti dikirimi kabar")],
    )
    async def test_it_shows_who_cannot_or_will_not_be_written_to(
        self, rina: Officer, case: CaseRow, db: Database, column: str, words: str
    ) -> None:
        await db.write(lambda tx: tx.execute(update(contact_points).values({column: NOW})))

        assert words in (await rina.opens(case.number)).words

    async def test_each_step_of_the_ladder_is_a_line(
        self, rina: Officer, open_case: Opener, db: Database
    ) -> None:
        case = await open_case()

        def steps(tx: Connection) -> None:
            desk = a_desk(tx, "console:langkah")
            news: dict[str, Any] = {"case_id": case.id, "channel": "wacloud"}
            messages.queue(
                tx,
                [
                    an_outbound(desk, "Beras bisa diambil.", purpose="status", **news),
                    an_outbound(
                        desk, "Ada kabar untuk Anda.", purpose="opener", template="ada_kabar", **news
                    ),
                    an_outbound(desk, "Beras bisa diambil lagi.", purpose="status", news_id=case.id, **news),
                ],
                NOW,
            )
            first = outbound.c.purpose == "status", outbound.c.news_id.is_(None)
            tx.execute(update(outbound).where(*first).values(state="held", error=messages.WINDOW))

        await db.write(steps)
        page = (await rina.opens(case.number)).words

        assert "belum tersampaikan: sudah lewat 24 jam, menunggu warga membalas" in page
        assert "Bot · pesan pembuka lewat WhatsApp" in page
        assert "Bot · dicoba lagi lewat WhatsApp" in page


async def test_news_to_be_brought_can_be_printed(rina: Officer, case: CaseRow, db: Database) -> None:
    assert (await rina.visits(f"/panel/kasus/{case.number}/surat")).status == 404

    await db.write(lambda tx: tasks.add(tx, case, "deliver_news", NOW, text="Beras bisa diambil."))
    page = await rina.visits(f"/panel/kasus/{case.number}/surat")

    assert "Beras bisa diambil." in page.words
    assert numbers.shown(case.number) in page.words
    assert f"/panel/kasus/{case.number}/surat" in (await rina.opens(case.number)).text


def _form(page: Any) -> dict[str, list[str]]:
    return {"csrf": [page.text.partition('name="csrf" value="')[2].partition('"')[0]]}
