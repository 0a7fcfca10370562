"""waha: a self-hosted WhatsApp gateway (devlikeapro/waha), text in and text out.

CHANNELS.md section 5; shapes from the gateway's manual (https://waha.devlike.pro/docs), never tried against a real phone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from bot.channels.calling import Caller, http_error
from bot.channels.contract import (
    UNREADABLE,
    AccountEvent,
    Action,
    ChannelSettingsError,
    Health,
    Ignored,
    Outbound,
    OutFile,
    Parsed,
    Request,
    SendError,
    Sent,
    StatusEvent,
)
from bot.channels.fetching import FetchError, read
from bot.channels.numbered import numbered_parts
from bot.channels.reading import fields, from_json, header, items, line, message_text, moment, number, point
from bot.channels.section import Premises, Section
from bot.channels.split import captioned
from bot.channels.whatsapp import address_of, gateway_limits, jid_of, phone_of, phones_in
from handlers.turn import Contact, Inbound, Media, MediaKind

SHORTEST_SECRET = 32
"""Bytes. The gateway signs only when it was told to; we take nothing unsigned."""

MESSAGES = ("message", "message.reaction", "message.edited", "message.revoked")
EVENTS = (*MESSAGES, "message.ack", "session.status")
"""What the gateway is asked to tell us."""


@dataclass(frozen=True, slots=True)
class WahaSettings:
    """What the start-up fills from config.yml and the environment."""

    api_base: str
    secret: str = field(repr=False)
    """WHATSAPP_HOOK_HMAC_KEY of the gateway."""
    key: str = field(default="", repr=False)
    """Its API key."""
    session: str = "default"
    per_address: float = 2.0
    overall: float = 0.3


class WahaSection(Section):
    """Connected when there is an address."""

    api_base: str = ""
    secret: SecretStr = SecretStr("")
    key: SecretStr = SecretStr("")
    session: str = "default"
    pause: float = Field(default=2.0, ge=0)
    rate: float = Field(default=0.3, gt=0)


class Waha:
    """One session of one gateway. Unofficial: slow pace, no talk begun by us."""

    section: ClassVar[type[Section]] = WahaSection
    name = "waha"
    capabilities = frozenset({"status"})
    proactive = True  # news of a person's own case, paced; never a broadcast (DECISIONS 15)

    def __init__(self, settings: WahaSettings) -> None:
        """Raises ChannelSettingsError; touches no network."""
        if not settings.api_base.startswith(("http://", "https://")):
            raise ChannelSettingsError("waha.api_base: must begin with http:// or https://")
        if len(settings.secret.encode()) < SHORTEST_SECRET:
            raise ChannelSettingsError(f"waha.secret: needs {SHORTEST_SECRET} bytes or more")
        self.account = settings.session
        self.limits = gateway_limits(settings.per_address, settings.overall)
        self._settings = settings
        self._signed_in = {"X-Api-Key": settings.key} if settings.key else {}
        self._http = Caller(settings.api_base, self._signed_in)

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Waha | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, WahaSection) or not section.api_base:
            return None
        secret, key = section.secret.get_secret_value(), section.key.get_secret_value()
        return cls(WahaSettings(section.api_base, secret, key, section.session, section.pause, section.rate))

    # --- in -------------------------------------------------------------------------------------------

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """HMAC-SHA512 over the bytes as they came, in constant time."""
        given = header(headers, "X-Webhook-Hmac").lower()
        expected = hmac.new(self._settings.secret.encode(), raw, hashlib.sha512).hexdigest()
        return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """One event of the gateway. `message.any` repeats `message`: it is not ours to read."""
        event = from_json(raw)
        if not isinstance(event, dict):
            return [Ignored(UNREADABLE)]
        if line(event.get("session")) not in {"", self.account}:
            return [Ignored("other_session")]
        payload, name = fields(event.get("payload")), line(event.get("event"))
        if name == "session.status":
            state = line(payload.get("status"))
            return [AccountEvent(self.name, self.account, state == "WORKING", state.lower())]
        if name == "message.ack":
            return [self._acknowledged(payload, moment(payload.get("timestamp")))]
        if name not in MESSAGES:
            return [Ignored("other_event")]
        return [self._message(name, payload)]

    def _message(self, name: str, payload: Mapping[str, Any]) -> Parsed:
        sender, message_id = line(payload.get("from")), line(payload.get("id"))
        if payload.get("fromMe") is True:
            return Ignored("own_echo")
        if sender.endswith(("@g.us", "@newsletter", "@broadcast")):
            return Ignored("group")
        if not (address := address_of(sender, _PERSON)) or not message_id:
            return Ignored("no_sender")
        return Inbound(
            channel=self.name,
            account=self.account,
            external_id=message_id,
            dedupe_key=message_id,
            address=address,
            phone=phone_of(address),
            display_name=line(fields(payload.get("_data")).get("notifyName")),
            sent_at=moment(payload.get("timestamp")),
            **{"reply_to": line(fields(payload.get("replyTo")).get("id")), **_content(name, payload)},
        )

    def _acknowledged(self, payload: Mapping[str, Any], at: datetime | None) -> Parsed:
        external_id, ack = line(payload.get("id")), number(payload.get("ack"))
        status = _ACKS.get(ack) if ack is not None else None
        if not external_id or status is None:
            return Ignored("other_receipt")
        return StatusEvent(self.name, self.account, external_id, status, at=at)

    # --- out ------------------------------------------------------------------------------------------

    def render(self, out: Outbound) -> Sequence[Request]:
        """Text with numbered choices, in parts."""
        shared = {"session": self.account, "chatId": jid_of(out.address, "c.us")}
        if out.file is not None:
            return self._with_file(shared, out.body, out.file)
        body = out.body if out.body.strip() else "…"
        parts = numbered_parts(body, out.options, self.limits.text)
        return [Request("/api/sendText", {**shared, "text": part}) for part in parts]

    def _with_file(self, shared: Mapping[str, str], body: str, file: OutFile) -> Sequence[Request]:
        before, caption = captioned(body, self.limits.text)
        data = base64.b64encode(file.content).decode()
        given = {"mimetype": file.mime, "filename": file.name, "data": data}
        path = "/api/sendImage" if file.kind == "image" else "/api/sendFile"
        return [
            *(Request("/api/sendText", {**shared, "text": part}) for part in before),
            Request(path, {**shared, "caption": caption, "file": given}),
        ]

    async def send(self, request: Request) -> Sent:
        """Post one message to the gateway. Raises SendError."""
        status, answer = await self._http.call("POST", request.method, request.body)
        if status >= 400:
            raise to_send_error(status, answer)
        id_ = fields(answer).get("id")
        message_id = line(id_) or line(fields(id_).get("_serialized"))
        if not message_id:
            raise SendError(Action.UNCERTAIN, "odd_answer")
        return Sent(message_id)

    async def fetch(self, ref: str, limit: int) -> bytes:
        """An address of the gateway itself; nothing else is asked. Raises FetchError."""
        if urlsplit(ref).netloc != urlsplit(self._http.base).netloc or ".." in ref:
            raise FetchError("address", again=False)
        return await read(ref, limit, self._signed_in)

    async def register(self, public_url: str) -> None:
        """The session's webhook with our secret: https://waha.devlike.pro/docs/how-to/webhooks/. Raises SendError."""
        hook = {
            "url": f"{public_url.rstrip('/')}/masuk/{self.name}",
            "events": list(EVENTS),
            "hmac": {"key": self._settings.secret},
            "retries": {"policy": "exponential", "delaySeconds": 2, "attempts": 15},
        }
        status, answer = await self._http.call(
            "PUT", f"/api/sessions/{self.account}", {"config": {"webhooks": [hook]}}
        )
        if status >= 400:
            raise to_send_error(status, answer)

    async def check(self) -> Health:
        """Is the gateway there, and is its session linked to a phone?"""
        try:
            status, answer = await self._http.call("GET", f"/api/sessions/{self.account}")
        except SendError as error:
            return Health(ok=False, detail=error.code)
        if status >= 400:
            return Health(ok=False, detail=to_send_error(status, answer).code)
        state = line(fields(answer).get("status"))
        return Health(ok=state == "WORKING", detail="" if state == "WORKING" else state.lower())

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


