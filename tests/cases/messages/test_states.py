"""Whatever moves a message, from whatever state: only what stands in the table happens, and everything in it can happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select, update

from cases import messages, people_own
from cases.db import Database
from cases.messages import Desk, SendResult, Taken
from cases.messages.states import OUTBOUND, Happens, follows
from cases.models import OUTBOUND_STATES, outbound
from tests.builders import NOW, a_desk, an_outbound, ids_of

LATER = NOW + timedelta(days=9)
Move = Callable[[Connection, Desk, Taken], object]


def _result(to: str, tx: Connection, desk: Desk, one: Taken) -> None:
    messages.mark_results(tx, [SendResult(one.id, to)], NOW)


def _receipt(to: str, tx: Connection, desk: Desk, one: Taken) -> None:
    messages.record_status(tx, one, to)


def _bounce(to: str, tx: Connection, desk: Desk, one: Taken) -> None:
    messages.record_failure(tx, one, SendResult(one.id, to), NOW)


RECEIPTS = ("sent", "delivered", "read")
BOUNCES = ("queued", "held", "uncertain", "failed", "cancelled")
RESULTS = ("sent", "queued", "uncertain", "failed", "dead", "held", "cancelled")
MOVES: dict[str, tuple[Happens, Move]] = {
    "mark_sending": (Happens.TAKE, lambda tx, desk, one: messages.mark_sending(tx, [one.id])),
    "recover": (Happens.DIE, lambda tx, desk, one: messages.recover_sending(tx, desk.channel, desk.account, NOW)),
    "expire": (Happens.EXPIRE, lambda tx, desk, one: messages.expire(tx, LATER)),
    "stop_news": (Happens.HOLD, lambda tx, desk, one: messages.stop_news(tx, desk.contact_point_id, NOW)),
    "release_channel": (Happens.RELEASE, lambda tx, desk, one: messages.release_channel(tx, desk.channel, NOW)),
    "release_held": (Happens.RELEASE, lambda tx, desk, one: messages.release_held(tx, [desk.contact_point_id], NOW)),
    "mark_shown": (Happens.SHOWN, lambda tx, desk, one: messages.mark_shown(tx, desk.conversation_id, one.id)),
    "erased": (Happens.CANCEL, lambda tx, desk, one: people_own.erase(tx, desk.contact_point_id, NOW)),
    **{f"result {state}": (Happens.RESULT, partial(_result, state)) for state in RESULTS},
    **{f"receipt {state}": (Happens.RECEIPT, partial(_receipt, state)) for state in RECEIPTS},
    **{f"bounce {state}": (Happens.BOUNCE, partial(_bounce, state)) for state in BOUNCES},
}  # fmt: skip
"""Every function that moves a message."""


@pytest.mark.parametrize("name", MOVES)
async def test_only_what_stands_in_the_table_happens(db: Database, name: str) -> None:
    happens, move = MOVES[name]
    allowed = {
        (frm, to) for line in OUTBOUND if line.happens is happens for frm in line.frm for to in line.to
    }

    def work(tx: Connection) -> set[tuple[str, str]]:
        return {(state, moved(tx, n, state, move)) for n, state in enumerate(OUTBOUND_STATES)}

    found = {(frm, to) for frm, to in await db.write(work) if frm != to}
    assert found <= allowed
    assert found


def moved(tx: Connection, n: int, state: str, move: Move) -> str:
    desk = a_desk(tx, f"console:warga{n}")
    messages.queue(tx, [an_outbound(desk, purpose="status")], NOW)
    [mine] = ids_of(
        [row for row in messages.sendable(tx, desk.channel, desk.account, NOW, 100, clamp=timedelta(hours=1)) if row.contact_point_id == desk.contact_point_id]
    )  # fmt: skip
    tx.execute(update(outbound).where(outbound.c.id == mine).values(state=state))
    move(tx, desk, Taken(mine, state, 1, desk.contact_point_id, ""))
    return str(tx.scalars(select(outbound.c.state).where(outbound.c.id == mine)).one())


def test_the_table_knows_every_state() -> None:
    named = {state for line in OUTBOUND for state in (*line.frm, *line.to)}
    assert named == set(OUTBOUND_STATES)
    assert follows("queued", "sending")
    assert not follows("read", "queued")


async def test_a_state_outside_the_table_cannot_be_written(db: Database) -> None:
    def work(tx: Connection) -> None:
        desk = a_desk(tx)
        messages.queue(tx, [an_outbound(desk)], NOW)
        tx.execute(update(outbound).values(state="lost"))

    with pytest.raises(Exception, match="state"):
        await db.write(work)
