"""A caption file that is sent to be checked, as a form: the file, a house's rules, and what the query may say as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Request
from pydantic import ValidationError

from oncue.caption_files.caption_file import MOST_WORD_BYTES
from oncue.captions.check.house_rules import LONGEST_HOUSE_RULES
from service.check_schema import FileCheckQuery
from service.file_names import file_name
from service.form_parts import CAPTIONS, MOST_PARTS, PART_HEAD_BYTES, SHORT_FIELD_BYTES, FormFields, PartBytes, Writer
from service.part_names import FormKind
from service.problems import Refused
from service.refusals import refuse_unknown, wrong, wrong_values
from service.strict_json import JSON_BYTES, read_object
from service.uploads import UploadLimits, ensure_acceptable, read_whole

HOUSE_RULES, OPTIONS = "house_rules", "options"
CHECK_PARTS = "the part `captions`, a file"
"""The parts of the form that must be there, in words."""

_FIELDS = tuple(each.alias or name for name, each in FileCheckQuery.model_fields.items())
_BYTES: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(_FIELDS, SHORT_FIELD_BYTES),
        CAPTIONS: MOST_WORD_BYTES,
        HOUSE_RULES: LONGEST_HOUSE_RULES,
        OPTIONS: JSON_BYTES,
    }
)
CHECK_BYTES = sum(_BYTES.values()) + MOST_PARTS * PART_HEAD_BYTES
"""Most bytes of a whole request."""

CHECK = FormKind(
    frozenset(_BYTES),
    MappingProxyType(dict.fromkeys(("file", "text", "transcript", "subtitles", "srt"), CAPTIONS)),
    _BYTES,
    MOST_PARTS,
)
"""The parts of the form."""


@dataclass(frozen=True, slots=True)
class CheckForm:
    """A caption file, a house's rules (TOML, empty for none), and what was chosen, in the query or in the form."""

    captions: PartBytes
    name: str
    house: bytes
    chosen: FileCheckQuery


def read_check_form(request: Request, limits: UploadLimits, typed: dict[str, str] | None = None) -> CheckForm:
    """The form of a request, and its query. Raises `Refused` for what is too large, broken, missing or unknown; `typed` has
    the fields even then, as far as they were read."""
    boundary = ensure_acceptable(request, limits, None, CHECK_BYTES, CHECK_PARTS)
    form = FormFields(CHECK, limits.text, _no_recording)
    read_whole(request, boundary, form, CHECK_BYTES)
    captions = form.parts.pop(CAPTIONS, None)
    house = form.parts.pop(HOUSE_RULES, None)
    fields = {name: text for name, part in form.parts.items() if (text := part.text().strip())}
    if typed is not None:
        typed.update(fields)
    if captions is None or (captions.file_name == "" and not captions.size):
        raise Refused("invalid_request", "The part `captions` is missing: send the caption file.")
    return CheckForm(
        captions,
        file_name(captions.file_name) or "captions",
        b"" if house is None else house.decoded(),
        _chosen(request.args, fields),
    )


def _chosen(query: Mapping[str, str], fields: dict[str, str]) -> FileCheckQuery:
    options = read_object(fields.pop(OPTIONS, "{}"), OPTIONS)
    refuse_unknown(options, _FIELDS, "option")
    together: dict[str, Any] = {}
    for source in (query, fields, options):
        for name, value in source.items():
            if together.setdefault(name, value) not in (value, None):
                raise wrong(name, f"is {str(value)[:60]!r} in one place and another in a second. Give it once.")
    try:
        return FileCheckQuery.model_validate(together)
    except ValidationError as error:
        raise wrong_values(error) from None


def _no_recording(_: str) -> Writer:
    raise AssertionError("the form has no recording")
