"""The web chat: our own page as a channel. Its routes, templates and script are in bot/webchat/.

A person is known by a random token in a cookie; the address holds only its hash: `web:<64 hex>`.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from bot.channels.contract import UNREADABLE, Health, Ignored, Limits, Outbound, Parsed, Request, Sent
from bot.channels.fetching import FetchError
from bot.channels.reading import fields, from_json, line, message_text, number
from bot.channels.section import Premises, Section
from handlers.turn import Inbound, Media, MediaKind

# {"address": "web:9f86...", "id": "5f1c3c0e-...", "text": "Bantuan saya berhenti"}
# {"address": "web:9f86...", "id": "7d2a1b00-...", "choice": "m:ab12:2", "title": "Keluarga"}

TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_ADDRESS = re.compile(r"web:[0-9a-f]{64}", re.ASCII)


def new_token() -> str:
    """A 256-bit secret for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def address_of(token: str) -> str:
    """The address of who holds this token; empty for something that is no token of ours."""
    return f"web:{hashlib.sha256(token.encode()).hexdigest()}" if _TOKEN.fullmatch(token) else ""


class WebchatSection(Section):
    """Our own page."""

    enabled: bool = True


class WebChat:
    """Sending means: the message stands in the conversation, where the page finds it by itself."""

    section: ClassVar[type[Section]] = WebchatSection
    name = "webchat"
    account = "webchat"

    def __init__(self, kept: Callable[[str], bytes] | None = None) -> None:
        """`kept`: the bytes of a file that somebody uploaded, by its name. Raises OSError for none."""
        self._kept = kept
        self._listening: dict[str, set[asyncio.Event]] = {}

    limits = Limits(text=4096, buttons=100, choice_id=64, per_address=0.0, overall=1000.0, body=256 * 1024)
    capabilities = frozenset({"buttons", "status"})
    proactive = True

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> WebChat | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, WebchatSection) or not section.enabled:
            return None
        return cls(premises.uploads)

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """No webhook leads here: only our own route, which knows the cookie, may speak for an address."""
        return False

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """One message as the route wrote it. Two people may use the same id; it counts for each alone."""
        said = fields(from_json(raw))
        address, key = line(said.get("address"), 100), line(said.get("id"), 64)
        if not _ADDRESS.fullmatch(address) or not key:
            return [Ignored(UNREADABLE)]
        if file := _file(fields(said.get("media"))):
            return [
                Inbound(
                    channel=self.name, account=self.account, external_id=key, dedupe_key=f"{address}:{key}",
                    address=address, kind="media", media=(file,), lang="id",
                )
            ]  # fmt: skip
        choice = line(said.get("choice"), self.limits.choice_id)
        words, cut = message_text(said.get("title") if choice else said.get("text"))
        return [
            Inbound(
                channel=self.name,
                account=self.account,
                external_id=key,
                dedupe_key=f"{address}:{key}",
                address=address,
                kind="choice" if choice else "text" if words.strip() else "unsupported",
                text=words,
                cut=cut,
                choice_id=choice,
                lang="id",
            )
        ]

    def render(self, out: Outbound) -> Sequence[Request]:
        """The page draws the stored message itself; only its key is needed, and whom to wake."""
        return [Request("show", {"dedupe_key": out.dedupe_key, "address": out.address})]

    async def send(self, request: Request) -> Sent:
        """It is there already: the page reads it from the database, at once where one is open."""
        self.changed(request.body["address"])
        return Sent(f"web:{request.body['dedupe_key']}")

    async def fetch(self, ref: str, limit: int) -> bytes:
        """A file that was uploaded to us. Raises FetchError."""
        try:
            if self._kept is None:
                raise FileNotFoundError(ref)
            content = await asyncio.to_thread(self._kept, ref)
        except FileNotFoundError:
            raise FetchError("gone", again=False) from None
        if len(content) > limit:
            raise FetchError("too_big", again=False)
        return content

    # --- open pages -----------------------------------------------------------------------------------

    @contextmanager
    def changes(self, address: str) -> Iterator[asyncio.Event]:
        """An event that is set when there is something new for this address."""
        event = asyncio.Event()
        self._listening.setdefault(address, set()).add(event)
        try:
            yield event
        finally:
            self._listening[address].discard(event)
            if not self._listening[address]:
                del self._listening[address]

    def changed(self, address: str) -> None:
        """Something new stands in the conversation."""
        for event in self._listening.get(address, ()):
            event.set()

    def wake_all(self) -> None:
        """Every open page: the house closes."""
        for address in list(self._listening):
            self.changed(address)

    async def check(self) -> Health:
        """Our own page is well when the program runs."""
        return Health(ok=True)

    async def close(self) -> None:
        """Nothing to close."""


_KINDS: Mapping[str, MediaKind] = {"image": "image", "audio": "audio", "document": "document"}


def _file(media: Mapping[str, Any]) -> Media | None:
    kind, ref = _KINDS.get(line(media.get("kind"))), line(media.get("ref"), 64)
    if kind is None or not ref:
        return None
    return Media(kind, ref, line(media.get("mime"), 100), size=number(media.get("size")) or 0)
