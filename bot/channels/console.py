"""The console: a channel in the terminal, the bot with no network at all (`python -m bot talk`)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, ClassVar
from uuid import uuid4

from bot.channels.contract import (
    UNREADABLE,
    Action,
    Health,
    Ignored,
    Limits,
    Outbound,
    Parsed,
    Request,
    SendError,
    Sent,
)
from bot.channels.fetching import FetchError
from bot.channels.reading import fields, from_json, items, line, message_text, point
from bot.channels.section import Premises, Section
from handlers.turn import Contact, Inbound, InboundKind, Media, MediaKind

# A line as it comes in:  {"from": "budi", "text": "lampu jalan mati", "id": "b-1"}
# A line as it goes out:  {"to": "budi", "body": "Di desa mana?", "choices": [], "step": "lapor.desa",
#                          "case": null}

_PREFIX = "console:"
_MEDIA: Mapping[str, MediaKind] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
}


class Listener:
    """Somebody at a terminal: gets every message to addresses with one beginning, in order."""

    def __init__(self, console: Console, prefix: str) -> None:
        self.prefix = prefix
        self._console = console
        self._waiting: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()

    async def get(self) -> Mapping[str, Any]:
        """The next outgoing object; waits for it."""
        return await self._waiting.get()

    def get_nowait(self) -> Mapping[str, Any]:
        """The next outgoing object. Raises asyncio.QueueEmpty when there is none."""
        return self._waiting.get_nowait()

    def empty(self) -> bool:
        """Nothing is waiting to be read."""
        return self._waiting.empty()

    def put(self, message: Mapping[str, Any]) -> None:
        """Hand a message over."""
        self._waiting.put_nowait(message)

    def close(self) -> None:
        """Stop listening; what is not read yet is gone. Closing twice is fine."""
        self._console.unsubscribe(self)

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Console:
    """One per process; the address is `console:<name>`."""

    section: ClassVar[type[Section]] = Section
    name = "console"
    account = "console"
    limits = Limits(text=4096, per_address=0.0, overall=1000.0)
    capabilities: frozenset[str] = frozenset()
    proactive = True

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, prefix: str = "") -> Listener:
        """Listen to every name that begins with `prefix`; the listener that came last hears a message."""
        listener = Listener(self, prefix)
        self._listeners.append(listener)
        return listener

    def unsubscribe(self, listener: Listener) -> None:
        """Forget a listener; Listener.close() calls this."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Console:
        """Always there: it needs no account anywhere."""
        return cls()

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """No route leads here from outside."""
        return False

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """One JSON object a line."""
        return [self._line(part) for part in raw.splitlines() if part.strip()]

    def render(self, out: Outbound) -> Sequence[Request]:
        """The whole message as one object: a terminal has no limit, and a program wants no numbers."""
        message: dict[str, Any] = {
            "to": out.address.removeprefix(_PREFIX),
            "body": out.body,
            "choices": [{"id": option.id, "title": option.title} for option in out.options],
            "step": out.step,
            "case": out.case_number or None,
        }
        if out.file is not None:
            message["file"] = {"kind": out.file.kind, "mime": out.file.mime, "size": len(out.file.content)}
        return [Request("print", {**message, "dedupe_key": out.dedupe_key})]

    async def send(self, request: Request) -> Sent:
        """Hand the message to who listens. Raises SendError(HOLD) when nobody does."""
        message = dict(request.body)
        key = str(message.pop("dedupe_key", ""))
        for listener in reversed(self._listeners):
            if str(message["to"]).startswith(listener.prefix):
                listener.put(message)
                return Sent(f"{_PREFIX}{key or uuid4()}")
        raise SendError(Action.HOLD, "no_listener")

    async def fetch(self, ref: str, limit: int) -> bytes:
        """A file of this machine: whoever is at the terminal may read it anyway. Raises FetchError."""
        try:
            content = await asyncio.to_thread(_first, ref, limit + 1)
        except OSError:
            raise FetchError("no_file", again=False) from None
        if len(content) > limit:
            raise FetchError("too_big", again=False)
        return content

    async def check(self) -> Health:
        """A terminal is always well."""
        return Health(ok=True)

    async def close(self) -> None:
        """Let the listeners go."""
        self._listeners.clear()

    def _line(self, raw: bytes) -> Parsed:
        said = fields(from_json(raw))
        sender = line(said.get("from"), 64)
        if not sender:
            return Ignored(UNREADABLE)
        key = line(said.get("id"), 100) or str(uuid4())
        return _read(said, address=f"{_PREFIX}{sender}", key=key)


def _read(said: Mapping[str, Any], address: str, key: str) -> Inbound:
    body, cut = message_text(said.get("text"))
    common: dict[str, Any] = {
        "channel": Console.name,
        "account": Console.account,
        "external_id": f"{address}:{key}",
        "dedupe_key": f"{address}:{key}",
        "address": address,
        "display_name": address.removeprefix(_PREFIX),
        "text": body,
        "cut": cut,
        "reply_to": line(said.get("reply_to"), 100),
    }
    if choice := line(said.get("choice"), 256):
        return Inbound(kind="choice", choice_id=choice, **common)
    if "location" in said:
        place = fields(said["location"])
        where = point(place.get("lat"), place.get("lon"), line(place.get("name")))
        return Inbound(kind="location" if where else "unsupported", location=where, **common)
    if said.get("sticker"):
        return Inbound(kind="media", media=(Media("sticker", ref=""),), **common)
    if "media" in said:
        media = _media(fields(said["media"]))
        return Inbound(kind="media" if media else "unsupported", media=media, **common)
    if "contact" in said:
        contact = _contact(said["contact"])
        return Inbound(kind="contact" if contact else "unsupported", contact=contact, **common)
    command = _command(body)
    kind: InboundKind = "command" if command else "text" if body.strip() else "unsupported"
    return Inbound(kind=kind, command=command, **common)


def _first(path: str, limit: int) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(limit)


def _media(file: Mapping[str, Any]) -> tuple[Media, ...]:
    path, kind = line(file.get("path"), 500), _MEDIA.get(line(file.get("kind")))
    if not path or kind is None:
        return ()
    return (Media(kind, ref=path, mime=line(file.get("mime")), filename=PurePath(path).name),)


def _contact(card: Any) -> Contact | None:
    """A phone as text, or {"phone" or "phones", "name", "own"}; own is believed: it is our own terminal."""
    if isinstance(card, str):
        card = {"phone": card}
    known = fields(card)
    written = [line(phone, 40) for phone in [known.get("phone"), *items(known.get("phones"))]]
    phones = tuple(phone for phone in written if phone)
    return Contact(phones, line(known.get("name")), own=known.get("own") is True) if phones else None


def _command(body: str) -> tuple[str, str] | None:
    """`/start kode` as on Telegram; None for every other text."""
    if not body.startswith("/") or not body[1:2].isalpha():
        return None
    word, _, arguments = body[1:].partition(" ")
    return word.lower(), arguments.strip()
