"""What is sent besides words waits under its talk, comes to its case, and a voice note is written down there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from cases import attachments, people_own, tasks
from cases.attachments import Attachment
from cases.errors import Refused
from cases.models import attachments as table
from cases.roles import SYSTEM, Viewer
from cases.store import CaseRow, read_case
from cases.tasks import Task
from handlers.turn import Location, Media
from tests.builders import NOW
from tests.office import TOLD, Office

PHOTO = {"kind": "media", "media": (Media("image", "file-1", "image/jpeg", size=80_000),)}
VOICE = {"kind": "media", "media": (Media("audio", "voice-1", "audio/ogg", size=9_000),)}
PIN = {"kind": "location", "location": Location(-6.76, 108.48, "rumah")}
STICKER = {"kind": "media", "media": (Media("sticker", "s-1"),)}


async def _sends(office: Office, what: dict[str, Any], **more: Any) -> list[str]:
    return await office.hears("", **{**what, **more})


async def _of(office: Office, case: CaseRow) -> list[Attachment]:
    return await office.sees(lambda tx: attachments.of_case(tx, SYSTEM, case))


async def _waiting(office: Office, viewer: Viewer = SYSTEM) -> list[Task]:
    return await office.sees(lambda tx: tasks.waiting(tx, viewer))


async def _told_by_voice(office: Office) -> CaseRow:
    await _sends(office, VOICE)
    for tap in ("2", "1", "1", "1", "1"):
        await office.hears(tap)
    await office.hears("Tidak tahu")
    await office.hears("kirim")
    return (await office.cases())[0]


async def test_a_photo_a_pin_and_an_album_come_to_the_case_that_is_opened_later(office: Office) -> None:
    await _sends(office, PHOTO)
    await office.hears("rumah saya hampir roboh dimakan rayap", TOLD | {"kebutuhan": "perumahan"})
    await _sends(office, PHOTO, album_id="a")
    silent = await _sends(office, PHOTO, album_id="a")
    await _sends(office, PIN)
    await _sends(office, STICKER)
    await office.hears("Sarinem")
    await office.hears("kirim")

    [case] = await office.cases()
    assert silent == []
    assert [one.kind for one in await _of(office, case)] == ["image", "image", "image", "location"]
    assert (await _of(office, case))[-1].ref == "-6.760000,108.480000"


async def test_a_photo_for_an_open_case_is_kept_there(office: Office) -> None:
    case = await office.opened()

    asked = await _sends(office, PHOTO)
    await office.hears("1")

    assert "hal yang sama" in asked[-1]
    assert [one.kind for one in await _of(office, case)] == ["image"]
    assert len(await office.cases()) == 1


async def test_what_was_sent_for_a_report_that_is_given_up_goes_with_it(office: Office) -> None:
    await _sends(office, PHOTO)
    await office.hears("rumah saya hampir roboh dimakan rayap", TOLD | {"kebutuhan": "perumahan"})
    await office.hears("batal")

    assert await office.sees(lambda tx: tx.scalars(select(func.count()).select_from(table)).one()) == 0


async def test_a_photo_in_the_middle_of_something_else_comes_to_the_newest_case(office: Office) -> None:
    case = await office.opened()
    await office.hears("data saya")
    await _sends(office, PHOTO)

    assert [one.kind for one in await _of(office, case)] == ["image"]


async def test_a_voice_note_is_the_complaint_and_waits_to_be_written_down(office: Office, bo: Viewer) -> None:
    case = await _told_by_voice(office)

    [task] = await _waiting(office, bo)
    [voice] = await _of(office, case)
    assert case.entities["suara"] == "ya"
    assert (task.kind, task.attachment_id, task.due_at > NOW) == ("transcribe", voice.id, True)

    await office.does(
        lambda tx: attachments.transcribe(tx, case, bo, NOW, voice.id, "beras habis sejak kemarin")
    )

    assert await _waiting(office, bo) == []
    written = await office.sees(lambda tx: read_case(tx, case.id))
    assert (written.story, written.entities["suara"]) == ("beras habis sejak kemarin", "tertulis")


async def test_a_voice_note_of_another_case_is_not_written_down_here(office: Office, bo: Viewer) -> None:
    told = await _told_by_voice(office)
    [voice] = await _of(office, told)
    await office.hears("sawah kami kebanjiran dan gagal panen", TOLD | {"kebutuhan": "bencana"})
    await office.hears("Sarinem")
    await office.hears("kirim")
    other = (await office.cases())[0]

    def work(tx: Connection) -> None:
        attachments.transcribe(tx, other, bo, NOW, voice.id, "lain")

    with pytest.raises(Refused, match=r"kiriman\.tidak_ada"):
        await office.db.write(work)


async def test_an_agency_sees_neither_files_nor_tasks_of_the_office(office: Office, dinkes: Viewer) -> None:
    case = await _told_by_voice(office)

    assert await _waiting(office, dinkes) == []
    assert await office.sees(lambda tx: attachments.of_case(tx, dinkes, replace(case, referred=True))) == []


async def test_what_was_sent_goes_with_the_person_who_asks_for_it(office: Office) -> None:
    case = await _told_by_voice(office)
    point = case.contact_point_id
    assert point is not None
    await office.hears("cabut laporan")
    await office.hears("1")
    await office.hears("1")

    def work(tx: Connection) -> None:
        people_own.erase(tx, point, NOW + timedelta(days=1))

    await office.db.write(work)

    assert await _of(office, case) == []
