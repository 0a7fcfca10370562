"""What the calendar brings to a case: a pause that ends, a question nobody answers, a result nobody proves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, select, update

from cases import agencies, pauses, referrals, service
from cases.errors import Refused
from cases.events import Event
from cases.models import cases, outbound
from cases.models import tasks as task_rows
from cases.roles import Viewer
from cases.store import CaseRow, ReferralRow, read_case, read_referrals
from tests.builders import NOW
from tests.office import Office

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def now_(office: Office, case: CaseRow) -> CaseRow:
    return await office.sees(lambda tx: read_case(tx, case.id))


async def news(office: Office, at: datetime) -> list[str]:
    """The chores of that minute; what the resident is told by them."""

    def sent(tx: Connection) -> list[str]:
        queued = select(outbound.c.body).where(outbound.c.state == "queued", outbound.c.purpose != "alert")
        bodies = [row.body["body"] for row in tx.execute(queued.order_by(outbound.c.id))]
        tx.execute(update(outbound).values(state="sent"))
        return bodies

    await office.db.write(sent)
    await office.minute(at)
    return await office.db.write(sent)


async def verified(office: Office, who: Viewer, **values: object) -> CaseRow:
    """Budi's case after verification, calm unless told otherwise."""
    return await office.verified(who, **{"urgency": "normal", "confidentiality": "normal", **values})


class TestAPause:
    async def test_is_told_with_its_day_and_ends_by_itself(self, office: Office, bo: Viewer) -> None:
        case, until = await verified(office, bo), (NOW + 7 * DAY).date()

        told = await office.does(
            lambda tx: pauses.hold(
                tx, case, bo, NOW, until=until, reason="agency_schedule", text="Dinkes buka Senin."
            )
        )
        held = await now_(office, case)

        assert held.state == "on_hold"
        assert case.due_at
        assert held.due_at
        assert held.due_at > case.due_at
        assert "Dinkes buka Senin." in told[0]
        assert "Kami lanjutkan paling lambat" in told[0]
        assert held.hold_until
        assert await news(office, held.hold_until - MINUTE) == []
        [back] = [one for one in await news(office, held.hold_until) if "lanjutkan" in one]
        assert held.number[:4] in back
        after = await now_(office, case)
        assert (after.state, after.hold_until) == ("verified", None)

    @pytest.mark.parametrize(("reason", "runs"), [("other", True), ("resident_asked", False)])
    async def test_stops_the_clock_only_when_the_office_can_do_nothing(
        self, office: Office, bo: Viewer, reason: str, runs: bool
    ) -> None:
        case, until = await verified(office, bo), (NOW + 7 * DAY).date()
        await office.does(
            lambda tx: pauses.hold(tx, case, bo, NOW, until=until, reason=reason, text="Ditunda.")
        )
        held = await now_(office, case)

        assert (held.due_at is not None, held.clock_left is None) == (runs, runs)
        await office.does(lambda tx: pauses.resume(tx, held, bo, NOW + DAY))
        assert (await now_(office, case)).due_at is not None

    async def test_of_more_than_two_weeks_is_for_a_supervisor(
        self, office: Office, bo: Viewer, boss: Viewer
    ) -> None:
        case, until = await verified(office, bo), (NOW + 20 * DAY).date()

        def held_by(who: Viewer) -> Callable[[Connection], Event]:
            return lambda tx: pauses.hold(tx, case, who, NOW, until=until, reason="other", text="Ditunda.")

        with pytest.raises(Refused, match=r"aturan\.short_hold"):
            await office.does(held_by(bo))
        await office.does(held_by(boss))
        assert (await now_(office, case)).state == "on_hold"

    @pytest.mark.parametrize("until", [NOW.date(), date(2020, 1, 1), NOW.date() + 400 * DAY])
    async def test_needs_a_day_ahead_of_us(self, office: Office, boss: Viewer, until: date) -> None:
        case = await verified(office, boss)

        with pytest.raises(Refused, match=r"tunda\.tanggal"):
            await office.does(
                lambda tx: pauses.hold(tx, case, boss, NOW, until=until, reason="other", text="x")
            )


class TestNoAnswer:
    @pytest.fixture
    async def limits(self, office: Office) -> list[datetime]:
        work = await office.sees(agencies.clockwork)
        return [work.due(name, NOW) for name in ("remind", "remind_again", "no_reply")]

    async def asked(self, office: Office, who: Viewer, **values: object) -> CaseRow:
        case = await verified(office, who, **values)
        await office.does(lambda tx: service.ask(tx, case, who, NOW, "Nomor kartunya berapa?"))
        return await now_(office, case)

    async def test_is_reminded_visited_and_then_closed(
        self, office: Office, bo: Viewer, limits: list[datetime]
    ) -> None:
        case = await self.asked(office, bo)
        first, second, end = limits

        assert await news(office, first - MINUTE) == []
        [again] = await news(office, first)
        assert "Nomor kartunya berapa?" in again
        assert await news(office, first + MINUTE) == []
        assert await self.visits(office) == 0
        assert await news(office, second) == []
        assert await self.visits(office) == 1
        [ended] = await news(office, end)
        assert "kami tutup dulu" in ended
        assert (await now_(office, case)).close_reason == "no_reply"

    async def test_an_answer_ends_the_reminders(
        self, office: Office, bo: Viewer, limits: list[datetime]
    ) -> None:
        case = await self.asked(office, bo)
        await news(office, limits[0])
        await office.hears("nomornya di KTP saya")

        assert (await now_(office, case)).state == "verified"
        assert not [one for one in await news(office, limits[1]) if "menunggu jawaban" in one]
        assert (await now_(office, case)).state == "verified"

    @pytest.mark.parametrize(
        "grave", [{"urgency": "urgent"}, {"urgency": "emergency"}, {"confidentiality": "restricted"}]
    )
    async def test_a_grave_case_never_ends_so(
        self, office: Office, boss: Viewer, limits: list[datetime], grave: dict[str, object]
    ) -> None:
        case = await self.asked(office, boss, **grave)
        for at in (*limits, limits[-1] + 30 * DAY):
            await news(office, at)

        assert (await now_(office, case)).state == "needs_info"
        assert await self.visits(office) == 1

    async def test_a_limit_of_its_own_category_holds_for_it(
        self, office: Office, bo: Viewer, limits: list[datetime]
    ) -> None:
        await self.asked(office, bo)
        narrower = {"remind/kesehatan": {"days": 1}, "remind/bansos": {"minutes": 5}}
        await office.db.write(lambda tx: agencies.write_setting(tx, uuid4(), "deadlines", narrower))
        tomorrow = (await office.sees(agencies.clockwork)).due("remind", NOW, category="kesehatan")

        assert NOW < tomorrow < limits[0]
        assert await news(office, tomorrow - MINUTE) == []
        assert len(await news(office, tomorrow)) == 1

    async def visits(self, office: Office) -> int:
        return len(
            await office.sees(
                lambda tx: tx.execute(select(task_rows).where(task_rows.c.kind == "visit")).all()
            )
        )


