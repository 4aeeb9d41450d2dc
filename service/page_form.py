"""The forms of the pages: every option as a field of its own, text that is pasted, and what they mean to the API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from oncue.options.captions import CAPTION_OPTIONS
from oncue.options.input_names import OTHER_NAMES, RECORDING, TEXT
from oncue.options.option import Option
from oncue.options.recognition import RECOGNITION_OPTIONS
from service.form_parts import FIELDS, OPTION_FIELDS, PASTED, SHORT_FIELD_BYTES, PartBytes
from service.keys import TOKEN_FIELD, ensure_token
from service.part_names import FormKind
from service.problems import Refused
from service.refusals import wrong
from service.strict_json import read_object
from service.submission_form import SubmissionForm
from service.uploads import UploadParts

_SOUND = ("track", "channel")
_ABOVE = ("language",)

GROUPS: Mapping[str, Mapping[str, Option]] = MappingProxyType(
    {
        "Sound": {name: RECOGNITION_OPTIONS[name] for name in _SOUND},
        "Recognition": {n: each for n, each in RECOGNITION_OPTIONS.items() if n not in _SOUND + _ABOVE},
        "Captions": CAPTION_OPTIONS,
    }
)
"""The options that a form has, below the language, by the heading that they are under."""

_OTHERS = {name: each for group in GROUPS.values() for name, each in group.items() if name not in OPTION_FIELDS}
_SHORT = {**dict.fromkeys(_OTHERS, SHORT_FIELD_BYTES), "media": 8192, TOKEN_FIELD: SHORT_FIELD_BYTES}

SUBMISSION_PAGE = FormKind(
    frozenset({RECORDING, TEXT, PASTED, *FIELDS, *_SHORT}), OTHER_NAMES, MappingProxyType({**FIELDS, **_SHORT}), 60
)
CORRECTION_PAGE = FormKind(
    frozenset({TEXT, PASTED, TOKEN_FIELD}),
    MappingProxyType(dict.fromkeys(OTHER_NAMES, TEXT)),
    MappingProxyType({TOKEN_FIELD: SHORT_FIELD_BYTES}),
    10,
)

NO_RECORDING_NAME = "audio"
"""What a recording is called that came without a name: also the empty part that a browser sends where none was chosen."""


def submission_page() -> SubmissionForm:
    """The form of a new job, as the page has it."""
    arrived: dict[str, PartBytes] = {}
    return SubmissionForm(SUBMISSION_PAGE, arrived, lambda: _ensure_own(arrived), lambda parts: _submission(arrived, parts))


def correction_page() -> SubmissionForm:
    """The form of a corrected text. A file counts more than the text in the page, which was there before."""
    arrived: dict[str, PartBytes] = {}

    def meant(parts: UploadParts) -> UploadParts:
        _ensure_own(arrived)
        if not _is_chosen(parts):
            parts.transcript, parts.transcript_name = _pasted(parts), ""
        if not parts.transcript:
            raise wrong(PASTED, "There is no text. Type or paste the corrected one, or choose its file.")
        return parts

    return SubmissionForm(CORRECTION_PAGE, arrived, meant=meant)


def typed(form: SubmissionForm) -> dict[str, str]:
    """What was typed into the fields of a form that have arrived, to be shown again."""
    found = {}
    for name, part in form.arrived.items():
        if name in (TEXT, TOKEN_FIELD):
            continue
        try:
            found[name] = part.text().replace("\r\n", "\n")
        except Refused:  # not text: there is nothing to show
            continue
    return found


def _ensure_own(arrived: Mapping[str, PartBytes]) -> None:
    ensure_token(arrived[TOKEN_FIELD].text() if TOKEN_FIELD in arrived else None)


def _is_chosen(parts: UploadParts) -> bool:
    """True where there is a transcript's file. Browsers send an empty one without a name where none was chosen."""
    return bool(parts.transcript or parts.transcript_name)


def _pasted(parts: UploadParts) -> bytes | None:
    text = parts.fields.pop(PASTED, "").replace("\r\n", "\n")
    return text.encode() if text.strip() else None


def _submission(arrived: Mapping[str, PartBytes], parts: UploadParts) -> UploadParts:
    _ensure_own(arrived)
    parts.fields.pop(TOKEN_FIELD, None)
    if parts.audio is None or (parts.audio.bytes == 0 and parts.audio.name == NO_RECORDING_NAME):
        raise wrong(RECORDING, "Choose the recording.")
    pasted = _pasted(parts)
    if _is_chosen(parts) and pasted is not None:
        raise wrong(PASTED, "There is a file with the text, too. Keep one of the two.")
    if pasted is not None:
        parts.transcript, parts.transcript_name = pasted, ""
    elif not _is_chosen(parts):
        raise wrong(TEXT, "Choose the file with the published text, or paste it below.")
    given = read_object(parts.fields.get("options") or "{}", "options")
    for name, option in _OTHERS.items():
        value = parts.fields.pop(name, "").strip()
        if value:
            given[name] = _value(option, value)
    parts.fields["options"] = json.dumps(given)
    return parts


def _value(option: Option, value: str) -> Any:
    """The value of a field as the API takes it. Raises `Refused` for one that is none of its kind."""
    if option.kind is bool:
        if value not in ("true", "false"):
            raise wrong(option.name, "is yes or no: true or false.")
        return value == "true"
    if option.kind is int:
        if not re.fullmatch(r"-?[0-9]{1,9}", value):
            raise wrong(option.name, f"{value[:60]!r} is no whole number. Write one such as 37.")
        return int(value)
    if option.kind is float:
        if not re.fullmatch(r"-?[0-9]{1,9}([.,][0-9]{1,9})?", value):
            raise wrong(option.name, f"{value[:60]!r} is no number. Write one such as 2.5.")
        return float(value.replace(",", "."))
    return value
