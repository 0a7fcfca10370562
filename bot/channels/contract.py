"""What every channel offers and what it may meet (CHANNELS.md sections 6, 8 and 9)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from handlers.turn import Inbound, Option


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of one network (CHANNELS.md 6.3); renderer and tests read them here."""

    text: int = 4096
    """Longest body in UTF-16 units."""
    buttons: int = 0
    """Most buttons under one message; 0 means choices are numbered text."""
    title: int = 0
    """Longest button title in characters; 0 means no limit."""
    choice_id: int = 64
    """Longest choice id in bytes of UTF-8."""
    page: int = 9
    """Most options shown at once."""
    per_address: float = 1.0
    """Seconds between two messages to one address."""
    chance: float = 0.0
    """Up to so many seconds more, drawn each time: an even beat looks like a robot and costs the number."""
    overall: float = 25.0
    """Messages a second for the whole account."""
    body: int = 4 * 1024 * 1024
    """Largest webhook body in bytes."""


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """The network says how far one of our messages came."""

    channel: str
    account: str
    external_id: str
    """The network's id of our message."""
    status: str
    """sent | delivered | read | failed."""
    code: str = ""
    at: datetime | None = None
    refusal: SendError | None = None
    """What a failure means, where the network gave a reason; the same reasons as those of a failed call."""


@dataclass(frozen=True, slots=True)
class MovedEvent:
    """The network says that whoever was at an address has another number now."""

    channel: str
    account: str
    address: str
    """The old one."""
    phone: str
    """The new number, digits with the country code."""


@dataclass(frozen=True, slots=True)
class TemplateEvent:
    """The network says whether a template of ours may be sent."""

    channel: str
    account: str
    """Empty: of every account of the channel."""
    name: str
    state: str
    """pending | approved | rejected | paused | disabled"""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """The network says that our own account works again, or needs somebody (a phone has to be linked)."""

    channel: str
    account: str
    ok: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing for the talk: an own echo, a group, a broadcast. Counted by reason, never stored."""

    reason: str


@dataclass(frozen=True, slots=True)
class AddressEvent:
    """The network says whether an address can be reached at all: the bot was blocked, or let in again."""

    channel: str
    account: str
    address: str
    reachable: bool


Parsed = Inbound | StatusEvent | AddressEvent | TemplateEvent | AccountEvent | MovedEvent | Ignored

UNREADABLE = "unreadable"
"""Reason of an Ignored whose bytes made no sense: to be kept in quarantine (DECISIONS 14)."""


@dataclass(frozen=True, slots=True)
class OutFile:
    """A photo or paper on its way out."""

    kind: str
    """image | document"""
    mime: str
    name: str
    """What the person sees; made by us."""
    content: bytes = field(repr=False)


NO_FILE = "(Ada berkas dari petugas yang tidak bisa dikirim lewat ini. Minta di kantor SLRT.)"
CAPTION = 1024
"""UTF-16 units of a caption (CHANNELS.md 6.3); longer words go before the file."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message on its way out; options carry the wire ids `m:<menu>:<n>`."""

    address: str
    body: str
    options: tuple[Option, ...] = ()
    dedupe_key: str = ""
    purpose: str = "reply"
    """reply | status | alert | opener."""
    step: str = ""
    case_number: str = ""
    template: str = ""
    """Name of an approved template to send in place of the body."""
    wants: str = ""
    """`contact`: a button that sends the person's own number, called like the only option."""
    file: OutFile | None = None
    """Goes with the body; a channel that cannot carry it says so in words (`without_file`)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call to a network, as plain values: what `render` decided and `send` carries out."""

    method: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """The network took the message."""

    external_id: str


def without_file(out: Outbound) -> Outbound:
    """The same message where a file cannot go: a sentence says that there is one."""
    return replace(out, file=None, body=f"{out.body}\n\n{NO_FILE}")


