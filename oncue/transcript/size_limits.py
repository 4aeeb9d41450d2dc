"""How large a transcript's file may be: larger where its type holds pictures and fonts beside the text."""

from __future__ import annotations

from dataclasses import dataclass

from oncue.errors import TranscriptTooLong
from oncue.transcript.file_types import DOCUMENT_TYPES

_PACKED = tuple(start for kind in DOCUMENT_TYPES for start in kind.packed)

START_BYTES = 16
"""So many of a file's first bytes tell which limit is its."""


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """Bytes: of a text, which is also what a document's text may have in UTF-8, and of a document's file."""

    text_bytes: int = 2_000_000
    document_bytes: int = 16 * 1024 * 1024

    @property
    def most_bytes(self) -> int:
        """Of any file."""
        return max(self.text_bytes, self.document_bytes)

    def of(self, start: bytes) -> int:
        """Of a file that begins so."""
        return self.most_bytes if start.startswith(_PACKED) else self.text_bytes

    def ensure_file(self, data: bytes) -> None:
        """Raises `TranscriptTooLong` for a file that is larger."""
        most = self.of(data[:START_BYTES])
        if len(data) > most:
            raise TranscriptTooLong(
                f"The transcript has {len(data)} bytes, more than the {most} allowed: give only the programme's own text.",
                size_bytes=len(data),
                limit_bytes=most,
            )

    def ensure_text(self, text: str) -> None:
        """Raises `TranscriptTooLong` for a document whose text is larger than a text may be."""
        size = len(text.encode("utf-8", "surrogatepass")) if 4 * len(text) > self.text_bytes else 0
        if size > self.text_bytes:
            raise TranscriptTooLong(
                f"The transcript's text has {size} bytes, more than the {self.text_bytes} allowed: give only the "
                "programme's own.",
                size_bytes=size,
                limit_bytes=self.text_bytes,
            )
