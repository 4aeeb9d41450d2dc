"""What a script says beside its words: its title, its language, its facts in a line, its times as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Callable

from oncue.captions.formats.bidi import only_runs_right, runs_left
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FrameRate
from oncue.text.display_text import visible
from oncue.text.languages import LANGUAGES

_UNTITLED = "Transcript"
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""What neither XML 1.0 nor HTML can hold, or should not: controls, lone surrogates, noncharacters."""


def title_of(track: CaptionTrack) -> str:
    """What the programme is called, on one line."""
    return visible(track.title) or _UNTITLED


def language_tag(language: str) -> str:
    """The BCP 47 tag of an alignment's language, "und" for what can be none."""
    known = LANGUAGES.get(language)
    tag = (known and known.cldr) or language
    return tag.replace("_", "-") if _TAG.fullmatch(tag.replace("_", "-")) else "und"


def facts_of(track: CaptionTrack) -> list[str]:
    """How long the recording is, in which language, who speaks, and what its times count, each in a few words."""
    from oncue.text.language_tags import language_name  # here, as it reads the locale data

    options = track.options
    facts = [f"{short_clock(track.alignment.duration_ms)} long"]
    if (tag := language_tag(track.alignment.language)) != "und" and (name := language_name(track.alignment.language)) != tag:
        facts.append(name)
    names = {passage.speaker for passage in track.passages if passage.speaker}
    if len(names) > 1:
        facts.append(f"{len(names)} speakers")
    if options.offset_ms or options.frame_rate:
        facts.append(f"starts at {timecodes(options)(0)}")
    if options.frame_rate:
        facts.append(_spoken(options.frame_rate))
    return facts


def timecodes(options: CaptionOptions) -> Callable[[int], str]:
    """A function from a time in the recording, in milliseconds, to what a script says of it, the offset included.

    That is the frame's label where frames are counted, else `hh:mm:ss`.
    """
    rate, offset_ms = options.frame_rate, options.offset_ms
    if rate is not None:
        return lambda ms: rate.label(rate.frame_at(max(0, ms + offset_ms)))
    return lambda ms: _clock(max(0, ms + offset_ms) // 1000)


def short_clock(milliseconds: int) -> str:
    """`m:ss`, or `h:mm:ss` from an hour on."""
    seconds = milliseconds // 1000
    return _clock(seconds).lstrip("0") if seconds >= 3600 else f"{seconds // 60}:{seconds % 60:02}"


def runs_left_in(text: str, *, page_runs_left: bool) -> bool:
    """True where a passage or a name is read from right to left, on a page that is, or is not."""
    return not only_runs_right(text) if page_runs_left else runs_left(text)


def page_runs_left(track: CaptionTrack) -> bool:
    """True where most letters of all that is said run from right to left."""
    return runs_left("".join(passage.text for passage in track.passages))


def held(text: str) -> str:
    """The text without characters that neither XML nor HTML can hold."""
    return _UNHELD.sub("", text)


def unheld(track: CaptionTrack) -> tuple[str, ...]:
    """What is lost where words have characters that no text of XML or HTML can hold. No caption shows them either."""
    words = sum(word.start_ms is not None and _UNHELD.search(word.text) is not None for word in track.alignment.words)
    if not words:
        return ()
    what = "1 word has characters" if words == 1 else f"{words} words have characters"
    return (f"control_characters: {what} that such a file cannot hold; they are left out.",)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _spoken(rate: FrameRate) -> str:
    number = rate.name.rstrip("dnf")
    counted = {"df": ", drop-frame", "ndf": ", non-drop"}.get(rate.name.removeprefix(number), "")
    return f"{number} frames a second{counted}"