class Action(StrEnum):
    """What to do after a failed call (CHANNELS.md section 8)."""

    RETRY = "retry"
    SLOW = "slow"
    PAUSE = "pause"
    TEMPLATE = "template"
    """Only an approved template may go to this person now."""
    NO_TEMPLATE = "no_template"
    """The template cannot be used any more."""
    HOLD = "hold"
    UNREACHABLE = "unreachable"
    DROP = "drop"
    CONFIG = "config"
    UNCERTAIN = "uncertain"
    IGNORE = "ignore"


class ChannelSettingsError(ValueError):
    """A channel cannot be built from these settings; the text is one sentence and names no secret."""


class SendError(Exception):
    """A network did not take a message; the action says what to do next."""

    def __init__(
        self,
        action: Action,
        code: str,
        detail: str = "",
        retry_after: float = 0.0,
        tries: int = 8,
        *,
        alarm: bool = False,
    ) -> None:
        super().__init__(f"{action}: {code}")
        self.action = action
        self.code = code
        self.detail = detail
        """For the operator; never a text of a person, an address or a token."""
        self.retry_after = retry_after
        """Seconds the network asked us to wait; 0 when it did not."""
        self.tries = tries
        """How often a RETRY is worth it."""
        self.alarm = alarm
        """Somebody of the office has to do something, whatever becomes of the message."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel is doing, for the panel and `doctor`."""

    ok: bool
    detail: str = ""


class Channel(Protocol):
    """One network. `verify`, `parse` and `render` are pure; `send` and `check` touch the network.

    The start-up builds each channel from its own part of the settings. A channel that receives by itself
    (Telegram polling, the console) has `poll`; the others get their messages from the HTTP route
    `/masuk/<name>` (`/masuk/<name>/<secret>` where the network cannot sign).
    """

    name: str
    account: str
    limits: Limits
    capabilities: frozenset[str]
    """buttons, list, location_request, contact_request, template, typing, status."""
    proactive: bool
    """May news be sent more than 24 h after the person's last message?"""

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool: ...
    def parse(self, raw: bytes, content_type: str) -> list[Parsed]:
        """Pure; never raises, whatever the bytes are."""
        ...

    def render(self, out: Outbound) -> Sequence[Request]:
        """Pure; each request keeps the limits."""
        ...

    async def send(self, request: Request) -> Sent:
        """Carry one request out. Raises SendError."""
        ...

    async def check(self) -> Health: ...
    async def close(self) -> None: ...


@runtime_checkable
class Polling(Protocol):
    """What a channel that fetches its own messages offers besides (Telegram by long polling, a mailbox)."""

    polls: bool
    """It does; Telegram may be told to use its webhook instead."""

    def poll(self) -> AsyncIterator[list[bytes]]:
        """Batches of raw updates; the next batch is asked for only after this one was committed."""
        ...


@runtime_checkable
class Challenged(Protocol):
    """What a channel offers whose network asks a question before it sends anything (the Cloud API)."""

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """What to answer in plain text; None when the question is not from our network."""
        ...


@runtime_checkable
class Missing(Protocol):
    """What a channel offers whose network forgets what it could not deliver, but can be asked."""

    async def missed(self, since: datetime) -> list[bytes]:
        """What people wrote since then, as bodies that `parse` reads, oldest first. Raises SendError."""
        ...


@runtime_checkable
class Registering(Protocol):
    """What a channel offers whose network can be told where our webhook stands."""

    async def register(self, public_url: str) -> None:
        """Address and secret of `/masuk/<name>`. Raises SendError."""
        ...


@runtime_checkable
class Templated(Protocol):
    """What a channel offers whose network approves of sentences before they may be sent outside a window."""

    async def submit_template(self, name: str, body: str, button: str) -> TemplateEvent:
        """Hand a template in. Raises SendError."""
        ...

    async def template_state(self, name: str) -> TemplateEvent | None:
        """What the network says of it; None when it does not know it. Raises SendError."""
        ...


@runtime_checkable
class Acknowledging(Protocol):
    """What a channel offers whose network waits for a sign of life (Telegram's buttons show a little clock)."""

    async def acknowledge(self, raw: bytes) -> None:
        """Called after the raw messages were committed, for every raw. Does its best; raises nothing."""
        ...
