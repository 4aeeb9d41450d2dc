"""Problems as answers: what a refusal says of its header is what is sent."""

from __future__ import annotations

import pytest
from flask import Flask

from service.problems import RETRY_AFTER_S, Refused, install_problems


@pytest.mark.parametrize(("headers", "sent"), [({"Retry-After": "1"}, "1"), ({}, str(RETRY_AFTER_S["rate_limited"]))])
def test_a_refusal_says_itself_when_to_come_back_or_its_code_does(headers: dict[str, str], sent: str) -> None:
    app = Flask("refusing")
    install_problems(app)

    @app.get("/")
    def busy() -> str:
        raise Refused("rate_limited", "Too many wait.", headers)

    assert app.test_client().get("/").headers["Retry-After"] == sent
