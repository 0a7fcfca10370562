"""`demo`: synthetic officers and forty cases in every state, to look at. Nobody in it is a real person."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import Connection

from bot.commands import user
from bot.control import Lines, Say
from bot.house import House
from cases import accounts, agencies, areas, referrals, service, starter, store
from cases.accounts import Grant, Role, Viewer
from cases.errors import NotFound, Refused
from cases.opening import NewCase
from cases.people import NewPerson

OFFICER = "demo"
"""Login of the officer at the secretariat; the agencies' are `demo-<agency>`."""
SHOWN = ("dinkes",)
"""Agencies whose one-time password is printed; the others' is known to nobody."""


RESIDENT = Viewer("resident")
"""The made-up residents have no chat."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demonstration."""

    officer: Viewer
    by_agency: Mapping[UUID, Viewer]
    villages: Sequence[str]


async def demo(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """Once for each database. Raises Refused when it was loaded before."""
    if await house.db.read(lambda tx: accounts.by_login(tx, OFFICER)):
        raise Refused("The demonstration is loaded already.")
    await _accounts(house, say)
    cast = await house.db.read(lambda tx: _cast(house, tx))
    rows = _stories(house.settings.office.starter)
    for number, row in enumerate(rows):
        await house.db.write(_case(number, row, cast, house.clock.now()))
        if (number + 1) % 10 == 0:
            await say(f"{number + 1} of {len(rows)} cases")
    await say("Sign in at /panel as demo or demo-dinkes. All people and stories are made up.")
    return 0


def _stories(office: str) -> list[Mapping[str, Any]]:
    path = Path(starter.FOLDER) / office / "demo.yml"
    if not path.is_file():
        raise Refused(f"{path}: this office has no stories for a demonstration")
    rows: list[Mapping[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


async def _accounts(house: House, say: Say) -> None:
    area, since = house.settings.office.code, house.clock.now() - timedelta(days=30)
    desk = [Grant(role, area) for role in (Role.BACK_OFFICE, Role.SUPERVISOR)]
    password = await user.add(house, OFFICER, "Petugas Contoh", desk, since=since)
    await say(f"login {OFFICER}, one-time password {password}")
    for agency in await house.db.read(agencies.all_agencies):
        grants = [Grant(Role.AGENCY_OFFICER, area)]
        password = await user.add(
            house, f"{OFFICER}-{agency.code}", f"Petugas {agency.short_name}", grants, agency.code, since
        )
        if agency.code in SHOWN:
            await say(f"login {OFFICER}-{agency.code}, one-time password {password}")


def _cast(house: House, tx: Connection) -> Cast:
    now, office = house.clock.now(), house.settings.office.code

    def viewer(login: str) -> Viewer:
        account = accounts.by_login(tx, login)
        if account is None:
            raise NotFound(login)
        return accounts.viewer_of(tx, account, now)

    villages = [
        village.code for district in areas.inside(tx, office) for village in areas.inside(tx, district.code)
    ]
    by_agency = {agency.id: viewer(f"{OFFICER}-{agency.code}") for agency in agencies.all_agencies(tx)}
    return Cast(viewer(OFFICER), by_agency, villages)


def _case(number: int, row: Mapping[str, Any], cast: Cast, now: datetime) -> Callable[[Connection], None]:
    """One story, opened some hours ago, and the verbs that bring it where it stands."""

    def work(tx: Connection) -> None:
        at = now - timedelta(hours=row["jam"])
        person = NewPerson(row["nama"]) if row["nama"] else None
        other = "hubungan" in row
        draft = NewCase(
            draft=f"demo:{number}",
            category=row["kategori"],
            story=row["cerita"],
            urgency=row.get("mendesak", "normal"),
            area=row.get("desa") or random.Random(number).choice(cast.villages),  # noqa: S311  scenery
            subject="other" if other else "self",
            relation=row.get("hubungan", ""),
            channel=row["kanal"],
            reporter=None if other else person,
            subject_person=person if other else None,
        )
        case = service.open_case(tx, draft, RESIDENT, at).case
        walk = Walk(tx, case.id, cast, at)
        for step in PATHS[row["jalan"]]:
            step(walk)

    return work


@dataclass(slots=True)
class Walk:
    """One case on its way; each step happens a little later."""

    tx: Connection
    case_id: UUID
    cast: Cast
    at: datetime

    def case(self) -> store.CaseRow:
        return store.read_case(self.tx, self.case_id)

    def later(self) -> datetime:
        self.at += timedelta(minutes=12)
        return self.at

    def verify(self) -> None:
        case = self.case()
        service.verify(
            self.tx, case, self.cast.officer, self.later(), category=case.category, urgency=case.urgency,
            confidentiality=case.confidentiality, area=case.area,
        )  # fmt: skip

    def ask(self) -> None:
        question = "Boleh tahu nomor kartunya?"
        service.ask(self.tx, self.case(), self.cast.officer, self.later(), question)

    def refer(self) -> None:
        case = self.case()
        if case.proposed_agency_id is None:
            raise NotFound(case.category)
        referrals.refer(self.tx, case, self.cast.officer, self.later(), agency_id=case.proposed_agency_id)

    def _mine(self) -> tuple[store.CaseRow, store.ReferralRow, Viewer]:
        referral = store.read_referrals(self.tx, self.case_id)[0]
        return self.case(), referral, self.cast.by_agency[referral.agency_id]

    def accept(self) -> None:
        case, referral, viewer = self._mine()
        referrals.accept(self.tx, case, referral, viewer, self.later())

    def ask_for_data(self) -> None:
        case, referral, viewer = self._mine()
        referrals.ask(self.tx, case, referral, viewer, self.later(), "Boleh tahu nomor kartunya?")

    def finish(self) -> None:
        case, referral, viewer = self._mine()
        text = "Sudah kami bantu, silakan dicek."
        referrals.finish(self.tx, case, referral, viewer, self.later(), outcome="success", text=text)

    def confirm(self) -> None:
        service.confirm(self.tx, self.case(), RESIDENT, self.later())

    def close(self) -> None:
        text = "Ini tugas kantor lain. Silakan lapor ke SP4N-LAPOR, lapor.go.id."
        service.close(
            self.tx, self.case(), self.cast.officer, self.later(), reason="not_our_authority", text=text
        )


_REFERRED = (Walk.verify, Walk.refer)
_ACCEPTED = (*_REFERRED, Walk.accept)
_FINISHED = (*_ACCEPTED, Walk.finish)

PATHS: Mapping[str, Sequence[Callable[[Walk], None]]] = {
    "baru": (),
    "diperiksa": (Walk.verify,),
    "ditanya": (Walk.verify, Walk.ask),
    "dirujuk": _REFERRED,
    "dikerjakan": _ACCEPTED,
    "butuh_data": (*_ACCEPTED, Walk.ask_for_data),
    "selesai": _FINISHED,
    "terbukti": (*_FINISHED, Walk.confirm),
    "ditutup": (Walk.verify, Walk.close),
}
