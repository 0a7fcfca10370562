"""Moving: the same chat on another phone, a copy to keep, and the button for the office's own site (PANEL.md section 6)."""

from __future__ import annotations

from aiohttp import web

from bot.clock import Clock
from bot.webchat.page import Page
from bot.webchat.room import Room, Unavailable
from bot.webchat.visitor import HEADERS, Visitors

HOUR = 3600.0
WRONG_AN_HOUR = 60
"""Wrong codes of everybody together; after that nobody may try for the rest of the hour."""
NO_CASE = "Belum ada laporan di obrolan ini. Kirim laporannya dulu, baru bisa dilanjutkan di HP lain."
WRONG = "Nomor atau kodenya tidak cocok, atau sudah lewat. Minta kode baru di HP yang pertama."
TOO_OFTEN = "Terlalu banyak kode yang salah. Coba lagi nanti."
NOT_NOW = "Sedang tidak bisa. Mohon coba lagi sebentar lagi."
BUTTON = """(() => {
  const script = document.currentScript;
  const link = document.createElement("a");
  link.href = new URL("/obrolan", script.src);
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = script.dataset.teks || "Obrolan bantuan sosial";
  link.style.cssText = "position:fixed;right:16px;bottom:16px;z-index:9;padding:14px 20px;border-radius:26px;" +
    "background:#0d6b57;color:#fff;font:600 17px system-ui,sans-serif;text-decoration:none";
  document.body.append(link);
})();
"""
"""For other sites: <script src="https://.../obrolan/tombol.js" async></script>. It loads nothing else and opens a new tab."""


class Moving:
    """Hands a chat over, and nothing to anybody who guesses."""

    def __init__(self, room: Room, page: Page, visitors: Visitors, clock: Clock) -> None:
        self._room = room
        self._page = page
        self._visitors = visitors
        self._clock = clock
        self._wrong: list[float] = []

    async def offer(self, request: web.Request) -> web.Response:
        """A code for the other phone, shown once."""
        self._visitors.same_origin(request)
        token, address = self._visitors.who(request)
        try:
            offered = await self._room.offer(address, token)
        except Unavailable:
            return self._visitors.html(self._page.moving(news=NOT_NOW), 503)
        if offered is None:
            return self._visitors.html(self._page.moving(news=NO_CASE))
        number, code = offered
        return self._visitors.html(self._page.moving(number=number, code=code))

    async def ask(self, request: web.Request) -> web.Response:
        """Where the other phone types it."""
        return self._visitors.html(self._page.moving(asks=True))

    async def take(self, request: web.Request) -> web.Response:
        """Right: this browser holds the chat from now on. Wrong: the same page, the same words whatever was wrong."""
        self._visitors.same_origin(request)
        form = await request.post()
        now = self._clock.ticks()
        self._wrong = [at for at in self._wrong if now - at < HOUR]
        if len(self._wrong) >= WRONG_AN_HOUR:
            return self._visitors.html(self._page.moving(asks=True, news=TOO_OFTEN), 429)
        try:
            token = await self._room.take(str(form.get("nomor", ""))[:40], str(form.get("kode", ""))[:20])
        except Unavailable:
            return self._visitors.html(self._page.moving(asks=True, news=NOT_NOW), 503)
        if not token:
            self._wrong.append(now)
            return self._visitors.html(self._page.moving(asks=True, news=WRONG), 422)
        return self._visitors.back(token)

    async def copy(self, request: web.Request) -> web.Response:
        """What was said, as text. Not of a chat with a confidential case: a copy lies open on the phone."""
        address = self._visitors.address(request)
        try:
            if not address or await self._room.confidential(address):
                raise web.HTTPNotFound
            lines = await self._room.history(address, "")
        except Unavailable:
            return self._visitors.html(self._page.moving(news=NOT_NOW), 503)
        now = self._clock.now()
        told = [self._page.line(line, now) for line in lines]
        text = "\n\n".join(f"{one['who'] or 'Saya'}, {one['time']}\n{one['body']}" for one in told)
        headers = {**self._visitors.headers, "Content-Disposition": 'attachment; filename="percakapan.txt"'}
        return web.Response(text=f"{text}\n", content_type="text/plain", headers=headers)

    async def button(self, request: web.Request) -> web.Response:
        """The small script for the office's own site."""
        headers = {
            **HEADERS,
            "Cache-Control": "public, max-age=3600",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return web.Response(text=BUTTON, content_type="text/javascript", headers=headers)
