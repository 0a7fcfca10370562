"""A turn on a real database: what the talk ends with becomes a case, news and alerts, in one transaction."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from cases import accounts, audit, people_meeting, referrals, service, store
from cases.errors import Refused
from cases.events import Event
from cases.numbers import shown
from cases.roles import Grant, Role, Viewer
from cases.store import CaseRow
from tests.builders import NOW
from tests.office import MATANGAJI, STORY, TOLD, Office


async def test_three_messages_lead_to_one_case_with_all_that_was_told(office: Office) -> None:
    first = await office.hears(STORY, TOLD)
    second = await office.hears("Sarinem")
    third = await office.hears("kirim")

    [case] = await office.cases()
    assert "Siapa nama" in first[0]
    assert "Desa: Matangaji, Kec. Sumber" in second[0]
    assert [body.splitlines()[0] for body in third[:1]] == [
        f"Laporan sudah kami terima. Nomornya {shown(case.number)}. Simpan nomor ini."
    ]
    assert (case.category, case.area, case.urgency, case.subject) == (
        "kesehatan",
        MATANGAJI,
        "urgent",
        "other",
    )
    assert case.story == STORY


async def test_an_emergency_is_a_case_before_anything_is_asked(office: Office) -> None:
    said = await office.hears("bapak saya pingsan tidak sadar", crisis="life_danger")

    [case] = await office.cases()
    assert case.urgency == "emergency"
    assert "112" in said[0]
    assert shown(case.number) in said[1]
    assert "desa" in said[2]


async def test_the_place_of_an_emergency_is_added_to_its_case(office: Office) -> None:
    await office.hears("bapak saya pingsan tidak sadar", crisis="life_danger")
    await office.hears("matangaji", {"desa": MATANGAJI})
    await office.hears("ya, aman")

    [case] = await office.cases()
    assert (case.area, case.entities["aman"]) == (MATANGAJI, "aman")


async def test_each_step_of_the_work_reaches_the_resident_once(
    office: Office, dinkes: Viewer, bo: Viewer
) -> None:
    case = await office.opened()

    sent = await office.does(lambda tx: _refer(tx, case, bo, dinkes))
    accepted = await office.does(lambda tx: referrals.accept(tx, *_both(tx, case), dinkes, NOW))
    asked = await office.does(lambda tx: referrals.ask(tx, *_both(tx, case), dinkes, NOW, "Nomor kartunya?"))
    answered = await office.hears("0001234567890")
    done = await office.does(
        lambda tx: referrals.finish(tx, *_both(tx, case), dinkes, NOW, outcome="success", text="Kartu aktif.")
    )
    confirmed = await office.hears("sudah")

    assert [len(step) for step in (sent, accepted, asked, answered, done)] == [1] * 5
    assert len(confirmed) == 2  # with the question how the service was
    assert "Dinas Kesehatan" in sent[0]
    assert "sedang dikerjakan" in accepted[0]
    assert "Nomor kartunya?" in asked[0]
    assert "teruskan" in answered[0]
    assert "Kartu aktif." in done[0]
    assert "selesai" in confirmed[0]
    assert [one.state for one in await office.cases()] == ["resolved_verified"]


async def test_an_agency_is_alerted_in_its_own_chat_without_a_word_of_the_case(
    office: Office, dinkes: Viewer, bo: Viewer
) -> None:
    case = await office.opened()
    assert dinkes.account_id is not None
    account_id = dinkes.account_id
    await office.db.write(lambda tx: accounts.make_link_code(tx, account_id, "ABCD-EFGH-JKMN", NOW))
    await office.hears("hubungkan abcd-efgh-jkmn")

    told = await office.does(lambda tx: _refer(tx, case, bo, dinkes))

    alert = next(body for body in told if body.startswith("Ada rujukan baru"))
    assert shown(case.number) in alert
    assert "Kesehatan" not in alert


async def test_a_wrong_code_links_nothing_and_says_so(office: Office) -> None:
    said = await office.hears("hubungkan ZZZZ-ZZZZ-ZZZZ")

    assert said[0].endswith("Buat kode baru di panel, halaman Akun.")


async def test_an_answer_that_comes_when_nobody_waits_is_kept_as_an_addition(
    office: Office, bo: Viewer
) -> None:
    case = await office.opened()
    await office.does(lambda tx: service.ask(tx, store.read_case(tx, case.id), bo, NOW, "Nomor kartunya?"))
    await office.db.write(
        lambda tx: service.answer(tx, store.read_case(tx, case.id), OPERATOR_DESK, NOW, "lewat telepon")
    )

    said = await office.hears("0001234567890")

    assert "tambahkan" in said[0]


async def test_asking_for_a_human_leaves_a_case_somebody_sees(office: Office) -> None:
    said = await office.hears("petugas")

    [case] = await office.cases()
    assert "petugas" in said[0]
    assert case.kind == "question"


async def test_a_meeting_code_leads_an_officer_to_the_case_once(office: Office, bo: Viewer) -> None:
    case = await office.opened()

    [said] = await office.hears("kode temu")
    code = re.search(r"\d{3} \d{3} \d", said)
    assert code
    met = await office.db.write(lambda tx: people_meeting.meet(tx, bo, code[0], NOW))

    assert met.id == case.id
    with pytest.raises(Refused, match="temu"):
        await office.db.write(lambda tx: people_meeting.meet(tx, bo, code[0], NOW))


async def test_the_fourth_code_of_a_day_is_not_made(office: Office) -> None:
    await office.opened()

    said = [(await office.hears("kode temu"))[0] for _ in range(people_meeting.A_DAY + 1)]

    assert "besok" in said[-1]
    assert "besok" not in said[-2]


async def test_whoever_is_sent_elsewhere_is_counted_by_place(office: Office) -> None:
    await office.hears("rumah saya kemalingan", {"kebutuhan": "di_luar_slrt", "tempat": "polisi"})
    await office.hears("tidak usah")

    lines = await office.sees(lambda tx: audit.lines(tx, OPERATOR_DESK))
    assert ("sent_elsewhere", "place:polisi") in [(line.action, line.object) for line in lines]
    assert await office.cases() == []


async def test_the_story_told_so_far_is_what_the_officer_reads(office: Office) -> None:
    await office.hears(STORY, TOLD)
    await office.hears("petugas")
    [early] = await office.cases()
    await office.hears("Sarinem")
    said = await office.hears("kirim")

    [case] = await office.cases()
    assert early.story == case.story == STORY
    assert case.category == TOLD["kebutuhan"]
    assert "Nomornya" in said[0]


async def test_what_protects_is_kept_when_the_story_goes_on_after_petugas(office: Office) -> None:
    await office.hears("kartu PKH saya ditahan ketua", {"kebutuhan": "penyimpangan", "untuk_siapa": "saya"})
    await office.hears("petugas")
    await office.hears("Orang desa")
    await office.hears("Tidak tahu")
    await office.hears("bunga melati")
    said = await office.hears("kirim")

    [case] = await office.cases()
    assert (case.accused, case.confidentiality, case.reporter_visibility) == (
        "desa",
        "secret",
        "anonymous_to_agency",
    )
    assert case.access_index is not None
    assert "PKH" not in said[0]


async def test_what_is_sent_after_the_early_case_was_closed_is_a_case_of_its_own(
    office: Office, boss: Viewer
) -> None:
    await office.hears(STORY, TOLD)
    await office.hears("petugas")
    [early] = await office.cases()
    await office.does(
        lambda tx: service.close(
            tx, store.read_case(tx, early.id), boss, NOW, reason="archived", text="Uji coba"
        )
    )
    await office.hears("Sarinem")
    await office.hears("kirim")

    newest, oldest = await office.cases()
    assert (newest.state, oldest.state, newest.story) == ("received", "closed", STORY)


async def test_while_an_officer_writes_the_bot_is_silent_and_her_words_reach_the_case(
    office: Office, bo: Viewer
) -> None:
    case = await office.opened()
    await office.does(
        lambda tx: service.write(tx, store.read_case(tx, case.id), bo, NOW, "Kartunya di mana?")
    )

    said = await office.hears("sudah saya cari di rumah, tidak ada")

    assert said == []
    shown = await office.sees(lambda tx: store.timeline(tx, bo, store.by_id(tx, bo, case.id)))
    assert "sudah saya cari di rumah, tidak ada" in [entry.text for entry in shown]


async def test_the_whole_turn_is_undone_when_a_verb_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.hears(STORY, TOLD)
    await office.hears("Sarinem")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(service, "open_case", broken)
        with pytest.raises(RuntimeError):
            await office.hears("kirim")

    assert await office.cases() == []
    assert len(await office.hears("kirim")) == 2  # the number, and how a NIK may be shown
    assert len(await office.cases()) == 1


# --- small print --------------------------------------------------------------------------------------

OPERATOR_DESK = Viewer("system", "Sistem")


def _refer(tx: Connection, case: CaseRow, viewer: Viewer, agency: Viewer) -> Event:
    now_case = store.read_case(tx, case.id)
    service.verify(
        tx, now_case, viewer, NOW, category=now_case.category, urgency=now_case.urgency,
        confidentiality=now_case.confidentiality, area=now_case.area,
    )  # fmt: skip
    assert agency.agency_id is not None
    return referrals.refer(tx, store.read_case(tx, case.id), viewer, NOW, agency_id=agency.agency_id)


def _both(tx: Connection, case: CaseRow) -> tuple[CaseRow, store.ReferralRow]:
    return store.read_case(tx, case.id), store.read_referrals(tx, case.id)[0]


async def test_an_emergency_goes_to_those_who_can_help(office: Office) -> None:
    told = {"kebutuhan": "bencana", "untuk_siapa": "keluarga", "hubungan": "bapak"}
    await office.hears("rumah bapak saya kebakaran", told, crisis="life_danger")

    [case] = await office.cases()
    assert (case.category, case.subject, case.relation, case.urgency) == (
        "bencana",
        "other",
        "bapak",
        "emergency",
    )


async def test_who_must_not_be_written_to_hears_nothing(office: Office, bo: Viewer) -> None:
    await office.hears("suami saya mukulin saya", crisis="violence")
    await office.hears("lewati")
    await office.hears("jangan dulu")

    [case] = await office.cases()
    news = await office.does(lambda tx: service.handle(tx, store.read_case(tx, case.id), _lead(bo), NOW))
    assert news == []
    with pytest.raises(Refused, match="jangan_dihubungi"):
        await office.does(lambda tx: service.write(tx, store.read_case(tx, case.id), _lead(bo), NOW, "halo"))
    with pytest.raises(Refused, match="jangan_dihubungi"):
        await office.does(
            lambda tx: service.ask(tx, store.read_case(tx, case.id), _lead(bo), NOW, "di mana?")
        )


def _lead(viewer: Viewer) -> Viewer:
    """Reads secret cases."""
    return replace(viewer, grants=(Grant(Role.SUPERVISOR, "32.09"), Grant(Role.BACK_OFFICE, "32.09")))
