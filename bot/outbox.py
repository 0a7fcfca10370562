"""The outbox: sends what is waiting, one lane a person; tries again, waits or gives up by the verdict.

ENGINE.md 4.4 and DECISIONS 14: a message is marked `sending` and committed before the call, its result is
committed after it. What was `sending` when the program died is `uncertain` at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.channels.contract import Action, Channel, Outbound, OutFile, SendError, without_file
from bot.clock import Clock
from bot.gather import Gather
from bot.pace import Pace
from bot.verdicts import LONGEST_PAUSE, verdict
from cases import messages, numbers
from cases.crypto import CannotOpen
from cases.db import Database
from cases.messages import SendResult, ToSend, outgoing_templates
from handlers.turn import Option

log = logging.getLogger(__name__)

SWEEP = 0.5
"""Seconds between two looks into the database when nobody wakes the outbox."""
WINDOW = timedelta(hours=24) - timedelta(minutes=5)
"""So long after a person's last message a network without `proactive` takes anything but templates (CHANNELS.md 7)."""
PATIENCE = 300.0
"""Seconds of nothing but failures after which staff are told."""
LOGIN_PAUSE = 60.0
"""Seconds between two tries while the network says that our account does not work."""
AT_ONCE = 16
"""Calls under way at the same time over one account."""
LOOKAHEAD = 500
"""Waiting messages read at once."""


@dataclass(slots=True)
class Account:
    """How one account is doing; the panel shows it."""

    paused_until: float = 0.0
    """Ticks."""
    alarm: str = ""
    """Code of what an administrator has to mend; empty when all is well."""
    since: datetime | None = None
    """When the alarm was raised."""
    failing_since: float | None = None
    """Ticks of the first of the calls that nothing but failed; None after one that worked."""


