"""The same facts make the same case, whoever brings them: the resident or a facilitator in the talk, the desk, an agency."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from admin.pages.new_case import draft_of
from cases import service
from cases.roles import Viewer
from cases.store import CaseRow, read_case
from tests.bot.staff import facilitator
from tests.builders import NOW
from tests.office import MATANGAJI, STORY, TOLD, Office

SAME = (
    "state", "kind", "category", "urgency", "confidentiality", "area", "title", "story", "proposed_agency_id", "route_reason",
    "due_at", "due_what", "service_line", "accused", "reporter_visibility", "reopened", "also",
)  # fmt: skip
"""What follows from the facts. Who brought it, where and with whose chat differs, and is the history's."""


@pytest.mark.parametrize("urgency", ["normal", "urgent"])
async def test_a_story_in_two_chats_at_a_desk_and_at_an_agency(
    office: Office, bo: Viewer, dinkes: Viewer, urgency: str
) -> None:
    await office.hears(STORY, TOLD | {"mendesak": urgency, "untuk_siapa": "saya"})
    for answer in ("Sarinem", "kirim", "kirim"):
        if not await office.cases():
            await office.hears(answer)
    told = (await office.cases())[0]

    hers = await by_facilitator(replace(office, address="console:ani"), urgency)
    assert (told.reporter_role, hers.reporter_role) == ("resident", "facilitator")

    def written(tx: Connection, viewer: Viewer, key: str) -> CaseRow:
        form = {
            "kunci": key * 24, "cerita": STORY, "kategori": "kesehatan", "wilayah": MATANGAJI, "urgensi": urgency,
            "nama": "Sarinem", "setuju": "ya",
        }  # fmt: skip
        return service.open_case(tx, draft_of(tx, viewer, form), viewer, NOW).case

    def all_of_them(tx: Connection) -> list[CaseRow]:
        return [
            read_case(tx, told.id),
            read_case(tx, hers.id),
            written(tx, bo, "a"),
            written(tx, dinkes, "b"),
        ]

    first, *others = await office.db.write(all_of_them)
    for other in others:
        assert {name: getattr(other, name) for name in SAME} == {name: getattr(first, name) for name in SAME}


async def by_facilitator(office: Office, urgency: str) -> CaseRow:
    """Ani tells the same of a neighbour."""
    await facilitator(office)
    await office.hears(STORY, TOLD | {"mendesak": urgency, "nama_warga": "Sarinem"})
    for answer in ("ya", "kirim", "kirim"):
        if not await office.cases():
            await office.hears(answer)
    return (await office.cases())[0]
