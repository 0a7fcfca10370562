"""Gabung: two reports of one trouble become one case; both reporters keep number and news, and it can be undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from cases import exclusions, merging, numbers, pauses, people_own, referrals, service, store
from cases.errors import Refused
from cases.models import cases
from cases.roles import Viewer, resident
from cases.store import CaseRow, read_case, store_duplicates, store_merges
from tests.builders import NOW
from tests.office import Office

SOON = NOW + timedelta(minutes=5)


@dataclass
class Two:
    """Budi's case and the one Siti told of the same trouble, and who puts them together."""

    office: Office
    siti: Office
    budis: CaseRow
    sitis: CaseRow
    bo: Viewer

    async def row(self, case: CaseRow) -> CaseRow:
        return await self.office.sees(lambda tx: read_case(tx, case.id))

    async def merged(self) -> list[str]:
        """Siti's goes on in Budi's; what she is told."""
        return await self.office.does(lambda tx: self.merge(tx, self.sitis, self.budis))

    def merge(self, tx: Connection, case: CaseRow, into: CaseRow) -> Any:
        return merging.merge(tx, read_case(tx, case.id), self.bo, SOON, read_case(tx, into.id))

    async def refused(self, why: str, case: CaseRow, into: CaseRow) -> None:
        with pytest.raises(Refused) as caught:
            await self.office.does(lambda tx: self.merge(tx, case, into))
        assert caught.value.key == why


@pytest.fixture
async def two(office: Office, bo: Viewer) -> Two:
    siti = replace(office, address="console:siti")
    return Two(office, siti, await office.opened(), await siti.opened(), bo)


def as_it_stands(case: CaseRow) -> CaseRow:
    return replace(case, version=0, changed_at=NOW)


def number(case: CaseRow) -> str:
    return numbers.shown(case.number)


async def test_one_ends_and_the_other_says_so(two: Two) -> None:
    told = await two.merged()

    sitis, budis = await two.row(two.sitis), await two.row(two.budis)
    assert (sitis.state, sitis.close_reason, sitis.due_at) == ("closed", "merged", None)
    assert (budis.state, budis.due_at) == (two.budis.state, two.budis.due_at)
    assert len(told) == 1
    assert number(sitis) in told[0]
    assert number(budis) not in told[0]
    lines = await two.office.sees(lambda tx: store.timeline(tx, two.bo, budis))
    assert ("case_absorbed", number(sitis)) in [(one.name, one.text) for one in lines]


async def test_both_reporters_hear_how_it_goes_each_by_her_own_number(two: Two) -> None:
    await two.merged()

    bodies = await two.office.does(
        lambda tx: service.close(
            tx, read_case(tx, two.budis.id), two.bo, SOON, reason="not_our_authority", text="Ke BPJS ya, Bu Sarinem."
        )
    )  # fmt: skip

    hers, his = (next(one for one in bodies if number(case) in one) for case in (two.sitis, two.budis))
    assert len(bodies) == 2
    assert "Sarinem" in his
    assert "Sarinem" not in hers
    assert "Ditutup" in hers


async def test_her_number_tells_how_the_other_case_stands(two: Two, boss: Viewer) -> None:
    await two.merged()
    await two.office.does(
        lambda tx: service.verify(
            tx, read_case(tx, two.budis.id), boss, SOON, category="kesehatan", urgency="urgent",
            confidentiality="restricted", area=two.budis.area,
        )
    )  # fmt: skip
    await two.office.does(lambda tx: service.handle(tx, read_case(tx, two.budis.id), boss, SOON))

    told = await two.siti.hears("sampai mana laporan saya", intent="status")

    assert [one for one in told if number(two.sitis) in one and "Sedang dikerjakan" in one]
    assert number(two.budis) not in " ".join(told)


async def test_somebody_who_told_it_twice_is_told_the_news_once(office: Office, bo: Viewer) -> None:
    first = await office.opened()
    await office.hears("menu")
    second = await office.db.write(lambda tx: _again(tx, first, bo))
    await office.does(lambda tx: merging.merge(tx, second, bo, SOON, read_case(tx, first.id)))

    bodies = await office.does(
        lambda tx: service.close(
            tx, read_case(tx, first.id), bo, SOON, reason="not_our_authority", text="Ke BPJS"
        )
    )

    assert len(bodies) == 1


def _again(tx: Connection, case: CaseRow, bo: Viewer) -> CaseRow:
    told = service.NewCase(
        draft="dua", category=case.category, story="sama", contact_point_id=case.contact_point_id
    )
    return service.open_case(tx, told, bo, NOW).case


async def test_undone_it_stands_as_it_stood(two: Two) -> None:
    until = (NOW + timedelta(days=6)).date()
    await two.office.does(
        lambda tx: pauses.hold(
            tx, read_case(tx, two.sitis.id), two.bo, NOW, until=until, reason="resident_asked", text="Nanti"
        )
    )
    before = await two.row(two.sitis)
    await two.merged()

    told = await two.office.does(
        lambda tx: merging.unmerge(tx, read_case(tx, two.sitis.id), two.bo, NOW + timedelta(hours=23))
    )

    after = await two.row(two.sitis)
    assert as_it_stands(after) == as_it_stands(before)
    assert number(after) in told[0]
    assert await two.office.sees(lambda tx: store_merges.put_into(tx, two.budis.id)) == []


