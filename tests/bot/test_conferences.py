"""Cases nobody wants, and cases agencies bring: a conference of everybody who was asked, a proposal to the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select, update

from cases import accounts, conferences, proposals, referrals, service, store
from cases.agencies import all_agencies
from cases.errors import NotFound, Refused
from cases.events import Event
from cases.models import cases, events, outbound
from cases.opening import NewCase
from cases.roles import Grant, Role, Viewer
from cases.store import CaseRow, ReferralRow, TimelineEntry, read_case, read_referrals
from tests.builders import NOW, a_staff_chat
from tests.office import Office

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def disdik(office: Office) -> Viewer:
    def work(tx: Connection) -> Viewer:
        agency = next(one for one in all_agencies(tx) if one.code == "disdik")
        id_ = accounts.create(
            tx, login="disdik", name="Disdik", password="x", now=NOW, agency_id=agency.id,
            grants=[Grant(Role.AGENCY_OFFICER, "32.09")],
        )  # fmt: skip
        account = accounts.by_id(tx, id_)
        assert account
        return accounts.viewer_of(tx, account, NOW)

    return await office.db.write(work)


async def declined_by(office: Office, case: CaseRow, desk: Viewer, agency: Viewer) -> None:
    assert agency.agency_id
    to = agency.agency_id
    await office.does(lambda tx: referrals.refer(tx, read_case(tx, case.id), desk, NOW, agency_id=to))
    await office.does(
        lambda tx: referrals.reject(
            tx, read_case(tx, case.id), read_referrals(tx, case.id)[-1], agency, NOW,
            reason="not_our_authority", text="Bukan tugas kami.",
        )
    )  # fmt: skip


async def names(office: Office, case: CaseRow) -> list[str]:
    found = select(events.c.name).where(events.c.case_id == case.id).order_by(events.c.id)
    return await office.sees(lambda tx: list(tx.scalars(found)))


class TestAConference:
    @pytest.fixture
    async def case(self, office: Office, bo: Viewer, dinkes: Viewer, disdik: Viewer) -> CaseRow:
        """Two agencies said no."""
        case = await office.verified(bo)
        await declined_by(office, case, bo, dinkes)
        await office.minute(NOW + MINUTE)
        assert "conference_called" not in await names(office, case)
        await declined_by(office, case, bo, disdik)
        with pytest.raises(NotFound):
            await office.sees(lambda tx: store.by_number(tx, dinkes, case.number))
        return case

    async def test_is_called_once_when_two_agencies_said_no(self, office: Office, case: CaseRow) -> None:
        for n in range(3):
            await office.minute(NOW + n * MINUTE)

        assert (await names(office, case)).count("conference_called") == 1
        found = await office.sees(lambda tx: read_case(tx, case.id))
        assert found.conference_due
        assert found.conference_due > NOW

    async def test_both_agencies_see_the_case_again_and_talk_in_one_thread(
        self, office: Office, case: CaseRow, bo: Viewer, dinkes: Viewer, disdik: Viewer
    ) -> None:
        await office.minute(NOW)
        for who, word in (
            (dinkes, "Kami hanya obat."),
            (bo, "Siapa yang bisa?"),
            (disdik, "Kami bisa bantu."),
        ):
            await office.does(self.said(case, who, word))

        for who in (dinkes, disdik):
            heard = await office.sees(partial(thread_of, viewer=who, number=case.number))
            assert [one.text for one in heard if one.name == "conference_said"] == [
                "Kami hanya obat.", "Siapa yang bisa?", "Kami bisa bantu.",
            ]  # fmt: skip

    def said(self, case: CaseRow, who: Viewer, word: str) -> Callable[[Connection], Event]:
        return lambda tx: conferences.speak(tx, store.by_number(tx, who, case.number), who, NOW, word)

    async def test_with_the_conclusion_the_agencies_see_it_no_more_and_it_can_be_referred(
        self, office: Office, case: CaseRow, bo: Viewer, dinkes: Viewer, disdik: Viewer
    ) -> None:
        await office.minute(NOW)
        await office.does(
            lambda tx: conferences.conclude(tx, read_case(tx, case.id), bo, NOW, "Disdik mengerjakan.")
        )

        for who in (dinkes, disdik):
            with pytest.raises(NotFound):
                await office.sees(partial(thread_of, viewer=who, number=case.number))
        await office.minute(NOW + MINUTE)
        assert (await names(office, case)).count("conference_called") == 1
        assert disdik.agency_id
        again = disdik.agency_id
        await office.does(lambda tx: referrals.refer(tx, read_case(tx, case.id), bo, NOW, agency_id=again))
        assert (await office.sees(lambda tx: store.by_number(tx, disdik, case.number))).referred

    async def test_that_nobody_concludes_goes_upward_once(self, office: Office, case: CaseRow) -> None:
        await office.minute(NOW)
        due = (await office.sees(lambda tx: read_case(tx, case.id))).conference_due
        assert due
        for n in range(3):
            await office.minute(due + n * MINUTE)

        assert (await names(office, case)).count("conference_late") == 1

    async def test_its_people_are_told_in_their_chats(
        self, office: Office, case: CaseRow, dinkes: Viewer
    ) -> None:
        await office.db.write(lambda tx: chat_of(tx, dinkes))
        await office.minute(NOW)

        told = await office.sees(lambda tx: [row.body["body"] for row in tx.execute(select(outbound.c.body))])
        assert [one for one in told if "Ada rapat kasus" in one]

    async def test_nobody_outside_speaks(self, office: Office, case: CaseRow, bo: Viewer) -> None:
        with pytest.raises(Refused, match=r"aturan\.conferring"):
            await office.does(self.said(case, bo, "Halo?"))


async def test_what_was_said_to_be_nobodys_twice_needs_a_conference_first(
    office: Office, bo: Viewer, boss: Viewer
) -> None:
    case = await office.verified(bo)

    def closed(tx: Connection) -> Event:
        return service.close(
            tx, read_case(tx, case.id), bo, NOW, reason="not_our_authority", text="Ke kantor pos."
        )

    await office.does(closed)
    await office.does(lambda tx: service.reopen(tx, read_case(tx, case.id), boss, NOW))
    with pytest.raises(Refused, match=r"aturan\.said_once"):
        await office.does(closed)
    await office.does(lambda tx: conferences.call(tx, read_case(tx, case.id), bo, NOW, "Siapa yang bisa?"))


class TestAProposal:
    @pytest.fixture
    async def case(self, office: Office, dinkes: Viewer) -> CaseRow:
        """An agency met somebody who needs more than it gives."""
        told = NewCase(
            draft="p1",
            category="lansia",
            story="Ibu tua tinggal sendiri",
            area="32.09.15",
            intake_point="agency",
        )
        opened = await office.db.write(lambda tx: service.open_case(tx, told, dinkes, NOW))
        return opened.case

    async def proposed(self, office: Office, case: CaseRow, dinkes: Viewer) -> None:
        await office.does(lambda tx: proposals.propose(tx, case, dinkes, NOW, "Butuh Dinsos juga."))

    def both(self, tx: Connection, case: CaseRow) -> tuple[CaseRow, ReferralRow]:
        return read_case(tx, case.id), read_referrals(tx, case.id)[-1]

    async def test_is_taken_on_by_an_officer_who_then_owns_the_case(
        self, office: Office, case: CaseRow, dinkes: Viewer, bo: Viewer
    ) -> None:
        await office.db.write(lambda tx: chat_of(tx, dinkes))
        await self.proposed(office, case, dinkes)
        await office.does(lambda tx: proposals.take_on(tx, *self.both(tx, case), bo, NOW))

        found, referral = await office.sees(lambda tx: self.both(tx, case))
        assert (found.handler_id, found.state, referral.state) == (bo.account_id, "received", "accepted")
        told = await office.sees(lambda tx: [row.body["body"] for row in tx.execute(select(outbound.c.body))])
        assert [one for one in told if "Usulan Anda ke SLRT sudah dijawab" in one]
        thread = await office.sees(lambda tx: thread_of(tx, dinkes, case.number))
        assert "proposal_accepted" in [one.name for one in thread]

    async def test_does_not_keep_the_case_from_being_finished(
        self, office: Office, case: CaseRow, dinkes: Viewer, bo: Viewer
    ) -> None:
        await self.proposed(office, case, dinkes)
        await office.does(lambda tx: proposals.take_on(tx, *self.both(tx, case), bo, NOW))
        for verb in (
            lambda tx: service.verify(tx, read_case(tx, case.id), bo, NOW, category="lansia", urgency="normal", confidentiality="restricted", area="32.09.15"),
            lambda tx: service.handle(tx, read_case(tx, case.id), bo, NOW),
            lambda tx: service.finish(tx, read_case(tx, case.id), bo, NOW, outcome="success", text="Sudah dibantu."),
        ):  # fmt: skip
            await office.does(verb)

        assert (await office.sees(lambda tx: read_case(tx, case.id))).state == "awaiting_outcome"

    async def test_is_turned_down_with_words_for_the_agency(
        self, office: Office, case: CaseRow, dinkes: Viewer, bo: Viewer
    ) -> None:
        await self.proposed(office, case, dinkes)
        with pytest.raises(Refused, match=r"rujukan\.alasan"):
            await office.does(lambda tx: proposals.turn_down(tx, *self.both(tx, case), bo, NOW, " "))
        await office.does(
            lambda tx: proposals.turn_down(tx, *self.both(tx, case), bo, NOW, "Sudah ditangani desa.")
        )

        assert (await office.sees(lambda tx: self.both(tx, case)))[1].state == "rejected"

    async def test_only_one_waits_and_only_the_desk_answers(
        self, office: Office, case: CaseRow, dinkes: Viewer, disdik: Viewer, bo: Viewer
    ) -> None:
        with pytest.raises(Refused, match=r"aturan\.peran"):
            await office.does(lambda tx: proposals.propose(tx, case, bo, NOW, "x"))
        await self.proposed(office, case, dinkes)
        with pytest.raises(Refused, match=r"rujukan\.sudah_ada"):
            await self.proposed(office, case, dinkes)
        with pytest.raises(NotFound):
            await office.does(lambda tx: proposals.take_on(tx, *self.both(tx, case), disdik, NOW))

    async def test_that_nobody_answers_is_told_and_can_still_be_taken_on(
        self, office: Office, case: CaseRow, dinkes: Viewer, bo: Viewer
    ) -> None:
        await self.proposed(office, case, dinkes)
        _, referral = await office.sees(lambda tx: self.both(tx, case))
        due: datetime | None = referral.due_at
        assert due
        await office.minute(due + MINUTE)

        assert (await office.sees(lambda tx: self.both(tx, case)))[1].state == "expired"
        assert "referral_expired" in await names(office, case)
        await office.does(lambda tx: proposals.take_on(tx, *self.both(tx, case), bo, NOW))

    async def test_about_the_secretariat_itself_is_refused(
        self, office: Office, case: CaseRow, dinkes: Viewer
    ) -> None:
        await office.db.write(lambda tx: tx.execute(update(cases).values(accused="slrt")))
        about = await office.sees(lambda tx: read_case(tx, case.id))

        with pytest.raises(Refused, match=r"rujukan\.terlapor"):
            await self.proposed(office, about, dinkes)


def thread_of(tx: Connection, viewer: Viewer, number: str) -> list[TimelineEntry]:
    return store.timeline(tx, viewer, store.by_number(tx, viewer, number))


def chat_of(tx: Connection, viewer: Viewer) -> None:
    a_staff_chat(tx, viewer.account_id, "console:lembaga")
