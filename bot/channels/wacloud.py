"""wacloud: the official WhatsApp Cloud API: signed webhooks in, text, reply buttons, lists and templates out.

CHANNELS.md section 4; Graph API v23.0, https://developers.facebook.com/docs/whatsapp/cloud-api. Never tried against
the real network.
"""

from __future__ import annotations

import hmac
import io
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr

from bot.channels.calling import Caller, http_error
from bot.channels.contract import (
    UNREADABLE,
    Action,
    ChannelSettingsError,
    Health,
    Ignored,
    Limits,
    MovedEvent,
    Outbound,
    OutFile,
    Parsed,
    Request,
    SendError,
    Sent,
    StatusEvent,
    TemplateEvent,
)
from bot.channels.fetching import FetchError, read
from bot.channels.numbered import numbered, numbered_parts
from bot.channels.reading import fields, from_json, items, line, message_text, moment, number, point
from bot.channels.section import Premises, Section
from bot.channels.split import captioned, split
from bot.channels.whatsapp import signed
from handlers.turn import Contact, Inbound, Media, MediaKind, Option

log = logging.getLogger(__name__)

API_BASE = "https://graph.facebook.com/v23.0"
SHORTEST_SECRET = 32
"""Bytes of the app secret Meta gives (32 hexadecimal digits)."""
INTERACTIVE = 1024
"""UTF-16 units of the body of buttons and lists: Meta's description refuses more."""
BUTTONS, BUTTON = 3, 20
"""Reply buttons under one message; characters of a title."""
ROWS, ROW, DESCRIPTION = 10, 24, 72
"""Rows of a list; characters of a row's title and description."""
PICK = "Pilih"
"""What opens a list."""
LANGUAGE = "id"
"""Of our templates, as Meta names languages."""
TEMPLATE_STATES = {
    "APPROVED": "approved", "REINSTATED": "approved", "PENDING": "pending", "IN_APPEAL": "pending",
    "REJECTED": "rejected", "PAUSED": "paused", "FLAGGED": "approved", "DISABLED": "disabled",
    "PENDING_DELETION": "disabled", "DELETED": "disabled", "LIMIT_EXCEEDED": "rejected", "ARCHIVED": "disabled",
}  # fmt: skip
"""What Meta calls the states and events of a template; a flagged one may still be sent."""


@dataclass(frozen=True, slots=True)
class WaCloudSettings:
    """What the start-up fills from config.yml and the environment."""

    phone_id: str
    """Id of the business's phone number at Meta: digits, not the number itself."""
    token: str = field(repr=False)
    secret: str = field(repr=False)
    """The app secret: signs the webhooks."""
    verify_token: str = field(repr=False)
    """The word Meta asks for when the webhook is registered."""
    api_base: str = API_BASE
    waba_id: str = ""
    """Id of the WhatsApp business account: needed to hand in templates and to receive webhooks."""


class WaCloudSection(Section):
    """Connected when there is a phone number id."""

    phone_id: str = ""
    waba_id: str = ""
    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    verify_token: SecretStr = SecretStr("")
    api_base: str = "https://graph.facebook.com/v23.0"


