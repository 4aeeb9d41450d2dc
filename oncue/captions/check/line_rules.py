"""Rules on a caption's lines: how many, how long, where they break."""

from __future__ import annotations

from collections.abc import Iterator

from oncue.captions.check.broken_lines import broken_anew, has_weak_break, lonely_lines
from oncue.captions.check.examined import Examined
from oncue.captions.check.finding import Finding
from oncue.text.display_text import columns


def line_findings(examined: Examined) -> Iterator[Finding]:
    """What the lines of each cue break of the rules."""
    if not examined.cues:
        yield from examined.finding("no_captions", None, "The file has no captions.", 0, 1)
    for index in range(len(examined.cues)):
        yield from _count_and_length(examined, index)
        yield from _breaks(examined, index)


def _count_and_length(examined: Examined, index: int) -> Iterator[Finding]:
    cue, limits = examined.cues[index], examined.limits
    shown = examined.lines[index]
    if not shown:
        yield from examined.finding("empty_cue", index, "The caption is empty.")
        return
    if (count := len(cue.lines)) > limits.max_lines:
        text = f"It has {count} lines; at most {limits.max_lines} are allowed."
        yield from examined.finding("too_many_lines", index, text, count, limits.max_lines)
    long = [line for line in cue.lines if columns(line.rstrip()) > limits.max_columns]
    if long:
        widest = max(long, key=columns)
        figure = columns(widest.rstrip()) / limits.char_columns
        forced = all(len(line.split()) == 1 and not _divisible(examined, line) for line in long)
        text = f"A line has {figure:g} characters; at most {limits.max_chars} are allowed."
        yield from examined.finding("line_too_long", index, text, figure, limits.max_chars, forced=forced)


def _divisible(examined: Examined, line: str) -> bool:
    from oncue.captions.check.broken_lines import units_of_line

    return len(units_of_line(line)) > 1


def _breaks(examined: Examined, index: int) -> Iterator[Finding]:
    shown = examined.lines[index]
    if len(shown) < 2 or not {"lonely_word", "weak_break"} & examined.rules.rules.keys():
        return
    language, limits = examined.base_language, examined.limits
    lonely, weak = lonely_lines(shown), has_weak_break(shown, language)
    if not lonely and not weak:
        return
    better = broken_anew(shown, limits, language)
    if better is None:
        return
    if lonely and not lonely_lines(better):
        text = f"{lonely[0].said!r} stands alone on a line, and need not."
        yield from examined.finding("lonely_word", index, text, columns(lonely[0].said))
    if weak and not has_weak_break(better, language):
        text = f"A line breaks badly: {weak}."
        yield from examined.finding("weak_break", index, text)
