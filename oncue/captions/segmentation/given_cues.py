"""Cues of a caption file on a screen that shows one at a time and has fewer columns or rows than they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from oncue.captions.limits import CaptionLimits, CaptionOptions
from oncue.captions.segmentation.cues import segment
from oncue.model import Alignment, Cue, CueLine, TimedWord
from oncue.text.display_text import columns

DASHES = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015")
"""What a line begins with whose speaker is another than that of the line above."""

_LONGEST_MS = 600_000


def without_overlaps(cues: Sequence[Cue]) -> list[Cue]:
    """The cues, in order, each ended where the next begins; of two that begin together the first is left a millisecond."""
    apart: list[Cue] = []
    free_ms = 0
    for cue, following in pairwise([*cues, None]):
        assert cue is not None
        start_ms = max(cue.start_ms, free_ms)
        latest_ms = cue.end_ms if following is None else max(start_ms + 1, following.start_ms)
        free_ms = max(start_ms + 1, min(cue.end_ms, latest_ms))
        apart.append(
            cue if (start_ms, free_ms) == (cue.start_ms, cue.end_ms) else replace(cue, start_ms=start_ms, end_ms=free_ms)
        )
    return apart


def fitted_cues(cues: Sequence[Cue], alignment: Alignment, text: str, max_chars: int, max_lines: int) -> list[Cue]:
    """The cues as a screen of so many columns and rows shows them, in order and without overlap.

    Lines are broken again where they are wider or more than it has, and what is still too much is shown after the rest, from
    its first word on. Every word stays, in its order. Lines that begin with a dash, or are another speaker's, stay lines of
    their own. A label is shown as a word.
    """
    limits = CaptionLimits(
        max_lines=max_lines, max_chars=max_chars, max_cps=None, min_duration_ms=0, max_duration_ms=_LONGEST_MS, gap_ms=0,
        close_ms=0, pause_ms=_LONGEST_MS, linger_ms=0, tail_ms=0,
    ).in_language(alignment.language)  # fmt: skip
    options = CaptionOptions(limits, speakers=False)
    fitted: list[Cue] = []
    for cue in without_overlaps(cues):
        if len(cue.lines) <= max_lines and all(_width(line) <= limits.max_columns for line in cue.lines):
            fitted.append(cue)
        else:
            fitted += _broken_again(cue, alignment, text, options)
    return without_overlaps(fitted)  # one that was a moment long is now several


def _width(line: CueLine) -> int:
    return columns(f"{line.label} {line.text}" if line.label else line.text)


def _broken_again(cue: Cue, alignment: Alignment, text: str, options: CaptionOptions) -> Iterator[Cue]:
    screens: list[list[CueLine]] = []
    for run in _runs(cue.lines):
        for piece in segment(replace(alignment, words=tuple(run)), text, options):
            if screens and len(screens[-1]) + len(piece.lines) <= options.limits.max_lines:
                screens[-1] += piece.lines
            else:
                screens.append([*piece.lines])
    starts = [cue.start_ms, *(screen[0].words[0].start_ms or 0 for screen in screens[1:])]
    free_ms = cue.start_ms
    for index, screen in enumerate(screens):
        start_ms = max(free_ms, starts[index])
        free_ms = max(start_ms + 1, starts[index + 1] if index + 1 < len(screens) else cue.end_ms)
        speakers = {line.speaker for line in screen}
        yield replace(
            cue,
            start_ms=start_ms,
            end_ms=free_ms,
            lines=tuple(screen),
            speaker=speakers.pop() if len(speakers) == 1 else None,
        )


def _runs(lines: Sequence[CueLine]) -> Iterator[list[TimedWord]]:
    """The words of lines that may be broken together."""
    run: list[TimedWord] = []
    speaker: str | None = None
    for line in lines:
        if run and (line.label or line.speaker != speaker or line.text.startswith(DASHES)):
            yield run
            run = []
        speaker = line.speaker
        if line.label:
            first = line.words[0]
            # A range that does not touch the first word's: a space comes between them.
            run.append(replace(first, text=line.label, char_start=first.char_end))
        run += line.words
    if run:
        yield run
