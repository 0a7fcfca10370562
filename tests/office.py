"""The example office with its desk: residents write, officers act, on a real database."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, update

from bot import envelope
from bot.chores import one_round
from bot.ladder import Ladder
from bot.lessons import Lessons
from bot.notices import Notices
from bot.turns import Heard, Turns
from cases import messages, service, store
from cases.db import Database
from cases.events import Event
from cases.messages import NewInbound
from cases.models import cases
from cases.roles import Viewer
from cases.store import CaseRow
from handlers import memory
from handlers.turn import Inbound, Proposal, State
from tests.builders import NOW

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
REGIONS = ROOT / "tests" / "wilayah"
MATANGAJI = "32.09.15.2001"
STORY = "BPJS ibu saya mati padahal minggu depan operasi"
TOLD = {"kebutuhan": "kesehatan", "untuk_siapa": "keluarga", "desa": MATANGAJI, "mendesak": "urgent"}


@dataclass
class Office:
    """The example office with its desk: residents write, officers act."""

    db: Database
    turns: Turns
    notices: Notices
    lessons: Lessons
    ladder: Ladder
    channel: str = "console"
    account: str = "console"
    address: str = "console:budi"
    """Where Budi writes from."""
    phone: str = ""
    """What the network vouches for."""
    now: datetime = NOW
    _keys: Any = field(default_factory=lambda: itertools.count(1))

    async def hears(self, text: str, found: dict[str, str] | None = None, **more: Any) -> list[str]:
        """One message of Budi's through the whole turn; the bodies of what was queued for him."""
        said = Inbound(self.channel, self.account, "", "", self.address, "text", text=text, phone=self.phone)
        quoting = more.pop("quoting", "")
        heard = {step: (Proposal(value, "sure", "code"),) for step, value in (found or {}).items()}
        intent = "report" if "kebutuhan" in heard else ""
        return await self._turn(replace(said, found=heard, **{"intent": intent, **more}), quoting)

    async def state(self) -> State:
        """What Budi's conversation remembers."""

        def question(tx: Connection) -> State:
            conversation = messages.conversation_of(tx, self.channel, self.account, self.address)
            assert conversation
            return memory.load(messages.lock_conversations(tx, [conversation])[conversation].state)

        return await self.db.write(question)

    async def _turn(self, said: Inbound, quoting: str = "") -> list[str]:
        """`quoting`: the id of the talk whose newest question is quoted."""
        key = f"k{next(self._keys)}"
        body = envelope.dump(said)
        row = NewInbound(self.channel, self.account, key, self.address, said.kind, body, phone=said.phone)

        def work(tx: Connection) -> list[str]:
            heard = replace(said, reply_to=self._sent_in(tx, quoting)) if quoting else said
            before = self.bodies(tx)
            messages.store_inbound(tx, [row], self.now)
            [(conversation, [mail])] = messages.peek_mail(tx, 10, 10)
            self.turns.play(tx, {conversation: [Heard(mail.id, 0, heard)]}, self.now)
            return self.bodies(tx)[len(before) :]

        return await self.db.write(work)

    async def does(self, verb: Callable[[Connection], Event]) -> list[str]:
        """An officer's verb with its news; the bodies of what was queued."""

        def work(tx: Connection) -> list[str]:
            before = self.bodies(tx)
            self.notices.notify(tx, verb(tx), self.now)
            return self.bodies(tx)[len(before) :]

        return await self.db.write(work)

    async def minute(self, at: datetime) -> None:
        """The chores of one minute."""
        await self.db.write(lambda tx: one_round(tx, self.notices, self.ladder, at))

    async def sees(self, question: Callable[[Connection], T]) -> T:
        return await self.db.read(question)

    async def cases(self) -> list[CaseRow]:
        """Budi's cases, newest first."""

        def question(tx: Connection) -> list[CaseRow]:
            conversation = messages.conversation_of(tx, self.channel, self.account, self.address)
            assert conversation
            desk = messages.lock_conversations(tx, [conversation])[conversation]
            return store.for_contact(tx, desk.contact_point_id)

        return await self.db.write(question)

    async def opened(self) -> CaseRow:
        """A case Budi sent for his mother."""
        await self.hears(STORY, TOLD)
        await self.hears("Sarinem")
        await self.hears("kirim")
        return (await self.cases())[0]

    async def verified(self, who: Viewer, **values: object) -> CaseRow:
        """Budi's case after verification, with these values before it."""
        case = await self.opened()
        if values:
            await self.db.write(lambda tx: tx.execute(update(cases).values(values)))
        case = await self.sees(lambda tx: store.read_case(tx, case.id))
        await self.does(
            lambda tx: service.verify(
                tx, case, who, NOW, category=case.category, urgency=case.urgency,
                confidentiality=case.confidentiality, area=case.area, nobody_excluded=True,
            )
        )  # fmt: skip
        return await self.sees(lambda tx: store.read_case(tx, case.id))

    def bodies(self, tx: Connection) -> list[str]:
        rows = messages.sendable(tx, self.channel, self.account, self.now, 1000, clamp=timedelta(hours=1))
        return [row.body for row in rows]

    def _sent_in(self, tx: Connection, talk: str) -> str:
        """The network's id of the newest message of this talk, which is sent now."""
        rows = messages.sendable(tx, self.channel, self.account, self.now, 1000, clamp=timedelta(hours=1))
        messages.mark_sending(tx, [row.id for row in rows])
        sent = [messages.SendResult(row.id, "sent", external_id=str(row.id)) for row in rows]
        messages.mark_results(tx, sent, self.now)
        about = {messages.about_sent(tx, row.contact_point_id, str(row.id))[1]: str(row.id) for row in rows}
        return about[talk]
