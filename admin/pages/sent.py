"""One file that came with a case, to be seen or played by whoever may read the case."""

from __future__ import annotations

import asyncio

from aiohttp import web

from admin.desk import read, viewer_of, write
from admin.joints import JOINTS
from cases import attachments, audit, store
from cases.attachments import Attachment
from cases.db import Connection
from cases.errors import NotFound

routes = web.RouteTableDef()

SHOWN = frozenset({"image/jpeg", "audio/ogg", "audio/mpeg", "audio/mp4", "video/mp4"})
"""Shown or played in the page; everything else is only saved (a PDF may hold a program)."""
ENDINGS = {
    "image/jpeg": "jpg", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/amr": "amr",
    "video/mp4": "mp4", "application/pdf": "pdf",
}  # fmt: skip


@routes.get("/kasus/{number}/kiriman/{id}")
async def show(request: web.Request) -> web.Response:
    """The bytes. Each look is an audit line; raises NotFound for what is not of this case or not there."""
    viewer, number, joints = viewer_of(request), request.match_info["number"], request.app[JOINTS]
    now = joints.now()

    def work(tx: Connection) -> Attachment:
        case = store.by_number(tx, viewer, number)
        found = {str(one.id): one for one in attachments.of_case(tx, viewer, case)}
        one = found.get(request.match_info["id"])
        if one is None or not one.file or one.mime not in ENDINGS:
            raise NotFound("no such file")
        return one

    one = await read(request, work)
    await write(request, lambda tx: audit.record(tx, viewer, "file_opened", f"attachment:{one.id}", now))
    try:
        content = await asyncio.to_thread(joints.file, one.file)
    except FileNotFoundError:
        raise NotFound("the file is gone") from None
    how = "inline" if one.mime in SHOWN else "attachment"
    name = f"{number}-{str(one.id)[-6:]}.{ENDINGS[one.mime]}"
    headers = {
        "Content-Disposition": f'{how}; filename="{name}"',
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return web.Response(body=content, content_type=one.mime, headers=headers)
