"""The words of a whole recording: by Whisper where it must be asked, by the published text where the sound confirms it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from oncue.acoustic.forced_aligner import Search
from oncue.alignment.match import Match, match
from oncue.asr.protocol import Recognizer
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.fit_level import FitLevel, fit_level, is_measured
from oncue.pipeline.listen_for_the_rest import listen_for_the_rest, windows_left_over
from oncue.pipeline.text_anchors import TextAnchors
from oncue.pipeline.text_guided import Anchor, TextGuidedAligner, UnalignedSpan
from oncue.pipeline.whisper_passes import BATCH_WINDOWS, DecodeOptions, Recognition, WindowTranscriber
from oncue.pipeline.windows_to_hear import beside, probes

FIRST_PASS = 0.95
"""Share of the progress that the first pass is; the rest is for what is recognised once more."""


def transcribe(
    pcm: Pcm,
    windows: Sequence[Window],
    tokens: Sequence[Token],
    recognizer: Callable[[], Recognizer],
    options: DecodeOptions,
    search: Search | None,
    *,
    folder: Path,
    on_progress: Callable[[float], None],
    perhaps: Sequence[Window] = (),
) -> Recognition:
    """Every window's words, on the recording's clock; without `search`, Whisper is given all windows.

    `perhaps` are windows without speech for the voice detector: Whisper is given those where words of the text are left
    over, and what it hears counts where it is in the text.

    `recognizer` is called when it is first needed. Encoder outputs are spooled into `folder`. `on_progress` is called with
    0..1. Raises what `recognizer` and its recogniser raise, and `OSError` where the disk is full.
    """
    drafted = replace(options, draft=written(tokens))
    transcriber = WindowTranscriber(pcm, windows, recognizer, drafted, folder)
    work = Transcription(transcriber, windows, tokens, options.language, on_progress)
    if search is None:
        work.by_whisper(range(len(windows)))
    else:
        work.by_text(search)
    transcriber.retranscribe()
    known = replace(transcriber.recognition(), perhaps=tuple(perhaps))
    wanted = windows_left_over(known, tokens, options.language)
    known = listen_for_the_rest(transcriber, known, wanted, tokens, options.language)
    on_progress(1.0)
    return known


def written(tokens: Sequence[Token]) -> str:
    """The words of a text that may be spoken, as they are written, with a space where something stands between two."""
    text, end = "", 0
    for token in tokens:
        if token.speakable:
            text += " " * (token.char_start > end) + token.text
            end = token.char_end
    return text


@dataclass(frozen=True, slots=True)
class _Followed:
    """A span that the text is followed in, the windows it is in, and where its anchors were at first, in milliseconds."""

    span: UnalignedSpan
    run: range
    start_ms: int
    end_ms: int

    @property
    def moved_ms(self) -> int:
        """Milliseconds that its anchors have moved so far."""
        return self.end_ms - self.start_ms - self.span.open_ms


class WindowWords(Protocol):
    """The words of a recording's windows: those that Whisper heard, and those that are taken from the text."""

    def transcribe(self, indices: Sequence[int], on_progress: Callable[[int], None]) -> None:
        """Takes what Whisper hears in the windows of these indices; `on_progress` is called with how many are done."""

    def put_words(self, index: int, words: Sequence[RecognisedWord]) -> None:
        """Takes a window's words from elsewhere."""

    def recognition(self) -> Recognition:
        """The words known so far."""


