"""Two caption files of one recording, compared by the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from oncue.alignment.mismatch import SURELY
from oncue.alignment.text_differences import TextDifference, compare_texts
from oncue.captions.check.heard_cues import CaptionsInSound, HeardCue
from oncue.captions.compare.clock_fit import LEAST_POINTS, ClockFit, clock_fit
from oncue.captions.compare.comparison import Comparison, Disagreement, Side, SideFigures
from oncue.captions.compare.in_times import InTimes, in_time_points, in_times
from oncue.captions.formats import WrittenCue
from oncue.errors import TranscriptEmpty, TranscriptMismatch
from oncue.frame_rate import FRAME_RATES, FrameRate
from oncue.model import TimedWord
from oncue.pipeline.align import AlignOptions, Components
from oncue.pipeline.captions_in_sound import captions_in_sound
from oncue.pipeline.components import OWN_COMPONENTS
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.pipeline.stage_clock import silent
from oncue.progress import Progress

NETFLIX_RATE = FRAME_RATES["24"]
"""The frame rate that Netflix's guidelines are written for."""

HOUR_MS = 3_600_000

LEAST_HOUR_MS = 1_800_000
"""From which offset on the timecode is taken for that of a programme that begins at a whole hour, in milliseconds."""

AS_NEAR_MS = 20
"""Milliseconds between the typical errors of both sides that make none the nearer."""

BETTER_GOP = 1.0
"""How much better one text must fit the sound than the other to be the nearer, where neither was heard as it stands."""


def compare_captions(
    audio: Path,
    ours: Sequence[WrittenCue],
    theirs: Sequence[WrittenCue],
    options: AlignOptions,
    *,
    folder: Path,
    within_ms: float,
    components: Components = OWN_COMPONENTS,
    on_progress: Progress = silent,
) -> Comparison:
    """Both files beside the recording `audio` and beside each other; `within_ms` are two frames.

    The recording is listened to once, and each file's own words are searched for in it. Raises what `captions_in_sound`
    raises, of the texts' errors with the side that they are of.
    """
    kept = folder / "heard"
    sides: list[CaptionsInSound] = []
    for side, cues in (("OURS", ours), ("THEIRS", theirs)):
        cache = StoredRecognitions(audio_sha256="this one", stored=kept if kept.exists() else None, save_to=kept)
        parts = replace(components, recognitions=cache)
        try:
            held = captions_in_sound(audio, cues, options, folder=folder, components=parts, on_progress=on_progress)
        except (TranscriptEmpty, TranscriptMismatch) as error:
            raise type(error)(f"{side}: {error.detail}", **error.data) from error
        sides.append(held)
    return compared(sides[0], sides[1], within_ms)


def two_frames_ms(rate: FrameRate | None) -> float:
    """Two frames in milliseconds, of 24 a second without a `rate`."""
    return float(2000 / (rate or NETFLIX_RATE).rate)


def compared(ours: CaptionsInSound, theirs: CaptionsInSound, within_ms: float) -> Comparison:
    """The comparison of two files that were aligned with the same recording."""
    (ours, our_start_ms), (theirs, their_start_ms) = _from_zero(ours), _from_zero(theirs)
    words, other_words = _words(ours.cues), _words(theirs.cues)
    texts = compare_texts([word.text for word in words], [word.text for word in other_words], ours.alignment.language)
    doubtful, other_doubtful = _doubtful(ours.cues), _doubtful(theirs.cues)
    told = [_Told(difference, words, other_words, doubtful, other_doubtful) for difference in texts.differences]
    our_figures = _figures(ours, our_start_ms, within_ms, lost=sum(each.lost_by_ours for each in told))
    their_figures = _figures(theirs, their_start_ms, within_ms, lost=sum(each.lost_by_theirs for each in told))
    return Comparison(
        duration_ms=ours.alignment.duration_ms,
        language=ours.alignment.language,
        ours=our_figures,
        theirs=their_figures,
        between=_between(ours.cues, theirs.cues, texts.same),
        same=len(texts.same),
        disagreements=tuple(each.disagreement() for each in told),
        nearer=_nearer(our_figures.in_times, their_figures.in_times),
    )


def _from_zero(side: CaptionsInSound) -> tuple[CaptionsInSound, int]:
    """A side with its times from the recording's beginning, where its programme begins at 10:00:00:00 or the like, and that
    timecode in milliseconds."""
    clock = _clock(side.cues)
    if clock is None or abs(clock.offset_ms) < LEAST_HOUR_MS:
        return side, 0
    start_ms = round(clock.parts[0].at_zero_ms / HOUR_MS) * HOUR_MS
    cues = tuple(replace(cue, start_ms=cue.start_ms - start_ms, end_ms=cue.end_ms - start_ms) for cue in side.cues)
    return replace(side, cues=cues), start_ms


def _clock(cues: Sequence[HeardCue]) -> ClockFit | None:
    points = in_time_points(cues)
    return clock_fit([said for said, _ in points], [shown for _, shown in points])


