"""`/openapi.json`, generated from the routes, and `/docs`, the same for people to read."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template

from service.api_page import calls, schemas

blueprint = Blueprint("description", __name__)


@blueprint.get("/openapi.json")
def openapi_json() -> Response:
    """The API's description."""
    return jsonify(current_app.api_doc)  # type: ignore[attr-defined]


@blueprint.get("/docs")
def docs() -> str:
    """The description as a page."""
    described = current_app.api_doc  # type: ignore[attr-defined]
    return render_template("docs.html", about=described["info"], subjects=calls(described), schemas=schemas(described))
