"""The panel as an aiohttp sub-application: its middlewares, its templates, its routes."""

from __future__ import annotations

from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from admin import files, guard, refusals, session
from admin.joints import JOINTS, Joints
from admin.pages import (
    account,
    case,
    channels,
    facilitators,
    figures,
    lessons,
    link,
    new_case,
    on_call,
    rules,
    search,
    sent,
    sign_in,
    tasks,
    verbs,
    work_list,
)

HERE = Path(__file__).resolve().parent


def panel(joints: Joints) -> web.Application:
    """To be mounted at /panel."""
    app = web.Application(
        middlewares=[guard.headers, refusals.as_pages, guard.own_forms_only, session.signed_in],
        client_max_size=256 * 1024,
    )
    static = _dressed(app, joints)
    app.add_routes([web.get("/statis/{hash}/{name}", static.answer)])
    for pages in (
        sign_in,
        work_list,
        case,
        verbs,
        new_case,
        sent,
        tasks,
        search,
        lessons,
        facilitators,
        on_call,
        channels,
        figures,
        rules,
        account,
    ):
        app.add_routes(pages.routes)
    return app


def links(joints: Joints) -> web.Application:
    """Signed links, to be mounted at /t: no session, the same look; its style is served by the panel."""
    app = web.Application(middlewares=[guard.headers, guard.own_forms_only], client_max_size=64 * 1024)
    _dressed(app, joints)
    app.add_routes(link.routes)
    return app


def _dressed(app: web.Application, joints: Joints) -> files.Static:
    """What every page of ours has: the joints, the templates, the office's name."""
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
    return static