async def test_after_a_day_it_stays(two: Two) -> None:
    await two.merged()

    with pytest.raises(Refused, match=r"aturan\.within_a_day"):
        await two.office.does(
            lambda tx: merging.unmerge(tx, read_case(tx, two.sitis.id), two.bo, SOON + timedelta(days=1))
        )


async def test_when_the_other_reporter_withdraws_hers_is_a_case_again(two: Two) -> None:
    await two.merged()
    assert two.budis.contact_point_id
    his = resident(two.budis.contact_point_id)
    await two.office.does(
        lambda tx: service.close(tx, read_case(tx, two.budis.id), his, SOON, reason="withdrawn", text="")
    )
    assert (await two.row(two.sitis)).state == "closed"

    await two.office.minute(SOON + timedelta(days=3))

    sitis = await two.row(two.sitis)
    assert (sitis.state, sitis.close_reason) == ("received", "")
    assert sitis.due_at is not None


async def test_she_may_withdraw_or_open_her_own_again(two: Two) -> None:
    await two.merged()
    assert two.sitis.contact_point_id
    hers = resident(two.sitis.contact_point_id)

    await two.office.does(lambda tx: service.reopen(tx, read_case(tx, two.sitis.id), hers, SOON))
    assert (await two.row(two.sitis)).state == "reopened"
    assert await two.office.sees(lambda tx: store_merges.put_into(tx, two.budis.id)) == []

    await two.merged()
    await two.office.does(
        lambda tx: service.close(tx, read_case(tx, two.sitis.id), hers, SOON, reason="withdrawn", text="")
    )
    assert (await two.row(two.sitis)).close_reason == "withdrawn"
    assert await two.office.sees(lambda tx: store_merges.put_into(tx, two.budis.id)) == []


async def test_who_had_her_data_erased_hears_nothing_more(two: Two) -> None:
    await two.merged()
    assert two.sitis.contact_point_id
    hers = two.sitis.contact_point_id
    await two.office.db.write(lambda tx: people_own.erase(tx, hers, SOON))

    bodies = await two.office.does(
        lambda tx: service.close(
            tx, read_case(tx, two.budis.id), two.bo, SOON, reason="not_our_authority", text="Ke BPJS"
        )
    )
    assert [one for one in bodies if number(two.sitis) in one] == []
    assert len([one for one in bodies if number(two.budis) in one]) == 1


async def test_a_case_is_not_put_into_itself_or_into_a_closed_one(two: Two) -> None:
    await two.refused("gabung.sama", two.sitis, two.sitis)
    await two.merged()
    await two.refused("aturan.keadaan", two.budis, two.sitis)


async def test_what_an_agency_works_on_goes_on(two: Two, boss: Viewer, dinkes: Viewer) -> None:
    def refer(tx: Connection) -> Any:
        return referrals.refer(tx, read_case(tx, two.budis.id), boss, NOW, agency_id=agency_id)

    assert dinkes.agency_id
    agency_id = dinkes.agency_id

    await two.office.db.write(lambda tx: tx.execute(update(cases).values(state="verified")))
    await two.office.does(refer)

    await two.refused("gabung.rujukan", two.budis, two.sitis)
    await two.merged()


@pytest.mark.parametrize("values", [{"confidentiality": "secret"}, {"accused": "lain"}])
async def test_nothing_is_put_where_more_people_read_it(two: Two, values: dict[str, str]) -> None:
    await two.office.db.write(
        lambda tx: tx.execute(update(cases).where(cases.c.id == two.sitis.id).values(values))
    )
    await two.refused("gabung.dijaga", two.sitis, two.budis)


async def test_who_is_excluded_from_one_is_excluded_from_both(two: Two, boss: Viewer, dinkes: Viewer) -> None:
    assert dinkes.agency_id
    agency_id = dinkes.agency_id
    await two.merged()

    await two.office.does(
        lambda tx: exclusions.exclude_agency(
            tx, read_case(tx, two.sitis.id), boss, SOON, agency_id, "Dilaporkan"
        )
    )

    for case in (two.sitis, two.budis):
        out = await two.office.sees(lambda tx, case=case: store.excluded(tx, case.id))  # type: ignore[misc]
        assert dinkes.account_id in out


async def test_a_case_of_the_same_person_is_suggested(two: Two) -> None:
    def of_one_person(tx: Connection) -> None:
        tx.execute(update(cases).where(cases.c.id == two.sitis.id).values(subject_id=two.budis.subject_id))

    def alike(tx: Connection) -> list[Any]:
        return [one.id for one in store_duplicates.alike(tx, two.bo, read_case(tx, two.budis.id))]

    assert await two.office.sees(alike) == []
    await two.office.db.write(of_one_person)
    assert await two.office.sees(alike) == [two.sitis.id]