# --- addresses ----------------------------------------------------------------------------------------

_PERSON = re.compile(r"(\d{5,20})@(c\.us|s\.whatsapp\.net|lid)", re.ASCII)


# --- content ------------------------------------------------------------------------------------------

# {"event": "message", "session": "default", "payload": {"id": "false_62812@c.us_AAAA", "timestamp": 1667561485,
#   "from": "62812@c.us", "fromMe": false, "body": "Bantuan saya berhenti", "hasMedia": false}}

_ACKS = {-1: "failed", 1: "sent", 2: "delivered", 3: "read", 4: "read"}
_FILES: Sequence[tuple[str, MediaKind]] = (("image/", "image"), ("video/", "video"), ("audio/", "audio"))


def _content(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the person sent, as fields of Inbound."""
    body, cut = message_text(payload.get("body"))
    if name == "message.reaction":
        reaction = fields(payload.get("reaction"))
        return {
            "kind": "reaction",
            "text": line(reaction.get("text")),
            "reply_to": line(reaction.get("messageId")),
        }
    if name == "message.edited":
        return {"kind": "edit", "text": body, "cut": cut}
    if name == "message.revoked":
        return {"kind": "deleted"}
    if payload.get("hasMedia") is True:
        media = _media(fields(payload.get("media")))
        return {"kind": "media" if media else "unsupported", "text": body, "cut": cut, "media": media}
    if where := fields(payload.get("location")):
        found = point(where.get("latitude"), where.get("longitude"), line(where.get("description")))
        return {"kind": "location" if found else "unsupported", "location": found}
    if cards := [message_text(card)[0] for card in items(payload.get("vCards"))]:
        phones = tuple(phone for card in cards for phone in phones_in(card))
        return {"kind": "contact", "contact": Contact(phones)} if phones else {"kind": "unsupported"}
    return {"kind": "text" if body.strip() else "unsupported", "text": body, "cut": cut}


def _media(file: Mapping[str, Any]) -> tuple[Media, ...]:
    """The address of the file at the gateway; without one the person is told that it did not arrive."""
    url, mime = line(file.get("url"), 2000), line(file.get("mimetype"), 100)
    if not url:
        return ()
    kind: MediaKind = next((kind for head, kind in _FILES if mime.startswith(head)), "document")
    return (Media(kind, url, mime, line(file.get("filename"))),)


# --- what can go wrong --------------------------------------------------------------------------------


def to_send_error(status: int, answer: Any) -> SendError:
    """What to do after an error of the gateway: HTTP status and {message, session state}."""
    said = f"{line(fields(answer).get('message'))} {line(fields(answer).get('status'))}".lower()
    if any(word in said for word in ("scan_qr", "not working", "starting", "stopped", "session status")):
        return SendError(Action.PAUSE, "login_lost", "scan QR", retry_after=60, alarm=True)
    if "not exist" in said or "not registered" in said:
        return SendError(Action.UNREACHABLE, "not_on_whatsapp")
    return http_error(status)
