"""The query of a page, as a model: what a search form left empty was not asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import request
from pydantic import Field

from oncue.jobs.ids import ID
from oncue.jobs.model import State
from service.schemas import Query

_ID = f"^{ID.pattern}$"
_View = TypeVar("_View", bound=Callable[..., Any])


class FormQuery(Query):
    """The batch that a new job is to belong to."""

    batch: str | None = Field(None, pattern=_ID)


class CorrectionQuery(Query):
    """Which text to correct: else the one that was sent last, where it has no captions."""

    of: Literal["captions"] | None = None


class SignInQuery(Query):
    """Where to go after signing in."""

    next: str | None = Field(None, max_length=2000)


class DeskPageQuery(Query):
    """Where a link into a desk leads (`service/static/desk/arrival.js`)."""

    word: str | None = Field(None, max_length=40, description="The id of the word to go to.")
    at_ms: int | None = Field(None, description="Where else to go in the recording, should no caption have the word.")


class ListedJobsQuery(Query):
    """Which jobs to show."""

    q: str | None = Field(None, max_length=200, description="What the recording's name has in it, or a job's id.")
    status: State | None = None
    batch: str | None = Field(None, pattern=_ID)
    starting_after: str | None = Field(None, pattern=_ID)


class NextPageQuery(Query):
    """The last line of the page before."""

    starting_after: str | None = Field(None, pattern=_ID)


def asking(model: type[Query]) -> Callable[[_View], _View]:
    """A decorator of a page that gives it its query as `query`. Raises `ValidationError`."""

    def decorate(view: _View) -> _View:
        @wraps(view)
        def read(**path: Any) -> Any:
            given = {name: value for name, value in request.args.items() if value.strip()}
            return view(**path, query=model.model_validate(given))

        return read  # type: ignore[return-value]

    return decorate
