"""The doorkeeper: how every channel is doing, and the few things that are done to set one up (CHANNELS.md section 9).

Used by the panel's page "Saluran" and by the command `channels`; both show the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from admin.joints import DoorState
from bot.channels.contract import Channel, Registering, SendError, Templated
from bot.clock import Clock
from bot.outbox import WINDOW, Outbox
from bot.receipts import note
from cases import accounts, messages
from cases.db import Database
from cases.messages import NewOutbound, outgoing_templates
from cases.messages.outgoing_templates import Template
from handlers.texts import Texts

TRIED = timedelta(hours=1)
"""A test message nobody could get within this time proves nothing any more."""


NO_CHAT = "no_chat"
"""The officer has no chat on this channel."""


class Doorkeeper:
    """Knows the doors of one house."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        outboxes: Mapping[str, Outbox],
        clock: Clock,
        texts: Texts,
        public_url: str,
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._channels = channels
        self._outboxes = outboxes
        self._clock = clock
        self._texts = texts
        self._public_url = public_url
        self._wake = wake

    async def all(self) -> list[DoorState]:
        """Every channel of this office but the terminal, as it is now; no network is asked."""

        def look(tx: Connection) -> tuple[dict[tuple[str, str], tuple[int, int]], list[Template]]:
            return messages.backlog(tx), outgoing_templates.all_templates(tx)

        backlog, known = await self._db.read(look)
        return [
            self._door(key, channel, *backlog.get((channel.name, channel.account), (0, 0)), known)
            for key, channel in self._channels.items()
            if key != "console"
        ]

    def _door(self, key: str, channel: Channel, waiting: int, held: int, known: list[Template]) -> DoorState:
        mine = (channel.name, channel.account, outgoing_templates.NEWS)
        said = next((one for one in known if (one.channel, one.account, one.name) == mine), None)
        return DoorState(
            name=key,
            alarm=self._trouble(key),
            since=self._outboxes[key].account.since,
            waiting=waiting,
            held=held,
            templated=isinstance(channel, Templated),
            template=said.state if said else "",
            template_reason=said.reason if said else "",
            can_register=isinstance(channel, Registering),
        )

    def alarms(self) -> list[str]:
        """Names of the channels that need somebody; from memory, for every page of the panel."""
        return [name for name in self._outboxes if self._trouble(name)]

    def _trouble(self, name: str) -> str:
        """Code of what is wrong with sending or receiving; empty when all is well."""
        return self._outboxes[name].account.alarm or getattr(self._channels[name], "trouble", "")

    def open_until(self, channel: str, heard_at: datetime | None) -> datetime | None:
        """Until when anything may be sent to a person who wrote then; None where there is no such limit."""
        known = next((one for one in self._channels.values() if one.name == channel), None)
        if known is None or known.proactive:
            return None
        return heard_at + WINDOW if heard_at else datetime.min.replace(tzinfo=self._clock.now().tzinfo)

    async def check(self, name: str) -> str:
        """Ask the network whether it takes us, and what it says of our template. Raises KeyError."""
        channel = self._channels[name]
        health = await channel.check()
        if not health.ok:
            code = health.detail or "not_well"
            self._outboxes[name].account_says(ok=False, code=code)
            return code
        self._outboxes[name].account_says(ok=True)
        return await self._look_up(channel) if isinstance(channel, Templated) else ""

    async def register(self, name: str) -> str:
        """Tell the network where our webhook stands, and hand in our template. Raises KeyError."""
        channel = self._channels[name]
        try:
            if isinstance(channel, Registering):
                await channel.register(self._public_url)
        except SendError as error:
            return error.code
        return await self._look_up(channel) if isinstance(channel, Templated) else ""

    async def _look_up(self, channel: Templated) -> str:
        """What the network says of our template; handed in where it does not know it."""
        words = self._texts["templat.ada_kabar"], self._texts["templat.tombol"]
        try:
            said = await channel.template_state(outgoing_templates.NEWS)
            event = said or await channel.submit_template(outgoing_templates.NEWS, *words)
        except SendError as error:
            return error.code
        now = self._clock.now()
        await self._db.write(lambda tx: note(tx, event, now))
        return ""

    async def try_out(self, name: str, account_id: UUID) -> str:
        """A test message to an officer's own chat there. Raises KeyError."""
        channel, now = self._channels[name], self._clock.now()

        def work(tx: Connection) -> bool:
            for _, chat in accounts.linked_chats(tx, [account_id]):
                desk = messages.desk_of(tx, chat)
                if desk is None or (desk.channel, desk.account) != (channel.name, channel.account):
                    continue
                test = NewOutbound(
                    channel=desk.channel, account=desk.account, purpose="alert", dedupe=f"uji:{chat}:{now.isoformat()}",
                    body=self._texts["umum.uji_saluran"], made_at=now, expires_at=now + TRIED,
                    contact_point_id=desk.contact_point_id, conversation_id=desk.conversation_id,
                )  # fmt: skip
                messages.queue(tx, [test], now)
                return True
            return False

        queued = await self._db.write(work)
        self._wake()
        return "" if queued else NO_CHAT
