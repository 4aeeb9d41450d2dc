"""Caption files of any format that is read, as a person has them: by ending or by content, in any encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from oncue.caption_readers.faults import FaultReason
from oncue.caption_readers.spruce_reader import spruce_line
from oncue.caption_readers.stl_reader import is_ebu_stl
from oncue.captions.formats import (
    READ_FORMATS,
    TEXT_STL,
    Format,
    ReadOnlyFormat,
    WordTimes,
    WrittenCue,
    read_format_of_file,
)
from oncue.errors import InputError, TranscriptUnreadable, UsageError
from oncue.transcript.encoding import NotText, decode
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile

MOST_CAPTION_BYTES = 16 * 1024 * 1024
MOST_WORD_BYTES = 64 * 1024 * 1024
"""Of a caption file, and of one with a time for each word. Measured: 10,000 captions, twelve hours of speech, have 1 to 3 MB
in the formats without, 41 MB as JSON."""

MOST_CUES = 250_000
"""Of a caption file: ten days of speech. What a file of single letters has more costs time and memory in every step."""

STYLING = "styling: italics, colours and places on the screen are not kept."

READABLE = tuple(READ_FORMATS)

_STYLES = re.compile(
    rb"(?:<|&lt;)/?(?:[ibuc]|font|ruby)(?:[ .>]|&gt;)|\{\\[^{}\n]*\}|^STYLE\b|(?:align|line|position|size|region):\S"
    rb"|#styl(?:ing|e)\b|<(?:pen|wp)\s|\^[BIU]|^(?:\xef\xbb\xbf)?\$\w+\s*=",
    re.MULTILINE,
)


class CaptionsUnreadable(InputError):
    """The captions cannot be read: no such file, none of captions, or a damaged one."""

    code = "captions_unreadable"


class CaptionsTooLong(InputError):
    """The file is larger than captions are."""

    code = "captions_too_long"


@dataclass(frozen=True, slots=True)
class ReadCaptions:
    """The format of a caption file and its cues, as the file has them. `styled` is True where it has styles or places on the
    screen, which cues have not, or may have some."""

    format: Format | ReadOnlyFormat
    cues: tuple[WrittenCue, ...]
    styled: bool


def read_captions(path: Path, suffix: str | None = None) -> ReadCaptions:
    """The captions in a file, of the format `suffix` or, without it, of its ending's, else of what it looks like.

    Raises `CaptionsUnreadable` and `CaptionsTooLong`, and `UsageError` for a format that is not read.
    """
    return captions_of(_content(path), str(path), suffix)


def captions_of(data: bytes, name: str, suffix: str | None = None, *, most_cues: int = MOST_CUES) -> ReadCaptions:
    """The captions in the content of a file called `name`, as `read_captions` gives them; more than `most_cues` are too
    many."""
    format = _format(name, data, suffix)
    assert format.read is not None
    if len(data) > (most := most_bytes(format)):
        raise CaptionsTooLong(f"{name} has more than {most} bytes, as no captions have. Divide it.", limit_bytes=most)
    try:
        content = _in_utf_8(data) if format.text else data
        cues = format.read(content)
    except UsageError as error:
        reason = error.data.get("reason", FaultReason.DAMAGED.value)
        raise CaptionsUnreadable(f"{name}: {error}{_hint(data, format)}", format=format.suffix, reason=reason) from error
    except _NotCaptions as error:
        told = f"{name}: {error}{_hint(data, format)}"
        raise CaptionsUnreadable(told, format=format.suffix, reason=FaultReason.OTHER_FORMAT.value) from error
    if len(cues) > most_cues:
        raise CaptionsTooLong(
            f"{name} has {len(cues)} captions, more than the {most_cues} taken. Divide it.", limit=most_cues
        )
    return ReadCaptions(format, cues, not format.text or _STYLES.search(content) is not None)


class _NotCaptions(Exception):
    """The bytes are no text."""


def most_bytes(format: Format | ReadOnlyFormat) -> int:
    """The size of the largest file of a format that is read."""
    return MOST_WORD_BYTES if format.word_times is WordTimes.ALWAYS else MOST_CAPTION_BYTES


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_WORD_BYTES + 1)
    except IsADirectoryError:
        raise CaptionsUnreadable(f"{path} is a folder. Give a caption file.") from None
    except OSError as error:
        raise CaptionsUnreadable(f"{path}: {error.strerror}. Check the path and permissions.") from None
    return data


def _format(name: str, data: bytes, suffix: str | None) -> Format | ReadOnlyFormat:
    named = READ_FORMATS.get(suffix) if suffix else read_format_of_file(Path(name).name)
    if named is not None:
        return _of_content(named, data)
    if suffix is None and (found := _by_content(data)) is not None:
        return found
    known = ", ".join(READABLE)
    what = (
        f"captions are not read from files of the format {suffix}" if suffix else "this is no caption file that is read here"
    )
    raise CaptionsUnreadable(
        f"{name}: {what}; those are {known}. Name the format where neither its ending nor its content does."
    )


def _by_content(data: bytes) -> Format | ReadOnlyFormat | None:
    """The format of which a file looks like one, as a transcript's type is told, where captions are read from it."""
    found = (read_format_of_file(suffix) for suffix in type_of(UploadedFile(data)).suffixes)
    return next((_of_content(each, data) for each in found if each is not None), None)


def _of_content(named: Format | ReadOnlyFormat, data: bytes) -> Format | ReadOnlyFormat:
    """The format of a file whose ending, or whoever gave it, names `named`."""
    is_text = named.suffix == TEXT_STL.suffix and not is_ebu_stl(data) and spruce_line(UploadedFile(data).head) is not None
    return TEXT_STL if is_text else named


def _hint(data: bytes, taken_for: Format | ReadOnlyFormat) -> str:
    found = _by_content(data)
    if found is None or found is taken_for:
        return ""
    return f" It looks like {found.title}: name its format, {found.suffix}."


def _in_utf_8(data: bytes) -> bytes:
    if b"\0" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return data
    try:
        return decode(data).encode("utf-8", "replace")
    except NotText as error:
        raise _NotCaptions(f"this is {error.what}, not a text. {error.advice}".rstrip(" .") + ".") from error
    except TranscriptUnreadable as error:
        raise _NotCaptions("its character encoding was not recognised: save it as UTF-8.") from error
