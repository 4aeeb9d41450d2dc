"""A strict reader of WebVTT captions: the syntax of W3C WebVTT section 4, for authors, not the parser of section 6.

Parsers in the wild repair what they meet; this one raises `NotWebVTT` on anything that a conforming author must not write.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field


class NotWebVTT(AssertionError):
    """The file breaks a rule of the grammar."""


@dataclass
class GrammarCue:
    start_ms: int
    end_ms: int
    raw: str
    text: str = ""
    voices: list[str] = field(default_factory=list)
    settings: str = ""
    stamps_ms: list[int] = field(default_factory=list)


_TIMESTAMP = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
# 4.4: of the settings, those on position and alignment are expected, in any order, each once.
_SETTING = r"[ \t]+(?:position:(?:100|[0-9]{1,2})(?:\.[0-9]+)?%|align:(?:start|center|end|left|right))"
_TIMINGS = re.compile(rf"{_TIMESTAMP}[ \t]+-->[ \t]+{_TIMESTAMP}((?:{_SETTING})*)", re.ASCII)
_STAMP = re.compile(rf"<{_TIMESTAMP}>", re.ASCII)
# 4.2.2: a voice needs an annotation; it holds no line break, "&" or ">" but as a character reference.
_VOICE = re.compile(r"<v(?:\.[^\t\n\r &<>.]+)*[ \t]((?:[^\n\r&>]|&[^;\s]+;)+)>")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_SPAN = re.compile(r"[^\n\r&<]+")


def read_webvtt(text: str) -> list[GrammarCue]:
    """The cues of a file of captions, each with its text as shown. Comments, styles and regions are not expected."""
    text.encode("utf-8")  # 4.1: UTF-8, so no lone surrogates
    _require("\x00" not in text, "U+0000 cannot be represented")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header = re.match(r"WEBVTT(?:[ \t][^\n]*)?\n\n+", text)
    _require(header is not None, "no header line with a blank line after it")
    assert header is not None
    _require("-->" not in header[0], "an arrow in the header")
    cues: list[GrammarCue] = []
    for block in re.split(r"\n\n+", text[header.end() :].rstrip("\n")):
        if block:
            cues.append(_cue(block, cues[-1].start_ms if cues else 0))
    _require(not cues or text.endswith("\n"), "no line terminator at the end")
    return cues


def _cue(block: str, earliest_ms: int) -> GrammarCue:
    first, _, payload = block.partition("\n")
    if "-->" not in first:  # an identifier
        first, _, payload = payload.partition("\n")
    found = _TIMINGS.fullmatch(first)
    _require(found is not None, f"no cue timings in {first!r}")
    assert found is not None
    start_ms, end_ms = _ms(found.groups()[:4]), _ms(found.groups()[4:8])
    names = re.findall(r"([a-z]+):", found[9])
    _require(len(names) == len({*names}), f"a setting twice in {first!r}")
    _require(start_ms < end_ms, f"{first!r} ends before it starts")
    _require(start_ms >= earliest_ms, f"{first!r} starts before the cue in front of it")
    _require("-->" not in payload, f"an arrow in {payload!r}")
    _require(payload != "", "a cue without text")
    cue = GrammarCue(start_ms, end_ms, payload, settings=found[9].strip())
    _components(payload, cue)
    return cue


def _components(payload: str, cue: GrammarCue) -> None:
    at, latest_ms, open_voice, closed = 0, cue.start_ms, False, 0
    while at < len(payload):
        rest = payload[at:]
        if rest.startswith("\n"):
            cue.text, at = cue.text + "\n", at + 1
        elif found := _REFERENCE.match(rest):
            character = html.unescape(found[0])
            _require(character != found[0], f"unknown character reference {found[0]}")
            cue.text, at = cue.text + character, at + found.end()
        elif found := _STAMP.match(rest):
            stamp_ms = _ms(found.groups())
            _require(latest_ms < stamp_ms < cue.end_ms, f"timestamp {found[0]} is out of order or outside the cue")
            cue.stamps_ms.append(stamp_ms)
            latest_ms, at = stamp_ms, at + found.end()
        elif found := _VOICE.match(rest):
            _require(not open_voice, f"a voice inside a voice in {payload!r}")
            name = html.unescape(found[1])
            _require(name.strip() != "", "a voice without a name")
            cue.voices.append(name)
            open_voice, at = True, at + found.end()
        elif rest.startswith("</v>"):
            _require(open_voice, f"an end tag without a start tag in {payload!r}")
            open_voice, closed, at = False, closed + 1, at + len("</v>")
        elif found := _SPAN.match(rest):
            cue.text, at = cue.text + found[0], at + found.end()
        else:
            raise NotWebVTT(f"{rest[:20]!r} is neither text nor a component")
    # The end tag may be left out only where one voice spans the whole cue.
    _require(not open_voice or (payload.startswith("<v") and not closed), f"a voice without its end tag in {payload!r}")


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise NotWebVTT(what)
