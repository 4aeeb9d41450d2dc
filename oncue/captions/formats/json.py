"""The alignment itself as JSON, schema 1: what `captions.json` is and what is stored for every finished job."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from oncue.captions.formats.json_reader import ALIGNMENT_SCHEMA, alignment_from_json
from oncue.captions.formats.written import Written
from oncue.captions.segmentation.cues import shifted_word
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment, Ledger

__all__ = ["ALIGNMENT_SCHEMA", "alignment_from_json", "alignment_to_json", "write"]


_KNOWN_LATER = {"engine": ("windows", "windows_heard"), "quality": ("ledger",)}


def write(track: CaptionTrack) -> Written:
    """The alignment with the offset added to its times, in UTF-8. Limits change nothing here, and nothing is lost."""
    return Written(alignment_to_json(shifted(track.alignment, track.options.offset_ms)).encode("utf-8"))


def alignment_to_json(alignment: Alignment) -> str:
    """One JSON object; one line for each word, so that two versions can be compared line by line."""
    document = {"schema": ALIGNMENT_SCHEMA, **asdict(alignment)}
    for name, known_later in _KNOWN_LATER.items():  # an alignment of earlier days stays as it was
        document[name] = {key: value for key, value in document[name].items() if value is not None or key not in known_later}
    parts = []
    for key, value in document.items():
        if isinstance(value, tuple) and value:
            rows = ",\n    ".join(_dump(row) for row in value)
            parts.append(f"  {_dump(key)}: [\n    {rows}\n  ]")
        else:
            parts.append(f"  {_dump(key)}: {_dump(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def shifted(alignment: Alignment, offset_ms: int) -> Alignment:
    """`alignment` with `offset_ms` added to every time, none before 0; the recording's duration stays what it is."""
    if not offset_ms:
        return alignment
    kept = alignment.quality.ledger
    return replace(
        alignment,
        quality=replace(alignment.quality, ledger=None if kept is None else _shifted_ledger(kept, offset_ms)),
        words=tuple(shifted_word(word, offset_ms) for word in alignment.words),
        gaps=tuple(
            replace(gap, start_ms=max(0, gap.start_ms + offset_ms), end_ms=max(0, gap.end_ms + offset_ms))
            for gap in alignment.gaps
        ),
    )


def _shifted_ledger(ledger: Ledger, offset_ms: int) -> Ledger:
    def moved(ms: int | None) -> int | None:
        return None if ms is None else max(0, ms + offset_ms)

    return replace(
        ledger,
        missing=tuple(
            replace(place, after_ms=moved(place.after_ms), before_ms=moved(place.before_ms)) for place in ledger.missing
        ),
        uncaptioned=tuple(
            replace(place, start_ms=max(0, place.start_ms + offset_ms), end_ms=max(0, place.end_ms + offset_ms))
            for place in ledger.uncaptioned
        ),
    )


def _dump(value: object) -> str:
    # A lone surrogate cannot be written as UTF-8; as an escape it survives.
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if _is_storable(text) else json.dumps(value, ensure_ascii=True, allow_nan=False)


def _is_storable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)