def _figures(side: CaptionsInSound, start_ms: int, within_ms: float, *, lost: int) -> SideFigures:
    words = _words(side.cues)
    doubtful = _doubtful(side.cues)
    clock = _clock(side.cues)
    ledger = side.alignment.quality.ledger
    points = in_time_points(side.cues)
    return SideFigures(
        cues=len(side.cues),
        words=len(words),
        found=sum(word.start_ms is not None for word in words),
        start_ms=start_ms,
        clock=clock,
        in_times=in_times(points, within_ms),
        by_recogniser=in_times(in_time_points(side.cues, by_recogniser=True), within_ms),
        mended=in_times(points, within_ms, clock.corrected if clock else None),
        lost=lost,
        unsaid=sum(word.start_ms is None or word.char_start in doubtful for word in words),
        uncaptioned_ms=ledger.uncaptioned_ms if ledger else 0,
        uncaptioned_places=ledger.uncaptioned_places if ledger else 0,
    )


def _words(cues: Sequence[HeardCue]) -> list[TimedWord]:
    """All words in the order of the text: a file may have its cues in another one."""
    return sorted((word for cue in cues for word in cue.words), key=lambda word: word.char_start)


def _doubtful(cues: Sequence[HeardCue]) -> set[int]:
    return {word.char_start for cue in cues for word in cue.doubtful}


def _between(ours: Sequence[HeardCue], theirs: Sequence[HeardCue], same: Sequence[tuple[int, int]]) -> ClockFit | None:
    """The clocks by captions that begin with the same word."""
    begins, other_begins = _begins(ours), _begins(theirs)
    pairs = [(begins[a], other_begins[b]) for a, b in same if a in begins and b in other_begins]
    return clock_fit([a for a, _ in pairs], [b for _, b in pairs]) if len(pairs) >= LEAST_POINTS else None


def _begins(cues: Sequence[HeardCue]) -> dict[int, int]:
    """When the cues come, by the index of their first word among all."""
    place = {word.char_start: index for index, word in enumerate(_words(cues))}
    return {place[cue.words[0].char_start]: cue.start_ms for cue in cues if cue.words}


def _nearer(ours: InTimes | None, theirs: InTimes | None) -> Side | None:
    if ours is None or theirs is None or abs(ours.typical_ms - theirs.typical_ms) < AS_NEAR_MS:
        return None
    return "ours" if ours.typical_ms < theirs.typical_ms else "theirs"


class _Told:
    """A difference of the texts, with the words of both and what the sound says of them."""

    def __init__(
        self,
        difference: TextDifference,
        words: Sequence[TimedWord],
        other_words: Sequence[TimedWord],
        doubtful: set[int],
        other_doubtful: set[int],
    ) -> None:
        self._ours = words[difference.first_start : difference.first_end]
        self._theirs = other_words[difference.second_start : difference.second_end]
        self._doubtful = doubtful
        self._other_doubtful = other_doubtful
        self._before = words[difference.first_start - 1] if difference.first_start else None

    @property
    def lost_by_theirs(self) -> int:
        """Words that only ours has and somebody says."""
        return 0 if self._theirs else sum(_is_said(word, self._doubtful) for word in self._ours)

    @property
    def lost_by_ours(self) -> int:
        """Words that only theirs has and somebody says."""
        return 0 if self._ours else sum(_is_said(word, self._other_doubtful) for word in self._theirs)

    def disagreement(self) -> Disagreement:
        """The difference for a person."""
        nearer = self._nearer()
        either = [*(self._theirs if nearer == "theirs" else self._ours), *self._theirs, *self._ours]
        placed = next((word.start_ms for word in either if word.start_ms is not None), None)
        if placed is None:
            placed = self._before.end_ms if self._before is not None else None
        heard = None if self._heard_one else next((each for each in (_heard(self._ours), _heard(self._theirs)) if each), "")
        return Disagreement(placed or 0, _text(self._ours), _text(self._theirs), heard, nearer)

    @property
    def _heard_one(self) -> bool:
        return _is_heard(self._ours) or _is_heard(self._theirs)

    def _nearer(self) -> Side | None:
        said = all(_is_said(word, self._doubtful) for word in self._ours)
        other_said = all(_is_said(word, self._other_doubtful) for word in self._theirs)
        if not self._theirs:
            return "ours" if said else "theirs"
        if not self._ours:
            return "theirs" if other_said else "ours"
        verdicts = (
            (_is_heard(self._ours), _is_heard(self._theirs)),
            (said, other_said),
            _fits_better(self._ours, self._theirs),
        )
        for ours, theirs in verdicts:
            if ours != theirs:
                return "ours" if ours else "theirs"
        return None


def _is_said(word: TimedWord, doubtful: set[int]) -> bool:
    return word.start_ms is not None and word.confidence >= SURELY and word.char_start not in doubtful


def _is_heard(words: Sequence[TimedWord]) -> bool:
    """True where the recogniser heard them as they stand."""
    return bool(words) and all(word.start_ms is not None and word.heard is None for word in words)


def _fits_better(ours: Sequence[TimedWord], theirs: Sequence[TimedWord]) -> tuple[bool, bool]:
    fits = [[word.gop for word in words if word.gop is not None] for words in (ours, theirs)]
    if not all(fits):
        return False, False
    first, second = (sum(each) / len(each) for each in fits)
    return first - second >= BETTER_GOP, second - first >= BETTER_GOP


def _heard(words: Sequence[TimedWord]) -> str:
    return " ".join(word.heard if word.heard is not None else word.text for word in words).strip()


def _text(words: Sequence[TimedWord]) -> str:
    return " ".join(word.text for word in words)
