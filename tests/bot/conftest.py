"""The example office for turns, and people who work there."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.facts import OfficeFacts
from bot.ladder import Ladder
from bot.lessons import Lessons
from bot.notices import Notices
from bot.outcomes import Outcomes
from bot.turns import Turns
from cases import accounts, service, starter, store
from cases.agencies import all_agencies
from cases.db import Database
from cases.roles import Grant, Role, Viewer
from cases.store import CaseRow
from handlers import texts as sentences
from handlers.places import PlaceList
from nlu.places import Gazetteer
from tests.bot.staff import linked
from tests.builders import NOW
from tests.fakes import FakeChannel
from tests.office import REGIONS, ROOT, TOLD, Office


@pytest.fixture
async def office(db: Database) -> Office:
    texts = sentences.load(ROOT / "texts")
    await db.write(lambda tx: starter.load(tx, "cirebon", REGIONS, "32.09", NOW))
    data = await db.read(starter.office_data)
    gazetteer = Gazetteer.for_regency(REGIONS, "32.09")
    places = PlaceList(gazetteer)
    facts = OfficeFacts("SLRT Kabupaten Cirebon (contoh)", ZoneInfo("Asia/Jakarta"), places, data, texts)
    notices, lessons = Notices(texts, facts, 72), Lessons(gazetteer, on=True)
    return Office(
        db,
        Turns(
            texts,
            facts,
            Outcomes(notices, lessons, texts, learning=True),
            72,
            lambda: None,
        ),
        notices,
        lessons,
        Ladder(notices, texts, [FakeChannel()]),
    )


@pytest.fixture
async def bo(db: Database, office: Office) -> Viewer:
    return await _account(db, "bo", [Grant(Role.BACK_OFFICE, "32.09")])


@pytest.fixture
async def boss(db: Database, office: Office) -> Viewer:
    return await _account(db, "bos", [Grant(Role.SUPERVISOR, "32.09"), Grant(Role.MANAGER, "32.09")])


@pytest.fixture
async def dinkes(db: Database, office: Office) -> Viewer:
    return await _account(db, "dinkes", [Grant(Role.AGENCY_OFFICER, "32.09")], "dinkes")


async def _account(db: Database, login: str, grants: Sequence[Grant], agency: str = "") -> Viewer:
    def work(tx: Connection) -> Viewer:
        agency_id = next((one.id for one in all_agencies(tx) if one.code == agency), None)
        id_ = accounts.create(
            tx, login=login, name=login.title(), password="x", grants=grants, now=NOW, agency_id=agency_id
        )
        account = accounts.by_id(tx, id_)
        assert account is not None
        return accounts.viewer_of(tx, account, NOW)

    return await db.write(work)


@pytest.fixture
async def contact(office: Office) -> Viewer:
    """Pak Budi of the health agency, in the chat of the tests."""
    return await linked(office, "Budi", Grant(Role.AGENCY_CONTACT, "32.09"), "dinkes")


@pytest.fixture
async def elsewhere(office: Office, bo: Viewer) -> CaseRow:
    """A case of somebody else, verified."""

    def work(tx: Connection) -> CaseRow:
        draft = service.NewCase(draft="d", category="kesehatan", story="BPJS mati", area=TOLD["desa"])
        case = service.open_case(tx, draft, bo, NOW).case
        supervisor = Viewer("account", "x", None, (Grant(Role.SUPERVISOR, "32.09"),))
        service.verify(
            tx, case, supervisor, NOW, category=case.category, urgency=case.urgency,
            confidentiality=case.confidentiality, area=case.area,
        )  # fmt: skip
        return store.read_case(tx, case.id)

    return await office.db.write(work)
