"""Data that is read once in a process, whoever asks first."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache, wraps
from threading import Lock
from typing import TypeVar

_Loaded = TypeVar("_Loaded")


def loaded_once(load: Callable[..., _Loaded]) -> Callable[..., _Loaded]:
    """`load`, called once for the same arguments; another thread that asks meanwhile waits, and does not load it as well."""
    known = cache(load)
    loading = Lock()

    @wraps(load)
    def once(*arguments: Hashable) -> _Loaded:
        with loading:
            return known(*arguments)

    return once
