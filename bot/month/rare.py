"""What a month of few cases may not show at its end: the states that pass quickly, lived through once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.month.cast import Cast
from cases import outcomes, pauses, service
from cases.events import Event
from cases.roles import resident
from cases.rules import CaseState
from cases.store import CaseRow, read_case, store_clocks

S = CaseState
Act = Callable[[Connection, CaseRow, Cast, datetime], Event]


def _opened_again(tx: Connection, case: CaseRow, cast: Cast, now: datetime) -> Event:
    if case.contact_point_id is None:
        return service.reopen(tx, case, cast.manager, now, "Warga datang lagi ke kantor.")
    return service.reopen(tx, case, resident(case.contact_point_id), now, "Kartunya mati lagi.")


def _asked(tx: Connection, case: CaseRow, cast: Cast, now: datetime) -> Event:
    return service.ask(tx, case, cast.manager, now, "Boleh tahu nomor kartunya?")


def _held(tx: Connection, case: CaseRow, cast: Cast, now: datetime) -> Event:
    until = (now + timedelta(days=5)).date()
    return pauses.hold(
        tx, case, cast.manager, now, until=until, reason="agency_schedule", text="Menunggu jadwal."
    )


def _not_proven(tx: Connection, case: CaseRow, _cast: Cast, now: datetime) -> Event:
    return outcomes.not_proven(tx, case, now)


WAYS: Sequence[tuple[CaseState, Sequence[CaseState], Act]] = (
    (S.REOPENED, (S.RESOLVED_VERIFIED, S.CLOSED, S.RESOLVED_UNVERIFIED), _opened_again),
    (S.NEEDS_INFO, (S.VERIFIED, S.IN_PROGRESS), _asked),
    (S.RESOLVED_UNVERIFIED, (S.AWAITING_OUTCOME,), _not_proven),
    (S.ON_HOLD, (S.VERIFIED, S.IN_PROGRESS), _held),
)
"""State -> from which states, and how, a case comes into it."""


def missing(tx: Connection, cast: Cast, now: datetime) -> list[Event]:
    """One case for each of these states that no case is in, where there is one to take."""
    there, events = store_clocks.states(tx), []
    for state, sources, act in WAYS:
        if state not in there and (case := _newest(tx, sources)) is not None:
            events.append(act(tx, case, cast, now))
    return events


def _newest(tx: Connection, states: Sequence[CaseState]) -> CaseRow | None:
    """The one that changed last, of those whose reporter may be written to."""
    found = (read_case(tx, id_) for id_ in store_clocks.changed_last(tx, states))
    return next((case for case in found if not case.keep_away), None)
