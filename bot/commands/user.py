"""`user add`: accounts of the panel; and the first administrator of a new house."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from admin import passwords
from bot.control import Lines, Say
from bot.house import House
from cases import accounts, agencies, areas, audit, tasks
from cases.accounts import OPERATOR, Grant, Role
from cases.accounts_field import NO_PASSWORD
from cases.errors import Refused

FIRST = "admin"
"""Login of the first administrator. He also is manager and back office, so that a new house can be tried;
real offices give these roles to other people (PANEL.md section 2: nobody edits his own permissions)."""
FIRST_ROLES = (Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.BACK_OFFICE)


async def user(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """`user add`; the one-time password is the last word printed. `user end`: a duty is over."""
    if arguments["action"] == "end":
        return await _end(house, str(arguments["login"]), str(arguments["to"]), say)
    if arguments["action"] == "contact":
        return await _contact(house, arguments, say)
    roles = [_role(name) for name in arguments["role"]]
    area = str(arguments["area"] or house.settings.office.code)
    password = await add(
        house, str(arguments["login"]), str(arguments["name"] or arguments["login"]),
        [Grant(role, area) for role in roles], agency=str(arguments["agency"]),
    )  # fmt: skip
    await say(f"Account {arguments['login']} is made. One-time password: {password}")
    return 0


async def _contact(house: House, arguments: Mapping[str, Any], say: Say) -> int:
    """Nobody can sign in as a contact: her chat is her key, linked by a code that lives a quarter of an hour."""
    login, name = str(arguments["login"]), str(arguments["name"] or arguments["login"])
    agency, code, now = str(arguments["agency"]), passwords.link_code(), house.clock.now()
    grants = [Grant(Role.AGENCY_CONTACT, house.settings.office.code)]

    def work(tx: Connection) -> None:
        known = accounts.by_login(tx, login)
        if known is None:
            _fitting(tx, login, grants, agency)
            id_ = accounts.create(
                tx, login=login, name=name, password=NO_PASSWORD, grants=grants, now=now,
                agency_id=_agency(tx, agency), must_change=False,
            )  # fmt: skip
            audit.record(tx, OPERATOR, "contact_made", f"account:{id_}", now)
        elif Role.AGENCY_CONTACT not in accounts.viewer_of(tx, known, now).roles():
            raise Refused(f"login {login!r} belongs to somebody with an account")
        accounts.make_link_code(tx, known.id if known else id_, code, now)

    await house.db.write(work)
    await say(f"{name} writes to the bot within {accounts.LINK_MINUTES} minutes: hubungkan {code}")
    return 0


async def _end(house: House, login: str, to: str, say: Say) -> int:
    """Roles end today; open tasks go to a colleague or to anybody of the area, never into nothing."""
    now = house.clock.now()

    def work(tx: Connection) -> int:
        account, heir = accounts.by_login(tx, login), accounts.by_login(tx, to) if to else None
        if account is None or (to and heir is None):
            raise Refused(f"no account has the login {login if account is None else to!r}")
        accounts.end_duty(tx, account.id, now)
        audit.record(tx, OPERATOR, "duty_ended", f"account:{account.id}", now)
        return tasks.hand_over(tx, now, account.id, heir.id if heir else None)

    moved = await house.db.write(work)
    await say(f"The duty of {login} has ended. Tasks handed over: {moved}.")
    return 0


async def add(
    house: House, login: str, name: str, grants: Sequence[Grant], agency: str = ""
) -> str:  # fmt: skip
    """A new account; its one-time password. Its roles hold from today.

    Raises Refused when the login, the area or the agency cannot be used.
    """
    password = passwords.one_time()
    kept = await asyncio.to_thread(passwords.hashed, password)
    now = house.clock.now()

    def work(tx: Connection) -> None:
        _fitting(tx, login, grants, agency)
        account_id = accounts.create(
            tx, login=login, name=name, password=kept, grants=grants, now=now, agency_id=_agency(tx, agency)
        )
        audit.record(tx, OPERATOR, "account_made", f"account:{account_id}", now)

    await house.db.write(work)
    return password


async def first_administrator(house: House, say: Say) -> None:
    """A house without accounts gets one; its one-time password is shown once and kept nowhere."""
    if await house.db.read(lambda tx: accounts.by_login(tx, FIRST)):
        return
    grants = [Grant(role, house.settings.office.code) for role in FIRST_ROLES]
    password = await add(house, FIRST, "Administrator", grants)
    await say(f"First administrator: login {FIRST}, one-time password {password}")


_WORKING = sorted(
    role.value for role in Role if role not in {Role.RESIDENT, Role.SYSTEM, Role.AGENCY_CONTACT}
)
"""Roles an account may hold: the others are no people of the office."""
_OF_AN_AGENCY = {Role.AGENCY_OFFICER, Role.AGENCY_HEAD, Role.AGENCY_CONTACT}
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def _role(name: str) -> Role:
    if name not in _WORKING:
        raise Refused(f"--role {name}: one of {', '.join(_WORKING)}")
    return Role(name)


def _fitting(tx: Connection, login: str, grants: Sequence[Grant], agency: str) -> None:
    """What would make an account nobody can use, or one that sees the wrong cases. Raises Refused."""
    if not _LOGIN.fullmatch(login):
        raise Refused(f"login {login!r}: small letters, digits, dot, dash and underline, 2 to 40 of them")
    if accounts.by_login(tx, login):
        raise Refused(f"login {login!r} is taken")
    of_an_agency = {grant.role in _OF_AN_AGENCY for grant in grants}
    if of_an_agency != {bool(agency)}:
        raise Refused("--agency goes with the roles agency_officer and agency_head, and with no other")
    for grant in grants:
        if areas.by_code(tx, grant.area) is None:
            raise Refused(f"--area {grant.area}: no area of this office has this code")


def _agency(tx: Connection, code: str) -> Any:
    if not code:
        return None
    found = [agency for agency in agencies.all_agencies(tx) if agency.code == code]
    if not found:
        known = ", ".join(sorted(agency.code for agency in agencies.all_agencies(tx)))
        raise Refused(f"--agency {code}: one of {known}")
    return found[0].id
