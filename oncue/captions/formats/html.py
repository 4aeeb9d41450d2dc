"""The script as one web page, complete in itself: words light up as they are said, and are heard where they are clicked.

The recording is linked to (option `media`), or chosen by who reads it. Nothing else is fetched, from anywhere: the page's
own Content Security Policy allows its style and its script by their hashes, and the recording. Its files: `script_page/`.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from html import escape
from importlib import resources
from string import Template

from oncue.captions.formats.script_facts import (
    facts_of,
    language_tag,
    page_runs_left,
    runs_left_in,
    short_clock,
    timecodes,
    title_of,
    unheld,
)
from oncue.captions.formats.written import Written
from oncue.captions.segmentation.passages import Passage
from oncue.captions.track import CaptionTrack

_HOUR_MS = 3_600_000

_SOUND_SOURCES = {
    "": "'self' file:",
    "//": "http: https: file:",
    "https": "https:",
    "http": "http: https:",
    "file": "file:",
}
"""Where a recording may come from, by the scheme of its address."""


def write(track: CaptionTrack) -> Written:
    """The page, in UTF-8. Its words have their times, so that none are lost."""
    leftward = page_runs_left(track)
    title, media = title_of(track), track.options.media
    style, script = _file("page.css"), _file("page.js")
    page = Template(_file("page.html")).substitute(
        language=language_tag(track.alignment.language),
        direction=_direction(leftward),
        policy=escape(_policy(media, style, script)),
        title=escape(title),
        title_direction=_direction(runs_left_in(title, page_runs_left=leftward)),
        style=style,
        script=script,
        facts=escape(" · ".join(facts_of(track))),
        duration=track.alignment.duration_ms,
        passages=_passages(track, leftward=leftward),
        media=f' src="{escape(media)}"' if media else "",
        without_script="" if media else " hidden",
    )
    return Written(page.encode("utf-8", "replace"), unheld(track))  # an address may have what is in no file name


@functools.cache
def _file(name: str) -> str:
    """A file of the page as it is in the package, lines ending in LF: the policy has the hash of what a browser reads."""
    return resources.files("oncue.captions.formats").joinpath("script_page", name).read_text(encoding="utf-8")


def _policy(media: str, style: str, script: str) -> str:
    """The page's Content Security Policy (CSP 3). A podcast's address leads on to others, of the same scheme or safer."""
    scheme = "//" if media.startswith("//") else media.partition(":")[0] if ":" in media else ""
    sound = f" {_SOUND_SOURCES[scheme]}" if media else ""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; img-src data:; "
        f"media-src blob:{sound}; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _passages(track: CaptionTrack, *, leftward: bool) -> str:
    timecode = timecodes(track.options)
    if not track.options.offset_ms and not track.options.frame_rate and track.alignment.duration_ms < _HOUR_MS:
        timecode = short_clock
    written, named = [], ""
    for passage in track.passages:
        place = f"t={passage.start_ms // 1000}.{passage.start_ms % 1000:03}"
        own = "" if place == named else f' id="{place}"'  # the one that a link goes to where no script runs
        named = place
        written.append(
            f'<p class="{_classes(passage)}"{own}>'
            f'<a class="time" dir="ltr" href="#{place}">{timecode(passage.start_ms)}</a>\n'
            f"{_speaker(passage, leftward=leftward)}{_said(passage, leftward=leftward)}</p>\n"
        )
    return "".join(written)


def _classes(passage: Passage) -> str:
    return "passage" + (" turn" if passage.speaker else " paragraph" if passage.paragraph else "")


def _speaker(passage: Passage, *, leftward: bool) -> str:
    if not passage.speaker:
        return ""
    direction = _direction(runs_left_in(passage.speaker, page_runs_left=leftward))
    return f'<strong class="who" dir="{direction}">{escape(passage.speaker)}</strong>\n'


def _said(passage: Passage, *, leftward: bool) -> str:
    words = "".join(
        f'{space}<span data-t="{word.start_ms} {word.end_ms}">{escape(word.text)}</span>' for space, word in passage.pieces
    )
    direction = _direction(runs_left_in(passage.text, page_runs_left=leftward))
    return f'<span class="said" dir="{direction}">{words}</span>'


def _direction(leftward: bool) -> str:
    return "rtl" if leftward else "ltr"
