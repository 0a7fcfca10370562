"""Templates: what a network said about the sentences it has to approve before they may be sent outside the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cases.ids import new_id
from cases.models import templates

NEWS = "ada_kabar"
"""The one template: there is news, please write. It says no more, whoever holds the phone (TRUST.md)."""
STATES = frozenset({"pending", "approved", "rejected", "paused", "disabled"})


@dataclass(frozen=True, slots=True)
class Template:
    """One template at one account."""

    channel: str
    account: str
    name: str
    state: str
    reason: str
    """In the network's words, or the code with which it refused the last message."""
    checked_at: datetime


def note(
    tx: Connection, channel: str, account: str, name: str, state: str, now: datetime, reason: str = ""
) -> None:
    """What the network says now. Raises ValueError for a state we do not know."""
    if state not in STATES:
        raise ValueError(state)
    row = templates.c
    values = {"state": state, "reason": reason[:200], "checked_at": now}
    this = (row.channel == channel, row.account == account, row.name == name)
    if not tx.execute(update(templates).where(*this).values(values)).rowcount:
        new = {"id": new_id(now), "channel": channel, "account": account, "name": name}
        tx.execute(insert(templates).values(new | values))


def usable(tx: Connection, name: str) -> set[tuple[str, str]]:
    """The (channel, account) at which this template may be sent."""
    row = templates.c
    found = select(row.channel, row.account).where(row.name == name, row.state == "approved")
    return {(channel, account) for channel, account in tx.execute(found)}


def all_templates(tx: Connection) -> list[Template]:
    """Everything known, for the panel."""
    row = templates.c
    columns = (row.channel, row.account, row.name, row.state, row.reason, row.checked_at)
    return [
        Template(*values)
        for values in tx.execute(select(*columns).order_by(row.channel, row.account, row.name))
    ]
