"""The parts of a form as they arrive: each known, sent once, and within its size. No other is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from tempfile import SpooledTemporaryFile
from types import MappingProxyType
from typing import Protocol

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, NeedData

from oncue.options.input_names import OTHER_NAMES, RECORDING, TEXT
from oncue.transcript.size_limits import START_BYTES, SizeLimits
from service.part_heads import PartDecoder, given_file_name
from service.part_names import FORM_HINTS, FormKind
from service.problems import Refused
from service.refusals import refuse_unknown, wrong
from service.strict_json import JSON_BYTES

SHORT_FIELD_BYTES = 1024
"""Most bytes of a field that is a word: a language, an id, a checksum."""

PART_HEAD_BYTES = 64 * 1024
"""Most bytes of the headers of one part, and of what stands before the first and after the last."""

PART_MEMORY_BYTES = 2 * 1024 * 1024
"""Most bytes of a part that is kept in memory."""

PASTED = "pasted"
"""The part of a page's form that has the text where it was typed or pasted, not chosen as a file."""

TEXTS = frozenset({TEXT, PASTED})

MOST_PARTS = 20
CHUNK_BYTES = 256 * 1024

OPTION_FIELDS = ("language", "track", "channel", "listen")
"""Options that a form may have as fields of their own."""

FIELDS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(OPTION_FIELDS, SHORT_FIELD_BYTES),
        "options": JSON_BYTES,
        "batch": SHORT_FIELD_BYTES,
        "metadata": JSON_BYTES,
        "audio_sha256": SHORT_FIELD_BYTES,
        "callback_url": SHORT_FIELD_BYTES,
    }
)
"""The bytes that each field beside recording and text may have, sent as a field or as a file."""

SUBMISSION = FormKind(frozenset({RECORDING, TEXT, *FIELDS}), OTHER_NAMES, FIELDS, MOST_PARTS)
"""The parts of a new job."""

CORRECTION = FormKind(
    frozenset({TEXT}), MappingProxyType(dict.fromkeys(OTHER_NAMES, TEXT)), MappingProxyType({}), MOST_PARTS
)
"""The parts of a corrected text."""

CAPTIONS = "captions"
"""The part that is a caption file."""

TOO_LONG: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(TEXTS, "transcript_too_long"), CAPTIONS: "captions_too_long"}
)
"""The codes of parts that are too long, where they have one of their own."""

_CHARSETS = {"utf-8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "iso-8859-1": "iso-8859-1"}
_PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "identity"})


class Writer(Protocol):
    """The receiver of a part's bytes: the recording's sink, or `PartBytes`. Raises `Refused` for too many."""

    def write(self, data: bytes, /) -> int: ...


@dataclass(slots=True)
class PartBytes:
    """A part that is kept, up to its limit, which its first bytes may tell: in memory, a larger one on disk."""

    name: str
    most_bytes: Callable[[bytes], int]
    file_name: str | None
    charset: str
    _head: bytes = b""
    _size: int = 0
    _kept: SpooledTemporaryFile[bytes] = field(default_factory=partial(SpooledTemporaryFile, PART_MEMORY_BYTES))

    def write(self, data: bytes, /) -> int:
        """Adds bytes to it. Raises `Refused` above the limit."""
        self._head = (self._head + data[:START_BYTES])[:START_BYTES]
        self._size += len(data)
        most = self.most_bytes(self._head)
        if self._size > most:
            code = TOO_LONG.get(self.name, "too_large")
            detail = f"The part `{self.name}` has more than the {most} bytes accepted."
            raise Refused(code, detail, limit_bytes=most, errors=[{"part": self.name, "message": detail}])
        return self._kept.write(data)

    @property
    def size(self) -> int:
        """The bytes that have arrived."""
        return self._size

    def data(self) -> bytes:
        """All of it, as it was sent."""
        self._kept.seek(0)
        return self._kept.read()

    def decoded(self) -> bytes:
        """Its bytes; those of a field that says that it is in another encoding are converted to UTF-8."""
        data = self.data()
        return data if self.charset == "utf-8" or self.file_name else data.decode(self.charset).encode()

    def text(self) -> str:
        """Its text. Raises `Refused` for bytes that are none."""
        try:
            # What Windows' editor saves begins with a mark that is no part of the text.
            text = self.data().decode("utf-8-sig" if self.charset == "utf-8" and self.file_name else self.charset)
        except UnicodeDecodeError as error:
            raise wrong(self.name, f"must be text in UTF-8, which byte {error.start} is not.") from None
        if "\0" in text:
            raise wrong(self.name, "must be text without the character NUL.")
        return text


@dataclass(slots=True)
class FormFields:
    """The fields of a form. The recording goes to `recording`, which is called with its file's name, as it arrives."""

    kind: FormKind
    text: SizeLimits
    recording: Callable[[str], Writer]
    parts: dict[str, PartBytes] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    """The name that each part was sent by."""

    def open(self, head: Field | File) -> Writer:
        """The receiver of the part that begins now.

        Raises `Refused`, before the part is read, for one that may not be there.
        """
        name = self._meant(head.name)
        for header in ("Content-Transfer-Encoding", "Content-Encoding"):
            encoding = head.headers.get(header, "").strip().lower()
            if encoding not in _PLAIN_ENCODINGS:
                raise wrong(head.name, f"has the {header} {encoding[:40]!r}. Send its bytes as they are.")
        file_name = given_file_name(head)
        if name == RECORDING:
            if file_name is None:
                raise wrong(head.name, "is a field without a file name. Send the recording as a file.")
            return self.recording(file_name)
        most = self.text.of if name in TEXTS else lambda head: self.kind.sizes[name]
        part = self.parts[name] = PartBytes(name, most, file_name, self._charset(name, head))
        return part

    def _meant(self, given: str) -> str:
        """The part that a name means.

        Raises `Refused` for a name that is not known, and for a second part of one meaning.
        """
        if not given:
            known = ", ".join(sorted(self.kind.known))
            raise Refused("invalid_request", f"A part of the form has no name. Known are {known}.")
        name = self.kind.meaning(given)
        refuse_unknown([name], self.kind.known, "part of the form", FORM_HINTS)
        if name in self.seen:
            first = self.seen[name]
            twice = "there is more than one part of this name" if first == given else f"`{first}` is the {name}, too"
            raise wrong(given, f"{twice}. Send one.")
        self.seen[name] = given
        return name

    def _charset(self, name: str, head: Field | File) -> str:
        given = parse_options_header(head.headers.get("Content-Type"))[1].get("charset", "utf-8").lower()
        if name not in (TEXT, CAPTIONS) and given not in _CHARSETS:
            raise wrong(head.name, f"is in {given[:40]!r}. Send it as UTF-8.")
        return _CHARSETS.get(given, "utf-8")


def read_form(read: Callable[[int], bytes], boundary: bytes, form: FormFields) -> None:
    """Reads a multipart body to its end, and hands each part to `form`.

    Raises `ValueError` for a body that is broken, `HTTPException` for parts without end or number, and what `form` raises.
    """
    most = form.kind.most_parts
    decoder = PartDecoder(boundary, max_form_memory_size=CHUNK_BYTES + PART_HEAD_BYTES, max_parts=most)
    part: Writer | None = None
    while True:
        data = read(CHUNK_BYTES)
        decoder.receive_data(data or None)
        while not isinstance(event := decoder.next_event(), (Epilogue, NeedData)):
            if isinstance(event, (Field, File)):
                part = form.open(event)
            elif isinstance(event, Data) and part is not None:
                part.write(event.data)
        if not data:
            return
