"""Problems for people: a page that says what is wrong and where to go, for whoever asked for a page."""

from __future__ import annotations

from flask import has_request_context, render_template, request

FOR_PROGRAMS = ("/v1/", "/openapi.json", "/metrics", "/livez", "/readyz")
"""The beginnings of addresses that always answer problems as JSON, whoever asks."""


def wants_page() -> bool:
    """True where a browser shows the answer of this request to a person: it asks for HTML by name, of a page's address."""
    if not has_request_context() or request.path.startswith(FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("Accept", "").lower()


def problem_page(code: str, title: str, detail: str) -> str:
    """The page of a problem. It asks no database, which may be what is wrong."""
    return render_template("problem.html", code=code, title=title, detail=detail)
