"""email: letters in by asking an IMAP mailbox, letters out by SMTP; for offices whose people or agencies write so.

RFC 3501 (IMAP), RFC 5321 (SMTP), RFC 3834 (who must not be answered), RFC 3464 (what came back). Never tried against a
real provider; the tests speak to servers on localhost.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import imaplib
import logging
import re
import smtplib
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.contract import (
    UNREADABLE,
    Action,
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
    StatusEvent,
)
from bot.channels.fetching import FetchError
from bot.channels.numbered import numbered_parts
from bot.channels.reading import line, message_text
from bot.channels.section import Premises, Section
from handlers.turn import Inbound, Media, MediaKind

log = logging.getLogger(__name__)

LARGEST = 12 * 1024 * 1024
"""Bytes of a letter that are read; what stands behind is cut off."""
AT_ONCE = 20
"""Letters of one look."""
SECONDS = 30.0
"""One word with a mail server may take so long."""
SUBJECT = "Balasan untuk Anda"
"""Says nothing of a case: subjects stand on locked screens."""
MOST_FILES = 10


class EmailSection(Section):
    """Connected when there is an address."""

    address: str = ""
    imap_host: str = ""
    imap_port: int = Field(default=993, ge=1, le=65535)
    smtp_host: str = ""
    smtp_port: int = Field(default=465, ge=1, le=65535)
    user: str = ""
    password: SecretStr = SecretStr("")
    tls: bool = True
    every: float = Field(default=20.0, gt=0)


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """What the start-up fills from config.yml and the environment."""

    address: str
    imap: tuple[str, int]
    smtp: tuple[str, int]
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = True
    every: float = 20.0
    """Seconds between two looks into the mailbox."""


class Email:
    """One mailbox. A letter counts as received when the database has it; only then is it marked as seen."""

    section: ClassVar[type[Section]] = EmailSection
    name = "email"
    capabilities: frozenset[str] = frozenset({"status"})
    proactive = True
    polls = True
    limits = Limits(text=50_000, buttons=0, page=9, per_address=5.0, overall=1.0, body=LARGEST)

    def __init__(self, settings: EmailSettings) -> None:
        """Raises ChannelSettingsError; touches no network."""
        if not _ADDRESS.fullmatch(settings.address):
            raise ChannelSettingsError("email.address: must look like bantuan@slrt.example.go.id")
        if not settings.imap[0] or not settings.smtp[0]:
            raise ChannelSettingsError("email.imap_host and email.smtp_host: both are needed")
        if settings.tls and not settings.password:
            raise ChannelSettingsError("email.password: needs SAMBUNG_EMAIL_PASSWORD")
        self.account = settings.address.lower()
        self.trouble = ""
        """Code of what keeps us from reading the mailbox; empty when all is well."""
        self._settings = settings

    @classmethod
    def from_section(cls, section: Section, premises: Premises) -> Email | None:
        """None when the office has not connected it. Raises ChannelSettingsError; touches no network."""
        if not isinstance(section, EmailSection) or not section.address:
            return None
        imap, smtp = (section.imap_host, section.imap_port), (section.smtp_host, section.smtp_port)
        password = section.password.get_secret_value()
        return cls(
            EmailSettings(section.address, imap, smtp, section.user, password, section.tls, section.every)
        )

    # --- in -------------------------------------------------------------------------------------------

    def verify(self, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> bool:
        """No webhook leads here."""
        return False

    async def poll(self) -> AsyncIterator[list[bytes]]:
        """Unseen letters, for ever; a batch is marked as seen when the next one is asked for."""
        while True:
            try:
                found = await asyncio.to_thread(self._unseen)
                self.trouble = ""
                if found:
                    yield [raw for _, raw in found]
                    await asyncio.to_thread(self._mark_seen, [uid for uid, _ in found])
                    continue
            except (imaplib.IMAP4.error, OSError) as error:
                self.trouble = _imap_code(error)
                log.warning("mailbox could not be read code=%s", self.trouble)
            await asyncio.sleep(self._settings.every)

    def parse(self, raw: bytes, content_type: str = "message/rfc822") -> list[Parsed]:
        """One letter: its words without what it quotes, and its files."""
        try:
            letter = message_from_bytes(raw[:LARGEST], policy=policy.default)
            return [self._read(letter)]
        except (
            MessageError,
            ValueError,
            ArithmeticError,
            LookupError,
            AttributeError,
            TypeError,
            RecursionError,
        ):
            return [Ignored(UNREADABLE)]  # the library raises on broken headers, in many ways

    def _read(self, letter: EmailMessage) -> Parsed:
        if returned := _returned(letter):
            refusal = SendError(Action.UNREACHABLE, "returned")
            return StatusEvent(self.name, self.account, returned, "failed", "returned", refusal=refusal)
        sender = parseaddr(line(letter.get("From"), 400))[1].lower()
        if not _ADDRESS.fullmatch(sender):
            return Ignored("no_sender")
        if sender == self.account:
            return Ignored("own_echo")
        if _automatic(letter):
            return Ignored("automatic")
        if _forged(letter):
            return Ignored("not_authentic")
        id_ = line(letter.get("Message-ID"), 300) or hashlib.sha256(letter.as_bytes()).hexdigest()
        words, cut = message_text(_own_words(_text(letter)))
        files = tuple(_files(letter, id_))
        subject = line(letter.get("Subject"), 200)
        if not words.strip() and not files:
            words = subject
        return Inbound(
            channel=self.name,
            account=self.account,
            external_id=id_,
            dedupe_key=id_,
            address=f"email:{sender}",
            kind="media" if files else "text" if words.strip() else "unsupported",
            text=words.strip(),
            cut=cut,
            media=files,
            reply_to=line(letter.get("In-Reply-To"), 300),
            display_name=parseaddr(line(letter.get("From"), 400))[0][:100],
            sent_at=_sent_at(letter),
        )

    async def fetch(self, ref: str, limit: int) -> bytes:
        """A file of a letter, by the letter's id and its place in it. Raises FetchError."""
        id_, _, place = ref.rpartition("#")
        try:
            raw = await asyncio.to_thread(self._letter, id_)
        except (imaplib.IMAP4.error, OSError) as error:
            raise FetchError(_imap_code(error), again=True) from None
        if raw is None:
            raise FetchError("gone", again=False)
        parts = list(_attached(message_from_bytes(raw, policy=policy.default)))
        content = parts[int(place)].get_payload(decode=True) if int(place) < len(parts) else None
        if not isinstance(content, bytes):
            raise FetchError("gone", again=False)
        if len(content) > limit:
            raise FetchError("too_big", again=False)
        return content

    # --- the mailbox (these wait, so they run in a thread) ---------------------------------------------

    @contextlib.contextmanager
    def _mailbox(self) -> Iterator[imaplib.IMAP4]:
        host, port = self._settings.imap
        if self._settings.tls:
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS
            )
        else:
            box = imaplib.IMAP4(host, port, timeout=SECONDS)
        try:
            box.login(self._settings.user or self._settings.address, self._settings.password)
            box.select("INBOX")
            yield box
        finally:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                box.logout()

    def _unseen(self) -> list[tuple[str, bytes]]:
        with self._mailbox() as box:
            uids = _found(box.uid("SEARCH", "UNSEEN"))[:AT_ONCE]
            return [(uid, raw) for uid in uids if (raw := _fetched(box, uid)) is not None]

    def _mark_seen(self, uids: Sequence[str]) -> None:
        with self._mailbox() as box:
            box.uid("STORE", ",".join(uids), "+FLAGS", r"(\Seen)")

    def _letter(self, id_: str) -> bytes | None:
        quoted = id_.replace("\\", "").replace('"', "")
        with self._mailbox() as box:
            uids = _found(box.uid("SEARCH", "HEADER", "Message-ID", f'"{quoted}"'))
            return _fetched(box, uids[0]) if uids else None

    # --- out ------------------------------------------------------------------------------------------

    def render(self, out: Outbound) -> Sequence[Request]:
        """One letter with numbered choices; its id comes from our key, so that a second copy is known as one."""
        [first, *more] = numbered_parts(out.body.strip() or "…", out.options, self.limits.text)
        domain = self.account.partition("@")[2]
        return [
            Request(
                "send",
                {
                    "to": out.address.removeprefix("email:"),
                    "text": part,
                    "file": out.file if n == 0 else None,
                    "id": f"<{hashlib.sha256(f'{out.dedupe_key}:{n}'.encode()).hexdigest()[:32]}@{domain}>",
                },
            )
            for n, part in enumerate([first, *more])
        ]

    async def send(self, request: Request) -> Sent:
        """Hand one letter to the mail server. Raises SendError."""
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"], letter["To"] = self._settings.address, request.body["to"]
        letter["Subject"], letter["Date"] = SUBJECT, formatdate()
        letter["Message-ID"] = request.body["id"]
        letter["Auto-Submitted"] = "auto-replied"
        letter["X-Auto-Response-Suppress"] = "All"
        letter.set_content(request.body["text"])
        file: OutFile | None = request.body["file"]
        if file is not None:
            main, _, sub = file.mime.partition("/")
            letter.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        await asyncio.to_thread(self._hand_over, letter)
        return Sent(str(request.body["id"]))

    def _hand_over(self, letter: EmailMessage) -> None:
        try:
            with self._server() as server:
                try:
                    server.send_message(letter)
                except (smtplib.SMTPServerDisconnected, TimeoutError):
                    raise SendError(Action.UNCERTAIN, "no_answer") from None
        except (smtplib.SMTPException, OSError) as error:
            raise to_send_error(error) from None

    @contextlib.contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        host, port = self._settings.smtp
        if self._settings.tls:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            if self._settings.password:
                server.login(self._settings.user or self._settings.address, self._settings.password)
            yield server
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()

    async def check(self) -> Health:
        """Do both servers let us in?"""
        try:
            await asyncio.to_thread(self._knock)
        except SendError as error:
            return Health(ok=False, detail=error.code)
        except (imaplib.IMAP4.error, OSError) as error:
            return Health(ok=False, detail=_imap_code(error))
        return Health(ok=True)

    def _knock(self) -> None:
        with self._mailbox():
            pass
        try:
            with self._server() as server:
                server.noop()
        except (smtplib.SMTPException, OSError) as error:
            raise to_send_error(error) from None

    async def close(self) -> None:
        """Every word with a server has its own connection: nothing is open."""


