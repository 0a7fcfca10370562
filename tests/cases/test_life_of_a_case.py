"""A case from opening to closing and back, by its verbs, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from cases import export, referrals, service, store
from cases.agencies import all_agencies, all_categories
from cases.db import Database
from cases.errors import NotFound, Refused, Stale
from cases.events import Event, EventName
from cases.opening import NewCase
from cases.people import NewPerson
from cases.roles import SYSTEM, Viewer
from cases.store import CaseRow, ReferralRow
from tests.builders import NOW, a_desk

RESIDENT = Viewer("resident")
MATANGAJI = "32.09.15.2001"


class Folder:
    """One case and a clock that goes on an hour with each verb."""

    def __init__(self, db: Database, case_id: UUID) -> None:
        self.db, self.case_id, self.now = db, case_id, NOW

    async def case(self) -> CaseRow:
        return await self.db.read(lambda tx: store.read_case(tx, self.case_id))

    async def referral(self) -> ReferralRow:
        return (await self.db.read(lambda tx: store.read_referrals(tx, self.case_id)))[-1]

    async def does(self, verb: Callable[..., Event], viewer: Viewer, *more: object, **named: object) -> Event:
        """A verb on the case as it is now."""
        self.now += timedelta(hours=1)
        now = self.now
        return await self.db.write(
            lambda tx: verb(tx, store.read_case(tx, self.case_id), viewer, now, *more, **named)
        )

    async def answers(
        self, verb: Callable[..., Event], viewer: Viewer, *more: object, **named: object
    ) -> Event:
        """A verb on the newest referral."""
        self.now += timedelta(hours=1)
        now = self.now

        def work(tx: Connection) -> Event:
            referral = store.read_referrals(tx, self.case_id)[-1]
            return verb(tx, store.read_case(tx, self.case_id), referral, viewer, now, *more, **named)

        return await self.db.write(work)

    async def verified(self, viewer: Viewer) -> None:
        case = await self.case()
        await self.does(
            service.verify, viewer, category=case.category, urgency=case.urgency,
            confidentiality=case.confidentiality, area=case.area,
        )  # fmt: skip

    async def referred(self, viewer: Viewer, agency: Viewer) -> None:
        await self.verified(viewer)
        await self.does(referrals.refer, viewer, agency_id=agency.agency_id)

    async def state(self) -> str:
        return (await self.case()).state


async def open_(db: Database, category: str = "kesehatan", draft: str = "d1", **more: object) -> Folder:
    """A case told by a resident."""
    values: dict[str, object] = {"area": MATANGAJI, "story": "kis ibu saya mati", "channel": "telegram"}
    new = NewCase(draft=draft, category=category, **{**values, **more})  # type: ignore[arg-type]
    opened = await db.write(lambda tx: service.open_case(tx, new, RESIDENT, NOW))
    return Folder(db, opened.case.id)


# --- opening ---------------------------------------------------------------------------------------------


async def test_a_new_case_has_a_number_a_route_a_reason_and_a_due_date(office: Database) -> None:
    case = await (await open_(office)).case()

    assert (case.state, case.due_what, len(case.number)) == ("received", "response", 9)
    assert case.due_at is not None
    assert case.due_at > NOW
    assert case.proposed_agency_id is not None
    assert case.route_reason


async def test_one_draft_leads_to_one_case_however_often_it_is_sent(office: Database) -> None:
    first, again = await open_(office), await open_(office)

    assert first.case_id == again.case_id


async def test_every_category_has_a_route(office: Database) -> None:
    codes = await office.read(lambda tx: [c.code for c in all_categories(tx)])

    assert len(codes) == 19
    for code in codes:
        case = await (await open_(office, code, draft=code)).case()
        assert case.proposed_agency_id is not None, code


async def test_the_strictest_of_all_needs_decides_who_may_read(office: Database) -> None:
    case = await (await open_(office, "bansos", also=("penyimpangan",))).case()

    assert case.confidentiality == "secret"


async def test_the_category_may_ask_for_more_urgency_than_was_told(office: Database) -> None:
    case = await (await open_(office, "kekerasan")).case()

    assert (case.urgency, case.due_what) == ("emergency", "emergency")


async def test_an_unknown_category_is_refused(office: Database) -> None:
    with pytest.raises(Refused) as refusal:
        await open_(office, "sihir")

    assert refusal.value.key == "kasus.kategori"


# --- the way of the work ---------------------------------------------------------------------------------


async def test_the_whole_way(office: Database, bo: Viewer, dinkes: Viewer) -> None:
    folder = await open_(office)
    states = []
    for step in (
        lambda: folder.referred(bo, dinkes),
        lambda: folder.answers(referrals.accept, dinkes),
        lambda: folder.answers(referrals.ask, dinkes, "Nomor kartunya?"),
        lambda: folder.does(service.answer, RESIDENT, "000123"),
        lambda: folder.answers(referrals.finish, dinkes, outcome="success", text="Sudah aktif."),
        lambda: folder.does(service.confirm, RESIDENT),
        lambda: folder.does(service.reopen, RESIDENT, "mati lagi"),
    ):
        await step()
        states.append(await folder.state())

    assert states == [
        "in_progress", "in_progress", "needs_info", "in_progress", "awaiting_outcome", "resolved_verified",
        "reopened",
    ]  # fmt: skip
    assert (await folder.referral()).state == "done"


async def test_ownership_moves_when_the_agency_accepts_and_a_refusal_needs_a_reason(
    office: Database, bo: Viewer, dinkes: Viewer
) -> None:
    folder = await open_(office)
    await folder.referred(bo, dinkes)

    with pytest.raises(Refused):
        await folder.answers(referrals.reject, dinkes, reason="not_our_authority", text=" ")
    event = await folder.answers(referrals.reject, dinkes, reason="not_our_authority", text="Ini BPJS.")

    assert event.name is EventName.REFERRAL_REJECTED
    assert await folder.state() == "verified"


async def test_nobody_works_on_a_case_that_was_not_referred_to_her(
    office: Database, bo: Viewer, dinkes: Viewer, perkim: Viewer
) -> None:
    folder = await open_(office)
    await folder.referred(bo, dinkes)

    with pytest.raises((Refused, NotFound)):
        await folder.answers(referrals.accept, perkim)


async def test_a_route_without_anybody_to_receive_it_is_refused(office: Database, bo: Viewer) -> None:
    folder = await open_(office)
    await folder.verified(bo)
    agency = next(a for a in await office.read(all_agencies) if a.code == "bpbd")

    with pytest.raises(Refused) as refusal:
        await folder.does(referrals.refer, bo, agency_id=agency.id)

    assert refusal.value.key == "rujukan.tanpa_penerima"


async def test_the_clock_stands_while_we_wait_for_the_resident(office: Database, bo: Viewer) -> None:
    folder = await open_(office)

    await folder.does(service.ask, bo, "RT berapa?")
    waiting = await folder.case()
    await folder.does(service.answer, RESIDENT, "RT 3")
    going = await folder.case()

    assert (waiting.state, waiting.due_at) == ("needs_info", None)
    assert waiting.clock_left
    assert (going.state, going.clock_left) == ("received", None)
    assert going.due_at is not None


async def test_an_unanswered_referral_goes_back_and_is_seen(
    office: Database, bo: Viewer, dinkes: Viewer
) -> None:
    folder = await open_(office)
    await folder.referred(bo, dinkes)
    late = NOW + timedelta(days=30)

    events = await office.write(lambda tx: referrals.expire_unanswered(tx, late))

    assert [event.name for event in events] == [EventName.REFERRAL_EXPIRED]
    assert await folder.state() == "verified"
    assert await office.write(lambda tx: referrals.expire_unanswered(tx, late)) == []


async def test_the_resident_says_not_yet_and_the_work_goes_on(
    office: Database, bo: Viewer, dinkes: Viewer
) -> None:
    folder = await open_(office)
    await folder.referred(bo, dinkes)
    await folder.answers(referrals.accept, dinkes)
    await folder.answers(referrals.finish, dinkes, outcome="success", text="Sudah.")

    await folder.does(service.deny, RESIDENT, "belum")

    assert await folder.state() == "in_progress"
    assert (await folder.case()).outcome == ""


async def test_closing_takes_the_agencies_off_it(office: Database, boss: Viewer, dinkes: Viewer) -> None:
    folder = await open_(office)
    await folder.referred(boss, dinkes)

    await folder.does(service.close, boss, reason="subject_gone", text="Sudah pindah.")

    case = await folder.case()
    assert (case.state, case.close_reason) == ("closed", "subject_gone")
    assert (await folder.referral()).state == "revoked"


async def test_two_officers_on_one_case_are_told(office: Database, bo: Viewer) -> None:
    folder = await open_(office)
    read = await folder.case()
    await folder.does(service.ask, bo, "RT berapa?")

    with pytest.raises(Stale):
        service.expect(await folder.case(), read.version)
    with pytest.raises(Stale):
        await office.write(lambda tx: service.ask(tx, read, bo, NOW, "RW berapa?"))


async def test_confidentiality_only_gets_stricter(office: Database, bo: Viewer) -> None:
    folder = await open_(office)
    await folder.does(service.guard, bo, "secret")
    await folder.does(service.guard, bo, "normal")

    assert (await folder.case()).confidentiality == "secret"


async def test_only_a_supervisor_lowers_the_urgency(office: Database, bo: Viewer, boss: Viewer) -> None:
    folder = await open_(office, urgency="urgent")
    case = await folder.case()
    lower = {"category": case.category, "urgency": "normal", "confidentiality": "normal", "area": case.area}

    with pytest.raises(Refused):
        await folder.does(service.verify, bo, **lower)
    await folder.does(service.verify, boss, **lower)

    assert (await folder.case()).urgency == "normal"


# --- who sees what ---------------------------------------------------------------------------------------


async def test_an_agency_finds_only_what_was_referred_to_it(
    office: Database, bo: Viewer, dinkes: Viewer, perkim: Viewer
) -> None:
    hers = await open_(office)
    await open_(office, draft="noise")
    await hers.referred(bo, dinkes)
    number = (await hers.case()).number

    listed = await office.read(lambda tx: store.work_list(tx, dinkes, "all", NOW).rows)
    others = await office.read(lambda tx: store.work_list(tx, perkim, "all", NOW).rows)

    assert [row.number for row in listed] == [number]
    assert others == []
    assert (await office.read(lambda tx: store.by_number(tx, dinkes, number))).id == hers.case_id
    with pytest.raises(NotFound):
        await office.read(lambda tx: store.by_number(tx, perkim, number))


async def test_a_secret_case_shows_closed_and_looks_like_no_case(
    office: Database, bo: Viewer, boss: Viewer
) -> None:
    folder = await open_(office, "penyimpangan")
    number = (await folder.case()).number

    [row] = await office.read(lambda tx: store.work_list(tx, bo, "all", NOW).rows)

    assert (row.open, row.title, row.subject_name) == (False, "", "")
    with pytest.raises(NotFound):
        await office.read(lambda tx: store.by_number(tx, bo, number))
    assert (await office.read(lambda tx: store.by_number(tx, boss, number))).id == folder.case_id


async def test_what_was_not_packed_is_not_shown_to_the_agency(
    office: Database, bo: Viewer, dinkes: Viewer
) -> None:
    folder = await open_(office, reporter=NewPerson("Sarinem", nik="3209154107680001"))
    await folder.verified(bo)
    await folder.does(referrals.refer, bo, agency_id=dinkes.agency_id, package=("name",))
    number = (await folder.case()).number

    case = await office.read(lambda tx: store.by_number(tx, dinkes, number))
    people = await office.read(lambda tx: store.people_of(tx, dinkes, case))

    assert case.story == ""
    assert (people["subject"].name, people["subject"].nik) == ("Sarinem", "")


async def test_a_resident_finds_her_own_cases_only(office: Database) -> None:
    desk = await office.write(lambda tx: a_desk(tx))
    mine = await open_(office, contact_point_id=desk.contact_point_id)
    await open_(office, draft="noise")

    found = await office.read(lambda tx: store.for_contact(tx, desk.contact_point_id, NOW))

    assert [case.id for case in found] == [mine.case_id]


async def test_the_views_count_what_they_list(office: Database, bo: Viewer, dinkes: Viewer) -> None:
    await open_(office, "kekerasan", draft="a")
    await open_(office, draft="b")
    await (await open_(office, draft="c")).referred(bo, dinkes)

    def question(tx: Connection) -> dict[str, tuple[int, int]]:
        counted = store.counts(tx, bo, NOW)
        return {view: (counted[view], len(store.work_list(tx, bo, view, NOW).rows)) for view in store.VIEWS}

    seen = await office.read(question)
    assert all(counted == listed for counted, listed in seen.values())
    assert (seen["all"][0], seen["emergency"][0], seen["referred"][0]) == (3, 1, 1)


@pytest.mark.parametrize("view", ["all", "mine"])
async def test_pages_follow_each_other_without_a_gap(view: str, office: Database, bo: Viewer) -> None:
    for n, urgency in enumerate(("normal", "emergency", "normal", "urgent", "emergency", "normal")):
        await open_(office, draft=f"d{n}", urgency=urgency)

    found = await office.read(lambda tx: _paged(tx, bo, view))

    assert len({number for number, _ in found}) == len(found) == 6


async def test_what_cannot_wait_stands_first_where_somebody_works(office: Database, bo: Viewer) -> None:
    for n, urgency in enumerate(("emergency", "normal", "urgent", "normal", "emergency")):
        await open_(office, draft=f"d{n}", urgency=urgency)

    mine = [urgency for _, urgency in await office.read(lambda tx: _paged(tx, bo, "mine"))]
    newest = [urgency for _, urgency in await office.read(lambda tx: _paged(tx, bo, "all"))]

    assert mine == ["emergency", "emergency", "urgent", "normal", "normal"]
    assert newest == ["emergency", "normal", "urgent", "normal", "emergency"]


def _paged(tx: Connection, viewer: Viewer, view: str) -> list[tuple[str, str]]:
    """Number and urgency of every row, two rows a page."""
    found: list[tuple[str, str]] = []
    after = ""
    while True:
        page = store.work_list(tx, viewer, view, NOW, after=after, limit=2)
        found += [(row.number, row.urgency) for row in page.rows]
        after = page.following
        if not after:
            return found


async def test_search_finds_by_number_its_end_nik_and_phone(office: Database, bo: Viewer) -> None:
    person = NewPerson("Sarinem", nik="3209154107680001", phone="6281234567890")
    folder = await open_(office, reporter=person)
    await open_(office, draft="noise")
    number = (await folder.case()).number

    for asked in (number, number[-5:], "3209154107680001", "081234567890"):
        found = await office.read(lambda tx, asked=asked: store.search(tx, bo, asked))  # type: ignore[misc]
        assert [case.id for case in found] == [folder.case_id], asked
    assert await office.read(lambda tx: store.search(tx, bo, "zzz")) == []


async def test_the_rows_for_programs_have_their_keys(office: Database) -> None:
    await open_(office)
    [row] = await office.read(lambda tx: list(export.rows(tx, SYSTEM)))
    later = NOW + timedelta(days=1)

    assert set(row) == {
        "number", "state", "category", "also", "kind", "urgency", "confidentiality", "anonymous", "area", "agency",
        "reporter_role", "subject", "entities", "attachments", "channel", "created_at", "due_at",
    }  # fmt: skip
    assert row["area"] == {"code": MATANGAJI, "level": "village", "name": "Matangaji, Kec. Sumber"}
    assert datetime.fromisoformat(row["created_at"]) == NOW
    assert await office.read(lambda tx: list(export.rows(tx, SYSTEM, later))) == []


# --- history ---------------------------------------------------------------------------------------------


async def test_the_timeline_tells_what_happened_in_order_and_an_agency_reads_no_chat(
    office: Database, bo: Viewer, dinkes: Viewer
) -> None:
    folder = await open_(office)
    await folder.does(service.note, bo, "hati-hati")
    await folder.referred(bo, dinkes)

    def names(tx: Connection, viewer: Viewer) -> list[str]:
        return [entry.name for entry in store.timeline(tx, viewer, store.by_id(tx, viewer, folder.case_id))]

    ours = await office.read(lambda tx: names(tx, bo))
    theirs = await office.read(lambda tx: names(tx, dinkes))

    assert ours == ["case_opened", "note_added", "case_verified", "referral_sent"]
    assert "note_added" not in theirs
    assert "referral_sent" in theirs
