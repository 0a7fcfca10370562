"""gowa: a self-hosted WhatsApp gateway (aldinokemal/go-whatsapp-web-multidevice), text in and text out.

CHANNELS.md section 5; shapes from the gateway's manual, never tried against a real phone.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

import aiohttp
from pydantic import Field, SecretStr

from bot.channels.calling import Caller, http_error
from bot.channels.contract import (
    UNREADABLE,
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
from bot.channels.reading import (
    fields,
    from_json,
    items,
    line,
    message_text,
    moment_text,
    point,
)
from bot.channels.section import Premises, Section
from bot.channels.split import captioned
from bot.channels.whatsapp import address_of, gateway_limits, jid_of, phone_of, phones_in, signed
from handlers.turn import Contact, Inbound, Media, MediaKind

CHATS = 100
"""Chats looked at when reading back; the gateway lists those that moved last first."""
SHORTEST_SECRET = 32
"""Bytes; the gateway's own default is the word "secret", which everybody knows."""


@dataclass(frozen=True, slots=True)
class GowaSettings:
    """What the start-up fills from config.yml and the environment."""

    api_base: str
    """Address of the gateway, for example http://127.0.0.1:3000; a path before its routes is fine."""
    secret: str = field(repr=False)
    """Signs the webhooks; the same as the gateway's WHATSAPP_WEBHOOK_SECRET."""
    device: str = ""
    """Device at the gateway: its number (then other devices' messages are ignored) or its id; may be empty."""
    user: str = ""
    password: str = field(default="", repr=False)
    per_address: float = 2.0
    """Seconds between two messages to one number; faster looks like a robot and costs the number."""
    overall: float = 0.3
    """Messages a second for the whole number."""


class GowaSection(Section):
    """Connected when there is an address."""

    api_base: str = ""
    secret: SecretStr = SecretStr("")
    device: str = ""
    user: str = ""
    password: SecretStr = SecretStr("")
    pause: float = Field(default=2.0, ge=0)
    rate: float = Field(default=0.3, gt=0)


