"""People of the office and its agencies who work in their own chats."""

from __future__ import annotations

from sqlalchemy import Connection

from cases import accounts
from cases.agencies import all_agencies
from cases.roles import Grant, Role, Viewer
from tests.builders import NOW
from tests.office import Office

LINK_CODE = "ABCD-EFGH-JKMN"


async def linked(office: Office, name: str, grant: Grant, agency: str = "") -> Viewer:
    """Somebody with this role, once she has linked the chat of this office's address."""

    def work(tx: Connection) -> Viewer:
        agency_id = next((one.id for one in all_agencies(tx) if one.code == agency), None)
        id_ = accounts.create(
            tx, login=name.lower(), name=name, password="x", grants=[grant], now=NOW, agency_id=agency_id
        )
        accounts.make_link_code(tx, id_, LINK_CODE, NOW)
        account = accounts.by_id(tx, id_)
        assert account is not None
        return accounts.viewer_of(tx, account, NOW)

    viewer = await office.db.write(work)
    await office.hears(f"hubungkan {LINK_CODE}")
    return viewer


async def facilitator(office: Office) -> Viewer:
    """Ani, of one kecamatan."""
    return await linked(office, "Ani", Grant(Role.FACILITATOR, "32.09.15"))
