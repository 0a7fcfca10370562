"""A facilitator in her own chat: drafts become cases she entered, tasks come to her, and go on when her duty ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from cases import accounts, attachments, service, store, tasks
from cases.errors import Refused
from cases.events import Event
from cases.roles import SYSTEM, Viewer
from cases.store import CaseRow
from cases.tasks import Task
from handlers.turn import Media, Part, Proposal
from tests.bot.staff import facilitator
from tests.builders import NOW
from tests.office import MATANGAJI, TOLD, Office

STORY = "tetangga saya tidak punya beras sejak kemarin"
HUNGRY = {"kebutuhan": "pangan", "desa": MATANGAJI, "nama_warga": "Rasmini"}


@pytest.fixture
async def ani(office: Office) -> Viewer:
    """A facilitator of one kecamatan, in Budi's chat."""
    return await facilitator(office)


async def _opened(office: Office) -> CaseRow:
    await office.hears(STORY, HUNGRY)
    await office.hears("ya")
    await office.hears("kirim")
    return (await office.cases())[0]


async def _of(office: Office, account_id: UUID | None) -> list[Task]:
    assert account_id
    return await office.sees(lambda tx: tasks.of_account(tx, account_id))


async def _given(office: Office, case: CaseRow, by: Viewer, to: Viewer, kind: str = "visit") -> list[str]:
    assert to.account_id
    id_ = to.account_id
    return await office.does(
        lambda tx: tasks.give(tx, case, by, NOW, kind=kind, account_id=id_, text="Lihat dapurnya.")
    )


async def test_her_draft_becomes_a_case_she_entered_for_somebody_else(office: Office, ani: Viewer) -> None:
    case = await _opened(office)

    assert (case.entered_by, case.reporter_role, case.subject, case.intake_point) == (
        ani.actor,
        "facilitator",
        "other",
        "facilitator",
    )
    assert case.entities["persetujuan"] == "ya"
    people = await office.sees(lambda tx: store.people_of(tx, SYSTEM, case))
    assert (list(people), people["subject"].name) == (["subject"], "Rasmini")


async def test_nobody_verifies_what_she_entered_herself(office: Office, ani: Viewer) -> None:
    case = await _opened(office)

    def verify(tx: Connection) -> Event:
        return service.verify(
            tx, case, ani, NOW, category=case.category, urgency=case.urgency,
            confidentiality=case.confidentiality, area=case.area,
        )  # fmt: skip

    with pytest.raises(Refused):
        await office.db.write(verify)


async def test_without_consent_nothing_is_sent(office: Office, ani: Viewer) -> None:
    await office.hears(STORY, HUNGRY)
    waits = await office.hears("Belum ditanya")
    sent = await office.hears("kirim")

    assert "belum dikirim" in waits[-1]
    assert "belum dikirim" in sent[-1]
    assert await office.cases() == []


async def test_a_pasted_list_and_its_photo_come_to_the_right_cases(office: Office, ani: Viewer) -> None:
    def part(name: str, need: str) -> Part:
        found = {"kebutuhan": need, "desa": MATANGAJI}
        return Part(
            name, f"{name}, butuh bantuan", {n: (Proposal(v, "sure", "code"),) for n, v in found.items()}
        )

    listed = await office.hears("1. ... 2. ...", parts=(part("Wati", "bansos"), part("Sarinem", "perumahan")))
    await office.hears("Wati: ini kartunya", kind="media", media=(Media("image", "f-1"),))
    await office.hears("#2")
    await office.hears("ya")
    await office.hears("kirim")
    await office.hears("ya")
    await office.hears("kirim")

    wati, sarinem = await office.cases()
    assert "#1 Wati" in listed[-1]
    assert (sarinem.category, wati.category) == ("perumahan", "bansos")
    kinds = [
        [one.kind for one in await office.sees(lambda tx, case=case: attachments.of_case(tx, SYSTEM, case))]  # type: ignore[misc]
        for case in (wati, sarinem)
    ]
    assert kinds == [["image"], []]


async def test_quoting_a_question_of_a_draft_answers_that_draft(office: Office, ani: Viewer) -> None:
    await office.hears("Wati: bansos tidak cair", {"kebutuhan": "bansos"})
    await office.hears("#1")
    await office.hears("Sarinem: rumah roboh", {"kebutuhan": "perumahan", "desa": MATANGAJI})
    state = await office.state()
    wati = next(talk for talk in state.talks if talk.code == "1")

    asked = await office.hears("tidak tahu", quoting=wati.id)

    assert "[#1 Wati]" in asked[-1]
    assert "setuju" in asked[-1]


