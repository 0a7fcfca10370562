"""Telegram through python-telegram-bot as typed transport; loop, storing and retries are our own.

CHANNELS.md section 3. Manual: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import urlencode

import aiohttp
from pydantic import SecretStr
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

from bot.channels.contract import (
    UNREADABLE,
    Action,
    AddressEvent,
    ChannelSettingsError,
    Health,
    Ignored,
    Limits,
    Outbound,
    OutFile,
    Parsed,
    Request,
    SendError,
    Sent,
)
from bot.channels.fetching import FetchError, read
from bot.channels.numbered import numbered, numbered_parts
from bot.channels.reading import (
    fields,
    from_json,
    header,
    items,
    line,
    message_text,
    moment,
    number,
    point,
)
from bot.channels.section import Premises, Section
from bot.channels.split import captioned, split
from handlers.turn import Contact, Inbound, InboundKind, Media, MediaKind, Option

log = logging.getLogger(__name__)

# At DEBUG the library writes its address, which holds the token, and every text; httpx would write
# addresses at INFO.
logging.getLogger("telegram").setLevel(logging.WARNING)
logging.getLogger("httpx").setLevel(logging.WARNING)

T = TypeVar("T")

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL = 50
"""Seconds Telegram may keep a getUpdates open."""
CONFLICT_PAUSE = 30.0
"""Seconds to wait when somebody else polls with our token, or a webhook is set."""
DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes getFile serves (manual: getFile)."""
PER_ROW = 2
"""Short buttons in one row; long ones and menus of up to three stand alone."""
SHORT_TITLE = 15
PLAIN_LENGTH = 1024
"""UTF-16 units kept when Telegram refused a message and it goes once more, plain and cut."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the start-up fills from config.yml and the environment."""

    token: str = field(repr=False)
    api_base: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    secret: str = field(default="", repr=False)
    """For webhooks: 32 to 256 characters of A-Z a-z 0-9 _ -."""


