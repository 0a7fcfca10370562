"""What happens to a case of a made-up month: who does what next, after how long; chances are drawn, nothing is a figure of a real office."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.month.cast import Cast
from cases import conferences, hand_over, pauses, referrals, service
from cases.events import Event
from cases.roles import Viewer, resident
from cases.rules import LIVE_REFERRALS
from cases.store import CaseRow, ReferralRow, read_case, read_referrals

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEVER = timedelta(days=3650)


@dataclass(slots=True)
class Life:
    """One case, and the temper of the people around it."""

    case_id: UUID
    draw: random.Random
    slow: bool
    """Its officers are late with everything."""
    quiet: bool
    """The resident answers nothing."""
    declined: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at a case."""

    tx: Connection
    case: CaseRow
    life: Life
    cast: Cast
    now: datetime

    @property
    def at(self) -> tuple[Connection, CaseRow]:
        return self.tx, self.case

    def chance(self, of: float) -> bool:
        return self.life.draw.random() < of

    def desk(self) -> Viewer:
        """The owner, else somebody who did not enter it herself; the manager's choice when it is about the house."""
        owner = self.cast.by_account(self.case.handler_id)
        if owner and owner is not self.cast.manager and owner.actor != self.case.entered_by:
            return owner
        others = [one for one in self.cast.desks if one.actor != self.case.entered_by]
        return self.life.draw.choice(others)

    def supervisor(self) -> Viewer:
        return self.life.draw.choice(self.cast.supervisors)

    def her(self) -> Viewer | None:
        """The resident, when she has a chat."""
        return resident(self.case.contact_point_id) if self.case.contact_point_id else None


_NOBODYS = frozenset({"received", "reopened", "closed", "resolved_verified", "resolved_unverified"})
"""States in which a case needs no owner: it stands in the desk's queue, or has ended."""
Step = tuple[Sequence[Event], timedelta]
"""What was done, and when to look again: working time for officers is found by the month."""


def look(tx: Connection, life: Life, cast: Cast, now: datetime) -> Step:
    """The next act on this case; an empty one when somebody else has to act, or nobody any more."""
    case = read_case(tx, life.case_id)
    moment = Moment(tx, case, life, cast, now)
    if case.handler_id is None and case.state not in _NOBODYS:
        return [_given(moment)], HOUR
    return _STATES[case.state](moment)


def _given(m: Moment) -> Event:
    """The manager gives it to somebody."""
    owner = m.life.draw.choice([*m.cast.desks, *m.cast.supervisors])
    if owner.account_id not in hand_over.owners(m.tx, m.case, m.now):
        owner = m.cast.manager
    if owner.account_id is None:
        raise AssertionError("somebody without an account")
    return hand_over.assign(*m.at, m.cast.manager, m.now, owner.account_id)


def _received(m: Moment) -> Step:
    if m.case.accused in {"dinsos", "slrt"} and m.case.handler_id is None:
        return [_given(m)], HOUR
    who = m.desk()
    if m.case.state == "received" and m.chance(0.02):
        return [
            service.close(*m.at, m.supervisor(), m.now, reason="archived", text="Pesan uji coba.")
        ], 5 * DAY
    if m.case.category == "di_luar_slrt" and not m.case.not_ours:
        text = "Ini tugas kantor lain. Silakan lapor ke SP4N-LAPOR, lapor.go.id."
        return [service.close(*m.at, who, m.now, reason="not_our_authority", text=text)], 5 * DAY
    if m.chance(0.08):
        return _asked(m, who)
    if m.chance(0.05):
        return _held(m, who)
    event = service.verify(
        *m.at, who, m.now, category=m.case.category, urgency=m.case.urgency,
        confidentiality=m.case.confidentiality, area=m.case.area, nobody_excluded=True,
    )  # fmt: skip
    return [event], _soon(m, 0.2, 2)


def _asked(m: Moment, who: Viewer) -> Step:
    if m.case.keep_away:
        return [], DAY
    return [service.ask(*m.at, who, m.now, "Boleh tahu nomor kartunya?")], m.life.draw.uniform(0.3, 4) * DAY


def _held(m: Moment, who: Viewer) -> Step:
    until: date = (m.now + m.life.draw.randint(2, 12) * DAY).date()
    reason = m.life.draw.choice(("agency_schedule", "programme_period", "resident_asked"))
    event = pauses.hold(*m.at, who, m.now, until=until, reason=reason, text="Menunggu jadwal pendataan.")
    return [event], 13 * DAY


def _verified(m: Moment) -> Step:
    if m.case.conference_due is not None:
        return _conferring(m)
    if m.chance(0.05):
        return _asked(m, m.desk())
    agency_id = _agency(m)
    if agency_id is None or m.chance(0.08):
        return [service.handle(*m.at, m.desk(), m.now)], _soon(m, 1, 8)
    return [referrals.refer(*m.at, m.desk(), m.now, agency_id=agency_id)], _soon(m, 0.2, 4)


def _agency(m: Moment) -> UUID | None:
    """The proposed one; after a no another."""
    open_to = [
        id_
        for id_ in m.cast.at_agency
        if id_ not in m.life.declined and m.cast.agencies[id_].code != m.case.accused
    ]
    if m.case.proposed_agency_id in open_to:
        return m.case.proposed_agency_id
    return m.life.draw.choice(open_to) if open_to else None


