"""The routes: each parses, calls one function, and serialises."""

from __future__ import annotations

from flask_openapi3 import OpenAPI

from service.routes import (
    batches,
    captions,
    check_page,
    checks,
    departures_page,
    desk,
    desk_changes,
    desk_check,
    desk_departures,
    desk_events,
    desk_page,
    desk_sound,
    events,
    health,
    job_pages,
    jobs,
    list_pages,
    openapi,
    pages,
    sign_in,
    worklist,
)

_PAGES = (departures_page, job_pages, list_pages, sign_in)  # they add their routes to the blueprint of `pages`


def register(app: OpenAPI) -> None:
    """Adds all routes to the application."""
    for module in (
        jobs, captions, checks, desk, desk_changes, desk_check, desk_departures, desk_events, desk_sound, events, batches,
        worklist,
    ):  # fmt: skip
        app.register_api(module.api)
    for plain in (health, pages, desk_page, check_page, openapi):
        app.register_blueprint(plain.blueprint)
