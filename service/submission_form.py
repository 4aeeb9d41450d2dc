"""The form that a job is made of: the API's, or a page's, whose parts mean those of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from service.form_parts import SUBMISSION, PartBytes
from service.part_names import FormKind
from service.uploads import UploadParts


def _nothing() -> None:
    """The check of a form that needs none."""


def _as_it_is(parts: UploadParts) -> UploadParts:
    return parts


@dataclass(frozen=True, slots=True)
class SubmissionForm:
    """A form of a `kind`. `arrived` has its fields as they arrive, whatever becomes of the rest.

    `before_recording` is called when its recording begins and `meant` with all its parts, which it gives as the API's. Both
    may raise `Refused`.
    """

    kind: FormKind = SUBMISSION
    arrived: dict[str, PartBytes] = field(default_factory=dict)
    before_recording: Callable[[], None] = _nothing
    meant: Callable[[UploadParts], UploadParts] = _as_it_is
