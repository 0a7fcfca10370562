"""The panel as an aiohttp sub-application: its middlewares, its templates, its routes."""

from __future__ import annotations

from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from admin import files, guard, refusals, session
from admin.joints import JOINTS, Joints
from admin.pages import account, case, lessons, search, sign_in, tasks, verbs, work_list

HERE = Path(__file__).resolve().parent


def panel(joints: Joints) -> web.Application:
    """To be mounted at /panel."""
    app = web.Application(
        middlewares=[guard.headers, refusals.as_pages, guard.own_forms_only, session.signed_in],
        client_max_size=256 * 1024,
    )
    app[JOINTS] = joints
    static = files.Static(HERE / "static")
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        context_processors=[aiohttp_jinja2.request_processor, session.context],
    )
    environment.globals.update(
        office=joints.office, office_short=joints.office.removeprefix("SLRT "), static=static.address
    )
    app.add_routes([web.get("/statis/{hash}/{name}", static.answer)])
    for pages in (sign_in, work_list, case, verbs, tasks, search, lessons, account):
        app.add_routes(pages.routes)
    return app
