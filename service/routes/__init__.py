"""The routes: each parses, calls one function, and serialises."""

from __future__ import annotations

from flask_openapi3 import OpenAPI

from service.routes import batches, captions, description, events, jobs, operations, pages


def register(app: OpenAPI) -> None:
    """Adds all routes to the application."""
    for module in (jobs, captions, events, batches):
        app.register_api(module.api)
    for plain in (operations, pages, description):
        app.register_blueprint(plain.blueprint)
