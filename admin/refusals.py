"""Refusals as pages: what the rules, the database or a missing page say, in Indonesian, with the right status."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from admin.guard import Handler
from cases.errors import NotFound, Refused, Stale

WORDS = {
    403: ("Tidak boleh", "Halaman ini tidak untuk peran Anda."),
    404: ("Tidak ditemukan", "Halaman atau kasus ini tidak ada, atau tidak dibagikan kepada Anda."),
    405: ("Tidak bisa", "Halaman ini tidak menerima kiriman seperti itu."),
    413: ("Terlalu besar", "Isi formulir terlalu panjang. Persingkat lalu kirim lagi."),
}
STALE = "Kasus ini baru saja diubah orang lain. Lihat dulu perubahannya, lalu coba lagi."


@web.middleware
async def as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An error is a page with a way back; a redirect stays a redirect."""
    try:
        return await handler(request)
    except NotFound:
        return _page(request, 404)
    except (Refused, Stale):
        # a refused verb is shown on the case page by admin/pages/verbs.py; here: a page that may not be seen
        return _page(request, 403)
    except web.HTTPException as error:
        if error.status not in WORDS:
            raise
        return _page(request, error.status, error.text if error.status == 403 and error.text else "")


def _page(request: web.Request, status: int, text: str = "") -> web.Response:
    title, words = WORDS[status]
    context = {"title": title, "text": text or words, "viewer": None, "csrf": "", "alerts": 0}
    return aiohttp_jinja2.render_template("error.html", request, context, status=status)
