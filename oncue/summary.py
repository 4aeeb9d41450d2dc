"""What a person wants to know when a job is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from alignment.limits import CaptionOptions
from alignment.model import Alignment, Cue, Transcript, UnspokenKind, WordStatus
from alignment.segment import cue_confidence, limit_warnings, segment

LEAST_CERTAIN = 3

_KINDS = {
    UnspokenKind.CHROME: "of the page around the text",
    UnspokenKind.HEADING: "in headings",
    UnspokenKind.SPEAKER_LABEL: "in speaker labels",
    UnspokenKind.STAGE_DIRECTION: "in stage directions",
    UnspokenKind.CREDIT: "in credits",
    UnspokenKind.NOT_IN_AUDIO: "not heard in the recording",
}


def summary(
    alignment: Alignment, transcript: Transcript, options: CaptionOptions, elapsed_s: float, written: Sequence[str]
) -> str:
    """A few lines of plain text: coverage, confidence, what was left out, speed, warnings, the least certain places."""
    cues = segment(alignment, transcript.text, options)
    limits = options.limits.in_language(alignment.language)
    quality = alignment.quality
    seconds = alignment.duration_ms / 1000
    engine = alignment.engine
    lines = [
        f"{len(cues)} captions for {clock(alignment.duration_ms)} in {', '.join(written)}",
        f"  transcript heard  {quality.transcript_coverage:7.1%}",
        f"  speech captioned  {quality.speech_coverage:7.1%}",
        f"  mean confidence   {quality.mean_confidence:7.2f}",
        f"  speed             {seconds / elapsed_s:6.1f}x real time "
        f"({elapsed_s:.1f} s; {engine.name} {engine.model}, {engine.refiner}, {alignment.language})",
        *_left_out(alignment, transcript),
        *(f"  warning           {warning}" for warning in quality.warnings),
        *(f"  captions          {warning}" for warning in limit_warnings(cues, limits)),
    ]
    least = sorted(cues, key=cue_confidence)[:LEAST_CERTAIN]
    if least:
        lines.append("  least certain")
        lines += [f"    {clock(cue.start_ms)}  {cue_confidence(cue):.2f}  {_text(cue)}" for cue in least]
    return "\n".join(lines)


def _left_out(alignment: Alignment, transcript: Transcript) -> list[str]:
    counts: Counter[UnspokenKind] = Counter()
    for unspoken in alignment.unspoken:
        counts[unspoken.kind] += len(transcript.text[unspoken.char_start : unspoken.char_end].split())
    counts[UnspokenKind.NOT_IN_AUDIO] += sum(word.status is WordStatus.NOT_IN_AUDIO for word in alignment.words)
    lines = [f"  left out          {count} words {_KINDS[kind]}" for kind, count in counts.most_common() if count]
    if alignment.gaps:
        length_ms = sum(gap.end_ms - gap.start_ms for gap in alignment.gaps)
        longest = max(alignment.gaps, key=lambda gap: gap.end_ms - gap.start_ms)
        count = len(alignment.gaps)
        lines.append(
            f"  not in the text   {count} passage{'s' if count > 1 else ''}, {length_ms / 1000:.0f} s; longest at "
            f"{clock(longest.start_ms)}: {_short(longest.text)}"
        )
    return lines


def _text(cue: Cue) -> str:
    return _short(" ".join(line.text for line in cue.lines))


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def clock(ms: int) -> str:
    """`h:mm:ss.t`, for reading, not for files."""
    seconds, rest = divmod(max(0, ms), 1000)
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}.{rest // 100}"
