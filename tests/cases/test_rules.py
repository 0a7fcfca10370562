"""Who may do what from which state: the tables of DOMAIN.md 5, read line by line."""

from __future__ import annotations

import pytest

from cases.errors import Refused
from cases.roles import Role
from cases.rules import (
    BEFORE,
    CASE_TABLE,
    REFERRAL_TABLE,
    SAME,
    Act,
    CaseState,
    Facts,
    ReferralAct,
    ReferralState,
    after,
    most_urgent,
    possible,
    strictest,
)

CALM = Facts()


@pytest.mark.parametrize(
    ("act", "state", "role", "to"),
    [
        (Act.OPEN, "draft", Role.RESIDENT, "received"),
        (Act.VERIFY, "received", Role.BACK_OFFICE, "verified"),
        (Act.VERIFY, "reopened", Role.SUPERVISOR, "verified"),
        (Act.ASK, "in_progress", Role.BACK_OFFICE, "needs_info"),
        (Act.ANSWER, "needs_info", Role.RESIDENT, BEFORE),
        (Act.REFER, "verified", Role.BACK_OFFICE, "in_progress"),
        (Act.REFER, "in_progress", Role.MANAGER, "in_progress"),
        (Act.FINISH, "in_progress", Role.BACK_OFFICE, "awaiting_outcome"),
        (Act.CONFIRM, "awaiting_outcome", Role.RESIDENT, "resolved_verified"),
        (Act.DENY, "awaiting_outcome", Role.RESIDENT, "in_progress"),
        (Act.CLOSE, "in_progress", Role.SUPERVISOR, "closed"),
        (Act.NOT_OURS, "received", Role.BACK_OFFICE, "closed"),
        (Act.REOPEN, "closed", Role.RESIDENT, "reopened"),
        (Act.RAISE_URGENCY, "received", Role.FACILITATOR, SAME),
        (Act.WITHDRAW, "verified", Role.RESIDENT, "closed"),
    ],
)
def test_what_leads_where(act: Act, state: str, role: Role, to: str) -> None:
    assert after(CASE_TABLE, act, state, {role}, CALM) == to


@pytest.mark.parametrize(
    ("act", "state", "role", "facts", "key"),
    [
        (Act.VERIFY, "verified", Role.BACK_OFFICE, CALM, "aturan.keadaan"),
        (Act.VERIFY, "received", Role.FACILITATOR, CALM, "aturan.peran"),
        (Act.VERIFY, "received", Role.BACK_OFFICE, Facts(own_entry=True), "aturan.not_own_entry"),
        (Act.REFER, "received", Role.BACK_OFFICE, CALM, "aturan.keadaan"),
        (Act.CLOSE, "in_progress", Role.BACK_OFFICE, CALM, "aturan.peran"),
        (Act.HANDLE, "received", Role.BACK_OFFICE, CALM, "aturan.only_emergency"),
        (Act.REOPEN, "closed", Role.RESIDENT, Facts(days_closed=31), "aturan.within_window"),
        (Act.NO_REPLY, "needs_info", Role.SYSTEM, Facts(urgency="urgent"), "aturan.calm"),
        (Act.NO_REPLY, "needs_info", Role.SYSTEM, Facts(confidentiality="secret"), "aturan.calm"),
        (Act.CONFIRM, "awaiting_outcome", Role.AGENCY_OFFICER, CALM, "aturan.peran"),
    ],
)
def test_what_is_refused_and_why(act: Act, state: str, role: Role, facts: Facts, key: str) -> None:
    with pytest.raises(Refused) as refusal:
        after(CASE_TABLE, act, state, {role}, facts)

    assert refusal.value.key == key


def test_an_emergency_is_handled_first_and_verified_after() -> None:
    assert (
        after(CASE_TABLE, Act.HANDLE, "received", {Role.BACK_OFFICE}, Facts(urgency="emergency"))
        == "in_progress"
    )


@pytest.mark.parametrize(
    ("act", "state", "to"),
    [
        (ReferralAct.SEE, "sent", "seen"),
        (ReferralAct.ACCEPT, "sent", "accepted"),
        (ReferralAct.ACCEPT, "expired", "accepted"),
        (ReferralAct.REJECT, "seen", "rejected"),
        (ReferralAct.ASK, "accepted", SAME),
        (ReferralAct.GIVE_BACK, "in_work", "returned"),
        (ReferralAct.FINISH, "accepted", "done"),
    ],
)
def test_what_an_agency_does_with_a_referral(act: ReferralAct, state: str, to: str) -> None:
    assert after(REFERRAL_TABLE, act, state, {Role.AGENCY_OFFICER}, CALM) == to


def test_an_expired_referral_is_not_accepted_beside_a_newer_one() -> None:
    with pytest.raises(Refused):
        after(REFERRAL_TABLE, ReferralAct.ACCEPT, "expired", {Role.AGENCY_HEAD}, Facts(newer_referral=True))


def test_only_what_is_possible_is_offered() -> None:
    offered = possible(CASE_TABLE, "received", {Role.BACK_OFFICE}, CALM)

    assert {Act.VERIFY, Act.ASK, Act.NOTE, Act.WRITE, Act.NOT_OURS} <= offered
    assert not offered & {Act.REFER, Act.CLOSE, Act.ARCHIVE, Act.HANDLE, Act.WITHDRAW}


@pytest.mark.parametrize("table", [CASE_TABLE, REFERRAL_TABLE])
def test_every_line_leads_from_and_to_states_that_exist(table: tuple[object, ...]) -> None:
    states = {*CaseState, *ReferralState, SAME, BEFORE}
    for row in CASE_TABLE if table is CASE_TABLE else REFERRAL_TABLE:
        assert row.to in states
        assert row.frm <= states
        assert row.who


def test_signers_administrators_and_auditors_touch_no_case() -> None:
    for state in CaseState:
        for role in (Role.SIGNER, Role.ADMIN, Role.AUDITOR):
            assert possible(CASE_TABLE, state, {role}, CALM) == frozenset()


def test_levels_only_go_up() -> None:
    assert strictest("normal", "secret", "restricted") == "secret"
    assert most_urgent("normal", "urgent") == "urgent"
