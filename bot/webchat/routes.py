"""The web chat's routes: a page that works as a plain form, and JSON for its small script."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.channels.reading import fields, from_json, message_text
from bot.clock import Clock
from bot.webchat.moving import Moving
from bot.webchat.page import LONGEST_MESSAGE, STATIC, Page, WebchatSettings, static_files
from bot.webchat.room import ChatLine, Room, Unavailable
from bot.webchat.stream import Stream
from bot.webchat.uploads import Uploads
from bot.webchat.visitor import FOR_EVER, HEADERS, KEY, MONTH, Visitors, cursor_of

BODY_LIMIT = 256 * 1024
BODY_SECONDS = 10
ANSWER_SECONDS = 3.0
"""How long a browser without script waits for our reply before the page is shown again."""
LOOK_EVERY = 0.2
LETTERS = frozenset({"besar", "biasa"})

_CHOICE = re.compile(r"[\x21-\x7e]{1,64}")

TOO_LONG = (
    f"Pesan terlalu panjang: paling banyak {LONGEST_MESSAGE} huruf. Mohon dibagi menjadi beberapa pesan."
)
EMPTY = "Pesan masih kosong. Tulis dulu, lalu tekan Kirim."
NOT_STORED = "Pesan belum terkirim. Mohon tekan Kirim sekali lagi."
NOT_THERE = "Obrolan sedang tidak dapat dibuka. Mohon coba lagi sebentar lagi."
UNREADABLE = "Pesan tidak terbaca. Mohon muat ulang halaman ini."


class Refusal(Exception):
    """The message cannot be taken as it is; the sentence says what to do."""


def routes(room: Room, settings: WebchatSettings, clock: Clock) -> list[web.RouteDef]:
    """Everything below /obrolan."""
    door = _Door(room, settings, clock)
    return [
        web.get("/obrolan", door.show),
        web.post("/obrolan/pesan", door.say),
        web.get("/obrolan/baru", door.hear),
        web.get("/obrolan/alur", door.stream.follow),
        web.get("/obrolan/berkas/{line}", door.file),
        web.post("/obrolan/kiriman", door.uploads.take),
        web.post("/obrolan/keluar", door.leave),
        web.post("/obrolan/pindah", door.moving.offer),
        web.get("/obrolan/lanjut", door.moving.ask),
        web.post("/obrolan/lanjut", door.moving.take),
        web.get("/obrolan/salinan", door.moving.copy),
        web.get("/obrolan/tombol.js", door.moving.button),
        web.get("/obrolan/keluar", door.gone),
        web.get(STATIC + "/{name}", door.static),
    ]


class _Door:
    def __init__(self, room: Room, settings: WebchatSettings, clock: Clock) -> None:
        self._room = room
        self._settings = settings
        self._clock = clock
        self._files, addresses = static_files()
        self._page = Page(settings, addresses)
        self._visitors = Visitors(settings)
        self.stream = Stream(room, self._page, self._visitors, clock)
        self.moving = Moving(room, self._page, self._visitors, clock)
        self.uploads = Uploads(room, self._visitors)

    # --- reading --------------------------------------------------------------------------------------

    async def show(self, request: web.Request) -> web.Response:
        """The whole page, with the conversation so far."""
        if (letters := request.query.get("huruf", "")) in LETTERS:
            raise self._in_letters(letters)
        token, address = self._visitors.who(request)
        try:
            lines = await self._room.history(address, "")
            if lines:
                await self._room.seen(address, lines[-1].id)
        except Unavailable:
            return self._visitors.html(
                self._page.chat([], self._clock.now(), news=NOT_THERE, large=_large(request)), 503
            )
        return self._visitors.remember(
            self._visitors.html(self._page.chat(lines, self._clock.now(), large=_large(request))), token
        )

    def _in_letters(self, letters: str) -> web.HTTPSeeOther:
        """Large letters are remembered by the browser, without a script."""
        answer = web.HTTPSeeOther("/obrolan")
        answer.set_cookie("huruf", letters, max_age=MONTH * 12, samesite="Lax", secure=self._settings.secure)
        return answer

    async def hear(self, request: web.Request) -> web.Response:
        """Lines after the one the script saw last."""
        address = self._visitors.address(request)
        cursor = cursor_of(request.query.get("sejak", ""))
        if cursor is None:
            return self._visitors.json({"error": UNREADABLE}, 400)
        try:
            if address and cursor:
                await self._room.seen(address, cursor)
            lines = await self._room.history(address, cursor) if address else []
        except Unavailable:
            return self._visitors.json({"error": NOT_THERE}, 503)
        now = self._clock.now()
        return self._visitors.json({"lines": [self._page.line(line, now) for line in lines]})

    async def file(self, request: web.Request) -> web.Response:
        """A photo or paper an officer sent, for this browser alone."""
        address = self._visitors.address(request)
        try:
            found = await self._room.file(address, request.match_info["line"]) if address else None
        except Unavailable:
            return self._visitors.json({"error": NOT_THERE}, 503)
        if found is None:
            raise web.HTTPNotFound
        content, mime = found
        shown = "inline" if mime == "image/jpeg" else 'attachment; filename="slrt.pdf"'
        headers = {**self._visitors.headers, "Content-Disposition": shown}
        return web.Response(body=content, content_type=mime, headers=headers)

    async def static(self, request: web.Request) -> web.Response:
        """Style, script and icon."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        headers = {**HEADERS, **FOR_EVER}
        return web.Response(
            body=file.content, content_type=file.content_type, charset="utf-8", headers=headers
        )

    # --- writing --------------------------------------------------------------------------------------

    async def say(self, request: web.Request) -> web.Response:
        """One message, as JSON with an Idempotency-Key or as a form with a hidden id."""
        self._visitors.same_origin(request)
        token, address = self._visitors.who(request)
        by_script = request.content_type == "application/json"
        said = await (_from_script(request) if by_script else _from_form(request))
        before: Sequence[ChatLine] = []
        try:
            before = await self._room.history(address, "")
            await self._room.accept(address, _raw(address, said, before))
        except Refusal as refusal:
            return self._not_taken(by_script, 400, str(refusal), before, said, token, _large(request))
        except Unavailable:
            return self._not_taken(by_script, 503, NOT_STORED, before, said, token, _large(request))
        if by_script:
            return self._visitors.remember(self._visitors.json({"ok": True}), token)
        await self._wait_for_answer(address, before[-1].id if before else "")
        return self._visitors.back(token)

    def _not_taken(
        self,
        by_script: bool,
        status: int,
        sentence: str,
        lines: Sequence[ChatLine],
        said: Mapping[str, str],
        token: str,
        large: bool,
    ) -> web.Response:
        """The same page or a short JSON, with the sentence; what was written stays in the field."""
        if by_script:
            return self._visitors.remember(self._visitors.json({"error": sentence}, status), token)
        page = self._page.chat(lines, self._clock.now(), news=sentence, draft=said["text"], large=large)
        return self._visitors.remember(self._visitors.html(page, status), token)

    async def _wait_for_answer(self, address: str, last: str) -> None:
        """A page without script cannot ask again by itself: give the reply a moment."""
        until = self._clock.ticks() + ANSWER_SECONDS
        while self._clock.ticks() < until:
            if any(line.author != "warga" for line in await self._room.history(address, last)):
                return
            await self._clock.sleep(LOOK_EVERY)

    # --- leaving --------------------------------------------------------------------------------------

    async def leave(self, request: web.Request) -> web.Response:
        """Forget this browser: cookie, stored pages and storage. Not "cookies": that clears other offices' too."""
        self._visitors.same_origin(request)
        response = web.Response(
            status=303,
            headers={
                **self._visitors.headers,
                "Location": "/obrolan/keluar",
                "Clear-Site-Data": '"cache", "storage"',
            },
        )
        response.del_cookie(
            self._visitors.cookie, path="/", secure=self._settings.secure, httponly=True, samesite="Lax"
        )
        return response

    async def gone(self, request: web.Request) -> web.Response:
        """The neutral page."""
        return self._visitors.html(self._page.gone())


