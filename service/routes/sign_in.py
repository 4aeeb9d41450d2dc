"""Signing in and out: an API key that is typed once becomes a session, whose cookie no script can read."""

from __future__ import annotations

import re
from typing import cast

from flask import Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from oncue.jobs.api_keys import owner_of
from service.context import parts
from service.keys import SIGN_IN
from service.page_queries import SignInQuery, asking
from service.routes.pages import blueprint
from service.sessions import COOKIE, LASTS_S, Sessions

_PATH = re.compile(r"/([^/\\\x00-\x20].*)?")


@blueprint.get("/sign-in")
@asking(SignInQuery)
def sign_in_form(query: SignInQuery) -> AnyResponse | str:
    """The form for the key. Where none is needed, or somebody is signed in, it leads on."""
    if not parts().settings.keys_required or g.session is not None:
        return redirect(_local(query.next), 303)
    return render_template("sign_in.html", next=_local(query.next), title="", detail="")


@blueprint.post("/sign-in")
def sign_in() -> AnyResponse:
    """Takes the key and answers with the session's cookie."""
    wanted = _local(request.form.get("next"))
    key = owner_of(parts().store, request.form.get("key", "").strip())
    cookie = None if key is None else Sessions(parts().store.api_key, parts().settings.session_secret).cookie_of(key.id)
    if cookie is None:
        detail = "It is wrong, or it was revoked. Keys look like key_....: the whole line that oncue keys create printed."
        page = render_template("sign_in.html", next=wanted, title="This key opens nothing.", detail=detail)
        return Response(page, 401, {"WWW-Authenticate": 'Bearer realm="Oncue"'}, mimetype="text/html")
    answer = cast(Response, redirect(wanted, 303))
    answer.set_cookie(COOKIE, cookie, max_age=LASTS_S, httponly=True, samesite="Lax", secure=_is_private(), path="/")
    return answer


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """Ends the session in this browser."""
    answer = redirect(SIGN_IN if parts().settings.keys_required else "/", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=_is_private(), path="/")
    return answer


def _local(path: str | None) -> str:
    """The path where it is one of this service, else the first page: a link must not lead from here to another site."""
    return path if path and _PATH.fullmatch(path) else "/"


def _is_private() -> bool:
    """True where the browser speaks HTTPS, to the service or to a proxy before it, as it says itself in `Origin`."""
    return request.is_secure or request.headers.get("Origin", "").startswith("https://")
