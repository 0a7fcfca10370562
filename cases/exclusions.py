"""Kecualikan: a person or an agency a case is about is kept from it, with the line above; two people take it back (DOMAIN.md section 7)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from . import accounts, agencies, audit, hand_over, referrals, tasks
from .changes import Change, carry_out, decide
from .errors import Refused
from .events import Event, EventName
from .exclusion import LEVELS, Worker, line_upward
from .roles import Viewer
from .rules import SAME, Act
from .store import CaseRow, read_case, store_merges
from .store.store_exclusions import add, doubt, excluded, of_case, take_back, workers

SETTING = "exclusion_levels"
"""The office's own number of levels, in its settings."""


def exclude_person(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, account_id: UUID, text: str
) -> Event:
    """An officer, a facilitator or somebody of an agency, with the line above her.

    Raises Refused: `kecuali.siapa` for nobody, `kecuali.terakhir` when nobody would be left to work on the case.
    """
    everybody = {one.account_id: one for one in workers(tx, agencies.local_day(tx, now))}
    person = everybody.get(account_id) or _off_duty(tx, account_id)
    levels = agencies.read_setting(tx, SETTING)
    kept_out = line_upward(person, everybody.values(), LEVELS if levels is None else int(levels))
    return _carry_out(tx, case, viewer, now, text, accounts_=kept_out)


def exclude_agency(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, agency_id: UUID, text: str
) -> Event:
    """A whole agency, whoever works there now or later; a referral it holds is taken back. Raises Refused as above."""
    if agencies.agency(tx, agency_id) is None:
        raise Refused("kecuali.siapa")
    return _carry_out(tx, case, viewer, now, text, agency_id=agency_id)


def readmit(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, made_at: datetime, text: str
) -> Event:
    """Batalkan pengecualian, decided at that time: the first person asks, a second one decides; then the case exists for them again.

    Raises Refused: `kecuali.mana` for a time at which nothing was decided, `kecuali.kedua` for who asked it herself.
    """
    to = decide(case, Act.READMIT, viewer, now)
    meant = next((one for one in of_case(tx, case.id) if one.made_at == made_at), None)
    if meant is None:
        raise Refused("kecuali.mana")
    if meant.doubted_by is not None and meant.doubted_by == viewer.account_id:
        raise Refused("kecuali.kedua")
    same_trouble = [case.id, *store_merges.together(tx, case.id)]
    if meant.doubted_by is None:
        doubt(tx, same_trouble, made_at, viewer.account_id)
        return carry_out(tx, case, viewer, now, Change(EventName.EXCLUSION_DOUBTED, to, text))
    take_back(tx, same_trouble, made_at)
    audit.record(tx, viewer, "readmitted", f"case:{case.id}", now, people=str(len(meant.names)))
    return carry_out(tx, case, viewer, now, Change(EventName.READMITTED, to, text))


def _off_duty(tx: Connection, account_id: UUID) -> Worker:
    account = accounts.by_id(tx, account_id)
    if account is None:
        raise Refused("kecuali.siapa")
    return Worker(account.id, (), account.agency_id)


def _carry_out(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str, *,
    accounts_: frozenset[UUID] = frozenset(), agency_id: UUID | None = None,
) -> Event:  # fmt: skip
    decide(case, Act.EXCLUDE, viewer, now)
    out = accounts_, agency_id
    for other in store_merges.together(tx, case.id):  # the same trouble, whatever its number
        _keep_out(tx, read_case(tx, other), viewer, now, text, *out)
    return _keep_out(tx, case, viewer, now, text, *out)


def _keep_out(
    tx: Connection, case: CaseRow, viewer: Viewer, now: datetime, text: str, accounts_: frozenset[UUID],
    agency_id: UUID | None,
) -> Event:  # fmt: skip
    add(tx, case.id, accounts_, agency_id, now)
    if not hand_over.owners(tx, case, now):
        raise Refused("kecuali.terakhir")
    gone = excluded(tx, case.id)
    referrals.revoke_excluded(tx, case, now, agency_id)
    tasks.give_back(tx, case.id, gone)
    values: dict[str, object] = {}
    if case.handler_id in gone:
        values["handler_id"] = None
    if case.entered_by in {str(one) for one in gone}:
        values["contact_point_id"] = None  # her own chat: its news goes there no more
    audit.record(tx, viewer, "excluded", f"case:{case.id}", now, people=str(len(gone)))
    change = Change(EventName.EXCLUDED, SAME, text, values=values)
    return carry_out(tx, case, viewer, now, change)
