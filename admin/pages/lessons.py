"""Pelajaran bot: corrected stories, masked; somebody says for each whether the bot may learn from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import words
from admin.desk import allowed, id_in, read, viewer_of, write
from admin.joints import JOINTS
from cases import agencies, areas, lessons
from cases.db import Connection
from cases.errors import NotFound, Refused
from cases.lessons import Lesson
from cases.roles import Right

routes = web.RouteTableDef()

LONGEST = 4000
"""Characters of a story."""
KEPT = "Pelajaran disimpan. Bot baru belajar setelah operator mengekspor dan melatihnya."
DROPPED = "Pelajaran tidak dipakai. Ceritanya dihapus dari daftar ini."
GONE = "Pelajaran itu sudah diperiksa orang lain."
EMPTY = "Tulis dulu ceritanya, tanpa nama orang."
SOURCES = {"officer": "dibetulkan petugas", "resident": "dibetulkan warga"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One lesson as the page shows it."""

    id: str
    text: str
    understood: str
    right: str
    right_name: str
    source: str
    made: str
    choice: bool
    """The right category may be chosen; a place is as it is."""


@routes.get("/pelajaran")
async def show(request: web.Request) -> web.Response:
    """The oldest lessons that wait. Raises Refused for who may not decide."""
    return await _page(request)


@routes.post("/pelajaran/{id}")
async def decide(request: web.Request) -> web.Response:
    """Pakai or jangan pakai."""
    form = await request.post()
    viewer, now = viewer_of(request), request.app[JOINTS].now()
    accept = form.get("putusan") == "pakai"
    text = " ".join(str(form.get("teks", "")).replace("\0", "").split())[:LONGEST]
    right = str(form.get("benar", ""))
    if accept and not text:
        return await _page(request, error=EMPTY, status=422)
    lesson_id = id_in(request.match_info["id"])

    def work(tx: Connection) -> None:
        _check(tx, lessons.one(tx, viewer, lesson_id), right)
        lessons.review(tx, viewer, lesson_id, now, accept=accept, text=text, right=right)

    try:
        await write(request, work)
    except NotFound:
        return await _page(request, error=GONE, status=409)
    return await _page(request, notice=KEPT if accept else DROPPED)


def _check(tx: Connection, lesson: Lesson, right: str) -> None:
    """A category the office has; a place stays what it was. Raises Refused."""
    known = (
        {one.code for one in agencies.all_categories(tx)} if lesson.field == "category" else {lesson.right}
    )
    if right not in known:
        raise Refused("formulir.pilihan")


async def _page(
    request: web.Request, *, notice: str = "", error: str = "", status: int = 200
) -> web.Response:
    viewer, joints = allowed(request, Right.REVIEW_LESSONS), request.app[JOINTS]

    def work(tx: Connection) -> dict[str, Any]:
        found = lessons.waiting(tx, viewer)
        names = {one.code: one.name for one in agencies.all_categories(tx)}
        places = areas.names_of(tx, {code for one in found for code in (one.understood, one.right)})
        return {
            "lessons": [
                _shown(one, names | places, words.moment(one.made_at, joints.zone, joints.now()))
                for one in found
            ],
            "categories": sorted(names.items(), key=lambda item: item[1]),
            "count": lessons.waiting_count(tx, viewer),
        }

    context = await read(request, work)
    context |= {"place": "saya", "notice": notice, "error": error}
    return aiohttp_jinja2.render_template("lessons.html", request, context, status=status)


def _shown(one: Lesson, names: dict[str, str], made: str) -> Shown:
    return Shown(
        str(one.id), one.text, names.get(one.understood, one.understood), one.right,
        names.get(one.right, one.right), SOURCES[one.source], made, one.field == "category",
    )  # fmt: skip