def _large(request: web.Request) -> bool:
    return request.cookies.get("huruf") == "besar"


async def _from_script(request: web.Request) -> dict[str, str]:
    body = fields(from_json(await _body(request)))
    values = {"key": request.headers.get("Idempotency-Key"), **{k: body.get(k) for k in ("text", "choice")}}
    return {name: value if isinstance(value, str) else "" for name, value in values.items()}


async def _from_form(request: web.Request) -> dict[str, str]:
    limited = request.clone(client_max_size=BODY_LIMIT)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            form = await limited.post()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    values = {"key": form.get("kunci"), "text": form.get("teks"), "choice": form.get("pilihan")}
    return {name: value if isinstance(value, str) else "" for name, value in values.items()}


async def _body(request: web.Request) -> bytes:
    limited = request.clone(client_max_size=BODY_LIMIT)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await limited.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _raw(address: str, said: Mapping[str, str], lines: Sequence[ChatLine]) -> bytes:
    """The message as the channel reads it. Raises Refusal."""
    if not KEY.fullmatch(said["key"]):
        raise Refusal(UNREADABLE)
    if said["choice"]:
        if not _CHOICE.fullmatch(said["choice"]):
            raise Refusal(UNREADABLE)
        title = _title(said["choice"], lines)
        return _dump(address=address, id=said["key"], choice=said["choice"], title=title)
    text, _ = message_text(said["text"])
    if not text.strip():
        raise Refusal(EMPTY)
    if len(text) > LONGEST_MESSAGE:
        raise Refusal(TOO_LONG)
    return _dump(address=address, id=said["key"], text=text.strip())


def _dump(**message: str) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def _title(choice: str, lines: Sequence[ChatLine]) -> str:
    """What stood on the button; the browser is not asked."""
    return next((option.title for line in lines for option in line.options if option.id == choice), "")
