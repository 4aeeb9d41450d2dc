"""What numba compiles is kept, so that the next process reads it: it takes some seconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numba

from oncue.system.cache_folder import cache_folder

# A container has a folder to write to for the weights; the package's own, which numba would take, is often read-only.
numba.config.CACHE_DIR = numba.config.CACHE_DIR or str(cache_folder() / "numba")


def kept(function: Any) -> Any:
    """`function`, which numba compiles, kept when compiled; where no folder can be written, it is not."""
    with suppress(RuntimeError):  # there is no folder to keep it in
        function.enable_caching()
    return function


def compile_now(call: Callable[[], object]) -> None:
    """Compiles what `call` runs into; where the result cannot be kept, as on a full disk, it is good for this process."""
    for _ in range(2):
        with suppress(OSError):
            call()
