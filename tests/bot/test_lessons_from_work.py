"""A correction becomes a masked pair for the review list, by an officer's verb or by a resident's own change."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection

from bot.commands.lessons import as_training
from bot.lessons import anonymous
from cases import lessons, service
from cases.db import Database
from cases.lessons import Lesson
from cases.roles import SYSTEM, Viewer
from nlu.places import Gazetteer
from tests.builders import NOW
from tests.office import STORY, TOLD, Office

REGIONS = Path(__file__).resolve().parents[1] / "wilayah"


async def test_an_officers_correction_is_noted(office: Office, bo: Viewer) -> None:
    await office.opened()

    await verified_as(office, bo, category="adminduk")

    [lesson] = await waiting(office.db)
    assert (lesson.field, lesson.understood, lesson.right, lesson.source) == (
        "category", "kesehatan", "adminduk", "officer",
    )  # fmt: skip
    assert "Sarinem" not in lesson.text


async def test_what_was_right_is_no_lesson(office: Office, bo: Viewer) -> None:
    await office.opened()

    await verified_as(office, bo, category="kesehatan")

    assert await waiting(office.db) == []


async def test_a_correction_to_a_guarded_category_is_forgotten(office: Office, bo: Viewer) -> None:
    await office.opened()

    await verified_as(office, bo, category="kekerasan")

    assert await waiting(office.db) == []


async def test_a_resident_who_changes_a_line_teaches_too(office: Office) -> None:
    await office.hears(STORY, TOLD)
    await office.hears("Sarinem")
    await office.hears("salah, ini soal ktp", {"kebutuhan": "adminduk"}, intent="correct")
    await office.hears("kirim")

    [lesson] = await waiting(office.db)
    assert (lesson.understood, lesson.right, lesson.source) == ("kesehatan", "adminduk", "resident")


class TestAnonymous:
    @pytest.mark.parametrize(
        ("story", "left"),
        [
            ("ibu saya Sarinem sakit", "ibu saya si anu sakit"),
            ("SARINEM dari desa matangaji kec sumber", "si anu dari desa anu kec anu"),
            ("nik 3209154107680001 hp 0812 3456 7890", "nik nik hp telepon"),
            ("tidak ada yang perlu disamarkan", "tidak ada yang perlu disamarkan"),
        ],
    )
    def test_who_and_where_are_taken_out(self, story: str, left: str, gazetteer: Gazetteer) -> None:
        assert anonymous(story, ["Sarinem binti Kasman"], gazetteer) == left

    def test_a_lesson_about_a_place_keeps_the_place(self) -> None:
        assert anonymous("Sarinem dari matanggaji", ["Sarinem"], None) == "si anu dari matanggaji"


def test_the_export_is_a_training_file() -> None:
    made = [
        a_lesson("bpjs mati [besok]", "kesehatan"),
        a_lesson("- ktp\nhilang", "adminduk"),
        a_lesson("kis", "kesehatan"),
    ]

    assert as_training(made).splitlines() == [
        'version: "3.1"', "nlu:", "- intent: adminduk", "  examples: |", "    - ktp hilang",
        "- intent: kesehatan", "  examples: |", "    - bpjs mati (besok)", "    - kis",
    ]  # fmt: skip


# --- small print --------------------------------------------------------------------------------------


def a_lesson(text: str, right: str) -> Lesson:
    return Lesson(UUID(int=1), "category", text, "bansos", right, "officer", "accepted", NOW)


async def waiting(db: Database) -> list[Lesson]:
    return await db.read(lambda tx: lessons.waiting(tx, SYSTEM))


async def verified_as(office: Office, viewer: Viewer, category: str) -> None:
    [case] = await office.cases()

    def work(tx: Connection) -> None:
        event = service.verify(
            tx, case, viewer, NOW, category=category, urgency=case.urgency,
            confidentiality=case.confidentiality, area=case.area,
        )  # fmt: skip
        office.lessons.from_event(tx, event, NOW)

    await office.db.write(work)


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer.for_regency(REGIONS, "32.09")
