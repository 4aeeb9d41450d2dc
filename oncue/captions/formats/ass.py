"""Advanced SubStation Alpha (ASS, `ScriptType: v4.00+`), as Aegisub writes it and libass (mpv, VLC, ffmpeg, Kodi) shows it.

There is no standard: the specification of SSA 4, libass's own guide to the format and its parser are what there is. Each
speaker has a style, so that a house changes a colour in one line. Names stand before the words as in SRT, too, as colours
alone tell a colour-blind viewer nothing.

A backslash that would begin an escape has a word joiner (U+2060, no width, no ink) behind it. A brace that opens is
`\\{{}`: libass shows the brace; players without it (VSFilter) show a backslash and hide the `{}`, not the text behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from oncue.caption_readers.invisible_marks import WORD_JOINER
from oncue.captions.formats.bidi import Ordering, ordering
from oncue.captions.formats.script_facts import language_tag
from oncue.captions.formats.shown_lines import lead, speaker_name
from oncue.captions.formats.speaker_colours import shared_colours, speaker_colours
from oncue.captions.formats.written import Written
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FrameRate
from oncue.model import Cue, CueLine
from oncue.text.display_text import visible

HUNDREDTHS = FrameRate("hundredths of a second", Fraction(100), 100)
"""What ASS counts time in."""

# Blue, green, red, which is the order of ASS.
_COLOURS = {"white": "&H00FFFFFF", "yellow": "&H0000FFFF", "cyan": "&H00FFFF00", "green": "&H0000FF00"}
_UNSAID = "&H00A0A0A0"
"""What a word looks like before it is said, where words have times."""

# A line of 42 is two thirds of the picture's width, text stays in its inner 80 % by 84 %. WrapStyle 0 breaks what is wider
# than that, as `--max-chars` can ask for, rather than let it run out of the picture.
_INFO = """[Script Info]
; Captions made by Oncue
Title: {title}
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
YCbCr Matrix: None
PlayResX: 1920
PlayResY: 1080
{language}
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
"""
_STYLE = "Style: {name},Arial,64,{colour},{unsaid},&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,4,1,2,192,192,86,1\n"
_EVENTS = """
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_DEFAULT = "Default"
_ESCAPE = re.compile(r"\\(?=[Nnh{}]|$)")
_BRACE = "\\{{}"
_AFTER_BRACE = re.compile(r"(?<=\\\{\{\})(?=[Nnh])")  # who drops the empty braces first would read an escape


def write(track: CaptionTrack) -> Written:
    """The captions as an ASS file, in UTF-8; with word times, each word lights up as it is said (`\\k`)."""
    cues = _in_hundredths(track.cues)
    styles = _styles(cues) if track.options.speakers else {}
    tag = language_tag(track.alignment.language)
    language = "" if tag == "und" else f"Language: {tag}\n"  # libass shapes letters by it
    parts = [_INFO.format(title=visible(track.title) or "Captions", language=language)]
    colours = speaker_colours(cues) if styles else {}
    by_style = {styles.get(speaker_name(speaker) or "", _DEFAULT): colour for speaker, colour in colours.items()}
    parts += [
        _STYLE.format(name=name, colour=_COLOURS[by_style.get(name, "white")], unsaid=_UNSAID)
        for name in (_DEFAULT, *styles.values())
    ]
    ordered = ordering(cues)
    parts.append(_EVENTS)
    parts += [_event(cue, styles, ordered, words=track.options.words) for cue in cues]
    return Written("".join(parts).encode("utf-8"), (*_lost(cues, styles), *shared_colours(colours)))


