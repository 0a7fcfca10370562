"""What the pages of the rules show, read in one transaction for one viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from admin import rule_words, words
from admin.rule_words import Effect, Line, Names, Rewriting
from cases import accounts, agencies, agencies_rules, areas, rule_changes
from cases.db import Connection
from cases.roles import Right, Viewer
from cases.rule_tables import RuleKind, RuleState
from cases.store.store_rules import RuleChange, open_change, past_changes


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as the page shows it."""

    id: UUID
    title: str
    state: str
    told: str
    """Who proposed it and when, who decided."""
    valid_from: str
    note: str
    differs: Rewriting
    effects: Sequence[Effect] = ()
    may_decide: bool = False
    may_withdraw: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table in force, with what waits and what was."""

    kind: str
    title: str
    lines: Sequence[Line]
    waiting: Proposal | None
    past: Sequence[Proposal]
    may_change: bool


def names(tx: Connection, *tables: Any) -> Names:
    """Words for the codes of these tables and of every category and agency."""
    used = {row["area"] for table in tables if isinstance(table, list) for row in table}
    return Names(
        {one.code: one.name for one in agencies.all_categories(tx)},
        {str(one.id): one.short_name for one in agencies.all_agencies(tx)},
        areas.names_of(tx, used),
        agencies.zone(tx),
    )


def table(tx: Connection, viewer: Viewer, kind: RuleKind, now: datetime) -> Table:
    """The table in force for somebody who may propose or approve."""
    present, waiting, past = agencies_rules.table(tx, kind), open_change(tx, kind), past_changes(tx, kind)
    shown = [*past, *([waiting] if waiting else [])]
    known = names(tx, present, *(table for one in shown for table in (one.proposed, one.replaced)))
    may_change = viewer.may(Right.SET_RULES)
    return Table(
        kind.value,
        rule_words.TITLES[kind],
        rule_words.lines(kind, present, known),
        _waiting(tx, viewer, waiting, known, now) if waiting else None,
        [_proposal(tx, one, known, now) for one in past],
        may_change and waiting is None,
    )


def effects(tx: Connection, viewer: Viewer, kind: RuleKind, new: Any, now: datetime) -> list[Effect]:
    """A table tried on the cases this viewer may see; it has to have passed `rule_changes.check`."""
    known = names(tx, new)
    if kind is RuleKind.ROUTING:
        diff = rule_changes.routing_diff(tx, viewer, new)
        return rule_words.of_routing(diff, rule_changes.without_rule(tx, kind, new), known)
    return rule_words.of_deadlines(rule_changes.deadline_diff(tx, viewer, kind, new, now), known)


def differs(tx: Connection, kind: RuleKind, new: Any) -> Rewriting:
    """What a draft changes in the table in force."""
    present = agencies_rules.table(tx, kind)
    known = names(tx, present, new)
    return rule_words.rewriting(rule_words.lines(kind, present, known), rule_words.lines(kind, new, known))


def _waiting(tx: Connection, viewer: Viewer, one: RuleChange, known: Names, now: datetime) -> Proposal:
    """With what it would do as things stand now."""
    kind, own = RuleKind(one.kind), one.proposed_by == viewer.account_id
    undecided = one.state == RuleState.PROPOSED
    return _proposal(
        tx, one, known, now,
        effects=effects(tx, viewer, kind, one.proposed, now),
        may_decide=undecided and not own and viewer.may(Right.APPROVE_RULES),
        may_withdraw=viewer.may(Right.SET_RULES),
        own=own and undecided,
    )  # fmt: skip


def _proposal(tx: Connection, one: RuleChange, known: Names, now: datetime, **more: Any) -> Proposal:
    kind = RuleKind(one.kind)
    told = [f"Diusulkan {_name(tx, one.proposed_by)}, {words.moment(one.proposed_at, known.zone, now)}."]
    if one.decided_by is not None and one.decided_at is not None:
        did = "Ditolak" if one.state == RuleState.REJECTED else "Disetujui"
        told.append(f"{did} {_name(tx, one.decided_by)}, {words.moment(one.decided_at, known.zone, now)}.")
    if one.in_force_at is not None:
        told.append(f"Berlaku sejak {words.moment(one.in_force_at, known.zone, now)}.")
    old, new = (rule_words.lines(kind, table, known) for table in (one.replaced, one.proposed))
    return Proposal(
        one.id, rule_words.TITLES[kind], rule_words.STATES[one.state], " ".join(told),
        words.full_date(one.valid_from), one.note, rule_words.rewriting(old, new), **more,
    )  # fmt: skip


def _name(tx: Connection, account_id: UUID) -> str:
    account = accounts.by_id(tx, account_id)
    return account.name if account else "petugas"