class Transcription:
    """The windows of one recording whose words are known so far, and by which way: Whisper or the text."""

    def __init__(
        self,
        transcriber: WindowWords,
        windows: Sequence[Window],
        tokens: Sequence[Token],
        language: str,
        on_progress: Callable[[float], None],
    ) -> None:
        self.transcriber = transcriber
        self._windows = windows
        self._tokens = tokens
        self._language = language
        self._on_progress = on_progress
        self._progress = 0.0
        self._starts = [window.start_ms for window in windows]
        self._ends = [window.end_ms for window in windows]
        self._heard: set[int] = set()
        self._known: set[int] = set()
        self._followed: list[_Followed] = []

    def by_whisper(self, indices: Sequence[int]) -> None:
        """Has the windows of these indices recognised."""
        before_ms = self._known_ms()
        self.transcriber.transcribe(indices, lambda count: self._tell(before_ms + self._span_ms(indices[:count])))
        self._heard.update(indices)
        self._known.update(indices)

    def by_text(self, search: Search) -> None:
        """Follows the text from each anchor as far as the sound confirms it; a window where that fails is recognised.

        A long recording has some windows recognised first, so that the text is followed from many places side by side.
        Where one span is followed no further, Whisper hears the windows beside it while others still are. In another
        language than the acoustic model's the first and the last window are recognised, too, and where they tell that even
        right words hardly fit the sound, so are all others.
        """
        windows, shift = self._windows, 0.0
        first = probes(range(len(windows)))
        if is_measured(self._language):
            self.by_whisper(sorted({0, *first, len(windows) - 1}))
            measured = self._fit_level(search).shift
            if measured is None:
                self.by_whisper([index for run in self._unknown() for index in run])
                return
            shift = measured
        else:
            self.by_whisper(first)
        self._followed = self._gaps()
        self._follow(search, shift)

    def by_text_between_heard(self, search: Search) -> None:
        """The same for a recording whose windows have all been heard: the text is followed in all of them side by side,
        each from the place in the text that surely is at its edge."""
        anchors, matches = self._anchors()
        windows, shift = range(len(self._windows)), 0.0
        if is_measured(self._language):
            level = fit_level({0, *probes(windows), windows[-1]}, anchors, matches, self._tokens, self._language, search)
            if level.shift is None:
                self.by_whisper(windows)
                return
            shift = level.shift
        borders = [0, *(k for k in windows[1:] if anchors.is_sure_between(k - 1, k)), len(windows)]
        self._followed = [gap for a, b in pairwise(borders) if (gap := self._gap(range(a, b), anchors))]
        self._follow(search, shift)

    def _follow(self, search: Search, shift: float) -> None:
        """Follows the text in all spans until every window's words are known."""
        windows = self._windows
        speech = [one for window in windows for one in window.speech]
        aligner = TextGuidedAligner(self._tokens, self._language, speech, search, shift)
        while len(self._known) < len(windows):
            aligner.advance([one.span for one in self._followed], lambda: self._tell(self._known_ms()))
            ended = [one for one in self._followed if not one.span.followed]
            self._followed = [one for one in self._followed if one.span.followed]
            for one in ended:
                self._take_words(one)
            missing = [index for run in self._unknown() for index in beside(run, self._heard)]
            if missing and len(missing) >= min(BATCH_WINDOWS, len(self._followed) // 4):
                self.by_whisper(missing)
                self._followed += self._gaps()

    def _take_words(self, followed: _Followed) -> None:
        """Takes over the words of the windows that lie where a span has been aligned."""
        span = followed.span
        words: dict[int, list[RecognisedWord]] = {
            index: []
            for index in range(bisect_left(self._starts, followed.start_ms), bisect_right(self._ends, followed.end_ms))
            if index not in self._known and self._is_aligned(span, self._windows[index].speech)
        }
        for word in span.words:
            index = self._window_at((word.start_ms + word.end_ms) // 2)
            if index in words:
                words[index].append(word)
        for index, found in words.items():
            self.transcriber.put_words(index, found)
        self._known.update(words)

    def _is_aligned(self, span: UnalignedSpan, speech: Sequence[Interval]) -> bool:
        return span.closed or not speech or speech[-1][1] <= span.left.at_ms or speech[0][0] >= span.right.at_ms

    def _window_at(self, at_ms: int) -> int:
        """The window that a time is in, or the nearest one: a soft word may lie in a pause that belongs to none."""
        after = bisect_right(self._starts, at_ms)
        if not after:
            return 0
        beyond_ms = at_ms - self._ends[after - 1]
        return after if after < len(self._starts) and beyond_ms > self._starts[after] - at_ms else after - 1

    def _known_ms(self) -> int:
        return self._span_ms(self._known) + sum(one.moved_ms for one in self._followed)

    def _span_ms(self, indices: Iterable[int]) -> int:
        """Milliseconds of the recording that windows stand for: up to the next one's start."""
        starts = [*self._starts, self._ends[-1]]
        return sum(starts[index + 1] - starts[index] for index in indices)

    def _tell(self, known_ms: int) -> None:
        """Tells the progress, which never goes back: what was followed into a window that is then recognised is not known
        after all."""
        total_ms = self._ends[-1] - self._starts[0]
        self._progress = max(self._progress, FIRST_PASS * known_ms / total_ms)
        self._on_progress(self._progress)

    def _unknown(self) -> list[range]:
        """Runs of windows of which nothing is known yet, and in which no text is followed."""
        known = [-1, *sorted(self._known), len(self._windows)]
        runs = [range(a + 1, b) for a, b in pairwise(known) if b > a + 1]
        return [run for run in runs if not any(run.start in one.run for one in self._followed)]

    def _gaps(self) -> list[_Followed]:
        """The spans of which nothing is known, between the anchors that the recognised windows give, and the ends of the
        recording, where the text is taken to begin and end as well."""
        anchors, _ = self._anchors()
        return [gap for run in self._unknown() if (gap := self._gap(run, anchors))]

    def _gap(self, run: range, anchors: TextAnchors) -> _Followed | None:
        """The span of a run of windows; None where the text is anchored on neither side of it."""
        start_ms, end_ms = self._starts[run.start], self._ends[run.stop - 1]
        left = anchors.after(run.start - 1) if run.start else Anchor(start_ms, 0)
        right = anchors.before(run.stop) if run.stop < len(self._windows) else Anchor(end_ms, len(self._tokens))
        if not (left or right):
            return None
        first = left or Anchor(start_ms, anchors.first_token(run.start))
        last = right or Anchor(end_ms, anchors.last_token(run.stop))
        span = UnalignedSpan(first, last, left is not None, right is not None)
        return _Followed(span, run, first.at_ms, last.at_ms)

    def _anchors(self) -> tuple[TextAnchors, Sequence[Match]]:
        """The anchors of what is known so far, and the matches that they are made of."""
        known = self.transcriber.recognition()
        matches = match(self._tokens, known.words, self._language).matches if known.words else ()
        return TextAnchors(self._tokens, matches, known), matches

    def _fit_level(self, search: Search) -> FitLevel:
        """The level of the recording's fit, by the windows that have been recognised."""
        anchors, matches = self._anchors()
        return fit_level(sorted(self._heard), anchors, matches, self._tokens, self._language, search)