# --- a letter ------------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"[^\s@<>\"(),:;]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z0-9-]{2,63}")
_QUOTE = re.compile(
    r"^(?:On .{5,200} wrote:|Pada .{5,200} menulis:|-{2,} ?(?:Original Message|Pesan Asli|Forwarded message).*"
    r"|Dari: .+|From: .+|_{10,})\s*$",
    re.MULTILINE | re.IGNORECASE,
)
"""What stands above the part of a letter that repeats an earlier one."""
_KINDS: Sequence[tuple[str, MediaKind]] = (("image/", "image"), ("audio/", "audio"), ("video/", "video"))


def _text(letter: EmailMessage) -> str:
    """The words, without form; of a letter in HTML alone what it shows."""
    body = letter.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = body.get_content()
    if not isinstance(content, str):
        return ""
    if body.get_content_subtype() != "html":
        return content
    reader = _Shown()
    reader.feed(content)
    return reader.text()


class _Shown(HTMLParser):
    """What a reader of HTML sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "head"}:
            self._hidden += 1
        elif tag in {"br", "p", "div", "li", "tr", "blockquote"}:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "head"}:
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)

    def text(self) -> str:
        return re.sub(r"\n\s*\n+", "\n\n", "".join(self._parts)).strip()


def _own_words(text: str) -> str:
    """Without the letter that is answered below, and without the signature."""
    if (quoted := _QUOTE.search(text)) and quoted.start() > 0:
        text = text[: quoted.start()]
    lines = [one for one in text.splitlines() if not one.startswith(">")]
    if "-- " in lines:
        lines = lines[: lines.index("-- ")]
    return "\n".join(lines).strip()


def _attached(letter: EmailMessage) -> Iterator[EmailMessage]:
    for part in letter.walk():
        if isinstance(part, EmailMessage) and not part.is_multipart():
            named = part.get_filename() is not None
            if named or part.get_content_maintype() in {"image", "audio", "video"}:
                yield part


def _files(letter: EmailMessage, id_: str) -> Iterator[Media]:
    for place, part in enumerate(_attached(letter)):
        if place >= MOST_FILES:
            return
        mime = part.get_content_type()
        kind: MediaKind = next((kind for head, kind in _KINDS if mime.startswith(head)), "document")
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        yield Media(kind, f"{id_}#{place}", mime[:100], line(part.get_filename()), size)


def _sent_at(letter: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(line(letter.get("Date"), 100))
    except (ValueError, TypeError, OverflowError):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _automatic(letter: EmailMessage) -> bool:
    """A machine wrote it; answering it would never end (RFC 3834)."""
    submitted = line(letter.get("Auto-Submitted")).lower()
    bulk = line(letter.get("Precedence")).lower() in {"bulk", "list", "junk", "auto_reply"}
    path = letter.get("Return-Path")
    empty = path is not None and line(path).strip() == "<>"
    listed = any(letter.get(name) for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond"))
    return (submitted not in {"", "no"}) or bulk or empty or listed


def _forged(letter: EmailMessage) -> bool:
    """Our own mail server says that the sender is not who he says he is; it writes on top."""
    said = line(letter.get("Authentication-Results"), 2000).lower()
    return "dmarc=fail" in said


def _returned(letter: EmailMessage) -> str:
    """Id of our letter that came back as undeliverable for good (RFC 3464); empty for every other letter."""
    if letter.get_content_type() != "multipart/report":
        return ""
    whole = letter.as_string()
    status = re.search(r"^Status:\s*5\.", whole, re.MULTILINE | re.IGNORECASE)
    ours = re.findall(r"^Message-ID:\s*(<[0-9a-f]{32}@[^>\s]{1,200}>)", whole, re.MULTILINE | re.IGNORECASE)
    return ours[-1] if status and ours else ""


# --- the mailbox's answers ------------------------------------------------------------------------------


def _found(answer: tuple[str, list[bytes | None]]) -> list[str]:
    status, data = answer
    listed = data[0] if status == "OK" and data and isinstance(data[0], bytes) else b""
    return listed.decode("ascii", "replace").split()


def _fetched(box: imaplib.IMAP4, uid: str) -> bytes | None:
    _, data = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")
    parts = [part for part in data or [] if isinstance(part, tuple)]
    return bytes(parts[0][1]) if parts else None


# --- what can go wrong ---------------------------------------------------------------------------------


def _imap_code(error: Exception) -> str:
    return "mail_refused" if isinstance(error, imaplib.IMAP4.error) else "no_connection"


def to_send_error(error: Exception) -> SendError:
    """What to do after an error of the mail server; its text may hold an address and is not kept."""
    match error:
        case SendError():
            return error
        case smtplib.SMTPAuthenticationError():
            return SendError(Action.CONFIG, "mail_refused")
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _ in refused.values()]
            gone = bool(codes) and all(500 <= code <= 559 for code in codes)
            return SendError(Action.UNREACHABLE if gone else Action.RETRY, "recipient_refused")
        case smtplib.SMTPResponseException(smtp_code=code):
            return SendError(Action.RETRY if code < 500 else Action.DROP, f"smtp_{code}")
        case _:
            return SendError(Action.RETRY, "no_connection")
