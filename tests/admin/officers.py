"""An officer at the panel, without scripts: reads pages and sends the forms that stand in them."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient
from sqlalchemy import Connection

from admin.joints import CannotKeep, DoorState
from cases.accounts import Viewer
from cases.events import Event
from cases.store import CaseRow


@dataclass(frozen=True, slots=True)
class Answer:
    """One page as it came."""

    status: int
    text: str
    path: str

    @property
    def words(self) -> str:
        """What a person reads: no tags, single spaces."""
        body = re.sub(r"<head>.*?</head>", "", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def offers(self) -> set[str]:
        """Last parts of the addresses of the forms of a case page."""
        return set(re.findall(r'action="/panel/kasus/[0-9A-Z]+/([a-z-]+)"', self.text))

    def form(self, verb: str) -> dict[str, list[str]]:
        """What the form already holds: hidden fields, chosen options, ticked boxes, kept words."""
        forms = re.findall(r"<form[^>]*>.*?</form>", self.text, re.DOTALL)
        form = next(form for form in forms if re.search(rf'action="[^"]*/{verb}"', form))
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        found += re.findall(r'<input type="checkbox" name="([^"]+)" value="([^"]*)" checked', form)
        for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', inside)
            found.append((name, chosen[1] if chosen else ""))
        found += re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
        fields: dict[str, list[str]] = {}
        for name, value in found:
            fields.setdefault(name, []).append(html.unescape(value))
        return fields


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a browser; `viewer` once she has an account."""

    client: TestClient[Any, Any]
    viewer: Viewer

    async def visits(self, path: str) -> Answer:
        """A page, after redirects."""
        return await _answer(await self.client.get(path))

    async def opens(self, number: str) -> Answer:
        """A case page."""
        return await self.visits(f"/panel/kasus/{number}")

    async def sends(self, path: str, fields: dict[str, list[str]], **headers: str) -> Answer:
        """A form, as a browser sends it from our own page unless `headers` say otherwise."""
        pairs = [(name, value) for name, values in fields.items() for value in values]
        sent = headers or {"Sec-Fetch-Site": "same-origin"}
        return await _answer(await self.client.post(path, data=FormData(pairs), headers=sent))

    async def posts(self, path: str, form: FormData) -> Answer:
        """A form with a file in it."""
        return await _answer(
            await self.client.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})
        )

    async def does(self, number: str, verb: str, **typed: str | list[str]) -> Answer:
        """Opens the case, fills in one form and sends it."""
        return await self.sends_from(await self.opens(number), number, verb, **typed)

    async def sends_from(self, page: Answer, number: str, verb: str, **typed: str | list[str]) -> Answer:
        """Fills in a form of a page that was opened before."""
        filled = {name: [value] if isinstance(value, str) else value for name, value in typed.items()}
        return await self.sends(f"/panel/kasus/{number}/{verb}", page.form(verb) | filled)


async def _answer(response: ClientResponse) -> Answer:
    return Answer(response.status, await response.text(), response.url.path_qs)


Opener = Callable[..., Awaitable[CaseRow]]
"""Opens a case with what is given."""
Signer = Callable[..., Awaitable[Officer]]
"""Makes an account and its signed-in browser."""
Stored = Callable[[CaseRow], Awaitable[CaseRow]]
"""Reads a case again."""


@dataclass
class OpenDoors:
    """The channels as a test wants them; what was asked of them."""

    states: list[DoorState] = field(default_factory=list)
    code: str = ""
    """What every act answers: a trouble, or empty."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    until: datetime | None = None

    async def all(self) -> list[DoorState]:
        return self.states

    def alarms(self) -> list[str]:
        return [one.name for one in self.states if one.alarm]

    def open_until(self, channel: str, heard_at: datetime | None) -> datetime | None:
        return self.until

    async def check(self, name: str) -> str:
        self.asked.append(("check", name))
        return self.code

    async def register(self, name: str) -> str:
        self.asked.append(("register", name))
        return self.code

    async def try_out(self, name: str, account_id: UUID) -> str:
        self.asked.append(("try", name))
        return self.code


@dataclass(slots=True)
class Told:
    """What the panel handed to the start-up: events to tell, and how often the outbox was woken."""

    events: list[Event] = field(default_factory=list)
    woken: int = 0
    codes: list[str] = field(default_factory=list)
    has_chat: bool = True
    files: dict[str, bytes] = field(default_factory=dict)
    doors: OpenDoors = field(default_factory=lambda: OpenDoors())

    def send_code(self, tx: Connection, account_id: UUID, number: str, code: str) -> bool:
        """As if it went to the contact's chat."""
        if self.has_chat:
            self.codes.append(code)
        return self.has_chat

    async def keep(self, content: bytes) -> tuple[str, str, int]:
        """As if the file store kept it; a picture is one when it begins like one."""
        if not content.startswith(b"\xff\xd8\xff"):
            raise CannotKeep("type")
        name = f"{len(self.files) + 1:032x}"
        self.files[name] = content
        return name, "image/jpeg", len(content)

    def file(self, name: str) -> bytes:
        """As if the file store held it."""
        return self.files[name]

    def wake(self) -> None:
        self.woken += 1

    def names(self) -> list[str]:
        return [event.name.value for event in self.events]
