"""Signing in, the first password, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import update

from admin.pages import account, sign_in
from cases import accounts
from cases.accounts import SYSTEM, Grant, Role
from cases.db import Database
from cases.models import accounts as table
from tests.admin.conftest import PASSWORD
from tests.admin.officers import Answer, Officer
from tests.databases import OFFICE
from tests.fakes import StillClock

# aiohttp-jinja2 1.6 keeps its context under a name, where aiohttp 3.14 wants a key (PANEL.md section 5)
pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

NEW = "gajah suka pisang"


class TestSigningIn:
    async def test_the_right_password_leads_to_the_page_that_was_asked_for(self, siti: Officer) -> None:
        asked = await siti.visits("/panel/kasus?tampilan=lewat")

        answer = await tries(siti, page=asked)

        assert answer.path == "/panel/kasus?tampilan=lewat"
        assert "Lewat tenggat" in answer.words

    @pytest.mark.parametrize(("login", "password"), [("siti", "salah sekali"), ("siapa", PASSWORD)])
    async def test_wrong_name_and_wrong_password_get_one_answer(
        self, siti: Officer, login: str, password: str
    ) -> None:
        answer = await tries(siti, login, password)

        assert answer.status == 422
        assert sign_in.WRONG in answer.words

    async def test_who_does_not_work_here_any_more_stays_outside(self, siti: Officer, db: Database) -> None:
        mine = table.c.id == siti.viewer.account_id
        await db.write(lambda tx: tx.execute(update(table).where(mine).values(active=False)))

        assert (await tries(siti)).status == 422

    async def test_after_wrong_passwords_even_the_right_one_has_to_wait(
        self, siti: Officer, clock: StillClock
    ) -> None:
        for _ in range(4):
            await tries(siti, password="salah sekali")

        early = await tries(siti)
        clock.pass_(2)
        later = await tries(siti)

        assert (early.status, later.status) == (422, 200)
        assert sign_in.LATER in early.words
        assert "Kotak kerja" in later.words

    @pytest.mark.parametrize(
        "elsewhere", ["https://jahat.example", "//jahat.example", "/panel/masuk", "/obrolan"]
    )
    async def test_it_never_leads_elsewhere(self, siti: Officer, elsewhere: str) -> None:
        answer = await siti.sends(
            "/panel/masuk", {"nama": ["siti"], "sandi": [PASSWORD], "lanjut": [elsewhere]}
        )

        assert answer.path == "/panel"

    async def test_another_sites_form_cannot_sign_anybody_in(self, siti: Officer) -> None:
        fields = {"nama": ["siti"], "sandi": [PASSWORD]}

        answer = await siti.sends("/panel/masuk", fields, Origin="https://jahat.example")

        assert answer.status == 403


class TestTheFirstPassword:
    async def test_nothing_opens_before_it_is_changed(self, new: Officer) -> None:
        await tries(new, "baru")

        page = await new.visits("/panel/kasus")

        assert page.path == "/panel/saya"
        assert "Kata sandi sekali pakai harus diganti dulu." in page.words

    async def test_with_a_new_one_everything_opens(self, new: Officer) -> None:
        await tries(new, "baru")

        changed = await changes(new, PASSWORD, NEW)

        assert account.CHANGED in changed.words
        assert (await new.visits("/panel/kasus")).path == "/panel/kasus"

    @pytest.mark.parametrize(
        ("old", "fresh", "said"), [("salah sekali", NEW, account.WRONG), (PASSWORD, "pendek", account.SHORT)]
    )
    async def test_what_does_not_fit_changes_nothing(
        self, new: Officer, old: str, fresh: str, said: str
    ) -> None:
        await tries(new, "baru")

        answer = await changes(new, old, fresh)

        assert answer.status == 422
        assert said in answer.words
        assert (await new.visits("/panel/kasus")).path == "/panel/saya"

    async def test_every_other_browser_is_signed_out(
        self, siti: Officer, browsers: Callable[[], TestClient[Any, Any]]
    ) -> None:
        elsewhere = Officer(browsers(), SYSTEM)
        await tries(siti)
        await tries(elsewhere)

        await changes(siti, PASSWORD, NEW)

        assert (await siti.visits("/panel")).path == "/panel"
        assert (await elsewhere.visits("/panel")).path.startswith("/panel/masuk")


class TestLeaving:
    async def test_signing_out_ends_the_session_on_the_server(self, siti: Officer) -> None:
        await tries(siti)
        cookie = next(iter(siti.client.session.cookie_jar))
        form = {"csrf": [""]}

        answer = await siti.sends("/panel/keluar", form)
        siti.client.session.cookie_jar.update_cookies({"panel": cookie.value}, siti.client.make_url("/panel"))

        assert answer.path == "/panel/masuk"
        assert (await siti.visits("/panel")).path.startswith("/panel/masuk")

    async def test_half_an_hour_without_a_request_ends_it(self, rina: Officer, clock: StillClock) -> None:
        clock.pass_(timedelta(minutes=31).total_seconds())

        assert (await rina.visits("/panel")).path.startswith("/panel/masuk")

    async def test_a_request_now_and_then_keeps_it(self, rina: Officer, clock: StillClock) -> None:
        for _ in range(3):
            clock.pass_(timedelta(minutes=20).total_seconds())
            page = await rina.visits("/panel")

        assert page.path == "/panel"


class TestEveryAnswer:
    @pytest.mark.parametrize(
        "path", ["/panel/masuk", "/panel/kasus", "/panel/kasus/7K4M9XQ2C", "/panel/tidak"]
    )
    async def test_it_carries_the_headers_of_a_careful_site(self, rina: Officer, path: str) -> None:
        response = await rina.client.get(path)

        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"

    async def test_the_cookie_is_out_of_reach_of_scripts(self, siti: Officer) -> None:
        response = await siti.client.post(
            "/panel/masuk",
            data={"nama": "siti", "sandi": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
            allow_redirects=False,
        )

        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    async def test_a_page_that_does_not_exist_says_so_in_indonesian(self, rina: Officer) -> None:
        answer = await rina.visits("/panel/tidak/ada")

        assert answer.status == 404
        assert "Tidak ditemukan" in answer.words


async def tries(
    officer: Officer, login: str = "siti", password: str = PASSWORD, page: Answer | None = None
) -> Answer:
    form = (page or await officer.visits("/panel/masuk")).form("masuk")
    return await officer.sends("/panel/masuk", form | {"nama": [login], "sandi": [password]})


async def changes(officer: Officer, old: str, new: str) -> Answer:
    form = (await officer.visits("/panel/saya")).form("sandi")
    return await officer.sends("/panel/saya/sandi", form | {"lama": [old], "baru": [new]})


@pytest.fixture
async def siti(
    db: Database, clock: StillClock, browsers: Callable[[], TestClient[Any, Any]], password_hash: str
) -> Officer:
    """An account with a password of her own, in a browser that is not signed in."""
    return await stranger(db, clock, browsers(), "siti", password_hash, must_change=False)


@pytest.fixture
async def new(
    db: Database, clock: StillClock, browsers: Callable[[], TestClient[Any, Any]], password_hash: str
) -> Officer:
    """An account with a one-time password."""
    return await stranger(db, clock, browsers(), "baru", password_hash, must_change=True)


async def stranger(
    db: Database, clock: StillClock, client: TestClient[Any, Any], login: str, password: str, *, must_change: bool
) -> Officer:  # fmt: skip
    grants = [Grant(Role.BACK_OFFICE, OFFICE)]
    account_id = await db.write(
        lambda tx: accounts.create(
            tx, login=login, name=login, password=password, grants=grants, now=clock.now(), must_change=must_change
        )
    )  # fmt: skip
    kept = await db.read(lambda tx: accounts.by_id(tx, account_id))
    assert kept is not None
    return Officer(client, await db.read(lambda tx: accounts.viewer_of(tx, kept, clock.now())))
