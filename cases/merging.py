"""Gabung: two reports of one trouble become one case, undone within a day; both reporters keep number and news (DOMAIN.md 5.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from . import numbers, rules
from .changes import Change, carry_out, decide, leave
from .errors import Refused
from .events import Event, EventName
from .people_reach import same_chats
from .roles import SYSTEM, Viewer
from .rules import Act, CloseReason
from .store import CaseRow, read_case, store_merges
from .store.store_exclusions import agencies_out, excluded
from .store.store_merges import Merge
from .store.store_rows import alive

FOLLOWED: Collection[EventName] = frozenset(
    {
        EventName.REFERRAL_SENT, EventName.REFERRAL_ACCEPTED, EventName.CASE_TAKEN, EventName.REFERRAL_DONE, EventName.OUTCOME_CONFIRMED,
        EventName.OUTCOME_DENIED, EventName.CASE_CLOSED, EventName.CASE_REOPENED, EventName.CASE_HELD,
        EventName.CASE_RESUMED, EventName.PROMISE_BROKEN,
    }
)  # fmt: skip
"""What the reporter of a case that was put into another one hears of it: how it stands, never what was written to somebody else."""


def merge(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, into: CaseRow) -> Event:
    """Gabung: the first case ends, the second is worked on for both.

    Raises Refused: `gabung.sama` for one and the same case, `gabung.rujukan` while an agency works on the first, `gabung.dijaga` when
    the second is open to people from whom the first is kept.
    """
    to = decide(case, Act.MERGE, viewer, now)
    if case.id == into.id:
        raise Refused("gabung.sama")
    decide(into, Act.ABSORB, viewer, now)
    if alive(tx, case.id):
        raise Refused("gabung.rujukan")
    if not _kept_as_well(tx, case, into):
        raise Refused("gabung.dijaga")
    was = Merge(
        case.id, into.id, case.state_before, case.due_at, case.due_what, case.clock_left, case.hold_until
    )
    store_merges.add(tx, was, now)
    leave(tx, into.id, viewer, now, EventName.CASE_ABSORBED, numbers.shown(case.number))
    values = {"close_reason": CloseReason.MERGED.value, "state_before": case.state, "hold_until": None}
    change = Change(EventName.CASE_MERGED, to, values=values, data={"into": into.number})
    return carry_out(tx, case, viewer, now, change)


def unmerge(tx: Connection, case: CaseRow, viewer: Viewer, now: datetime) -> Event:
    """Batalkan gabung: the case stands as it stood, with the dates it had."""
    to = decide(case, Act.UNMERGE, viewer, now)
    was = store_merges.of_case(tx, case.id)
    if was is None:
        raise Refused("aturan.merged")
    store_merges.forget(tx, case.id)
    leave(tx, was.into_id, viewer, now, EventName.CASE_RELEASED, numbers.shown(case.number))
    values = {
        "close_reason": "", "state_before": was.state_before, "due_at": was.due_at, "due_what": was.due_what,
        "clock_left": was.clock_left, "hold_until": was.hold_until,
    }  # fmt: skip
    return carry_out(tx, case, viewer, now, Change(EventName.CASE_UNMERGED, to, values=values))


def watch(tx: Connection, now: datetime) -> list[Event]:
    """Whose report went on in one that its own reporter has withdrawn still has her trouble: it is a case again."""
    return [unmerge(tx, read_case(tx, case_id), SYSTEM, now) for case_id in store_merges.left_alone(tx)]


def followed(tx: Connection, event: Event, now: datetime) -> list[Event]:
    """What an event means for the cases put into this one: a line in the history of each whose reporter is somebody else."""
    if event.name not in FOLLOWED or event.data.get("reason") == CloseReason.WITHDRAWN:
        return []
    others = [read_case(tx, case_id) for case_id in store_merges.put_into(tx, event.case_id)]
    if not others:
        return []
    main = read_case(tx, event.case_id)
    return [
        leave(tx, one.id, SYSTEM, now, EventName.MERGED_NEWS) for one in others if not _same_reporter(tx, one, main)
    ]  # fmt: skip


def _same_reporter(tx: Connection, one: CaseRow, main: CaseRow) -> bool:
    """She gets the news of the main case already, in this chat or in another of hers."""
    if one.contact_point_id is None or main.contact_point_id is None:
        return one.reporter_id is not None and one.reporter_id == main.reporter_id
    return one.contact_point_id in same_chats(tx, main.contact_point_id)


def _kept_as_well(tx: Connection, case: CaseRow, into: CaseRow) -> bool:
    """Nobody may learn of a trouble through the case it was put into."""
    strict = rules.strictest(case.confidentiality, into.confidentiality) == into.confidentiality
    about = not case.accused or case.accused == into.accused
    people = excluded(tx, case.id) <= excluded(tx, into.id)
    return strict and about and people and agencies_out(tx, case.id) <= agencies_out(tx, into.id)
