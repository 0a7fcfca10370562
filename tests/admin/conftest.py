"""What a test of the panel starts from: the example office, its officers at their desks, one case."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection

from admin import passwords
from admin.app import links, panel
from admin.joints import Joints
from cases import accounts, agencies, service, sessions, starter, store
from cases.accounts import Grant, Role, Viewer
from cases.db import Database
from cases.opening import NewCase
from cases.people import NewPerson
from cases.store import CaseRow
from tests.admin.officers import Officer, Opener, Signer, Told
from tests.builders import a_desk
from tests.databases import OFFICE
from tests.fakes import StillClock

REGIONS = Path(__file__).parents[1] / "wilayah"
PASSWORD = "kuda makan rumput"
MATANGAJI = "32.09.15.2001"


@pytest.fixture
async def db(sqlite_url: str, clock: StillClock) -> AsyncIterator[Database]:
    """One kind of database is enough here: what differs between the two is tested where it is written."""
    database = await Database.open(sqlite_url, OFFICE)
    await database.write(lambda tx: starter.load(tx, "cirebon", REGIONS, OFFICE, clock.now()))
    yield database
    await database.close()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def server(db: Database, clock: StillClock, told: Told) -> AsyncIterator[TestServer]:
    """The panel as it is mounted; an event is heard only when its transaction was committed."""
    joints = Joints(
        db=db,
        now=clock.now,
        notify=lambda tx, event: told.events.append(event),
        send_code=told.send_code,
        file=told.file,
        keep=told.keep,
        doors=told.doors,
        committed=told.wake,
        office="SLRT Kab. Cirebon (contoh)",
        zone=ZoneInfo("Asia/Jakarta"),
        secure=False,
    )
    app = web.Application()
    app.add_subapp("/panel", panel(joints))
    app.add_subapp("/t", links(joints))
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def browsers(server: TestServer) -> AsyncIterator[Callable[[], TestClient[Any, Any]]]:
    """As many browsers as a test likes, each with its own cookies."""
    made: list[TestClient[Any, Any]] = []

    def another() -> TestClient[Any, Any]:
        made.append(TestClient(server))
        return made[-1]

    yield another
    for client in made:
        await client.close()


@pytest.fixture
async def signed_in(db: Database, clock: StillClock, browsers: Callable[[], TestClient[Any, Any]]) -> Signer:
    """`await signed_in("rina", Role.BACK_OFFICE)`: an account with a session, so that no password is hashed."""

    async def sign_in(login: str, *roles: Role, agency: str = "", area: str = OFFICE) -> Officer:
        token = secrets.token_urlsafe()

        def work(tx: Connection) -> Viewer:
            account_id = accounts.create(
                tx, login=login, name=login.capitalize(), password="x", now=clock.now(), must_change=False,
                grants=[Grant(role, area) for role in roles], agency_id=agency_id(tx, agency),
            )  # fmt: skip
            sessions.start(tx, account_id, token, f"csrf-{login}", clock.now())
            account = accounts.by_id(tx, account_id)
            assert account is not None
            return accounts.viewer_of(tx, account, clock.now())

        viewer = await db.write(work)
        client = browsers()
        client.session.cookie_jar.update_cookies({"panel": token}, client.make_url("/panel"))
        return Officer(client, viewer)

    return sign_in


def agency_id(tx: Connection, code: str) -> Any:
    """Id of an agency of the example office; None without a code."""
    return next(one.id for one in agencies.all_agencies(tx) if one.code == code) if code else None


@pytest.fixture
async def rina(signed_in: Signer) -> Officer:
    """Works on cases and leads."""
    return await signed_in("rina", Role.BACK_OFFICE, Role.SUPERVISOR)


@pytest.fixture
async def perkim(signed_in: Signer) -> Officer:
    """The officer of the agency for houses."""
    return await signed_in("tono", Role.AGENCY_OFFICER, agency="perkim")


@pytest.fixture
async def dinkes(signed_in: Signer) -> Officer:
    """The officer of the agency for health."""
    return await signed_in("sri", Role.AGENCY_OFFICER, agency="dinkes")


@pytest.fixture
def open_case(db: Database, clock: StillClock) -> Opener:
    """`await open_case(category=...)`: a resident with a chat told her story."""

    async def opener(**given: Any) -> CaseRow:
        def work(tx: Connection) -> CaseRow:
            desk = a_desk(tx, f"console:{secrets.token_hex(4)}")
            values: dict[str, Any] = {
                "draft": secrets.token_hex(8),
                "category": "perumahan",
                "story": "atap rumah bapak saya lapuk, kalau hujan bocor semua",
                "area": MATANGAJI,
                "channel": "gowa",
                "reporter": NewPerson("Siti Aminah", nik="3209154107800007", phone="6281234564471"),
                "contact_point_id": desk.contact_point_id,
            }
            resident = accounts.resident(desk.contact_point_id)
            return service.open_case(tx, NewCase(**values | given), resident, clock.now()).case

        return await db.write(work)

    return opener


@pytest.fixture
async def case(open_case: Opener) -> CaseRow:
    """A new case about a roof."""
    return await open_case()


@pytest.fixture
async def referred(rina: Officer, perkim: Officer, case: CaseRow, db: Database) -> CaseRow:
    """The case, verified and referred to the agency for houses, which has not looked yet."""
    await rina.does(case.number, "verifikasi")
    await rina.does(case.number, "rujuk", teks="Mohon dilihat atapnya")
    return await db.read(lambda tx: store.read_case(tx, case.id))


@pytest.fixture
def stored(db: Database) -> Callable[[CaseRow], Awaitable[CaseRow]]:
    """The case as it stands now."""
    return lambda case: db.read(lambda tx: store.read_case(tx, case.id))


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once: it is slow on purpose."""
    return passwords.hashed(PASSWORD)
