"""Stand-ins for a part that the product is given: they do what the part does, but for what a test answers instead."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import unwrap
from typing import Any, TypeVar, cast

Part = TypeVar("Part")


class _Interposed:
    def __init__(self, part: object, answers: Mapping[str, Callable[..., Any]]) -> None:
        self._part = part
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        return self._answers[name] if name in self._answers else getattr(self._part, name)


def interposed(part: Part, answers: Mapping[str, Callable[..., Any]]) -> Part:
    """Does what `part` does, but for the methods that `answers` holds when they are called: those are called instead."""
    return cast(Part, _Interposed(part, answers))


@contextmanager
def calls_of(function: Callable[..., Any]) -> Iterator[list[dict[str, Any]]]:
    """A list that grows by the arguments of each call of `function`, in this thread and in those that are started inside.

    The function itself is left as it is.
    """
    code, calls, before = unwrap(function).__code__, list[dict[str, Any]](), sys.getprofile()

    def watch(frame: Any, event: str, argument: object) -> None:
        if event == "call" and frame.f_code is code:
            calls.append(dict(frame.f_locals))
        if before is not None:  # another of these, around this one
            cast(Any, before)(frame, event, argument)

    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        yield calls
    finally:
        sys.setprofile(before)
        threading.setprofile(cast(Any, before))
