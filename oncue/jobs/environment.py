"""The names of all environment variables that start with `ONCUE_`: the settings, and the few others listed here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

PREFIX = "ONCUE_"

OTHER_VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "ONCUE_CACHE_DIR": "joined and converted weights, compiled code, unpacked models; else the user's cache folder",
        "ONCUE_URL": "for `oncue submit`, `jobs` and `batch`: where the service is",
        "ONCUE_KEY": "for `oncue submit`, `jobs` and `batch`: the API key",
    }
)
"""Variables that are no settings of the service, each with what it is for."""

OWN_VARIABLES = frozenset({"ONCUE_ENGINE_OWNER", "ONCUE_READER_LIMITS", "ONCUE_READER_OWNER"})
"""Variables that one process of Oncue sets for another, and nobody else."""


def given_names(environment: Mapping[str, str]) -> list[str]:
    """The names of variables that are set, as they are written there. An empty variable counts as not set."""
    return sorted(name for name, value in environment.items() if name.upper().startswith(PREFIX) and value)


def wrong_names(environment: Mapping[str, str], settings: Iterable[str]) -> list[str]:
    """A sentence for each name that is neither one of `settings` (without prefix, in any case) nor one of
    `OTHER_VARIABLES`."""
    known = {f"{PREFIX}{name.upper()}" for name in settings} | OTHER_VARIABLES.keys() | OWN_VARIABLES
    wrong = [name for name in given_names(environment) if name.upper() not in known]
    return [f"{name}: there is no such setting{_suggestion(name.upper(), known - OWN_VARIABLES)}" for name in wrong]


def wrong_values(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each of `OTHER_VARIABLES` that has a value it cannot have."""
    wrong = []
    cache = environment.get("ONCUE_CACHE_DIR", "")
    if cache.startswith("~"):
        wrong.append("ONCUE_CACHE_DIR: `~` is not expanded here; write the whole path")
    elif cache and Path(cache).exists() and not Path(cache).is_dir():
        wrong.append("ONCUE_CACHE_DIR: it is a file, not a folder")
    return wrong


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f"; did you mean {near[0]}?" if near else ""
