"""How the chat looks: its page, its lines as values for template and script, its static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.webchat.room import ChatLine

HERE = Path(__file__).parent
STATIC = "/obrolan/statis"
LONGEST_MESSAGE = 2000
"""Characters a resident may write at once (PANEL.md section 6)."""
_MONTHS = "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split()  # noqa: SIM905  reads as the calendar does
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class WebchatSettings:
    """What the start-up fills from config.yml and the starter data."""

    office: str
    """Name residents read."""
    hours: str = "Sen–Jum 08.00–16.00"
    """Office hours as a sentence part; empty when they are not known."""
    timezone: str = "Asia/Jakarta"
    secure: bool = False
    """The page is reached by https: cookies are marked Secure, browsers are told to stay with https."""
    public_host: str = ""
    """Host (and port) the internet sees, when a proxy changes the Host header; empty: the Host header."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file under STATIC; its address changes with its content, so browsers keep it for ever."""

    content: bytes
    content_type: str


def static_files() -> tuple[Mapping[str, StaticFile], Mapping[str, str]]:
    """Files by their name in the address, and the address of each by its plain name."""
    files, addresses = {}, {}
    for path in sorted((HERE / "static").iterdir()):
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"
        files[name] = StaticFile(content, _TYPES[path.suffix])
        addresses[path.name] = f"{STATIC}/{name}"
    return files, addresses


class Page:
    """The chat's two pages."""

    def __init__(self, settings: WebchatSettings, addresses: Mapping[str, str]) -> None:
        self._zone = ZoneInfo(settings.timezone)
        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.globals.update(
            office=settings.office,
            hours=settings.hours,
            longest=LONGEST_MESSAGE,
            static=addresses,
            new_key=lambda: str(uuid4()),
        )
        self._chat = templates.get_template("obrolan.html")
        self._moving = templates.get_template("pindah.html")
        self._gone = templates.get_template("keluar.html")

    def chat(
        self,
        lines: Sequence[ChatLine],
        now: datetime,
        news: str = "",
        draft: str = "",
        *,
        large: bool = False,
    ) -> str:
        """The conversation so far and a place to write; `news` is a sentence, `draft` goes into the field.

        `large`: in letters for eyes that do not see well.
        """
        shown = [self.line(line, now) for line in lines]
        answered_until = max((n for n, line in enumerate(lines) if line.author == "warga"), default=-1)
        for place, line in enumerate(shown):
            line["old"] = place < answered_until
        return self._chat.render(
            lines=shown, last=lines[-1].id if lines else "", news=news, draft=draft, large=large
        )

    def gone(self) -> str:
        """The neutral page after leaving: it does not say what was talked about, or with whom."""
        return self._gone.render()

    def moving(self, *, number: str = "", code: str = "", asks: bool = False, news: str = "") -> str:
        """The code for another phone, or the place where it is typed; nothing personal stands there."""
        return self._moving.render(number=number, code=code, asks=asks, news=news)

    def line(self, line: ChatLine, now: datetime) -> dict[str, Any]:
        """One line as template and script read it."""
        return {
            "id": line.id,
            "author": line.author,
            "who": {"warga": "", "bot": "Bot", "petugas": f"Petugas {line.name}".strip()}[line.author],
            "body": line.body,
            "at": line.at.isoformat(),
            "time": self._time(line.at, now),
            "options": [{"id": option.id, "title": option.title} for option in line.options],
            "key": line.key,
            "file": {"kind": line.file, "link": f"/obrolan/berkas/{line.id}"} if line.file else None,
        }

    def _time(self, at: datetime, now: datetime) -> str:
        """09.41 today, 24 Nov 09.41 on other days, on the clock of the office."""
        here = at.astimezone(self._zone)
        clock = f"{here:%H.%M}"
        today = here.date() == now.astimezone(self._zone).date()
        return clock if today else f"{here.day} {_MONTHS[here.month - 1]} {clock}"