def _conferring(m: Moment) -> Step:
    party = m.life.draw.choice(sorted(m.life.declined))
    said = m.cast.at_agency[party]
    if m.chance(0.5):
        return [
            conferences.speak(m.tx, replace(m.case, referred=True), said, m.now, "Kami bisa bantu sebagian.")
        ], DAY
    if m.chance(0.2):
        return [], 6 * DAY
    m.life.declined.discard(party)
    return [conferences.conclude(*m.at, m.desk(), m.now, "Disepakati siapa yang mengerjakan.")], HOUR


def _in_progress(m: Moment) -> Step:
    known = [one for one in read_referrals(m.tx, m.case.id) if not one.to_us]
    living = [one for one in known if one.state in LIVE_REFERRALS]
    if living:
        return _at_agency(m, living[-1])
    if known and known[-1].state == "done":
        return [
            referrals.dispute(*m.at, known[-1], m.supervisor(), m.now, "Warga bilang belum beres.")
        ], _soon(m, 1, 5)
    if m.case.service_line == "walk_in" and not m.case.service_decision:
        return [
            service.decide_service(
                *m.at, m.cast.manager, m.now, given=m.chance(0.8), text="Surat rekomendasi dibuat."
            )
        ], DAY
    if m.chance(0.04):
        text = "Belum memenuhi syarat. Bisa mengajukan lagi setelah data diperbaiki."
        return [
            service.close(*m.at, m.supervisor(), m.now, reason="not_eligible_decided", text=text)
        ], 5 * DAY
    return _finished(
        m, service.finish(*m.at, m.desk(), m.now, outcome="success", text="Sudah kami bantu, silakan dicek.")
    )


def _at_agency(m: Moment, one: ReferralRow) -> Step:
    who, roll = m.cast.at_agency[one.agency_id], m.life.draw.random()
    if one.state in {"sent", "seen"}:
        if roll < 0.1:
            return [], 3 * DAY
        if roll < 0.22:
            m.life.declined.add(one.agency_id)
            event = referrals.reject(
                *m.at, one, who, m.now, reason="not_our_authority", text="Bukan tugas kami."
            )
            return [event], _soon(m, 0.2, 2)
        return [referrals.accept(*m.at, one, who, m.now)], _soon(m, 0.5, 2)
    if one.state == "accepted" and m.chance(0.7):
        return [referrals.start(*m.at, one, who, m.now)], _soon(m, 1, 9)
    if roll < 0.06 and not one.info_requested and not m.case.keep_away:
        return [referrals.ask(*m.at, one, who, m.now, "Nomor KK-nya berapa?")], m.life.draw.uniform(
            0.5, 4
        ) * DAY
    if roll < 0.11:
        m.life.declined.add(one.agency_id)
        return [
            referrals.give_back(*m.at, one, who, m.now, reason="no_capacity", text="Kuota habis.")
        ], _soon(m, 0.2, 2)
    if roll < 0.2:
        return [], 10 * DAY
    outcome = m.life.draw.choice(("success", "success", "partial", "failed"))
    return _finished(
        m, referrals.finish(*m.at, one, who, m.now, outcome=outcome, text="Sudah kami bantu, silakan dicek.")
    )


def _finished(m: Moment, event: Event) -> Step:
    return [event], m.life.draw.uniform(0.2, 6) * DAY


def _needs_info(m: Moment) -> Step:
    her = m.her()
    if m.life.quiet or her is None:
        if m.chance(0.3):  # somebody went there
            return [service.answer(*m.at, m.desk(), m.now, "Nomornya ada di rumah, dicatat petugas.")], DAY
        return [], 6 * DAY
    return [service.answer(*m.at, her, m.now, "Nomornya ada di KTP saya")], _soon(m, 0.1, 1)


def _awaiting(m: Moment) -> Step:
    her, roll = m.her(), m.life.draw.random()
    if her is None or m.life.quiet or roll < 0.3:
        return [], 12 * DAY
    if roll < 0.42:
        return [service.deny(*m.at, her, m.now)], _soon(m, 0.3, 2)
    return [service.confirm(*m.at, her, m.now)], 20 * DAY


def _ended(m: Moment) -> Step:
    her = m.her()
    late = m.now - m.case.changed_at > 25 * DAY
    if her is None or late or not m.chance(0.06):
        return [], NEVER
    return [service.reopen(*m.at, her, m.now)], _soon(m, 0.2, 2)


def _unproven(m: Moment) -> Step:
    her = m.her()
    if her is not None and m.chance(0.2):
        return [service.confirm(*m.at, her, m.now)], NEVER
    return _ended(m)


def _soon(m: Moment, least: float, most: float) -> timedelta:
    """Working days as days; who is slow takes three times as long."""
    return m.life.draw.uniform(least, most) * (3 if m.life.slow else 1) * DAY


_STATES: dict[str, Callable[[Moment], Step]] = {
    "received": _received,
    "reopened": _received,
    "verified": _verified,
    "in_progress": _in_progress,
    "needs_info": _needs_info,
    "on_hold": lambda m: ([], 2 * DAY),
    "awaiting_outcome": _awaiting,
    "resolved_unverified": _unproven,
    "resolved_verified": _ended,
    "closed": _ended,
}
