"""The house: builds every room from the settings, opens them in order, and closes them again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.accept import Acceptor
from bot.channels import sections
from bot.channels.console import Console
from bot.channels.contract import AccountEvent, Channel, ChannelSettingsError, Missing, Polling, SendError
from bot.channels.telegram import Telegram
from bot.clock import Clock, SystemClock
from bot.config import ROOT, Settings
from bot.doorkeeper import Doorkeeper
from bot.facts import OfficeFacts
from bot.inbox import Inbox
from bot.ladder import Ladder
from bot.lessons import Lessons
from bot.media.fetcher import Fetcher
from bot.media.store import FileStore
from bot.notices import Notices
from bot.outbox import Outbox
from bot.outcomes import Outcomes
from bot.polling import keep_polling
from bot.rasa import RasaService
from bot.reading_back import keep_reading_back
from bot.turns import Turns
from cases import db, keys, messages, starter
from cases.db import Database
from cases.errors import ConfigError
from handlers import texts as sentences
from handlers.places import PlaceList
from handlers.sentences import complaints
from handlers.texts import BadTexts, Texts
from handlers.turn import Facts
from nlu.client import Guesser, NoGuesser, RasaClient
from nlu.place_points import BadPoints, Points
from nlu.places import Gazetteer
from nlu.understanding import Understanding

log = logging.getLogger(__name__)

C = TypeVar("C", bound=Channel)


def channels_of(settings: Settings) -> dict[str, Channel]:
    """The accounts this office has connected, by the key of their section. Raises ChannelSettingsError."""
    built = {
        key: kind.from_section(settings.of_channel(key), settings.premises)
        for key, (_, kind) in sections().items()
    }
    return {key: channel for key, channel in built.items() if channel is not None}


@dataclass(slots=True)
class House:
    """All rooms of one office, joined; `open` builds it, `start` lets it work."""

    settings: Settings
    clock: Clock
    db: Database
    texts: Texts
    office: OfficeFacts
    channels: Mapping[str, Channel]
    acceptor: Acceptor
    inbox: Inbox
    outboxes: Mapping[str, Outbox]
    notices: Notices
    ladder: Ladder
    doorkeeper: Doorkeeper
    lessons: Lessons
    understanding: Understanding
    guesser: Guesser
    files: FileStore
    rasa: RasaService | None
    heard: Mapping[tuple[str, str], datetime]
    """When each (channel, account) heard anybody before this start."""
    calendar: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whoever moves the calendar: once a minute the chores, otherwise the demonstration with a month that has passed."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    async def open(cls, settings: Settings, clock: Clock | None = None, *, with_rasa: bool = True) -> House:
        """Keys, database, starter data, texts and channels. Raises ConfigError with what has to be mended."""
        clock = clock or SystemClock()
        await prepare(settings, clock)
        database = await Database.open(settings.database_url, settings.office.code)
        texts = _texts(settings)
        places = Gazetteer.for_regency(settings.regions, settings.office.code)
        rasa = _rasa(settings) if with_rasa and settings.nlu.enabled else None
        guesser: Guesser = RasaClient(rasa.socket, rasa.token) if rasa else NoGuesser()
        data = await database.read(starter.office_data)
        learning = settings.nlu.lessons
        try:
            channels = channels_of(settings)
        except ChannelSettingsError as error:
            raise ConfigError(str(error)) from None
        office = OfficeFacts(
            settings.office.name,
            ZoneInfo(settings.office.timezone),
            PlaceList(places, _points(settings)),
            data,
            texts,
            address=settings.public_url,
            asking=frozenset(one.name for one in channels.values() if "contact_request" in one.capabilities),
            learning=learning,
        )
        _check(texts, office)
        notices = Notices(texts, office, settings.line.reply_hours)
        lessons = Lessons(places, on=learning)
        store = settings.files
        outboxes = {name: Outbox(database, channel, clock, store.get) for name, channel in channels.items()}
        turns = Turns(
            texts,
            office,
            Outcomes(notices, lessons, texts, learning=learning),
            settings.line.reply_hours,
            lambda: _wake(outboxes),
        )
        understanding = Understanding(places, guesser)
        inbox = Inbox(
            database, understanding, turns, clock, settings.line.batch, settings.line.per_conversation
        )
        acceptor = Acceptor(
            database, clock, inbox.wake, lambda event: _account_says(channels, outboxes, event)
        )
        return cls(
            settings, clock, database, texts, office, channels, acceptor, inbox, outboxes, notices,
            Ladder(notices, texts, channels.values()),
            Doorkeeper(database, channels, outboxes, clock, texts, settings.public_url, lambda: _wake(outboxes)),
            lessons, understanding, guesser, store, rasa,
            await database.read(messages.last_heard),
        )  # fmt: skip

    async def start(self) -> None:
        """Recover what a crash left, then let every room work in a task of its own."""
        for outbox in self.outboxes.values():
            await outbox.recover()
        self._work("inbox", self.inbox.run())
        fetcher = Fetcher(self.db, self.channels, self.files, self.notices, self.clock)
        self._work("fetcher", fetcher.run())
        for name, outbox in self.outboxes.items():
            self._work(f"outbox {name}", outbox.run())
        for channel in self.channels.values():
            if isinstance(channel, Missing):
                heard = self.heard.get((channel.name, channel.account))
                self._work(
                    f"reading back {channel.name}",
                    keep_reading_back(channel, channel, self.acceptor, self.clock, heard),
                )
            if isinstance(channel, Polling) and channel.polls:
                self._work(
                    f"polling {channel.name}", keep_polling(channel, channel, self.acceptor, self.clock)
                )
            elif isinstance(channel, Telegram):
                self._work("telegram webhook", self._connect(channel))
        if self.rasa:
            await self.rasa.start()

    def _work(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_report)
        self._tasks.append(task)

    async def _connect(self, telegram: Telegram) -> None:
        """Tell Telegram where our webhook stands."""
        while True:
            try:
                return await telegram.register(self.settings.public_url)
            except SendError as error:
                log.error("telegram webhook not registered code=%s", error.code)
                await self.clock.sleep(max(error.retry_after, 30.0))

    def background(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Another room that works until the house is closed (chores)."""
        self._work(name, work)

    async def close(self) -> None:
        """Stop taking work, let calls under way end, close the database last."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.acceptor.close()
        for outbox in self.outboxes.values():
            await outbox.close()
        await self.guesser.close()
        if self.rasa:
            await self.rasa.stop()
        await self.db.close()

    # --- what the commands ask ------------------------------------------------------------------------

    def channel(self, kind: type[C]) -> C:
        """The channel of this kind. Raises KeyError when the office has none."""
        return next(channel for channel in self.channels.values() if isinstance(channel, kind))

    def wake(self) -> None:
        """Something was queued outside a turn: a news, an alert."""
        _wake(self.outboxes)

    async def console_idle(self) -> bool:
        """Nothing of the console waits to be answered or sent."""
        if self.inbox.busy or not self.outboxes[Console.name].idle:
            return False

        def waiting(tx: Connection) -> int:
            return messages.waiting_count(tx, Console.name) + messages.outgoing_count(tx, Console.name)

        return not await self.db.read(waiting)

    async def release_console(self) -> None:
        """Somebody listens at the terminal now: what was held for want of a listener goes out."""
        console, now = Console.name, self.clock.now()
        await self.db.write(lambda tx: messages.release_channel(tx, console, now))
        self.wake()

    async def understanding_ready(self, seconds: float = 60.0) -> None:
        """Wait for the Rasa service, if there is one; after that the code alone understands."""
        until = self.clock.ticks() + seconds
        while self.rasa and not self.rasa.ready and self.rasa.possible and self.clock.ticks() < until:
            await self.clock.sleep(0.1)


async def prepare(settings: Settings, clock: Clock) -> None:
    """Data folder, keys, schema and starter data; keys are made only together with an empty database."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    await db.migrate(settings.database_url, settings.office.code)
    database = await Database.open(settings.database_url, settings.office.code)
    try:
        await keys.unlock(database, settings.data / "keys.json")
        now = clock.now()
        await database.write(
            lambda tx: starter.load(tx, settings.office.starter, settings.regions, settings.office.code, now)
        )
    finally:
        await database.close()


