"""Types of settings that are more than a number or a choice. Each is a function that checks the form of a value."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from oncue.jobs.addresses import blobs_address, database_address, endpoint_address, host_name, host_names, redis_address


def command_line(value: str) -> str:
    """Checks a command with arguments, split as a shell would split them. An empty value passes. Raises `ValueError`."""
    try:
        words = shlex.split(value)
    except ValueError as error:
        raise ValueError(f"it cannot be split into words: {str(error).lower()}") from None
    if value.strip() and not (words and words[0]):
        raise ValueError("it names no program")
    return value


def folder_path(value: Path) -> Path:
    """Checks a path that means the same for every process on a machine. Raises `ValueError`."""
    if str(value).startswith("~"):
        raise ValueError("`~` is not expanded here; write the whole path")
    return value


DatabaseAddress = Annotated[str, AfterValidator(database_address)]
BlobsAddress = Annotated[str, AfterValidator(blobs_address)]
EndpointAddress = Annotated[str, AfterValidator(endpoint_address)]
RedisAddress = Annotated[str, AfterValidator(redis_address)]
HostName = Annotated[str, AfterValidator(host_name)]
HostNames = Annotated[str, AfterValidator(host_names)]
CommandLine = Annotated[str, AfterValidator(command_line)]
FolderPath = Annotated[Path, AfterValidator(folder_path)]