async def test_news_of_her_case_names_whom_it_is_about_and_is_a_task(
    office: Office, ani: Viewer, bo: Viewer
) -> None:
    case = await _opened(office)

    told = await office.does(lambda tx: service.write(tx, case, bo, NOW, "Beras bisa diambil besok."))
    again = await office.does(lambda tx: service.write(tx, case, bo, NOW, "Bawa KTP."))

    [task] = await _of(office, ani.account_id)
    assert told[0].startswith("[Rasmini]")
    assert "Bawa KTP." in again[0]
    assert task.kind == "deliver_news"


async def test_after_her_duty_news_go_to_anybody_of_the_area_and_not_to_her_chat(
    office: Office, ani: Viewer, bo: Viewer
) -> None:
    case = await _opened(office)
    assert ani.account_id
    id_ = ani.account_id
    await office.db.write(lambda tx: accounts.end_duty(tx, id_, NOW))

    told = await office.does(lambda tx: service.write(tx, case, bo, NOW, "Beras bisa diambil besok."))

    [task] = await office.sees(lambda tx: tasks.waiting(tx, bo))
    assert (told, task.kind, task.account_id) == ([], "deliver_news", None)


async def test_misconduct_told_by_a_facilitator_is_kept_from_whom_it_is_about(
    office: Office, ani: Viewer
) -> None:
    await office.hears("kartu PKH warga saya ditahan", {"kebutuhan": "penyimpangan", "nama_warga": "Wati"})
    for said in ("Orang desa", "Tidak tahu", "bunga melati", "ya", "kirim"):
        told = await office.hears(said)

    [case] = await office.cases()
    assert (case.accused, case.confidentiality) == ("desa", "secret")
    assert case.access_index is not None
    assert "Wati" not in told[0]


async def test_a_visit_comes_to_her_chat_and_what_she_saw_to_the_case(
    office: Office, ani: Viewer, bo: Viewer
) -> None:
    case = await _opened(office)
    alerted = await _given(office, case, bo, ani)
    listed = await office.hears("tugas saya")
    for said in ("1", "1", "dapurnya kosong, anaknya tiga", "Cukup"):
        heard = await office.hears(said)

    assert "tugas saya" in alerted[-1]
    assert "Rasmini" in listed[-1]
    assert "kami catat" in heard[-1]
    assert await _of(office, ani.account_id) == []
    thread = await office.sees(lambda tx: store.timeline(tx, SYSTEM, case))
    assert any(one.name == "note_added" and "dapurnya kosong" in one.text for one in thread)


async def test_a_task_goes_to_people_of_the_area_only(
    office: Office, ani: Viewer, bo: Viewer, boss: Viewer
) -> None:
    case = await _opened(office)

    with pytest.raises(Refused, match=r"tugas\.petugas"):
        await _given(office, case, bo, boss)


async def test_when_her_duty_ends_her_tasks_are_anybodys_and_her_drafts_are_not_lost(
    office: Office, ani: Viewer, bo: Viewer
) -> None:
    case = await _opened(office)
    await _given(office, case, bo, ani)
    await office.hears("Wati: bansos tidak cair", {"kebutuhan": "bansos", "desa": MATANGAJI})
    await office.hears("#1")
    assert ani.account_id
    id_ = ani.account_id
    await office.db.write(lambda tx: accounts.end_duty(tx, id_, NOW))
    await office.minute(NOW)

    await office.hears("ya")
    told = await office.hears("kirim")

    assert [one.account_id for one in await office.sees(lambda tx: tasks.waiting(tx, bo))] == [None]
    assert "laporan warga" in told[-1]
    newest = (await office.cases())[0]
    assert (newest.category, newest.reporter_role) == ("bansos", "resident")


async def test_a_resident_has_no_drafts_and_no_tasks(office: Office) -> None:
    for word in ("draf", "tugas saya", "1. Wati, lapar sekali\n2. Sarinem, rumah bocor"):
        said = await office.hears(word, TOLD if word[0] == "1" else None)
        assert not any("raf sekarang" in one or "Tugas" in one for one in said)


async def test_what_is_late_is_told_as_todays_visit(office: Office, ani: Viewer, bo: Viewer) -> None:
    case = await _opened(office)
    await _given(office, case, bo, ani)
    today = await office.hears("kunjungan")

    assert "Tidak ada kunjungan" in today[-1]
    assert timedelta(0) < (await _of(office, ani.account_id))[0].due_at - NOW
