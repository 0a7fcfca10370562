"""Every pair of state and act, for every role: what the tables do not say is refused by the verb itself, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, func, select

from cases import (
    accounts,
    attachments,
    conferences,
    exclusions,
    hand_over,
    merging,
    pauses,
    people_meeting,
    referrals,
    service,
    splitting,
    starter,
    tasks,
)
from cases.agencies import all_agencies
from cases.changes import facts_of
from cases.db import Database
from cases.errors import Refused
from cases.events import Event
from cases.models import cases, events, outbound, questions
from cases.models import referrals as referral_rows
from cases.models import tasks as task_rows
from cases.opening import NewCase
from cases.people import NewPerson
from cases.roles import SYSTEM, Grant, Role, Viewer, resident
from cases.rules import (
    CASE_TABLE,
    REFERRAL_TABLE,
    Act,
    CaseState,
    Facts,
    ReferralAct,
    ReferralState,
    Row,
    after,
)
from cases.store import CaseRow, ReferralRow, read_case, read_referrals
from setup import states
from tests.builders import NOW, a_desk
from tests.office import REGIONS

OFFICE = "32.09"

Verb = Callable[[Connection, CaseRow, Viewer], Event]

VERBS: Mapping[Act, Verb] = {
    Act.VERIFY: lambda tx, case, who: service.verify(
        tx, case, who, NOW, category=case.category, urgency=case.urgency, confidentiality=case.confidentiality, area=case.area
    ),
    Act.ASK: lambda tx, case, who: service.ask(tx, case, who, NOW, "Sejak kapan?"),
    Act.ANSWER: lambda tx, case, who: service.answer(tx, case, who, NOW, "Sejak lebaran"),
    Act.NO_REPLY: lambda tx, case, who: service.close(tx, case, who, NOW, reason="no_reply", text="x"),
    Act.NOT_OURS: lambda tx, case, who: service.close(tx, case, who, NOW, reason="not_our_authority", text="x"),
    Act.ARCHIVE: lambda tx, case, who: service.close(tx, case, who, NOW, reason="archived", text="x"),
    Act.CLOSE: lambda tx, case, who: service.close(tx, case, who, NOW, reason="subject_gone", text="x"),
    Act.MERGE: lambda tx, case, who: merging.merge(tx, case, who, NOW, another(case)),
    Act.ABSORB: lambda tx, case, who: merging.merge(tx, another(case), who, NOW, case),
    Act.UNMERGE: lambda tx, case, who: merging.unmerge(tx, case, who, NOW),
    Act.WITHDRAW: lambda tx, case, who: service.close(tx, case, who, NOW, reason="withdrawn", text="x"),
    Act.HANDLE: lambda tx, case, who: service.handle(tx, case, who, NOW),
    Act.HOLD: lambda tx, case, who: pauses.hold(
        tx, case, who, NOW, until=NOW.date() + timedelta(days=7), reason="other", text="x"
    ),
    Act.RESUME: lambda tx, case, who: pauses.resume(tx, case, who, NOW),
    Act.DECIDE_SERVICE: lambda tx, case, who: service.decide_service(tx, case, who, NOW, given=True, text="x"),
    Act.LOWER_URGENCY: lambda tx, case, who: service.lower_urgency(tx, case, who, NOW, "normal", "x"),
    Act.REFER: lambda tx, case, who: referrals.refer(tx, case, who, NOW, agency_id=all_agencies(tx)[-1].id),
    Act.FINISH: lambda tx, case, who: service.finish(tx, case, who, NOW, outcome="success", text="x"),
    Act.CONFIRM: lambda tx, case, who: service.confirm(tx, case, who, NOW),
    Act.DENY: lambda tx, case, who: service.deny(tx, case, who, NOW),
    Act.REOPEN: lambda tx, case, who: service.reopen(tx, case, who, NOW),
    Act.RAISE_URGENCY: lambda tx, case, who: service.raise_urgency(tx, case, who, NOW, "emergency"),
    Act.GUARD: lambda tx, case, who: service.guard(tx, case, who, NOW, "secret"),
    Act.COMPLETE: lambda tx, case, who: service.complete(tx, case, who, NOW, text="x"),
    Act.WRITE: lambda tx, case, who: service.write(tx, case, who, NOW, "x"),
    Act.NOTE: lambda tx, case, who: service.note(tx, case, who, NOW, "x"),
    Act.RATE: lambda tx, case, who: service.rate(tx, case, who, NOW, "puas"),
    Act.GIVE_TASK: lambda tx, case, who: tasks.give(
        tx, case, who, NOW, kind="visit", account_id=uuid4(), text="x"
    ),
    Act.TRANSCRIBE: lambda tx, case, who: attachments.transcribe(tx, case, who, NOW, uuid4(), "x"),
    Act.IDENTIFY: lambda tx, case, who: people_meeting.identify(tx, case, who, NOW, NewPerson("Sarinem")),
    Act.SPLIT: lambda tx, case, who: splitting.split(tx, case, who, NOW, category="lansia", story="x"),
    Act.EXCLUDE: lambda tx, case, who: exclusions.exclude_agency(tx, case, who, NOW, all_agencies(tx)[-1].id, "x"),
    Act.READMIT: lambda tx, case, who: exclusions.readmit(tx, case, who, NOW, NOW, "x"),
    Act.ASSIGN: lambda tx, case, who: hand_over.assign(tx, case, who, NOW, uuid4()),
    Act.CONFER: lambda tx, case, who: conferences.call(tx, case, who, NOW, "x"),
    Act.SPEAK: lambda tx, case, who: conferences.speak(tx, case, who, NOW, "x"),
    Act.CONCLUDE: lambda tx, case, who: conferences.conclude(tx, case, who, NOW, "x"),
    Act.WANT_HUMAN: lambda tx, case, who: service.want_human(tx, case, who, NOW),
}  # fmt: skip
WITHOUT_VERB = {
    Act.START: "the talk's own drafts", Act.OPEN: "open_case makes the row", Act.DISCARD: "the talk's own drafts",
    Act.BACK_TO_US: "follows from a referral", Act.UNPROVEN: "the calendar's work",
}  # fmt: skip
"""Acts no verb of their own carries out, and why."""

OfReferral = Callable[[Connection, CaseRow, ReferralRow, Viewer], Event]
REFERRAL_VERBS: Mapping[ReferralAct, OfReferral] = {
    ReferralAct.ACCEPT: lambda tx, case, one, who: referrals.accept(tx, case, one, who, NOW),
    ReferralAct.REJECT: lambda tx, case, one, who: referrals.reject(tx, case, one, who, NOW, reason="other", text="x"),
    ReferralAct.ASK: lambda tx, case, one, who: referrals.ask(tx, case, one, who, NOW, "x"),
    ReferralAct.GIVE_BACK: lambda tx, case, one, who: referrals.give_back(tx, case, one, who, NOW, reason="other", text="x"),
    ReferralAct.FINISH: lambda tx, case, one, who: referrals.finish(tx, case, one, who, NOW, outcome="success", text="x"),
    ReferralAct.REVOKE: lambda tx, case, one, who: referrals.revoke(tx, case, one, who, NOW, text="x"),
    ReferralAct.START: lambda tx, case, one, who: referrals.start(tx, case, one, who, NOW),
    ReferralAct.DISPUTE: lambda tx, case, one, who: referrals.dispute(tx, case, one, who, NOW, text="x"),
}  # fmt: skip


def another(case: CaseRow) -> CaseRow:
    """A second open case of the same kind."""
    return replace(case, id=uuid4(), state="received")


def viewer_of(role: Role, case: CaseRow) -> Viewer:
    if role is Role.SYSTEM:
        return SYSTEM
    if role is Role.RESIDENT:
        assert case.contact_point_id
        return resident(case.contact_point_id)
    return Viewer("account", "Uji", uuid4(), (Grant(role, OFFICE),))


def forbidden(table: tuple[Row, ...], act: str, state: str, role: Role, facts: Facts) -> bool:
    try:
        after(table, act, state, {role}, facts)
    except Refused:
        return True
    return False


def everything(tx: Connection) -> list[object]:
    """What any of these acts could have changed."""
    counted = [
        tx.scalars(select(func.count()).select_from(t)).one()
        for t in (events, outbound, questions, referral_rows, task_rows)
    ]
    rows = tx.execute(select(cases.c.state, cases.c.version, cases.c.urgency, cases.c.confidentiality)).all()
    return [*counted, *map(tuple, rows), *map(tuple, tx.execute(select(referral_rows.c.state)).all())]


def all_refused(tx: Connection, state: str, acts: Mapping[Any, Callable[[], Event]]) -> tuple[int, list[str]]:
    """How many were tried, and those that were not refused; what they could have changed is as it was."""
    before, allowed = everything(tx), []
    for (role, act), tried in acts.items():
        try:
            tried()
            allowed.append(f"{role} may {act} from {state}")
        except Refused:
            continue
    assert everything(tx) == before
    return len(acts), allowed


async def opened(db: Database) -> CaseRow:
    def work(tx: Connection) -> CaseRow:
        starter.load(tx, "cirebon", REGIONS, OFFICE, NOW)
        desk = a_desk(tx, "console:budi")
        told = NewCase(
            draft="t1", category="kesehatan", story="BPJS mati", contact_point_id=desk.contact_point_id
        )
        made = service.open_case(tx, told, resident(desk.contact_point_id), NOW)
        return made.case

    return await db.write(work)


def test_every_act_has_a_verb_or_a_reason() -> None:
    assert set(VERBS) | set(WITHOUT_VERB) == set(Act)
    assert not set(VERBS) & set(WITHOUT_VERB)


@pytest.mark.parametrize("state", list(CaseState))
async def test_a_case(db: Database, state: CaseState) -> None:
    case = replace(await opened(db), state=state.value)

    def tried(tx: Connection) -> tuple[int, list[str]]:
        acts = {
            (role, act): partial(verb, tx, case, viewer_of(role, case))
            for role in Role
            for act, verb in VERBS.items()
            if forbidden(tuple(CASE_TABLE), act, state, role, facts_of(case, viewer_of(role, case), NOW))
        }
        return all_refused(tx, state, acts)

    count, allowed = await db.write(tried)
    assert allowed == []
    assert count > 200


@pytest.mark.parametrize("state", list(ReferralState))
async def test_a_referral(db: Database, state: ReferralState) -> None:
    case = await opened(db)

    def referred(tx: Connection) -> tuple[CaseRow, ReferralRow]:
        agency = next(one for one in all_agencies(tx) if one.code == "dinkes")
        known = replace(read_case(tx, case.id), state="verified")
        tx.execute(cases.update().values(state="verified"))
        _account(tx, "sri", Role.AGENCY_OFFICER, agency.id)
        desk = replace(viewer_of(Role.BACK_OFFICE, case), account_id=_account(tx, "bo", Role.BACK_OFFICE))
        referrals.refer(tx, known, desk, NOW, agency_id=agency.id)
        return read_case(tx, case.id), read_referrals(tx, case.id)[0]

    case, referral = await db.write(referred)
    referral = replace(referral, state=state.value)

    def tried(tx: Connection) -> tuple[int, list[str]]:
        acts = {
            (role, act): partial(
                verb, tx, case, referral, replace(viewer_of(role, case), agency_id=referral.agency_id)
            )
            for role in Role
            for act, verb in REFERRAL_VERBS.items()
            if forbidden(tuple(REFERRAL_TABLE), act, state, role, Facts())
        }
        return all_refused(tx, state, acts)

    count, allowed = await db.write(tried)
    assert allowed == []
    assert count > 50


def _account(tx: Connection, login: str, role: Role, agency_id: UUID | None = None) -> UUID:
    grants = [Grant(role, OFFICE)]
    return accounts.create(
        tx, login=login, name=login, password="x", grants=grants, now=NOW, agency_id=agency_id
    )


def test_the_page_of_the_states_is_what_the_tables_say() -> None:
    assert states.TARGET.read_text(encoding="utf-8") == states.page(), "run: make states"
