"""Alignments of jobs and desks as they are stored, with the texts that they point into."""

from __future__ import annotations

from functools import lru_cache

from oncue.captions.formats import alignment_from_json
from oncue.jobs.blobs import Blobs
from oncue.model import Alignment
from service.intact_files import damaged, intact

ALIGNMENTS_KEPT = 8
"""Alignments that are remembered: a long one takes a while to read, and captions, scripts and doubts all want it."""


class StoredAlignments:
    """Reads alignments with their texts, and remembers the newest: what a key names never changes. Safe from any thread."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._read = lru_cache(ALIGNMENTS_KEPT)(self._load)

    def of(self, alignment_key: str, text_key: str) -> tuple[Alignment, str]:
        """The alignment and its text. Raises `Refused` where one is lost, damaged or not of the other, and
        `StoreUnavailable`."""
        return self._read(alignment_key, text_key)

    def _load(self, alignment_key: str, text_key: str) -> tuple[Alignment, str]:
        with intact():
            text = self._blobs.read(text_key).decode("utf-8")
            alignment = alignment_from_json(self._blobs.read(alignment_key).decode("utf-8"))
            for word in alignment.words:
                if text[word.char_start : word.char_end] != word.text:
                    raise damaged(f"{alignment_key} is of another text than {text_key}, or one of them is damaged")
            return alignment, text