class TestAResultNobodyProves:
    async def finished(self, office: Office, who: Viewer) -> CaseRow:
        case = await verified(office, who)
        await office.does(lambda tx: service.handle(tx, case, who, NOW))
        taken = await now_(office, case)
        await office.does(
            lambda tx: service.finish(tx, taken, who, NOW, outcome="success", text="Sudah aktif.")
        )
        return await now_(office, case)

    async def test_is_counted_apart_and_asked_once_more(self, office: Office, bo: Viewer) -> None:
        case = await self.finished(office, bo)
        assert case.due_at

        assert not [one for one in await news(office, case.due_at - MINUTE) if "beres" in one]
        told = await news(office, case.due_at)
        after = await now_(office, case)

        assert [after.state, after.due_at] == ["resolved_unverified", None]
        assert len(told) == 1
        assert "Apakah benar sudah beres?" in told[0]
        await office.hears("sudah")
        assert (await now_(office, case)).state == "resolved_verified"

    async def test_belum_after_the_check_opens_it_again(self, office: Office, bo: Viewer) -> None:
        case = await self.finished(office, bo)
        assert case.due_at
        await news(office, case.due_at)

        await office.hears("belum")

        assert (await now_(office, case)).state == "reopened"

    async def test_is_not_looked_at_before_its_programme_has_paid(self, office: Office, bo: Viewer) -> None:
        plain = await self.finished(office, bo)
        [days] = await office.sees(
            lambda tx: [one.check_days for one in agencies.catalogue(tx) if one.code == "pkh"]
        )
        await office.db.write(
            lambda tx: tx.execute(update(cases).values(state="in_progress", entities={"program": "PKH, PIP"}))
        )
        case = await now_(office, plain)
        await office.does(lambda tx: service.finish(tx, case, bo, NOW, outcome="success", text="Cair nanti."))

        due = (await now_(office, case)).due_at
        assert due
        assert due >= NOW + days * DAY


class TestADeniedResult:
    async def test_goes_back_to_its_agency(
        self, office: Office, bo: Viewer, boss: Viewer, dinkes: Viewer
    ) -> None:
        case = await verified(office, bo)
        assert dinkes.agency_id
        agency = dinkes.agency_id
        await office.does(lambda tx: referrals.refer(tx, case, bo, NOW, agency_id=agency))
        for verb in (
            lambda tx: referrals.accept(tx, *both(tx, case), dinkes, NOW),
            lambda tx: referrals.start(tx, *both(tx, case), dinkes, NOW),
            lambda tx: referrals.finish(tx, *both(tx, case), dinkes, NOW, outcome="success", text="Aktif."),
            lambda tx: service.deny(tx, read_case(tx, case.id), bo, NOW),
        ):
            await office.does(verb)

        with pytest.raises(Refused, match=r"aturan\.peran"):
            await office.does(lambda tx: referrals.dispute(tx, *both(tx, case), bo, NOW, "Kartu masih mati."))
        await office.does(lambda tx: referrals.dispute(tx, *both(tx, case), boss, NOW, "Kartu masih mati."))

        found, referral = await office.sees(lambda tx: both(tx, case))
        assert (found.state, referral.state, referral.ended_at) == ("in_progress", "in_work", None)
        assert referral.due_at == await office.sees(lambda tx: result_due(tx, found))


@pytest.mark.parametrize("category", ["kesehatan", "penyimpangan"])
async def test_an_agency_has_the_time_its_category_gives(
    office: Office, bo: Viewer, dinkes: Viewer, category: str
) -> None:
    case = await verified(office, bo, category=category)
    assert dinkes.agency_id
    agency = dinkes.agency_id
    await office.does(lambda tx: referrals.refer(tx, case, bo, NOW, agency_id=agency))
    await office.does(lambda tx: referrals.accept(tx, *both(tx, case), dinkes, NOW))

    found, referral = await office.sees(lambda tx: both(tx, case))
    assert found.category == category
    assert referral.due_at == await office.sees(lambda tx: result_due(tx, found))


def result_due(tx: Connection, case: CaseRow) -> datetime:
    what = {"penyimpangan": "supervision"}.get(case.category, "handling")
    return agencies.clockwork(tx).due(what, NOW, category=case.category, urgency=case.urgency)


def both(tx: Connection, case: CaseRow) -> tuple[CaseRow, ReferralRow]:
    return read_case(tx, case.id), read_referrals(tx, case.id)[-1]
