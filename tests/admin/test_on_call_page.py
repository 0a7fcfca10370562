"""The page on which who leads says who is on call."""

from __future__ import annotations

import pytest

from cases import on_call
from cases.accounts import Role
from cases.db import Database
from tests.admin.officers import Officer, Signer

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


async def test_whoever_is_ticked_stays_ticked(rina: Officer, signed_in: Signer, db: Database) -> None:
    ani = await signed_in("ani", Role.BACK_OFFICE)
    page = await rina.sends("/panel/siaga", {"petugas": [str(ani.viewer.account_id)]})

    assert "Tersimpan." in page.words
    assert f'value="{ani.viewer.account_id}" checked' in page.text
    assert await db.read(on_call.chosen) == {ani.viewer.account_id}

    await rina.sends("/panel/siaga", {"petugas": []})
    assert await db.read(on_call.chosen) == set()


async def test_is_not_for_the_desk(signed_in: Signer) -> None:
    ani = await signed_in("ani", Role.BACK_OFFICE)

    assert (await ani.visits("/panel/siaga")).status == 403
    assert (await ani.sends("/panel/siaga", {"petugas": []})).status == 403