class WaCloud:
    """One number at Meta. Several numbers of one app share a webhook: what is for another is not ours."""

    section: ClassVar[type[Section]] = WaCloudSection
    name = "wacloud"
    capabilities = frozenset({"buttons", "list", "status", "template", "contact_request"})
    proactive = False  # outside the 24 h window only templates go out (131047)

    def __init__(self, settings: WaCloudSettings) -> None:
        """Raises ChannelSettingsError; touches no network."""
        if not settings.phone_id.isdecimal():
            raise ChannelSettingsError("wacloud.phone_id: the digits of the phone number id at Meta")
        if not settings.token:
            raise ChannelSettingsError("wacloud.token: needs SAMBUNG_WACLOUD_TOKEN")
        if len(settings.secret.encode()) < SHORTEST_SECRET:
            raise ChannelSettingsError("wacloud.secret: needs SAMBUNG_WACLOUD_SECRET, the app secret of Meta")
        if settings.waba_id and not settings.waba_id.isdecimal():
            raise ChannelSettingsError(
                "wacloud.waba_id: the digits of the WhatsApp business account id at Meta"
            )
        if len(settings.verify_token) < 16:
            raise ChannelSettingsError("wacloud.verify_token: needs 16 characters or more")
        if not settings.api_base.startswith("https://") and "//127.0.0.1" not in settings.api_base:
            raise ChannelSettingsError("wacloud.api_base: must begin with https://")
        self.account = settings.phone_id
        self.limits = Limits(
            text=4096, buttons=ROWS, title=BUTTON, choice_id=200, page=9, per_address=6.0, overall=60.0
        )
        self._settings = settings
        self._signed_in = {"Authorization": f"Bearer {settings.token}"}
        self._http = Caller(settings.api_base, self._signed_in)

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> WaCloud | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, WaCloudSection) or not section.phone_id:
            return None
        return cls(
            WaCloudSettings(
                section.phone_id,
                section.token.get_secret_value(),
                section.secret.get_secret_value(),
                section.verify_token.get_secret_value(),
                section.api_base,
                section.waba_id,
            )
        )

    # --- in -------------------------------------------------------------------------------------------

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """Meta's question at registration; None when it does not know our word."""
        given = query.get("hub.verify_token", "").encode("utf-8", "replace")
        known = hmac.compare_digest(given, self._settings.verify_token.encode())
        return query.get("hub.challenge", "") if known and query.get("hub.mode") == "subscribe" else None

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """HMAC-SHA256 over the bytes as they came, in constant time."""
        return signed(headers, raw, self._settings.secret)

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """Every message and status of every entry and change; one broken message does not take its neighbours."""
        body = from_json(raw)
        if not isinstance(body, dict):
            return [Ignored(UNREADABLE)]
        changes = [
            fields(c) for entry in items(body.get("entry")) for c in items(fields(entry).get("changes"))
        ]
        return [part for change in changes for part in self._change(change)] or [Ignored("nothing")]

    def _change(self, change: Mapping[str, Any]) -> Iterator[Parsed]:
        value = fields(change.get("value"))
        if change.get("field") == "message_template_status_update":
            yield self._template(value)
            return
        if change.get("field") != "messages":
            yield Ignored("other_field")
            return
        if line(fields(value.get("metadata")).get("phone_number_id")) != self.account:
            yield Ignored("other_number")
            return
        people = [fields(one) for one in items(value.get("contacts"))]
        for message in items(value.get("messages")):
            yield self._message(fields(message), people)
        for status in items(value.get("statuses")):
            yield self._status(fields(status))

    def _message(self, message: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> Parsed:
        if message.get("group_id"):
            return Ignored("group")
        kind, message_id = line(message.get("type")), line(message.get("id"))
        if kind == "system":
            return self._moved(message)
        if kind == "order":
            return Ignored(kind)
        person = _person(message, people)
        phone, bsuid = _phone(message.get("from")), _bsuid(message, person)
        if not message_id or not (phone or bsuid):
            return Ignored("no_sender")
        context = fields(message.get("context"))
        return Inbound(
            channel=self.name,
            account=self.account,
            external_id=message_id,
            dedupe_key=message_id,
            address=f"wa:{phone}" if phone else f"wa:bsuid:{bsuid}",
            phone=phone,
            bsuid=bsuid,
            display_name=line(fields(person.get("profile")).get("name")),
            forwarded=context.get("forwarded") is True or context.get("frequently_forwarded") is True,
            sent_at=moment(message.get("timestamp")),
            **{"reply_to": line(context.get("id")), **_content(kind, message)},
        )

    def _moved(self, message: Mapping[str, Any]) -> Parsed:
        """`user_changed_number`: her chat goes on under the new number; every other system message is nothing."""
        told = fields(message.get("system"))
        old, new = _phone(message.get("from")), _phone(told.get("wa_id") or told.get("new_wa_id"))
        if line(told.get("type")) != "user_changed_number" or not old or not new:
            return Ignored("system")
        return MovedEvent(self.name, self.account, f"wa:{old}", new)

    def _status(self, status: Mapping[str, Any]) -> Parsed:
        external_id, word = line(status.get("id")), _STATUSES.get(line(status.get("status")))
        if not external_id or word is None:
            return Ignored("other_status")
        errors = [fields(one) for one in items(status.get("errors"))]
        code = number(errors[0].get("code")) if errors else None
        return StatusEvent(
            self.name,
            self.account,
            external_id,
            word,
            "" if code is None else str(code),
            moment(status.get("timestamp")),
            refusal=None if code is None or word != "failed" else refusal(code),
        )

    def _template(self, value: Mapping[str, Any]) -> Parsed:
        name = line(value.get("message_template_name"), 60)
        state = TEMPLATE_STATES.get(line(value.get("event")).upper())
        if not name or state is None:
            return Ignored("other_field")
        reason = line(value.get("reason"))
        return TemplateEvent(self.name, self.account, name, state, "" if reason == "NONE" else reason)

    # --- out ------------------------------------------------------------------------------------------

    def render(self, out: Outbound) -> Sequence[Request]:
        """Reply buttons for two or three short choices, a list for up to ten, numbered text for what fits neither."""
        if out.template:
            language = {"policy": "deterministic", "code": LANGUAGE}
            return [
                self._request(out, "template", {"template": {"name": out.template, "language": language}})
            ]
        if out.file is not None:
            return self._with_file(out, out.file)
        body, options = out.body.strip() or "…", out.options
        if out.wants == "contact":
            return [self._interactive(out, "request_contact_info", body, {"name": "request_contact_info"})]
        if not options or len(options) > ROWS or _unfit(options):
            return [self._text(out, part) for part in numbered_parts(body, options, self.limits.text)]
        if any(len(_title(one)) > ROW for one in options):
            body = numbered(body, options)
        *before, last = split(body, INTERACTIVE)
        return [*(self._text(out, part) for part in before), self._choices(out, last, options)]

    def _with_file(self, out: Outbound, file: OutFile) -> Sequence[Request]:
        """The words as its caption, or before it; the id comes of an upload just before it is sent."""
        before, caption = captioned(out.body, self.limits.text)
        content = {"caption": caption} if caption.strip() else {}
        if file.kind != "image":
            content["filename"] = file.name
        request = self._request(out, file.kind, {file.kind: content})
        words = [self._text(out, part) for part in before]
        return [*words, Request(request.method, {**request.body, "file": file})]

    def _choices(self, out: Outbound, body: str, options: Sequence[Option]) -> Request:
        if len(options) <= BUTTONS and all(
            len(_title(one)) <= BUTTON and not one.description for one in options
        ):
            buttons = [{"type": "reply", "reply": {"id": one.id, "title": _title(one)}} for one in options]
            return self._interactive(out, "button", body, {"buttons": buttons})
        rows = [_row(one) for one in options]
        return self._interactive(
            out, "list", body, {"button": PICK, "sections": [{"title": PICK, "rows": rows}]}
        )

    def _interactive(self, out: Outbound, kind: str, body: str, action: Mapping[str, Any]) -> Request:
        interactive = {"type": kind, "body": {"text": body}, "action": action}
        return self._request(out, "interactive", {"interactive": interactive})

    def _text(self, out: Outbound, body: str) -> Request:
        return self._request(out, "text", {"text": {"preview_url": False, "body": body}})

    def _request(self, out: Outbound, kind: str, content: Mapping[str, Any]) -> Request:
        address = out.address.removeprefix("wa:")
        bsuid = address.startswith("bsuid:")
        to = {"recipient": address.removeprefix("bsuid:")} if bsuid else {"to": address}
        shared = {"messaging_product": "whatsapp", "recipient_type": "individual", "type": kind}
        return Request(f"/{self.account}/messages", {**shared, **to, **content})

    async def send(self, request: Request) -> Sent:
        """Post one message. Raises SendError."""
        body = await self._uploaded(request.body) if "file" in request.body else request.body
        status, answer = await self._http.call("POST", request.method, body)
        if status >= 400:
            raise to_send_error(status, answer)
        sent = [line(fields(one).get("id")) for one in items(fields(answer).get("messages"))]
        if not sent or not sent[0]:
            raise SendError(Action.UNCERTAIN, "odd_answer")
        return Sent(sent[0])

    async def _uploaded(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The message with the id of its file at Meta. Raises SendError."""
        file: OutFile = body["file"]
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": file.mime})
        form.add_field("file", io.BytesIO(file.content), filename=file.name, content_type=file.mime)
        status, answer = await self._http.call("POST", f"/{self.account}/media", form=form)
        if status >= 400:
            raise to_send_error(status, answer)
        if not (id_ := line(fields(answer).get("id"))):
            raise SendError(Action.RETRY, "no_media_id", tries=2)
        kind = str(body["type"])
        rest = {name: value for name, value in body.items() if name != "file"}
        return {**rest, kind: {**body[kind], "id": id_}}

    async def fetch(self, ref: str, limit: int) -> bytes:
        """Two steps: the id gives an address that lives five minutes. Raises FetchError."""
        try:
            status, answer = await self._http.call("GET", f"/{ref}?phone_number_id={self.account}")
        except SendError as error:
            raise FetchError(error.code, again=True) from None
        url = line(fields(answer).get("url"), 2000)
        if status != 200 or not self._trusted(url):
            raise FetchError(f"http_{status}" if status != 200 else "address", again=status >= 500)
        return await read(url, limit, self._signed_in)

    def _trusted(self, url: str) -> bool:
        """Only Meta's own hosts, or the base that was configured, ever get the token (CHANNELS.md 4)."""
        host = urlsplit(url).hostname or ""
        base = self._http.base
        ours = url.startswith(f"{base}/") and urlsplit(url).netloc == urlsplit(base).netloc
        return ours or (url.startswith("https://") and host.endswith(_HOSTS))

    async def check(self) -> Health:
        """Does Meta know this number with this token?"""
        try:
            status, answer = await self._http.call("GET", f"/{self.account}?fields=id,quality_rating")
        except SendError as error:
            return Health(ok=False, detail=error.code)
        if status >= 400:
            return Health(ok=False, detail=to_send_error(status, answer).code)
        return Health(ok=True, detail=line(fields(answer).get("quality_rating")))

    async def acknowledge(self, raw: bytes) -> None:
        """Two blue ticks: she sees that it arrived. Nothing says that somebody is typing, for that may not be so."""
        for said in self.parse(raw):
            if not isinstance(said, Inbound) or said.kind == "reaction":
                continue
            seen = {"messaging_product": "whatsapp", "status": "read", "message_id": said.external_id}
            try:
                status, _ = await self._http.call("POST", f"/{self.account}/messages", seen)
            except SendError as error:
                log.info("a message could not be marked as read code=%s", error.code)
            else:
                if status >= 400:
                    log.info("a message could not be marked as read code=http_%d", status)

    # --- set-up ---------------------------------------------------------------------------------------

    async def register(self, public_url: str) -> None:
        """The app hears of the business account; the address of the webhook itself is set at Meta by hand. Raises SendError."""
        await self._ask("POST", "subscribed_apps")

    async def submit_template(self, name: str, body: str, button: str) -> TemplateEvent:
        """In Indonesian, as a utility, with one quick reply. Raises SendError."""
        buttons = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": button}]}
        template = {
            "name": name,
            "language": LANGUAGE,
            "category": "UTILITY",
            "components": [{"type": "BODY", "text": body}, buttons],
        }
        answer = await self._ask("POST", "message_templates", template)
        return self._said_of(name, fields(answer))

    async def template_state(self, name: str) -> TemplateEvent | None:
        """Raises SendError."""
        asked = (
            f"message_templates?name={name}&language={LANGUAGE}&fields=name,status,language,rejected_reason"
        )
        answer = await self._ask("GET", asked)
        found = [fields(one) for one in items(fields(answer).get("data"))]
        mine = [one for one in found if one.get("name") == name and one.get("language") == LANGUAGE]
        return self._said_of(name, mine[0]) if mine else None

    def _said_of(self, name: str, answer: Mapping[str, Any]) -> TemplateEvent:
        state = TEMPLATE_STATES.get(line(answer.get("status")).upper(), "pending")
        reason = line(answer.get("rejected_reason"))
        return TemplateEvent(self.name, self.account, name, state, "" if reason == "NONE" else reason)

    async def _ask(self, method: str, what: str, body: Mapping[str, Any] | None = None) -> Any:
        """Something of the business account. Raises SendError."""
        if not self._settings.waba_id:
            raise SendError(Action.CONFIG, "no_waba_id")
        status, answer = await self._http.call(method, f"/{self._settings.waba_id}/{what}", body)
        if status >= 400:
            raise to_send_error(status, answer)
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


_HOSTS = (".fbsbx.com", ".facebook.com", ".whatsapp.net")

# --- who is it ----------------------------------------------------------------------------------------

_BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""Id of a user towards one business: country, dot, letters and digits. It may stand where the number stood."""


def _person(message: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The contact of the envelope that is the sender; the only one when ids are missing."""
    known = {line(message.get("from")), line(message.get("from_user_id"))} - {""}
    mine = [one for one in people if known & {line(one.get("wa_id")), line(one.get("user_id"))}]
    return mine[0] if mine else (people[0] if len(people) == 1 else {})


def _phone(value: Any) -> str:
    written = line(value, 40).removeprefix("+")
    return written if written.isdecimal() and len(written) <= 20 else ""


def _bsuid(message: Mapping[str, Any], person: Mapping[str, Any]) -> str:
    """An id of another form is not kept; the message is still taken (CHANNELS.md 4)."""
    for value in (message.get("from_user_id"), person.get("user_id"), message.get("from")):
        if _BSUID.fullmatch(found := line(value)):
            return found
    return ""


# --- content ------------------------------------------------------------------------------------------

# {"from": "62812...", "id": "wamid.HBg...", "timestamp": "1697044456", "type": "interactive",
#  "interactive": {"type": "button_reply", "button_reply": {"id": "m:4f:0", "title": "Saya sendiri"}}}

_STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
_FILES: Mapping[str, MediaKind] = {
    "image": "image", "video": "video", "audio": "audio", "voice": "audio", "document": "document", "sticker": "sticker",
}  # fmt: skip


def _content(kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """What the person sent, as fields of Inbound."""
    inside = fields(message.get(kind))
    if kind == "text":
        body, cut = message_text(inside.get("body"))
        return {"kind": "text" if body.strip() else "unsupported", "text": body, "cut": cut}
    if kind == "interactive":
        chosen = fields(inside.get(line(inside.get("type"))))
        if choice := line(chosen.get("id"), 256):
            return {"kind": "choice", "text": line(chosen.get("title")), "choice_id": choice}
        if said := line(chosen.get("body")):  # a form of somebody else's; its words are all we take
            return {"kind": "text", "text": said}
    if kind == "button":  # a tap under a template
        said = line(inside.get("text")) or line(inside.get("payload"))
        return {"kind": "choice", "text": said, "choice_id": line(inside.get("payload"), 256) or said}
    if kind in _FILES and (ref := line(inside.get("id"))):
        text, cut = message_text(inside.get("caption"))
        file = Media(_FILES[kind], ref, line(inside.get("mime_type"), 100), line(inside.get("filename")))
        return {"kind": "media", "text": text, "cut": cut, "media": (file,)}
    return _other(kind, message, inside)


def _other(kind: str, message: Mapping[str, Any], inside: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "location":
        name = ", ".join(part for part in (line(inside.get("name")), line(inside.get("address"))) if part)
        where = point(inside.get("latitude"), inside.get("longitude"), name)
        return {"kind": "location" if where else "unsupported", "location": where}
    if kind == "contacts" and (contact := _contact([fields(one) for one in items(message.get("contacts"))])):
        return {"kind": "contact", "contact": contact}
    if kind == "reaction":
        about = line(inside.get("message_id"))
        return {"kind": "reaction", "text": line(inside.get("emoji")), "reply_to": about}
    if kind == "edit":
        changed = fields(inside.get("message"))
        body, cut = message_text(fields(changed.get("text")).get("body"))
        return {"kind": "edit", "text": body, "cut": cut}
    if kind == "revoke":
        return {"kind": "deleted"}
    return {"kind": "unsupported"}


def _contact(cards: Sequence[Mapping[str, Any]]) -> Contact | None:
    """Phones of all cards as written. Only the answer to our own request is vouched for as the sender's."""
    phones = [line(fields(phone).get("phone"), 40) for card in cards for phone in items(card.get("phones"))]
    phones = [phone for phone in phones if phone]
    own = any(line(card.get("origin")) == "contact_request" for card in cards)
    name = line(fields(cards[0].get("name")).get("formatted_name")) if cards else ""
    return Contact(tuple(phones), name, own=own) if phones or name else None


# --- choices ------------------------------------------------------------------------------------------


def _title(option: Option) -> str:
    return " ".join(option.title.split())


def _unfit(options: Sequence[Option]) -> bool:
    """No title may be empty, and all must differ, also after the cut (131009)."""
    titles = {_title(one)[:ROW] for one in options}
    return "" in titles or len(titles) < len(options)


def _row(option: Option) -> dict[str, str]:
    """One row of a list; a title that was cut stands whole in the description."""
    title, said = _title(option), " ".join(option.description.split())
    described = said or (title if len(title) > ROW else "")
    row = {"id": option.id, "title": title[:ROW].rstrip()}
    return row | ({"description": described[:DESCRIPTION]} if described else {})


# --- what can go wrong --------------------------------------------------------------------------------

_ACTIONS: Mapping[Action, frozenset[int]] = {
    Action.RETRY: frozenset({1, 2, 131000, 131016, 131057, 133004, 135000, 131052, 131053}),
    Action.PAUSE: frozenset({4, 80007, 130429, 131048, 133016}),
    Action.SLOW: frozenset({131056}),
    Action.TEMPLATE: frozenset({131047}),
    Action.HOLD: frozenset({131049, 130472, 132000, 132005, 132012}),
    Action.NO_TEMPLATE: frozenset({132001, 132007, 132015, 132016, 132068, 132069}),
    Action.UNREACHABLE: frozenset({131026, 131021, 131030, 131062, 130497}),
    Action.DROP: frozenset({131051, 131008, 131009, 100}),
    Action.CONFIG: frozenset(
        {0, 190, 3, 10, 33, 131005, 368, 131031, 131042, 131045, 131037, 133010, 131064}
    ),
}
"""Code of Meta -> what to do (CHANNELS.md section 8); the same for a direct error and a later status."""
_FEW = frozenset({131000, 135000})
_HOUR = frozenset({131048, 133016})
_OURS = frozenset({131030, 130497})
"""A number for tests, a country that is not served: nobody can be reached until somebody mends it at Meta."""
_LATER = frozenset({131049, 130472})
"""Meta does not want to send this template to this person today."""
DAY = 24 * 3600.0


def to_send_error(status: int, answer: Any) -> SendError:
    """What to do after an error of Meta: by its code, never by title or HTTP status, as long as there is one."""
    code = number(fields(fields(answer).get("error")).get("code"))
    if code is None:
        return http_error(status)
    return refusal(code)


def refusal(code: int) -> SendError:
    """The same for a direct error and for one that a status tells later."""
    if 200 <= code <= 299:
        return SendError(Action.CONFIG, str(code))
    action = next((action for action, codes in _ACTIONS.items() if code in codes), None)
    if action is None:  # a code nobody has told us of
        return SendError(Action.RETRY, str(code), tries=3)
    after = 3600.0 if code in _HOUR else DAY if code in _LATER else 0.0
    return SendError(
        action, str(code), retry_after=after, tries=3 if code in _FEW else 8, alarm=code in _OURS
    )
