"""Which file an error is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from oncue.errors import InputError
from oncue.system.file_names import shown_name


@contextmanager
def named(name: str | None) -> Iterator[None]:
    """What is wrong with a text in the block is told with its file's name, where it has one; else as it is."""
    try:
        yield
    except InputError as error:
        if not name:
            raise
        raise type(error)(f"{shown_name(name)}: {error.detail}", **error.data) from error
