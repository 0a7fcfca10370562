"""Uploads: one photo, voice note or PDF at a time; looked at before it is kept (PANEL.md section 6, TRUST.md T7)."""

from __future__ import annotations

import asyncio
import json

from aiohttp import BodyPartReader, web

from bot.media.looked_at import IMAGES, TAKEN, mime_of
from bot.webchat.room import Room, Unavailable
from bot.webchat.visitor import KEY, Visitors

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""
SMALL_PARTS = 1024
"""Bytes of the other fields of the form."""
SECONDS = 60
"""A slow line may take a minute for five megabytes."""
TOO_BIG = "Berkasnya terlalu besar. Paling besar 5 MB."
OTHER_TYPE = "Yang bisa dikirim di sini: foto, PDF, atau pesan suara."
NO_FILE = "Pilih dulu foto atau berkasnya."
NOT_STORED = "Berkas belum terkirim. Mohon coba sekali lagi."


class Uploads:
    """Takes files of the page; the talk hears of them as of files from any network."""

    def __init__(self, room: Room, visitors: Visitors) -> None:
        self._room = room
        self._visitors = visitors

    async def take(self, request: web.Request) -> web.Response:
        """As JSON for the script, as a redirect to the page without one."""
        self._visitors.same_origin(request)
        token, address = self._visitors.who(request)
        try:
            key, content = await self._read(request)
            await self._keep(address, key, content)
        except Unfit as refusal:
            return self._refused(request, str(refusal), 400, token)
        except (Unavailable, OSError):
            return self._refused(request, NOT_STORED, 503, token)
        if _by_script(request):
            return self._visitors.remember(self._visitors.json({"ok": True}), token)
        return self._visitors.back(token)

    async def _read(self, request: web.Request) -> tuple[str, bytes]:
        """The message's own id, and the bytes. Raises Unfit."""
        if request.content_type != "multipart/form-data":
            raise Unfit(NO_FILE)
        try:
            async with asyncio.timeout(SECONDS):
                parts = await _parts(request)
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except ValueError:  # no boundary, no end: not a form
            raise Unfit(NOT_STORED) from None
        key = parts.get("kunci", b"").decode("ascii", "replace")
        if not KEY.fullmatch(key):
            raise Unfit(NOT_STORED)
        if not parts.get("berkas"):
            raise Unfit(NO_FILE)
        if len(parts["berkas"]) > LARGEST:
            raise Unfit(TOO_BIG)
        return key, parts["berkas"]

    async def _keep(self, address: str, key: str, content: bytes) -> None:
        mime = mime_of(content)
        if mime not in TAKEN or mime == "video/mp4":
            raise Unfit(OTHER_TYPE)
        kind = "image" if mime in IMAGES else "audio" if mime.startswith("audio/") else "document"
        ref = await self._room.keep(content)
        file = {"kind": kind, "ref": ref, "mime": mime, "size": len(content)}
        await self._room.accept(address, json.dumps({"address": address, "id": key, "media": file}).encode())

    def _refused(self, request: web.Request, sentence: str, status: int, token: str) -> web.Response:
        if _by_script(request):
            return self._visitors.remember(self._visitors.json({"error": sentence}, status), token)
        response = web.Response(text=sentence, status=status, headers=self._visitors.headers)
        return self._visitors.remember(response, token)


async def _parts(request: web.Request) -> dict[str, bytes]:
    """The fields of a form by name, never more than one file and its key. Raises Unfit, ValueError."""
    parts: dict[str, bytes] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Unfit(NOT_STORED)
        content = bytearray()
        while chunk := await part.read_chunk():
            size += len(chunk)
            if size > LARGEST + SMALL_PARTS:
                raise Unfit(TOO_BIG)
            content += chunk
        parts[part.name or ""] = bytes(content)
    return parts


class Unfit(Exception):
    """The file cannot be taken; the sentence says why."""


def _by_script(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
