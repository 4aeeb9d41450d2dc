"""Refusals that name the part of a request that is wrong: a field, a parameter, a member of an object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from types import MappingProxyType

from pydantic import ValidationError

from oncue.jobs.errors import NotFound
from service.problems import Refused, invalid_parts


def wrong(part: str, why: str) -> Refused:
    """The `invalid_request` for one part of the request; `why` is a sentence that says what to do."""
    return Refused("invalid_request", f"{part}: {why}", errors=[{"part": part, "message": why}])


def wrong_values(error: ValidationError) -> Refused:
    """The `invalid_request` for what a model does not accept."""
    detail, errors = invalid_parts(error)
    return Refused("invalid_request", detail, errors=errors)


@contextmanager
def naming_cursor() -> Iterator[None]:
    """A context manager that turns `NotFound`, which can only be about the cursor, into a refusal of `starting_after`."""
    try:
        yield
    except NotFound as error:
        raise wrong("starting_after", error.detail) from None


def refuse_unknown(
    given: Iterable[str], known: Iterable[str], kind: str, hints: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Raises `Refused` for the first name that is not known, with the nearest that is. `kind` says what names are of;
    `hints` has the known name that is meant by others which do not look like it."""
    names = sorted(known)
    for name in given:
        if name in names:
            continue
        plain = name[:64].lower().removesuffix("[]")
        near = [hints[plain]] if hints.get(plain) in names else get_close_matches(plain, names, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}." if names else "none is known here."
        raise wrong(name[:64], f"there is no such {kind}; {hint}")