def _in_hundredths(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with times that ASS can say, each of some length; none overlap that did not before."""
    moved: list[Cue] = []
    free, until_ms = 0, 0
    for cue in cues:
        first = HUNDREDTHS.frame_at(cue.start_ms)
        first = max(first, free) if cue.start_ms >= until_ms else first
        last = max(first + 1, HUNDREDTHS.frame_at(cue.end_ms))
        free, until_ms = max(free, last), max(until_ms, cue.end_ms)
        moved.append(replace(cue, start_ms=HUNDREDTHS.milliseconds(first), end_ms=HUNDREDTHS.milliseconds(last)))
    return moved


def _styles(cues: Sequence[Cue]) -> dict[str, str]:
    """The name of a style for each named speaker, in the order in which they first speak."""
    names = dict.fromkeys(speaker_name(line.speaker) for cue in cues for line in cue.lines)
    return {name: f"Speaker {number}" for number, name in enumerate(filter(None, names), 1)}


def _event(cue: Cue, styles: Mapping[str, str], ordered: Ordering, *, words: bool) -> str:
    # A comma would end the field. Where two share a caption, it is of nobody by name.
    name = "" if cue.shared else _without_commas(speaker_name(cue.speaker) or "") if styles else ""
    shown = [styles.get(speaker_name(line.speaker) or "", _DEFAULT) for line in cue.lines]
    tags = _word_tags(cue) if words else {}
    written = []
    for index, line in enumerate(cue.lines):
        style = f"{{\\r{shown[index]}}}" if index and shown[index] != shown[index - 1] else ""
        text = _timed(line, tags) if words else _escaped(line.text)
        written.append(style + ordered(_escaped(lead(cue, line)), line.text, text))
    start, end = _clock(HUNDREDTHS.frame_at(cue.start_ms)), _clock(HUNDREDTHS.frame_at(cue.end_ms))
    return f"Dialogue: 0,{start},{end},{shown[0]},{name},0,0,0,,{tags.get(-1, '')}" + "\\N".join(written) + "\n"


def _clock(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"


def _word_tags(cue: Cue) -> dict[int, str]:
    """What comes before each word of a cue, by its place in the text: how many hundredths it lasts until the next one.

    -1 stands for the wait before the first word.
    """
    first, last = HUNDREDTHS.frame_at(cue.start_ms), HUNDREDTHS.frame_at(cue.end_ms)
    words = [word for line in cue.lines for word in line.words]
    starts = [min(last, max(first, HUNDREDTHS.frame_at(word.start_ms or 0))) for word in words]
    tags = {
        word.char_start: f"{{\\k{max(0, until - start)}}}"
        for word, start, until in zip(words, starts, [*starts[1:], last], strict=True)
    }
    return tags | ({-1: f"{{\\k{starts[0] - first}}}"} if starts and starts[0] > first else {})


def _timed(line: CueLine, tags: Mapping[int, str]) -> str:
    text = ""
    before_end: int | None = None
    for word in line.words:
        text += " " if before_end is not None and before_end != word.char_start else ""
        text += tags[word.char_start] + _escaped(word.text)
        before_end = word.char_end
    return text


def _escaped(text: str) -> str:
    text = _ESCAPE.sub(f"\\g<0>{WORD_JOINER}", text)
    return _AFTER_BRACE.sub(WORD_JOINER, text.replace("{", _BRACE)) if "{" in text else text


def _without_commas(name: str) -> str:
    return " ".join(name.replace(",", " ").split())


def _lost(cues: Sequence[Cue], styles: Mapping[str, str]) -> tuple[str, ...]:
    braces = sum(any("{" in f"{line.label} {line.text}" for line in cue.lines) for cue in cues)
    shared = sum(cue.shared for cue in cues) if styles else 0
    commas = sum("," in name for name in styles)
    told = (
        (braces, f"braces: in {braces} captions a brace is a backslash in players that do not use libass."),
        (shared, f"shared_captions: {shared} captions are of two speakers; their names are not in the field for them."),
        (commas, f"speaker_commas: the names of {commas} speakers have a comma, which the field for them cannot hold."),
    )
    return tuple(sentence for count, sentence in told if count)
