"""JSON transcripts of the Podcasting 2.0 namespace, word by word, as podcast apps light them up.

Specification: "Transcript File Format Details", JSON, version 1.0.0, of the Podcast Namespace
(https://github.com/Podcastindex-org/podcast-namespace, transcripts/transcripts.md). Times are seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oncue.captions.formats.shown_lines import spoken_lines
from oncue.captions.formats.written import Written
from oncue.captions.track import CaptionTrack
from oncue.model import TimedWord
from oncue.text.display_text import is_opening, is_punctuation
from oncue.text.languages import LANGUAGES

VERSION = "1.0.0"


def write(track: CaptionTrack) -> Written:
    """A segment for each word, in UTF-8, one line each, with its speaker where one is named.

    Apps put a space between segments. Words that touch in the transcript are therefore one segment in a language that
    writes spaces ("well-known"); in others only a punctuation mark goes with the word before it.
    """
    segments = [_segment(each) for each in _joined(track)]
    rows = ",\n    ".join(json.dumps(each, ensure_ascii=False) for each in segments)
    listed = f"[\n    {rows}\n  ]" if segments else "[]"
    return Written(f'{{\n  "version": "{VERSION}",\n  "segments": {listed}\n}}\n'.encode())


@dataclass
class _Spoken:
    text: str
    speaker: str | None
    start_ms: int
    end_ms: int
    last: TimedWord


def _joined(track: CaptionTrack) -> Iterator[_Spoken]:
    known = LANGUAGES.get(track.alignment.language.lower().split("-")[0])
    spaced = known is None or known.spaced
    pending: _Spoken | None = None
    for cue in track.cues:
        for line, speaker in spoken_lines(cue, speakers=track.options.speakers):
            for word in line.words:
                start_ms, end_ms = word.start_ms or 0, word.end_ms or 0
                if pending is not None and speaker == pending.speaker and _belongs(pending.last, word, spaced=spaced):
                    pending.text += word.text
                    pending.end_ms, pending.last = max(pending.end_ms, end_ms), word
                    continue
                if pending is not None:
                    yield pending
                pending = _Spoken(word.text, speaker, start_ms, end_ms, word)
    if pending is not None:
        yield pending


def _belongs(before: TimedWord, word: TimedWord, *, spaced: bool) -> bool:
    if before.char_end != word.char_start:
        return False
    closes = is_punctuation(word.text) and not is_opening(word.text)
    return spaced or closes or is_opening(before.text)


def _segment(spoken: _Spoken) -> dict[str, Any]:
    # Milliseconds divided by a thousand have three digits at most, as the nearest float is written by its shortest form.
    times = {"startTime": spoken.start_ms / 1000, "endTime": spoken.end_ms / 1000}
    speaker = {} if spoken.speaker is None else {"speaker": spoken.speaker}
    return {**speaker, **times, "body": spoken.text}
