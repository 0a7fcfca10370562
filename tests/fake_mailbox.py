"""A mailbox on localhost: the few words of IMAP our channel says (RFC 3501), and SMTP by aiosmtpd."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

PASSWORD = "sandi-uji-coba"


@dataclass
class FakeMailbox:
    """Letters that came in, and what was handed over to be sent."""

    letters: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    sent: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """What the mail server answers to the next recipients, in place of taking them."""
    down: bool = False
    imap: tuple[str, int] = ("127.0.0.1", 0)
    smtp: tuple[str, int] = ("127.0.0.1", 0)

    def gets(self, letter: bytes) -> None:
        """A letter arrives."""
        self.letters[len(self.letters) + 1] = letter

    # --- IMAP -----------------------------------------------------------------------------------------

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, line by line."""
        writer.write(b"* OK IMAP4rev1 ready\r\n")
        try:
            while raw := await reader.readline():
                tag, _, words = raw.decode().strip().partition(" ")
                writer.write(self._answer(tag, words))
                await writer.drain()
                if words.upper() == "LOGOUT":
                    break
        finally:
            writer.close()

    def _answer(self, tag: str, words: str) -> bytes:
        upper = words.upper()
        if upper == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n".encode()
        if upper.startswith("LOGIN"):
            known = PASSWORD in words and not self.down
            return f"{tag} {'OK' if known else 'NO'} login\r\n".encode()
        if upper.startswith("SELECT"):
            return f"* {len(self.letters)} EXISTS\r\n{tag} OK [READ-WRITE] selected\r\n".encode()
        if upper.startswith("UID SEARCH"):
            return f"* SEARCH {' '.join(map(str, self._search(words)))}\r\n{tag} OK done\r\n".encode()
        if upper.startswith("UID FETCH"):
            uid = int(words.split()[2])
            body = self.letters[uid]
            head = f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(body)}}}\r\n".encode()
            return head + body + f")\r\n{tag} OK done\r\n".encode()
        if upper.startswith("UID STORE"):
            self.seen |= {int(uid) for uid in words.split()[2].split(",")}
            return f"{tag} OK done\r\n".encode()
        return f"* BYE\r\n{tag} OK bye\r\n".encode()

    def _search(self, words: str) -> list[int]:
        if header := re.search(r'HEADER Message-ID "(.+)"', words):
            return [uid for uid, letter in self.letters.items() if header[1].encode() in letter]
        return [uid for uid in self.letters if uid not in self.seen]

    # --- SMTP -----------------------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802  the names aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """aiosmtpd asks for every recipient."""
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd hands a whole letter over."""
        self.sent.append(envelope.original_content or b"")
        return "250 taken"


@asynccontextmanager
async def mailbox() -> AsyncIterator[FakeMailbox]:
    """Both servers on free ports."""
    box, loop = FakeMailbox(), asyncio.get_running_loop()
    imap = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    smtp = await loop.create_server(lambda: SMTP(box, hostname="localhost"), "127.0.0.1", 0)
    box.imap, box.smtp = (one.sockets[0].getsockname()[:2] for one in (imap, smtp))
    try:
        yield box
    finally:
        for server in (imap, smtp):
            server.close()
            await server.wait_closed()
