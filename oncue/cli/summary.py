"""The summary of a finished alignment for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from oncue.alignment.coverage_warnings import clock
from oncue.alignment.doubts import is_doubtful
from oncue.alignment.ledger import cut
from oncue.captions.segmentation import cue_confidence, limit_warnings
from oncue.captions.track import CaptionTrack
from oncue.cli.ledger import engine_line, ledger_lines
from oncue.model import Alignment, Cue, TimedWord

LEAST_CERTAIN = 3
MOST_DOUBTFUL = 5
LONGEST_CUE_TEXT = 60


def summary(track: CaptionTrack, elapsed_s: float, written: Mapping[str, Sequence[str]]) -> str:
    """A few lines of plain text: coverage, confidence, what was left out, speed, warnings, the least certain places.

    `written` has for each file, by its name, what its format could not hold.
    """
    alignment, cues = track.alignment, track.cues
    limits = track.options.limits.in_language(alignment.language)
    quality = alignment.quality
    seconds = alignment.duration_ms / 1000
    lines = [
        f"{len(cues)} captions for {clock(alignment.duration_ms)} in {', '.join(written)}",
        f"  transcript heard  {quality.transcript_coverage:7.1%}",
        f"  speech captioned  {quality.speech_coverage:7.1%}",
        f"  mean confidence   {quality.mean_confidence:7.2f}",
        *(f"  ledger            {line}" for line in ledger_lines(asdict(quality))),
        f"  speed             {seconds / elapsed_s:6.1f}x real time ({elapsed_s:.1f} s)",
        f"  engine            {engine_line(asdict(alignment.engine))}, {alignment.language}",
        *(f"  warning           {warning}" for warning in quality.warnings),
        *(f"  captions          {warning}" for warning in limit_warnings(cues, limits)),
        *(f"  not in the file   {name}: {loss}" for name, lost in written.items() for loss in lost),
    ]
    lines += _doubtful(alignment)
    least = sorted(cues, key=cue_confidence)[:LEAST_CERTAIN]
    if least:
        lines.append("  least certain")
        lines += [f"    {clock(cue.start_ms)}  {cue_confidence(cue):.2f}  {_text(cue)}" for cue in least]
    return "\n".join(lines)


def _doubtful(alignment: Alignment) -> list[str]:
    """How many words the two witnesses do not both bear out, and the first of them."""
    words = [word for word in alignment.words if word.start_ms is not None and is_doubtful(word, alignment.language)]
    if not words:
        return []
    shown = [f"    {clock(word.start_ms or 0)}  {word.text}: {_heard(word)}" for word in words[:MOST_DOUBTFUL]]
    more = [f"    and {len(words) - MOST_DOUBTFUL} more, in the alignment"] if len(words) > MOST_DOUBTFUL else []
    return [f"  doubtful          {len(words)} of {len(alignment.words)} words", *shown, *more]


def _heard(word: TimedWord) -> str:
    if word.heard is None:
        return f"heard at {clock(word.heard_start_ms or 0)}"
    return f"heard as {cut(word.heard, LONGEST_CUE_TEXT)}" if word.heard else "not heard"


def _text(cue: Cue) -> str:
    return cut(" ".join(line.text for line in cue.lines), LONGEST_CUE_TEXT)
