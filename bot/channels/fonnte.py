"""fonnte: a hosted WhatsApp gateway (https://docs.fonnte.com), text in and text out.

CHANNELS.md section 5; shapes from the vendor's manual, never tried against the real service. It signs nothing: the secret
stands in the webhook's path. Its token is the whole account.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from pydantic import Field, SecretStr

from bot.channels.calling import Caller
from bot.channels.contract import (
    UNREADABLE,
    Action,
    ChannelSettingsError,
    Health,
    Ignored,
    Outbound,
    Parsed,
    Request,
    SendError,
    Sent,
    StatusEvent,
    without_file,
)
from bot.channels.fetching import FetchError, read
from bot.channels.numbered import numbered_parts
from bot.channels.reading import fields, from_json, items, line, message_text, moment, number, point
from bot.channels.section import Premises, Section
from bot.channels.whatsapp import gateway_limits
from handlers.turn import Inbound, Media, MediaKind

API_BASE = "https://api.fonnte.com"
SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class FonnteSettings:
    """What the start-up fills from config.yml and the environment."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    """Last part of the webhook's address: /masuk/fonnte/<secret>."""
    device: str = ""
    """Our number at the vendor; messages of another device are not ours. May be empty."""
    api_base: str = API_BASE
    per_address: float = 2.0
    overall: float = 0.3


class FonnteSection(Section):
    """Connected when there is a token."""

    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    device: str = ""
    api_base: str = "https://api.fonnte.com"
    pause: float = Field(default=2.0, ge=0)
    rate: float = Field(default=0.3, gt=0)


class Fonnte:
    """One device at the vendor. Unofficial: slow pace, no talk begun by us."""

    section: ClassVar[type[Section]] = FonnteSection
    name = "fonnte"
    capabilities = frozenset({"status"})
    proactive = True  # news of a person's own case, paced; never a broadcast (DECISIONS 15)

    def __init__(self, settings: FonnteSettings) -> None:
        """Raises ChannelSettingsError; touches no network."""
        if not settings.token:
            raise ChannelSettingsError("fonnte.token: needs SAMBUNG_FONNTE_TOKEN")
        if len(settings.secret.encode()) < SHORTEST_SECRET:
            raise ChannelSettingsError(
                f"fonnte.secret: needs {SHORTEST_SECRET} bytes or more; nothing else proves a message"
            )
        if not settings.api_base.startswith(("http://", "https://")):
            raise ChannelSettingsError("fonnte.api_base: must begin with http:// or https://")
        self.account = settings.device or "fonnte"
        self.limits = gateway_limits(settings.per_address, settings.overall)
        self._settings = settings
        self._http = Caller(settings.api_base, {"Authorization": settings.token})

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Fonnte | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, FonnteSection) or not section.token.get_secret_value():
            return None
        token, secret = section.token.get_secret_value(), section.secret.get_secret_value()
        return cls(
            FonnteSettings(token, secret, section.device, section.api_base, section.pause, section.rate)
        )

    # --- in -------------------------------------------------------------------------------------------

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """The secret of the path, in constant time."""
        given = query.get("secret", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, self._settings.secret.encode())

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """One flat object, as JSON or as a form."""
        body = _form(raw) if "form" in content_type else from_json(raw)
        if not isinstance(body, dict):
            return [Ignored(UNREADABLE)]
        ours, device = self._settings.device, line(body.get("device"))
        if ours and device and _digits(device) != _digits(ours):
            return [Ignored("other_device")]
        if "sender" not in body and "stateid" in body:
            return [self._status(body)]
        return [self._message(body)]

    def _message(self, body: Mapping[str, Any]) -> Parsed:
        sender = line(body.get("sender"))
        if body.get("isgroup") in (True, "true", "1") or sender.endswith("@g.us"):
            return Ignored("group")
        if not sender.isdecimal() or len(sender) > 20:
            return Ignored("no_sender")
        text, cut = message_text(body.get("message"))
        content = _content(body, text)
        if not content:
            return Ignored("nothing")
        key = _key(body, sender, text)
        return Inbound(
            channel=self.name,
            account=self.account,
            external_id=key,
            dedupe_key=key,
            address=f"wa:{sender}",
            phone=sender,
            display_name=line(body.get("name")),
            forwarded=body.get("isforwarded") in (True, "true", "1"),
            sent_at=moment(body.get("timestamp") or body.get("messageTimestamp")),
            text=text,
            cut=cut,
            **content,
        )

    def _status(self, body: Mapping[str, Any]) -> Parsed:
        external_id = line(body.get("id"))
        word = _STATES.get(line(body.get("state")).lower()) or _STATES.get(line(body.get("status")).lower())
        if not external_id or word is None:
            return Ignored("other_status")
        return StatusEvent(self.name, self.account, external_id, word)

    # --- out ------------------------------------------------------------------------------------------

    def render(self, out: Outbound) -> Sequence[Request]:
        """Text with numbered choices, in parts; files only go on plans we cannot know of, so words say that there is one."""
        if out.file:
            out = without_file(out)
        body = out.body if out.body.strip() else "…"
        target = out.address.removeprefix("wa:")
        parts = numbered_parts(body, out.options, self.limits.text)
        return [Request("/send", {"target": target, "message": part}) for part in parts]

    async def send(self, request: Request) -> Sent:
        """Post one form. The vendor answers 200 whatever happened. Raises SendError."""
        status, answer = await self._http.call("POST", request.method, form=request.body)
        said = {str(key).lower(): value for key, value in fields(answer).items()}
        if status >= 400 or said.get("status") is not True:
            raise to_send_error(status, said)
        ids = [line(str(one)) for one in items(said.get("id"))]
        if not ids or not ids[0]:
            raise SendError(Action.UNCERTAIN, "odd_answer")
        return Sent(ids[0])

    async def fetch(self, ref: str, limit: int) -> bytes:
        """A file at the vendor's own hosts. Raises FetchError."""
        parts = urlsplit(ref)
        ours = parts.netloc == urlsplit(self._http.base).netloc
        if not ours and not (parts.scheme == "https" and (parts.hostname or "").endswith(".fonnte.com")):
            raise FetchError("address", again=False)
        return await read(ref, limit)

    async def check(self) -> Health:
        """Does the vendor know the token, and is the phone connected?"""
        try:
            status, answer = await self._http.call("POST", "/device", form={})
        except SendError as error:
            return Health(ok=False, detail=error.code)
        said = {str(key).lower(): value for key, value in fields(answer).items()}
        state = line(said.get("device_status"))
        if status >= 400 or said.get("status") is not True:
            return Health(ok=False, detail=to_send_error(status, said).code)
        return Health(ok=state in {"", "connect"}, detail="" if state in {"", "connect"} else state)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


