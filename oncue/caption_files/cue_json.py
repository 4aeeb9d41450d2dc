"""Cues as a process that reads a stranger's file hands them over: JSON of numbers and texts, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable

from oncue.captions.formats import WrittenCue


def cues_to_json(cues: Iterable[WrittenCue]) -> bytes:
    """The times, lines and speakers of cues; times of single words are left out."""
    found = [[cue.start_ms, cue.end_ms, cue.lines, cue.speakers] for cue in cues]
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def cues_from_json(data: bytes) -> tuple[WrittenCue, ...]:
    """What `cues_to_json` wrote."""
    return tuple(WrittenCue(start, end, tuple(lines), tuple(speakers)) for start, end, lines, speakers in json.loads(data))
