"""Rules for every request before its route sees it: JSON is read strictly, and no query parameter is unknown."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from flask import Flask, Request, request
from pydantic import BaseModel

from service.problems import Refused
from service.refusals import refuse_unknown, wrong
from service.strict_json import read_object

ANY_QUERY = frozenset({"operations.livez", "operations.readyz"})
"""Endpoints that take any query: a probe that its sender decorates must not take the service out of a load balancer. Static
files take any, too."""


class ServiceRequest(Request):
    """A request whose JSON is read strictly: `get_json` is the only way to a body that is JSON."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> dict[str, Any]:
        """The object in the body, whatever the arguments. Raises `Refused`."""
        if not self.is_json:
            raise Refused("unsupported_media_type", "Send the body as JSON, with `Content-Type: application/json`.")
        return read_object(self.get_data(cache=True), "body")


def install_request_rules(app: Flask) -> None:
    """Refuses query parameters that are unknown or there twice. It must be called when all routes are there."""
    app.request_class = ServiceRequest
    known: Mapping[str, frozenset[str]] = {name: query_names(view) for name, view in app.view_functions.items()}

    @app.before_request
    def check() -> None:
        endpoint = request.endpoint
        if endpoint is None:
            return
        if endpoint in ANY_QUERY or endpoint.endswith("static"):
            return
        refuse_unknown(request.args, known.get(endpoint, ()), "query parameter")
        for name, values in request.args.lists():
            if len(values) > 1:
                raise wrong(name, "the query parameter is there more than once. Give it once.")


def query_names(view: Callable[..., Any]) -> frozenset[str]:
    """The query parameters that a route takes: those of the model of its argument `query`."""
    plain = inspect.unwrap(view)
    model = get_type_hints(plain).get("query") if inspect.isfunction(plain) else None
    if not (inspect.isclass(model) and issubclass(model, BaseModel)):
        return frozenset()
    return frozenset(each.alias or name for name, each in model.model_fields.items())