# --- content ------------------------------------------------------------------------------------------

# {"device": "6281...", "sender": "62812...", "message": "Bantuan saya berhenti", "text": "non-button message",
#  "name": "Siti", "location": "", "url": "", "filename": "", "extension": "", "inboxid": 12345, "isgroup": false,
#  "timestamp": 1760000000}

_STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed", "invalid": "failed"}
_FILES: Mapping[str, MediaKind] = {
    "jpg": "image", "jpeg": "image", "png": "image", "webp": "image", "mp4": "video", "ogg": "audio", "mp3": "audio",
    "m4a": "audio", "opus": "audio",
}  # fmt: skip


def _content(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    """What the person sent; empty when there is nothing. A file without an address was lost on a small plan."""
    if url := line(body.get("url"), 2000):
        extension, filename = line(body.get("extension")).lower(), line(body.get("filename"))
        said = line(body.get("type"))
        kind: MediaKind = "image" if said == "image" else _FILES.get(extension, "document")
        return {"kind": "media", "media": (Media(kind, url, filename=filename),)}
    if line(body.get("extension")) or line(body.get("filename")):
        return {"kind": "unsupported"}
    lat, _, lon = line(body.get("location")).partition(",")
    if (where := point(lat.strip(), lon.strip())) is not None:
        return {"kind": "location", "location": where}
    return {"kind": "text"} if text.strip() else {}


def _key(body: Mapping[str, Any], sender: str, text: str) -> str:
    """The vendor's id; without one the message itself at its second; without a second every message is a new one,
    because the vendor never sends twice (unverified)."""
    if inbox := number(body.get("inboxid")):
        return str(inbox)
    at = line(body.get("timestamp") or body.get("messageTimestamp")) or str(
        number(body.get("timestamp") or body.get("messageTimestamp")) or ""
    )
    if not at:
        return uuid4().hex
    return hashlib.sha256(f"{sender}\0{at}\0{text}".encode("utf-8", "replace")).hexdigest()[:40]


def _form(raw: bytes) -> dict[str, str] | None:
    try:
        found = parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    return {name: values[-1] for name, values in found.items()}


def _digits(text: str) -> str:
    """A number without its country code or leading zero, for comparing the two ways it is written."""
    only = "".join(char for char in text if char.isdecimal())
    return only.removeprefix("62").removeprefix("0")


# --- what can go wrong --------------------------------------------------------------------------------


def to_send_error(status: int, said: Mapping[str, Any]) -> SendError:
    """What to do: the reason decides, because the status is nearly always 200."""
    reason = line(said.get("reason")).lower()
    if "token" in reason or "quota" in reason:
        return SendError(Action.CONFIG, "account")
    if "disconnect" in reason or "not connected" in reason:
        return SendError(Action.PAUSE, "login_lost", "scan QR", retry_after=60, alarm=True)
    if "target" in reason:
        return SendError(Action.UNREACHABLE, "not_on_whatsapp")
    if any(word in reason for word in ("input invalid", "json", "url", "file")):
        return SendError(Action.DROP, "refused")
    if status == 429:
        return SendError(Action.PAUSE, "http_429", retry_after=60)
    if status >= 500:
        return SendError(Action.RETRY, f"http_{status}")
    if not said:
        return SendError(Action.UNCERTAIN, "odd_answer")
    return SendError(Action.RETRY, "unknown", tries=3)
