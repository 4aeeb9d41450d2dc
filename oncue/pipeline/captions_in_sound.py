"""A caption file held against its recording: its own words aligned with the sound, each knowing its cue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from oncue.alignment.doubts import is_doubtful
from oncue.alignment.ledger import is_ordinary
from oncue.alignment.other_order import heard_elsewhere
from oncue.caption_readers.cues import Fragment, SourceCue
from oncue.captions.check.heard_cues import CaptionsInSound, HeardCue, doubtful_of, is_sounded
from oncue.captions.formats import WrittenCue
from oncue.errors import TranscriptEmpty
from oncue.model import Alignment, TimedWord, Token, WordStatus
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.components import OWN_COMPONENTS
from oncue.pipeline.stage_clock import silent
from oncue.progress import Progress
from oncue.transcript.caption_cues import CaptionText, caption_text


def captions_in_sound(
    audio: Path,
    cues: Sequence[WrittenCue],
    options: AlignOptions,
    *,
    folder: Path,
    components: Components = OWN_COMPONENTS,
    on_progress: Progress = silent,
    offset_ms: int = 0,
) -> CaptionsInSound:
    """The words of `cues` in the recording `audio`; `offset_ms` is what their times have more than the recording's.

    The times of the cues have no part in where the words are found. `options.min_coverage` has no effect: what was not said
    is the finding. Temporary files go to `folder`.

    Raises what `align` raises: `TranscriptMismatch` where the captions are of another programme. `TranscriptEmpty` where
    nobody speaks in them.
    """
    if not cues:
        raise TranscriptEmpty("There are no captions in the file: nothing can be held against the sound.")
    text = caption_text([_source(number, cue, offset_ms) for number, cue in enumerate(cues, 1)])
    options = replace(options, min_coverage=0.0)
    alignment = align(audio, text.transcript, options, folder=folder, components=components, on_progress=on_progress)
    return CaptionsInSound(alignment, heard_in(cues, text, alignment, offset_ms))


def _source(number: int, cue: WrittenCue, offset_ms: int) -> SourceCue:
    lines = tuple(
        (Fragment(line.strip(), speaker),) for line, speaker in zip(cue.lines, cue.speakers, strict=True) if line.strip()
    )
    return SourceCue(cue.start_ms - offset_ms, cue.end_ms - offset_ms, lines, number=number)


def heard_in(
    cues: Sequence[WrittenCue], text: CaptionText, alignment: Alignment, offset_ms: int = 0
) -> tuple[HeardCue, ...]:
    """The cues, each with its words as `alignment`, which is of `text`, has them."""
    language = alignment.language
    words_of: dict[int, list[TimedWord]] = defaultdict(list)
    timed = {word.char_start: word for word in alignment.words}
    for token in text.transcript.tokens:
        number = text.cue_at(token.char_start)
        word = timed.get(token.char_start)
        found = word is not None and word.start_ms is not None and is_sounded(word, language)
        if number is not None and (found or is_ordinary(token, language)):
            words_of[number].append(word or _not_found(token))
    elsewhere = _elsewhere(text, alignment)
    return tuple(
        HeardCue(
            number,
            cue.start_ms - offset_ms,
            cue.end_ms - offset_ms,
            cue.lines,
            tuple(words_of[number]),
            doubtful_of(words_of[number], language, is_doubtful),
            elsewhere.get(number),
        )
        for number, cue in enumerate(cues, 1)
    )


def _not_found(token: Token) -> TimedWord:
    return TimedWord(token.text, token.char_start, token.char_end, token.speaker, None, None, 0.0, WordStatus.NOT_IN_AUDIO)


def _elsewhere(text: CaptionText, alignment: Alignment) -> dict[int, int]:
    """When cues that are said out of order are said, by their numbers."""
    ledger = alignment.quality.ledger
    found: dict[int, int] = {}
    if ledger is None:
        return found
    for place, gap in heard_elsewhere(text.transcript, ledger.missing, alignment.gaps, alignment.language):
        for token in text.transcript.tokens:
            number = text.cue_at(token.char_start)
            if number is not None and place.char_start <= token.char_start < place.char_end:
                found[number] = gap.start_ms
    return found