def _texts(settings: Settings) -> Texts:
    """Our sentences with the office's own wording over them. Raises ConfigError."""
    overlay = Path(settings.office.texts) if settings.office.texts else None
    try:
        return sentences.load(ROOT / "texts", overlay)
    except BadTexts as error:
        raise ConfigError(str(error)) from None


def _points(settings: Settings) -> Points:
    """Where the villages lie, when the office has laid a file of it beside the region tables."""
    try:
        return Points.read(settings.regions)
    except BadPoints as error:
        raise ConfigError(str(error)) from None


def _check(texts: Texts, office: OfficeFacts) -> None:
    """Every sentence the talk can say must be there before anybody can hear it. Raises ConfigError."""
    data = office.data
    facts = Facts(office.name, office.places, data.categories, groups=data.groups, secret=data.secret)
    if wrong := complaints(texts, facts):
        raise ConfigError("\n".join(wrong))


def _rasa(settings: Settings) -> RasaService:
    return RasaService(ROOT / "nlu" / "rasa", settings.models, settings.data, settings.lessons)


def _account_says(
    channels: Mapping[str, Channel], outboxes: Mapping[str, Outbox], event: AccountEvent
) -> None:
    """A gateway lost its phone, or has it again."""
    for key, channel in channels.items():
        if (channel.name, channel.account) == (event.channel, event.account):
            outboxes[key].account_says(ok=event.ok, code=event.code)


def _wake(outboxes: Mapping[str, Outbox]) -> None:
    for outbox in outboxes.values():
        outbox.wake()


def _report(task: asyncio.Task[None]) -> None:
    """A room that ends by itself is a bug worth a loud line."""
    if not task.cancelled() and (error := task.exception()):
        log.critical("a room stopped room=%s error=%s", task.get_name(), type(error).__name__, exc_info=error)
