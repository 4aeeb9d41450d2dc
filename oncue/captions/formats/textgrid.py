"""Praat's TextGrid, as full text ("TextGrid file formats" of Praat's manual), to look at the timing beside the sound.

Three tiers: `words`, `cues` and `speakers`. The intervals of a tier follow each other without holes, as Praat wants them;
what is silent has an empty text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from oncue.captions.formats.shown_lines import spoken_lines
from oncue.captions.formats.written import Written
from oncue.captions.segmentation.given_cues import without_overlaps
from oncue.captions.track import CaptionTrack

WORDS, CUES, SPEAKERS = "words", "cues", "speakers"

Span = tuple[int, int, str]
"""Start and end in milliseconds, and the text."""


def write(track: CaptionTrack) -> Written:
    """The words, captions and turns of speakers, in UTF-8. It lasts as long as the recording, or until the last of them.

    Praat knows no interval without length: a word that lasts no time gets a millisecond.
    """
    tiers = {name: list(spans) for name, spans in _tiers(track).items()}
    placed = {name: list(_apart(spans)) for name, spans in tiers.items()}
    moved = sum(one != other for name in tiers for one, other in zip(tiers[name], placed[name], strict=True))
    ends = [spans[-1][1] for spans in placed.values() if spans]
    end_ms = max([1, track.alignment.duration_ms + track.options.offset_ms, *ends])
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {_seconds(end_ms)}"]
    lines += ["tiers? <exists>", f"size = {len(placed)}", "item []:"]
    for number, (name, spans) in enumerate(placed.items(), 1):
        lines += [f"    item [{number}]:", *_tier(name, list(_filled(spans, end_ms)), end_ms)]
    told = f"short_intervals: {moved} intervals are moved by some milliseconds, as none may be shorter than one."
    over = sum(one.end_ms > two.start_ms for one, two in pairwise(track.cues))
    ended = f"overlaps: {over} captions begin before the one in front of them has ended, which is ended there."
    lost = [sentence for count, sentence in ((over, ended), (moved, told)) if count]
    return Written("".join(f"{line}\n" for line in lines).encode("utf-8"), tuple(lost))


def _tiers(track: CaptionTrack) -> dict[str, Iterator[Span]]:
    apart = track.cues if track.given is None else without_overlaps(track.cues)
    shown = [(cue, spoken_lines(cue, speakers=track.options.speakers)) for cue in apart]
    said = [(word, name) for _, lines in shown for line, name in lines for word in line.words]
    turns = [list(turn) for _, turn in groupby(said, lambda pair: pair[1])]
    return {
        WORDS: ((word.start_ms or 0, word.end_ms or 0, word.text) for word, _ in said),
        CUES: ((cue.start_ms, cue.end_ms, "\n".join(line.text for line, _ in lines)) for cue, lines in shown),
        SPEAKERS: ((turn[0][0].start_ms or 0, turn[-1][0].end_ms or 0, name) for turn in turns if (name := turn[0][1])),
    }


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans in order, each a millisecond long at least, without overlap."""
    free_ms = 0
    for start_ms, end_ms, text in spans:
        first_ms = max(free_ms, start_ms)
        free_ms = max(first_ms + 1, end_ms)
        yield first_ms, free_ms, text


def _filled(spans: Sequence[Span], end_ms: int) -> Iterator[Span]:
    """The spans with empty ones between them, from 0 to `end_ms`."""
    free_ms = 0
    for start_ms, until_ms, text in spans:
        if start_ms > free_ms:
            yield free_ms, start_ms, ""
        yield start_ms, until_ms, text
        free_ms = until_ms
    if free_ms < end_ms:
        yield free_ms, end_ms, ""


def _tier(name: str, spans: Sequence[Span], end_ms: int) -> Iterator[str]:
    yield '        class = "IntervalTier"'
    yield f"        name = {_quoted(name)}"
    yield "        xmin = 0"
    yield f"        xmax = {_seconds(end_ms)}"
    yield f"        intervals: size = {len(spans)}"
    for number, (start_ms, until_ms, text) in enumerate(spans, 1):
        yield f"        intervals [{number}]:"
        yield f"            xmin = {_seconds(start_ms)}"
        yield f"            xmax = {_seconds(until_ms)}"
        yield f"            text = {_quoted(text)}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _seconds(milliseconds: int) -> str:
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")