class Outbox:
    """The sender of one account of one channel."""

    def __init__(
        self, db: Database, channel: Channel, clock: Clock, files: Callable[[str], bytes] | None = None
    ) -> None:
        """`files`: the bytes of what goes with a message, by its name in the file store."""
        self.account = Account()
        self._db = db
        self._channel = channel
        self._clock = clock
        self._files = files
        self._pace = Pace(channel.limits, clock)
        self._wake = asyncio.Event()
        self._lanes: dict[UUID, deque[ToSend]] = {}
        self._known: set[UUID] = set()
        self._finished: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._mark_sending: Gather[UUID, bool] = Gather(self._write_sending)
        self._mark_result: Gather[SendResult, bool] = Gather(self._write_results)

    def wake(self) -> None:
        """Something new may be waiting."""
        self._wake.set()

    @property
    def idle(self) -> bool:
        """Nothing is in a lane."""
        return not self._lanes

    async def recover(self) -> None:
        """At the start, before `run`: what was being sent when the program died is uncertain."""
        await self._db.write(
            lambda tx: messages.recover_sending(
                tx, self._channel.name, self._channel.account, self._clock.now()
            )
        )

    async def run(self) -> None:
        """Read what is waiting and put it into the lanes, for ever."""
        while True:
            self._wake.clear()
            if self._clock.ticks() >= self.account.paused_until:
                await self._fill_lanes()
            try:
                await asyncio.wait_for(self._wake.wait(), SWEEP)
            except TimeoutError:
                continue

    async def _fill_lanes(self) -> None:
        # ids may be forgotten only after a read that began when they were already done (ENGINE.md section 6)
        done_before = set(self._finished)
        now = self._clock.now()
        rows = await self._db.read(
            lambda tx: messages.sendable(
                tx, self._channel.name, self._channel.account, now, LOOKAHEAD, clamp=LONGEST_PAUSE
            )
        )
        self._finished -= done_before
        self._known -= done_before
        for row in rows:
            if row.id in self._known:
                continue
            self._known.add(row.id)
            lane = self._lanes.get(row.contact_point_id)
            if lane is None:
                lane = self._lanes[row.contact_point_id] = deque()
                task = asyncio.create_task(self._lane(row.contact_point_id))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            lane.append(row)

    async def _lane(self, person: UUID) -> None:
        """One person's messages, in order, one in flight; a message that must wait holds the later ones."""
        lane = self._lanes[person]
        try:
            while lane and await self._deliver(lane[0]):
                self._finished.add(lane.popleft().id)
        finally:
            del self._lanes[person]
            self._finished.update(row.id for row in lane)
            if lane:
                self.wake()

    async def _deliver(self, row: ToSend) -> bool:
        """Send one message and write down what came of it. True: the next one of this person may go."""
        if row.expires_at <= self._clock.now():
            return await self._mark_result(SendResult(row.id, "dead", error="expired"))
        if row.unreachable:
            return await self._mark_result(SendResult(row.id, "held", error=messages.UNREACHABLE))
        if self._outside_window(row):
            return await self._mark_result(SendResult(row.id, "held", error=messages.WINDOW))
        await self._pace.turn(row.contact_point_id)
        async with self._calls:
            if self._clock.ticks() < self.account.paused_until or not await self._mark_sending(row.id):
                return False
            result = await self._call(row)
        await self._mark_result(result)
        return result.state not in {"queued", "uncertain"} and result.unreachable is None

    def _outside_window(self, row: ToSend) -> bool:
        """Only a template may go to this person now; the ladder sees the held message and sends one."""
        if self._channel.proactive or row.template:
            return False
        return row.heard_at is None or row.heard_at + WINDOW <= self._clock.now()

    async def _call(self, row: ToSend) -> SendResult:
        out = Outbound(
            address=row.address,
            body=row.body,
            options=tuple(Option(choice.id, choice.title, choice.description) for choice in row.options),
            dedupe_key=row.dedupe,
            purpose=row.purpose,
            step=row.step,
            case_number=numbers.shown(row.case_number) if row.case_number else "",
            template=row.template,
            wants=row.wants,
            file=await self._file(row),
        )
        try:
            gone = row.file is not None and out.file is None
            external_id = await self._sent(without_file(out) if gone else out)
        except SendError as error:
            return self._refused(row, error)
        except Exception as error:  # noqa: BLE001  one of the two places: the message fails, visibly; its text is not logged
            log.error("sending failed unexpectedly id=%s error=%s", row.id, type(error).__name__)
            return SendResult(row.id, "failed", error=type(error).__name__)
        self._works()
        return SendResult(row.id, "sent", external_id=external_id)

    async def _sent(self, out: Outbound) -> str:
        """Every part of it; what a network does not take with its file goes once more in words. Raises SendError."""
        external_id = ""
        try:
            for request in self._channel.render(out):
                external_id = (await self._channel.send(request)).external_id
        except SendError as error:
            if out.file is None or error.action is not Action.DROP:
                raise
            log.warning("a file was not taken channel=%s code=%s", self._channel.name, error.code)
            return await self._sent(without_file(out))
        return external_id

    async def _file(self, row: ToSend) -> OutFile | None:
        """The bytes that go with it; None when they are gone."""
        if row.file is None or self._files is None:
            return None
        try:
            content = await asyncio.to_thread(self._files, row.file.name)
        except (OSError, CannotOpen) as error:
            log.error("a file to send is gone id=%s error=%s", row.id, type(error).__name__)
            return None
        ending = "jpg" if row.file.kind == "image" else "pdf"
        return OutFile(row.file.kind, row.file.mime, f"slrt.{ending}", content)

    def _refused(self, row: ToSend, error: SendError) -> SendResult:
        """The channel said no: the verdict decides, and the whole account may have to wait."""
        found = verdict(error, row.attempts + 1, self._clock.now())
        if found.pause_account > timedelta(0):
            pause = found.pause_account.total_seconds()
            self.account.paused_until = max(self.account.paused_until, self._clock.ticks() + pause)
        if found.alarm or self._fails_for_long(error):
            self._alarm(error.code)
        return found.result(row, error.code)

    def _fails_for_long(self, error: SendError) -> bool:
        """A gateway that cannot be reached at all is told to staff after some minutes (CHANNELS.md section 8)."""
        if error.action not in {Action.RETRY, Action.UNCERTAIN}:
            return False
        now = self._clock.ticks()
        if self.account.failing_since is None:
            self.account.failing_since = now
        return now - self.account.failing_since >= PATIENCE

    def _alarm(self, code: str) -> None:
        if self.account.alarm != code:
            log.error("channel needs attention channel=%s code=%s", self._channel.name, code)
        self.account.since = self.account.since or self._clock.now()
        self.account.alarm = code

    def _works(self) -> None:
        self.account.alarm, self.account.since, self.account.failing_since = "", None, None

    def account_says(self, *, ok: bool, code: str = "") -> None:
        """The network told of the account itself: nothing is sent while it does not work."""
        if ok:
            self._works()
            self.account.paused_until = 0.0
            self.wake()
        else:
            self._alarm(code)
            self.account.paused_until = self._clock.ticks() + LOGIN_PAUSE

    async def _write_sending(self, ids: Sequence[UUID]) -> Sequence[bool]:
        def work(tx: Connection) -> Sequence[bool]:
            taken = messages.mark_sending(tx, ids)
            return [id_ in taken for id_ in ids]

        return await self._db.write(work)

    async def _write_results(self, results: Sequence[SendResult]) -> Sequence[bool]:
        now = self._clock.now()
        gone = {result.template_gone: result.error for result in results if result.template_gone}

        def work(tx: Connection) -> None:
            messages.mark_results(tx, results, now)
            for name, code in gone.items():
                channel = self._channel
                outgoing_templates.note(tx, channel.name, channel.account, name, "disabled", now, code)

        await self._db.write(work)
        return [True] * len(results)

    async def close(self) -> None:
        """Let calls under way end; what has not begun stays queued."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)
        await self._channel.close()