class Gowa:
    """One device of one gateway. Unofficial: no bulk, slow pace, no talk begun by us (CHANNELS.md section 1)."""

    section: ClassVar[type[Section]] = GowaSection
    name = "gowa"
    capabilities = frozenset({"status"})
    proactive = True  # news of a person's own case, paced; never a broadcast (DECISIONS 15)

    def __init__(self, settings: GowaSettings) -> None:
        """Raises ChannelSettingsError; touches no network."""
        if not settings.api_base.startswith(("http://", "https://")):
            raise ChannelSettingsError("gowa.api_base: must begin with http:// or https://")
        if len(settings.secret.encode()) < SHORTEST_SECRET:
            raise ChannelSettingsError(
                f"gowa.secret: needs {SHORTEST_SECRET} bytes or more; the gateway's default is known to all"
            )
        self.account = settings.device or "gowa"
        self.limits = gateway_limits(settings.per_address, settings.overall)
        self._settings = settings
        headers = {"X-Device-Id": settings.device} if settings.device else {}
        self._signed_in = (
            {"Authorization": aiohttp.encode_basic_auth(settings.user, settings.password)}
            if settings.user
            else {}
        )
        self._http = Caller(settings.api_base, headers | self._signed_in)

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Gowa | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, GowaSection) or not section.api_base:
            return None
        secret, password = section.secret.get_secret_value(), section.password.get_secret_value()
        return cls(
            GowaSettings(
                section.api_base, secret, section.device, section.user, password, section.pause, section.rate
            )
        )

    # --- in -------------------------------------------------------------------------------------------

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """HMAC-SHA256 over the bytes as they came, in constant time."""
        return signed(headers, raw, self._settings.secret)

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """One event of the gateway."""
        event = from_json(raw)
        if not isinstance(event, dict):
            return [Ignored(UNREADABLE)]
        if self._another_device(event.get("device_id")):
            return [Ignored("other_device")]
        payload, name = fields(event.get("payload")), line(event.get("event"))
        if name == "message.ack":
            return self._acknowledged(payload, moment_text(event.get("timestamp")))
        if name == "call.offer":
            return [self._called(payload, event.get("timestamp"))]
        if name not in ("message", "message.reaction", "message.edited", "message.revoked"):
            return [Ignored("other_event")]
        return [self._message(name, payload)]

    def _another_device(self, jid: Any) -> bool:
        """Events name the device by its number; a setting with a name of its own cannot be compared."""
        ours = _user(self._settings.device)
        return ours.isdecimal() and _user(jid) != ours

    def _called(self, payload: Mapping[str, Any], at: Any) -> Parsed:
        """Somebody rang: it rings nowhere, and she is told where to go on (CHANNELS.md 5: a call starts a talk)."""
        address, call = address_of(line(payload.get("from")), _PERSON), line(payload.get("call_id"))
        if line(payload.get("group_jid")) or not address or not call:
            return Ignored("other_call")
        return Inbound(
            channel=self.name,
            account=self.account,
            external_id=f"call:{call}",
            dedupe_key=f"call:{call}",
            address=address,
            kind="call",
            phone=phone_of(address),
            display_name=line(payload.get("sender_display_name")),
            sent_at=moment_text(at),
        )

    def _message(self, name: str, payload: Mapping[str, Any]) -> Parsed:
        sender, chat = line(payload.get("from")), line(payload.get("chat_id"))
        if payload.get("is_from_me") is True:
            return Ignored("own_echo")
        if chat.endswith(("@g.us", "@newsletter", "@broadcast")) or sender.endswith("@g.us"):
            return Ignored("group")
        if not (address := address_of(sender, _PERSON)) or not (message_id := line(payload.get("id"))):
            return Ignored("no_sender")
        return Inbound(
            channel=self.name,
            account=self.account,
            external_id=line(payload.get("original_message_id")) if name == "message.edited" else message_id,
            dedupe_key=message_id,
            address=address,
            reply_to=line(payload.get("replied_to_id") or payload.get("reacted_message_id")),
            forwarded=payload.get("forwarded") is True,
            phone=phone_of(address),
            display_name=line(payload.get("from_name")),
            sent_at=moment_text(payload.get("timestamp")),
            **_content(name, payload),
        )

    def _acknowledged(self, payload: Mapping[str, Any], at: datetime | None) -> list[Parsed]:
        status = _RECEIPTS.get(line(payload.get("receipt_type")))
        if line(payload.get("chat_id")).endswith("@g.us") or status is None:
            return [Ignored("other_receipt")]
        ids = [external_id for external_id in map(line, items(payload.get("ids"))) if external_id]
        return [StatusEvent(self.name, self.account, external_id, status, at=at) for external_id in ids]

    # --- out ------------------------------------------------------------------------------------------

    def render(self, out: Outbound) -> Sequence[Request]:
        """Text with numbered choices, in parts."""
        phone = jid_of(out.address, "s.whatsapp.net")
        if out.file is not None:
            return self._with_file(phone, out.body, out.file)
        body = out.body if out.body.strip() else "…"
        parts = numbered_parts(body, out.options, self.limits.text)
        return [Request("/send/message", {"phone": phone, "message": part}) for part in parts]

    def _with_file(self, phone: str, body: str, file: OutFile) -> Sequence[Request]:
        before, caption = captioned(body, self.limits.text)
        sent = {"phone": phone, "caption": caption, "file": file}
        path = "/send/image" if file.kind == "image" else "/send/file"
        return [
            *(Request("/send/message", {"phone": phone, "message": part}) for part in before),
            Request(path, sent),
        ]

    async def send(self, request: Request) -> Sent:
        """Post one message to the gateway. Raises SendError."""
        if "file" in request.body:
            status, answer = await self._http.call("POST", request.method, form=_form(request.body))
        else:
            status, answer = await self._http.call("POST", request.method, request.body)
        if status >= 400:
            raise to_send_error(status, answer)
        message_id = line(fields(fields(answer).get("results")).get("message_id"))
        if line(fields(answer).get("code")) != "SUCCESS" or not message_id:
            raise SendError(Action.UNCERTAIN, "odd_answer")
        return Sent(message_id)

    async def fetch(self, ref: str, limit: int) -> bytes:
        """A path below the gateway, or an address of the gateway itself; nothing else is asked. Raises FetchError."""
        url = ref if ref.startswith(("http://", "https://")) else f"{self._http.base}/{ref.lstrip('/')}"
        below = url.startswith(f"{self._http.base}/") and ".." not in url
        if not below or urlsplit(url).netloc != urlsplit(self._http.base).netloc:
            raise FetchError("address", again=False)
        return await read(url, limit, self._signed_in)

    async def missed(self, since: datetime) -> list[bytes]:
        """The gateway keeps its chats: those that moved, and what was said to us in them. Raises SendError.

        Manual: docs/openapi.yaml of the gateway, /chats and /chat/{chat_jid}/messages.
        """
        chats = await self._listed(f"/chats?limit={CHATS}")
        moved = [
            jid
            for chat in chats
            if _PERSON.fullmatch(jid := line(chat.get("jid")))
            and (at := moment_text(chat.get("last_message_time")))
            and at >= since
        ]
        start = quote(since.isoformat())
        found = [
            message
            for jid in moved
            for message in await self._listed(
                f"/chat/{jid}/messages?limit=100&is_from_me=false&start_time={start}"
            )
        ]
        found.sort(key=lambda message: line(message.get("timestamp")))
        return [self._as_event(message) for message in found if message.get("is_from_me") is not True]

    async def _listed(self, path: str) -> list[Mapping[str, Any]]:
        status, answer = await self._http.call("GET", path)
        if status >= 400:
            raise to_send_error(status, answer)
        return [fields(one) for one in items(fields(fields(answer).get("results")).get("data"))]

    def _as_event(self, message: Mapping[str, Any]) -> bytes:
        """A stored message in the shape of a webhook; a file is asked for by the id of its message."""
        jid, id_ = line(message.get("chat_jid")), line(message.get("id"))
        payload: dict[str, Any] = {
            "id": id_,
            "chat_id": jid,
            "from": line(message.get("sender_jid")) or jid,
            "timestamp": message.get("timestamp"),
            "body": message.get("content"),
        }
        if kind := line(message.get("media_type")):
            path = f"message/{quote(id_)}/download?phone={quote(jid)}"
            payload[kind] = {"path": path, "caption": message.get("content")}
        return json.dumps(
            {"event": "message", "device_id": self._settings.device, "payload": payload}
        ).encode()

    async def check(self) -> Health:
        """Is the gateway there, and is a phone linked to it?"""
        try:
            status, answer = await self._http.call("GET", "/app/devices")
        except SendError as error:
            return Health(ok=False, detail=error.code)
        if status >= 400:
            return Health(ok=False, detail=to_send_error(status, answer).code)
        linked = items(fields(answer).get("results"))
        return Health(ok=bool(linked), detail="" if linked else "no_device")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _form(body: Mapping[str, Any]) -> aiohttp.FormData:
    """Manual of the gateway: /send/image takes the field image, /send/file the field file."""
    file: OutFile = body["file"]
    form = aiohttp.FormData({"phone": body["phone"], "caption": body["caption"]})
    field_ = "image" if file.kind == "image" else "file"
    form.add_field(field_, io.BytesIO(file.content), filename=file.name, content_type=file.mime)
    return form


