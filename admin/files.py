"""Static files under an address that holds a hash of their content, so that a browser keeps them for good."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from aiohttp import web

log = logging.getLogger(__name__)

TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}


class Static:
    """Every file of a folder and of its `vendor/`, read once at the start."""

    def __init__(self, folder: Path) -> None:
        self._content = {
            path.name: path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix in TYPES
        }
        if "icons.svg" not in self._content:
            log.warning("the panel's icons are missing, pages work without them; set-up copies them")
        self._hashes = {name: hashlib.sha256(data).hexdigest()[:12] for name, data in self._content.items()}

    def address(self, name: str) -> str:
        """For templates; a missing file still gets an address, the page works without it."""
        return f"/panel/statis/{self._hashes.get(name, '0')}/{name}"

    async def answer(self, request: web.Request) -> web.Response:
        """The file, to be kept for a year: another content has another address."""
        name = request.match_info["name"]
        if name not in self._content:
            raise web.HTTPNotFound
        return web.Response(
            body=self._content[name],
            content_type=TYPES[Path(name).suffix],
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )
