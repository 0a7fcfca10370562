"""Tugas: what a person has to do besides the steps of the cases, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from admin import words
from admin.desk import read, viewer_of
from admin.joints import JOINTS
from cases import areas, numbers, tasks
from cases.db import Connection
from cases.tasks import Task

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Shown:
    """One task as the page shows it."""

    what: str
    text: str
    case: str
    number: str
    place: str
    link: str
    deadline: words.Deadline | None
    mine: bool


@routes.get("/tugas")
@aiohttp_jinja2.template("tasks.html")
async def show(request: web.Request) -> dict[str, Any]:
    """Everything open that the viewer may do, her own marked."""
    viewer, now = viewer_of(request), request.app[JOINTS].now()

    def work(tx: Connection) -> list[Shown]:
        found = tasks.waiting(tx, viewer)
        names = areas.names_of(tx, {one.area for one in found if one.area})
        return [_shown(one, names.get(one.area, "")) for one in found]

    def _shown(one: Task, place: str) -> Shown:
        return Shown(
            what=words.TASKS[one.kind],
            text=one.text,
            case=one.title,
            number=numbers.shown(one.number),
            place=place,
            link=f"/panel/kasus/{one.number}",
            deadline=words.deadline(one.due_at, False, now),
            mine=one.account_id is not None and one.account_id == viewer.account_id,
        )

    return {"place": "tugas", "tasks": await read(request, work)}