# --- addresses ----------------------------------------------------------------------------------------

_PERSON = re.compile(r"(\d{5,20})(?:[.:]\d+)*@(s\.whatsapp\.net|lid)", re.ASCII)
"""`62812...@s.whatsapp.net`, with a device behind a colon, or `2515...@lid`, which is no phone number."""


def _user(jid: Any) -> str:
    """What stands before the @, without the device."""
    return re.split(r"[@:.]", line(jid), maxsplit=1)[0]


# --- content ------------------------------------------------------------------------------------------

# {"event": "message", "device_id": "62899@s.whatsapp.net", "payload": {"id": "3EB0", "chat_id":
#   "62812@s.whatsapp.net", "from": "62812@s.whatsapp.net", "from_name": "Siti",
#   "timestamp": "2026-01-30T01:57:09Z", "is_from_me": false, "body": "Bantuan saya berhenti"}}

_RECEIPTS = {"delivered": "delivered", "read": "read", "played": "read"}
_FILES: Sequence[tuple[str, MediaKind]] = (
    ("image", "image"),
    ("video", "video"),
    ("video_note", "video"),
    ("audio", "audio"),
    ("document", "document"),
    ("sticker", "sticker"),
)


def _content(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the person sent, as fields of Inbound."""
    body, cut = message_text(payload.get("body"))
    if name == "message.reaction":
        return {"kind": "reaction", "text": line(payload.get("reaction"))}
    if name == "message.revoked":
        return {"kind": "deleted"}
    if name == "message.edited":
        return {"kind": "edit", "text": body, "cut": cut}
    if media := _media(payload):
        return {"kind": "media", "text": body, "cut": cut, "media": media}
    if "location" in payload or "live_location" in payload:
        return _location(payload)
    if cards := [fields(payload.get("contact")), *map(fields, items(payload.get("contacts_array")))]:
        contact = _contact([card for card in cards if card])
        if contact is not None:
            return {"kind": "contact", "contact": contact}
    return {"kind": "text" if body.strip() else "unsupported", "text": body, "cut": cut}


def _media(payload: Mapping[str, Any]) -> tuple[Media, ...]:
    """A path below the gateway as text, or an object with path or url."""
    for name, kind in _FILES:
        file = payload.get(name)
        known = {"path": file} if isinstance(file, str) else fields(file)
        if ref := line(known.get("path") or known.get("url"), 2000):
            filename = line(known.get("filename")) or PurePosixPath(line(known.get("path"))).name
            return (Media(kind, ref=ref, mime=line(known.get("mime_type"), 100), filename=filename),)
    return ()


def _location(payload: Mapping[str, Any]) -> dict[str, Any]:
    place = fields(payload.get("location") or payload.get("live_location"))
    name = ", ".join(part for part in (line(place.get("name")), line(place.get("address"))) if part)
    where = point(place.get("degreesLatitude"), place.get("degreesLongitude"), name)
    return {"kind": "location" if where else "unsupported", "location": where}


def _contact(cards: Sequence[Mapping[str, Any]]) -> Contact | None:
    """Phones of all cards."""
    phones: list[str] = []
    for card in cards:
        written = line(card.get("phone_number"), 40)
        vcard, _ = message_text(card.get("vcard"))
        phones += [written] if written else phones_in(vcard)
    phones = [phone for phone in phones if phone]
    return Contact(tuple(phones), line(cards[0].get("displayName"))) if phones else None


# --- what can go wrong --------------------------------------------------------------------------------

_LOGIN_LOST = ("not login", "not logged in", "not connect", "logged out", "reconnect", "device not")
"""Parts of what the gateway says when the phone has to be linked again."""


def to_send_error(status: int, answer: Any) -> SendError:
    """What to do after an error of the gateway: HTTP status and {code, message}."""
    code = line(fields(answer).get("code"), 60).upper()
    said = line(fields(answer).get("message")).lower()
    if code in ("INVALID_WA_CLI", "AUTHENTICATION_ERROR") or any(words in said for words in _LOGIN_LOST):
        return SendError(Action.PAUSE, "login_lost", "scan QR", retry_after=60, alarm=True)
    if code == "WA_REACHOUT_TIMELOCK":
        return SendError(Action.HOLD, "reachout_timelock")
    if code == "INVALID_JID" or "not registered" in said or "not on whatsapp" in said:
        return SendError(Action.UNREACHABLE, "not_on_whatsapp")
    return http_error(status)