class Flooded(TelegramError):
    """HTTP 429. Read from the wire: the library's own error changes the type of its number."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        super().__init__("Too many requests")
        self.seconds = seconds


class Wire(BaseRequest):
    """The library's calls over aiohttp: less processor per call than httpx (ENGINE.md section 6).

    No address ever stands in an error: it would hold the token.
    """

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer when the caller names none."""
        return 20.0

    async def initialize(self) -> None:
        """Nothing: the session is made by the first call, inside the running loop."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON object of an answer. The library's own version would log the whole body."""
        answer = from_json(payload)
        if not isinstance(answer, dict) or ("result" not in answer and "description" not in answer):
            raise TelegramError("The answer is not what the Bot API promises")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call. Raises NetworkError when it never left, TimedOut when it may have arrived."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        read = self.read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(sock_connect=10, sock_read=read)
        body = request_data.parameters if request_data else {}
        form = _multipart(request_data) if request_data and request_data.contains_files else None
        try:
            async with self._session.request(
                method, url, json=None if form else body, data=form, timeout=timeout
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NetworkError(f"No connection: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TimedOut(f"No answer: {type(error).__name__}") from None
        if status == 429:
            parameters = fields(fields(from_json(payload)).get("parameters"))
            raise Flooded(float(number(parameters.get("retry_after")) or 1))
        return status, payload


class TelegramSection(Section):
    """Connected when there is a token."""

    token: SecretStr = SecretStr("")
    mode: Literal["polling", "webhook"] = "polling"
    secret: SecretStr = SecretStr("")
    api_base: str = "https://api.telegram.org"


def _multipart(data: RequestData) -> aiohttp.FormData:
    """A call with a file in it, as the library would have posted it."""
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


class Telegram:
    """One bot. Webhook and polling carry the same updates; which one is used is a setting."""

    section: ClassVar[type[Section]] = TelegramSection
    name = "telegram"
    limits = Limits(text=4096, buttons=100, title=0, choice_id=64, page=9, per_address=1.0, overall=25.0)
    capabilities = frozenset({"buttons", "contact_request"})
    proactive = True

    def __init__(
        self,
        settings: TelegramSettings,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Raises ChannelSettingsError; touches no network."""
        bot_id, _, rest = settings.token.partition(":")
        if not bot_id.isdecimal() or not rest:
            raise ChannelSettingsError("telegram.token: must look like 123456:ABC-def, as BotFather gave it")
        if settings.mode == "webhook" and not re.fullmatch(r"[A-Za-z0-9_-]{32,256}", settings.secret):
            raise ChannelSettingsError("telegram.secret: needs 32 to 256 characters of A-Z a-z 0-9 _ -")
        self.account = bot_id
        self.polls = settings.mode == "polling"
        self.trouble = ""
        """Code of what keeps us from polling; empty when all is well."""
        self._settings = settings
        self._pause = pause
        self._wire = Wire()
        self._api = f"{settings.api_base.rstrip('/')}/bot"
        self._bot = Bot(
            settings.token,
            base_url=self._api,
            base_file_url=f"{settings.api_base.rstrip('/')}/file/bot",
            request=self._wire,
            get_updates_request=self._wire,
        )
        self._flooded = ""

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Telegram | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, TelegramSection) or not section.token.get_secret_value():
            return None
        if section.mode == "webhook" and not premises.secure:
            raise ChannelSettingsError("telegram.mode: webhook needs server.public_url with https")
        token, secret = section.token.get_secret_value(), section.secret.get_secret_value()
        return cls(TelegramSettings(token, section.api_base, section.mode, secret))

    # --- in -------------------------------------------------------------------------------------------

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """The secret header, in constant time; a polling bot has no webhook."""
        if self._settings.mode != "webhook":
            return False
        given = header(headers, "X-Telegram-Bot-Api-Secret-Token")
        return hmac.compare_digest(given.encode(), self._settings.secret.encode())

    def parse(self, raw: bytes, content_type: str = "application/json") -> list[Parsed]:
        """One update, read field by field: Update.de_json raises on real bodies."""
        update = from_json(raw)
        if not isinstance(update, dict):
            return [Ignored(UNREADABLE)]
        return [Update(self.account, update).read()]

    async def introduce(self, description: str, short: str, commands: Mapping[str, str]) -> None:
        """What people read before they write, and the menu beside the field. Raises SendError.

        Limits of the manual: description 512, short description 120, a command's text 256 characters.
        """
        menu = [BotCommand(name, said[:256]) for name, said in commands.items()]
        await self._call(self._bot.set_my_commands(menu))
        await self._call(self._bot.set_my_description(description[:512]))
        await self._call(self._bot.set_my_short_description(short[:120]))

    async def register(self, public_url: str) -> None:
        """Tell Telegram where our webhook stands. Raises SendError."""
        await self._call(
            self._bot.set_webhook(
                url=f"{public_url.rstrip('/')}/masuk/{self.name}",
                allowed_updates=ALLOWED_UPDATES,
                secret_token=self._settings.secret,
            )
        )

    async def fetch(self, ref: str, limit: int) -> bytes:
        """Two steps: the file id gives a path that lives an hour. Raises FetchError; no address of it in any error."""
        try:
            file = await self._call(self._bot.get_file(ref))
        except SendError as error:
            again = error.action in {Action.RETRY, Action.SLOW, Action.PAUSE, Action.UNCERTAIN}
            raise FetchError(error.code, again=again) from None
        if not file.file_path or not file.file_path.startswith(self._settings.api_base.rstrip("/")):
            raise FetchError("address", again=False)
        return await read(file.file_path, limit)

    async def poll(self) -> AsyncIterator[list[bytes]]:
        """Batches of raw updates, for ever; a batch counts as received when the next one is asked for.

        What was not confirmed comes again (measured). Trouble is told in the log and in `trouble`, then
        waited for; nothing is raised.
        """
        offset, failures, hooked = 0, 0, True
        while True:
            try:
                if hooked:
                    await self._bot.delete_webhook()
                    hooked = False
                updates = await self._updates(offset)
            except TelegramError as error:
                failures += 1
                hooked = hooked or isinstance(error, Conflict)  # a webhook may be the other one
                await self._pause(self._in_trouble(error, failures))
                continue
            failures, self.trouble = 0, ""
            if updates:
                yield [json.dumps(update).encode() for update in updates]
                confirmed = max([offset, *(1 + i for i in map(_update_id, updates) if i is not None)])
                if confirmed == offset:  # nothing in it had a number: do not turn in a circle at full speed
                    await self._pause(CONFLICT_PAUSE)
                offset = confirmed

    async def _updates(self, offset: int) -> Sequence[Any]:
        """Raw updates: the library would read all of them first, and one odd update would lose the batch."""
        query = {"offset": offset, "timeout": LONG_POLL, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        address = f"{self._api}{self._settings.token}/getUpdates?{urlencode(query)}"
        return items(await self._wire.post(address, read_timeout=LONG_POLL + 10))

    def _in_trouble(self, error: TelegramError, failures: int) -> float:
        """Write down what is wrong; seconds to wait."""
        if isinstance(error, TimedOut):
            return 1.0
        failure = to_send_error(error)
        self.trouble = failure.code
        if isinstance(error, Conflict):
            log.error("telegram is polled by somebody else or has a webhook account=%s", self.account)
            return CONFLICT_PAUSE
        log.warning("telegram could not be polled account=%s code=%s", self.account, failure.code)
        return max(failure.retry_after, float(min(2 ** min(failures, 6), 60)))

    async def acknowledge(self, raw: bytes) -> None:
        """Stop the little clock on a pressed button, also of an old menu."""
        query = fields(fields(from_json(raw)).get("callback_query"))
        if not (callback := line(query.get("id"))):
            return
        try:
            await self._call(self._bot.answer_callback_query(callback))
        except SendError as error:
            log.info("a button press could not be answered account=%s code=%s", self.account, error.code)

    # --- out ------------------------------------------------------------------------------------------

    def render(self, out: Outbound) -> Sequence[Request]:
        """Plain text in parts; the keyboard stands under the last one. Numbers where buttons do not fit."""
        chat = out.address.removeprefix("tg:")
        if out.file is not None:
            return self._with_file(chat, out.body, out.file)
        body = out.body if out.body.strip() else "…"
        if out.wants == "contact" and out.options:
            return [Request("sendMessage", {"chat_id": chat, "text": body, "contact": out.options[0].title})]
        if not self._fits_buttons(out.options):
            parts = numbered_parts(body, out.options, self.limits.text)
            return [Request("sendMessage", {"chat_id": chat, "text": part}) for part in parts]
        *before, last = split(body, self.limits.text)
        keyboard = [[{"text": o.title, "callback_data": o.id} for o in row] for row in _rows(out.options)]
        return [
            *(Request("sendMessage", {"chat_id": chat, "text": part}) for part in before),
            Request("sendMessage", {"chat_id": chat, "text": last, "keyboard": keyboard}),
        ]

    def _with_file(self, chat: str, body: str, file: OutFile) -> Sequence[Request]:
        """The words as its caption, or before it when they are longer than a caption may be."""
        before, caption = captioned(body, self.limits.text)
        method = "sendPhoto" if file.kind == "image" else "sendDocument"
        sent = {"chat_id": chat, "caption": caption, "file": file}
        return [
            *(Request("sendMessage", {"chat_id": chat, "text": part}) for part in before),
            Request(method, sent),
        ]

    def _fits_buttons(self, options: Sequence[Option]) -> bool:
        return 0 < len(options) <= self.limits.buttons and all(
            option.title.strip() and 1 <= len(option.id.encode()) <= self.limits.choice_id
            for option in options
        )

    async def send(self, request: Request) -> Sent:
        """Send one message. Raises SendError."""
        chat = str(request.body["chat_id"])
        if "file" in request.body:
            return await self._send_file(request.method, request.body)
        try:
            sent = await self._send(request.body)
        except SendError as error:
            if error.action is Action.SLOW:
                raise self._slow_or_pause(chat, error) from None
            if error.action is not Action.DROP:
                raise
            sent = await self._send(_plain(request.body))
        self._flooded = ""
        return sent

    async def _send_file(self, method: str, body: Mapping[str, Any]) -> Sent:
        file: OutFile = body["file"]
        given, caption = InputFile(file.content, filename=file.name), body["caption"] or None
        if method == "sendPhoto":
            call = self._bot.send_photo(body["chat_id"], given, caption=caption)
        else:
            call = self._bot.send_document(body["chat_id"], given, caption=caption)
        message = await self._call(call)
        return Sent(f"{body['chat_id']}:{message.message_id}")

    async def _send(self, body: Mapping[str, Any]) -> Sent:
        rows = [
            [InlineKeyboardButton(key["text"], callback_data=key["callback_data"]) for key in row]
            for row in body.get("keyboard", ())
        ]
        message = await self._call(
            self._bot.send_message(
                chat_id=body["chat_id"],
                text=body["text"],
                reply_markup=_contact_button(body["contact"])
                if "contact" in body
                else InlineKeyboardMarkup(rows)
                if rows
                else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        return Sent(f"{body['chat_id']}:{message.message_id}")

    async def _call(self, call: Awaitable[T]) -> T:
        """Turn the library's errors into ours; nothing of the call itself is kept: it holds the token."""
        try:
            return await call
        except TelegramError as error:
            raise to_send_error(error) from None
        except (TypeError, KeyError, ValueError, AttributeError):
            # "200" with a result the library cannot read: the message may have been sent
            raise SendError(Action.UNCERTAIN, "odd_answer") from None

    def _slow_or_pause(self, chat: str, error: SendError) -> SendError:
        """A second chat in a row that is refused means the whole bot is too fast."""
        another = self._flooded not in ("", chat)
        self._flooded = chat
        action = Action.PAUSE if another else Action.SLOW
        return SendError(action, error.code, retry_after=error.retry_after, tries=error.tries)

    async def check(self) -> Health:
        """Is the token good, and does nobody else poll with it?"""
        if self.trouble:
            return Health(ok=False, detail=self.trouble)
        try:
            me = await self._call(self._bot.get_me())
        except SendError as error:
            return Health(ok=False, detail=error.code)
        return Health(ok=True, detail=f"@{me.username}")

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.shutdown()


# --- an update, read field by field -------------------------------------------------------------------

# {"update_id": 10, "message": {"message_id": 5, "date": 1769738229,
#   "from": {"id": 77, "is_bot": false, "first_name": "Siti", "language_code": "id"},
#   "chat": {"id": 77, "type": "private"}, "text": "Bantuan saya berhenti"}}

_COMMAND = re.compile(r"/(\w{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL | re.ASCII)
_FILES: Sequence[tuple[str, MediaKind]] = (
    ("animation", "video"),  # before document: an animation carries both
    ("video", "video"),
    ("video_note", "video"),
    ("voice", "audio"),
    ("audio", "audio"),
    ("document", "document"),
    ("sticker", "sticker"),
)
_NOT_FOR_US = ("dice", "poll", "game", "story", "paid_media", "checklist", "invoice", "giveaway")
"""What a person sends and we cannot use; other messages without content are the network's own notes."""


class Update:
    """One update of one bot, as the dict it came in."""

    def __init__(self, account: str, update: Mapping[str, Any]) -> None:
        self._account = account
        self._update = update

    def read(self) -> Parsed:
        """What it means for the talk."""
        update_id = _update_id(self._update)
        if update_id is None:
            return Ignored("no_update_id")
        key = str(update_id)
        if "message" in self._update:
            return self._message(fields(self._update["message"]), key)
        if "edited_message" in self._update:
            return self._edit(fields(self._update["edited_message"]), key)
        if "callback_query" in self._update:
            return self._press(fields(self._update["callback_query"]), key)
        if "my_chat_member" in self._update:
            return self._block(fields(self._update["my_chat_member"]))
        return Ignored("other_update")

    def _message(self, message: Mapping[str, Any], key: str) -> Parsed:
        if reason := _not_private(message.get("from"), message.get("chat")):
            return Ignored(reason)
        content = _content(message)
        return self._inbound(message, key, **content) if content else Ignored("service")

    def _edit(self, message: Mapping[str, Any], key: str) -> Parsed:
        if reason := _not_private(message.get("from"), message.get("chat")):
            return Ignored(reason)
        if "location" in message:
            return Ignored("live_location")
        return self._inbound(message, key, **{**_words(message), "kind": "edit"})

    def _press(self, query: Mapping[str, Any], key: str) -> Parsed:
        data, message = line(query.get("data"), 64), fields(query.get("message"))
        person = fields(query.get("from"))
        # the message is missing when it is older than 48 h; a private chat has the number of its person
        chat = message.get("chat", {"id": person.get("id"), "type": "private"})
        if "inline_message_id" in query and not message:
            return Ignored("inline")
        if not data:
            return Ignored("no_data")
        if reason := _not_private(person, chat):
            return Ignored(reason)
        pressed = {"from": person, "chat": chat}
        return self._inbound(
            pressed,
            key,
            kind="choice",
            choice_id=data,
            text=_title(message, data),
            external_id=f"callback:{line(query.get('id'))}",
        )

    def _block(self, change: Mapping[str, Any]) -> Parsed:
        if reason := _not_private(change.get("from"), change.get("chat")):
            return Ignored(reason)
        status = line(fields(change.get("new_chat_member")).get("status"))
        return AddressEvent(
            Telegram.name, self._account, _address(change), reachable=status not in ("kicked", "left")
        )

    def _inbound(self, message: Mapping[str, Any], key: str, **content: Any) -> Inbound:
        person = fields(message.get("from"))
        chat = number(fields(message.get("chat")).get("id"))
        quoted = number(fields(message.get("reply_to_message")).get("message_id"))
        common = {
            "channel": Telegram.name,
            "account": self._account,
            "external_id": f"{chat}:{number(message.get('message_id'))}",
            "dedupe_key": key,
            "address": _address(message),
            "reply_to": f"{chat}:{quoted}" if quoted is not None else "",
            "album_id": line(message.get("media_group_id")),
            "forwarded": any(name in message for name in ("forward_origin", "forward_date")),
            "display_name": line(f"{line(person.get('first_name'))} {line(person.get('last_name'))}"),
            "lang": line(person.get("language_code"), 20),
            "sent_at": moment(message.get("date")),
        }
        return Inbound(**{**common, **content})


def _update_id(update: Any) -> int | None:
    value = fields(update).get("update_id")
    return number(value) if isinstance(value, int) else None


def _not_private(sender: Any, chat: Any) -> str:
    """Why this is not a person in her own chat; empty when it is."""
    person, room = fields(sender), fields(chat)
    if number(person.get("id")) is None or number(room.get("id")) is None:
        return "no_sender"
    if room.get("type") != "private":
        return "group"
    return "bot" if person.get("is_bot") is True else ""


def _address(message: Mapping[str, Any]) -> str:
    return f"tg:{number(fields(message.get('chat')).get('id'))}"


def _content(message: Mapping[str, Any]) -> dict[str, Any]:
    """What the person sent, as fields of Inbound; empty for the network's own notes."""
    if "contact" in message:
        return _contact(message)
    if "location" in message:
        return _location(message)
    if media := _media(message):
        return {**_words(message), "kind": "media", "media": media}
    words = _words(message)
    if words["text"].strip():
        return words
    if any(name in message for name in _NOT_FOR_US) or any(name in message for name, _ in _FILES):
        return {"kind": "unsupported"}
    return {}


def _words(message: Mapping[str, Any]) -> dict[str, Any]:
    body, cut = message_text(message.get("text") or message.get("caption"))
    found = _COMMAND.fullmatch(body.strip()) if "text" in message else None
    kind: InboundKind = "command" if found else "text"
    command = (found[1].lower(), (found[2] or "").strip()) if found else None
    return {"kind": kind, "text": body, "cut": cut, "command": command}


def _media(message: Mapping[str, Any]) -> tuple[Media, ...]:
    sizes = [fields(size) for size in items(message.get("photo"))]
    if sizes:
        largest = max(sizes, key=lambda s: (number(s.get("width")) or 0) * (number(s.get("height")) or 0))
        return _file("image", {"mime_type": "image/jpeg", **largest})
    for name, kind in _FILES:
        if name in message:
            return _file(kind, fields(message[name]))
    return ()


def _file(kind: MediaKind, file: Mapping[str, Any]) -> tuple[Media, ...]:
    if not (ref := line(file.get("file_id"), 500)):
        return ()
    return (
        Media(
            kind,
            ref=ref,
            mime=line(file.get("mime_type"), 100),
            filename=line(file.get("file_name")),
            size=max(number(file.get("file_size")) or 0, 0),
        ),
    )


def _location(message: Mapping[str, Any]) -> dict[str, Any]:
    place, venue = fields(message["location"]), fields(message.get("venue"))
    name = ", ".join(part for part in (line(venue.get("title")), line(venue.get("address"))) if part)
    where = point(place.get("latitude"), place.get("longitude"), name)
    return {"kind": "location" if where else "unsupported", "location": where}


def _contact(message: Mapping[str, Any]) -> dict[str, Any]:
    """A card is the sender's own only when Telegram says so: same user id (CHANNELS.md section 3)."""
    card, sender = fields(message["contact"]), number(fields(message.get("from")).get("id"))
    phone = line(card.get("phone_number"), 40)
    own = number(card.get("user_id")) == sender
    if not phone:
        return {"kind": "unsupported"}
    return {
        "kind": "contact",
        "contact": Contact(
            (phone,), line(f"{line(card.get('first_name'))} {line(card.get('last_name'))}"), own
        ),
        "phone": "".join(c for c in phone if c in "0123456789") if own else "",
    }


def _title(message: Mapping[str, Any], data: str) -> str:
    """What stood on the pressed button, if the message came along."""
    for row in items(fields(message.get("reply_markup")).get("inline_keyboard")):
        for button in map(fields, items(row)):
            if button.get("callback_data") == data:
                return line(button.get("text"))
    return ""


# --- what we say and what can go wrong ----------------------------------------------------------------


def _contact_button(title: str) -> ReplyKeyboardMarkup:
    """Gone after one tap; only in private chats, and the network vouches for the number (manual: KeyboardButton)."""
    button = KeyboardButton(title, request_contact=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)


def _rows(options: Sequence[Option]) -> list[Sequence[Option]]:
    """One button a row when there are up to three or one is long; short ones in pairs."""
    wide = len(options) <= 3 or any(len(option.title) > SHORT_TITLE for option in options)
    step = 1 if wide else PER_ROW
    return [options[at : at + step] for at in range(0, len(options), step)]


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same message for a last try: shorter, and choices as numbers."""
    options = [Option(key["callback_data"], key["text"]) for row in body.get("keyboard", ()) for key in row]
    text = split(str(body["text"]), PLAIN_LENGTH)[0]
    return {"chat_id": body["chat_id"], "text": numbered(text, options)}


_REFUSALS: Sequence[tuple[str, Action, str]] = (
    ("chat not found", Action.UNREACHABLE, "chat_not_found"),
    ("peer_id_invalid", Action.UNREACHABLE, "peer_id_invalid"),
    ("message is not modified", Action.IGNORE, "not_modified"),
    ("query is too old", Action.IGNORE, "query_too_old"),
    ("message to edit not found", Action.IGNORE, "nothing_to_edit"),
    ("can't be deleted", Action.IGNORE, "cannot_delete"),
    ("message is too long", Action.DROP, "too_long"),
    ("can't parse entities", Action.DROP, "entities"),
    ("button_data_invalid", Action.DROP, "button_data"),
    ("text must be non-empty", Action.DROP, "empty"),
    ("wrong file identifier", Action.DROP, "file_id"),
    ("file is too big", Action.DROP, "file_too_big"),
)
"""Beginnings of what a 400 says, in small letters (CHANNELS.md section 8)."""


def to_send_error(error: TelegramError) -> SendError:
    """What to do after an error of the library. BadRequest and TimedOut are NetworkErrors: they go first."""
    match error:
        case Flooded():
            return SendError(Action.SLOW, "429", retry_after=error.seconds + 1, tries=10)
        case BadRequest():
            said = error.message.lower()
            for words, action, code in _REFUSALS:
                if words in said:
                    return SendError(action, code)
            return SendError(Action.DROP, "bad_request")
        case TimedOut():
            return SendError(Action.UNCERTAIN, "timeout")
        case NetworkError():
            return SendError(Action.RETRY, "network", tries=8)
        case Forbidden():
            return SendError(Action.UNREACHABLE, "forbidden")
        case InvalidToken():
            return SendError(Action.CONFIG, "invalid_token")
        case Conflict():
            return SendError(Action.CONFIG, "conflict")
        case ChatMigrated():
            return SendError(Action.IGNORE, "chat_migrated")
        case _:
            return SendError(Action.UNCERTAIN, "odd_answer")
