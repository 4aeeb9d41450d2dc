"""Names of stages and codes from an engine, bounded before they are stored or counted.

`ONCUE_ENGINE_COMMAND` may be anybody's program. A label of a metric with a value for each recording would fill the database
and Prometheus, and PostgreSQL refuses a name that is longer than its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue import errors
from oncue.jobs import errors as jobs_errors
from oncue.jobs.model import DAMAGED
from oncue.jobs.store.failing import INTERNAL, SILENT, TOLD_AS_THEY_ARE
from oncue.jobs.store.mapping import GIVEN_UP
from oncue.progress import Stage

OTHER = "other"
"""The label for every name that Oncue does not know."""

_SHOWABLE_STAGE = re.compile(r"[\w.-][\w .-]{0,31}")
"""A name that fits into the column `stage` of a job and onto one line."""


def counted_stage(stage: str) -> str:
    """The label of a stage in metrics: its name in `Stage`, or `other`."""
    return stage if stage in _STAGES else OTHER


def counted_code(code: str) -> str:
    """The label of an error's code in metrics: a code of Oncue's, or `other`."""
    return code if code in _CODES else OTHER


def shown_stage(stage: str) -> str:
    """The stage that a job is shown in: the engine's own name for it where that is at most 32 characters, else `other`."""
    return stage if _SHOWABLE_STAGE.fullmatch(stage) else OTHER


def _codes_below(error: type[errors.OncueError]) -> Iterator[str]:
    if error.__module__ in (errors.__name__, jobs_errors.__name__):
        yield error.code
    for below in error.__subclasses__():
        yield from _codes_below(below)


_STAGES = frozenset(stage.value for stage in Stage)
_CODES = frozenset(_codes_below(errors.OncueError)) | TOLD_AS_THEY_ARE | {DAMAGED, GIVEN_UP, INTERNAL, SILENT}
