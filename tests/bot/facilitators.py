"""A facilitator who writes in her own chat."""

from __future__ import annotations

from sqlalchemy import Connection

from cases import accounts
from cases.roles import Grant, Role, Viewer
from tests.builders import NOW
from tests.office import Office

CODE = "ABCD-EFGH-JKMN"


async def facilitator(office: Office) -> Viewer:
    """Ani of one kecamatan, once she has linked the chat of this office's address."""

    def work(tx: Connection) -> Viewer:
        grants = [Grant(Role.FACILITATOR, "32.09.15")]
        id_ = accounts.create(tx, login="ani", name="Ani", password="x", grants=grants, now=NOW)
        accounts.make_link_code(tx, id_, CODE, NOW)
        account = accounts.by_id(tx, id_)
        assert account is not None
        return accounts.viewer_of(tx, account, NOW)

    viewer = await office.db.write(work)
    await office.hears(f"hubungkan {CODE}")
    return viewer
