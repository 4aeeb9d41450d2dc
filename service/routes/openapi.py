"""`/openapi.json`, generated from the routes, and `/docs`, where it can be browsed and tried."""

from __future__ import annotations

from pathlib import Path

import flask_openapi3_swagger
from flask import Blueprint, Response, current_app, jsonify, render_template

_SWAGGER = Path(flask_openapi3_swagger.__file__).parent / "templates" / "swagger"

blueprint = Blueprint("description", __name__, static_folder=str(_SWAGGER), static_url_path="/docs/swagger")


@blueprint.get("/openapi.json")
def openapi_json() -> Response:
    """The API's description."""
    return jsonify(current_app.api_doc)  # type: ignore[attr-defined]


@blueprint.get("/docs")
def docs() -> str:
    """The description as a page."""
    return render_template("docs.html")
