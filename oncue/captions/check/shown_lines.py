"""A caption's lines as a viewer reads them: dash, label, and what is said; and which lines are one speaker's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oncue.captions.formats.written import WrittenCue

# A dash for a speaker; two are a break in speech.
_DASH = re.compile(r"[-‐‑–—](?![-‐‑–—])\s*(?=\S)")
# `NAME:`, as captions write it. A script without capitals has names of a few letters.
_LABEL = re.compile(r"[^\W\d_][^:\n]{0,40}:(?=\s|$)")
_LABEL_INSIDE = re.compile(r"(?<=[.!?…]\s)[^\W\d_][^:.!?\n]{0,40}:(?=\s)")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: `lead` is the dash and the label in front, as written, with the space behind; "" where there are none."""

    lead: str
    said: str
    speaker: str | None
    dashed: bool
    label: str

    @property
    def text(self) -> str:
        """The whole line."""
        return self.lead + self.said


def shown_lines(cue: WrittenCue) -> list[ShownLine]:
    """The lines of a cue that have something on them."""
    return [_shown(line, speaker) for line, speaker in zip(cue.lines, cue.speakers, strict=True) if line.strip()]


def _shown(line: str, speaker: str | None) -> ShownLine:
    text = line.strip()
    dash = _DASH.match(text)
    start = dash.end() if dash else 0
    found = _LABEL.match(text, start)
    label = found[0] if found and _is_label(found[0]) else ""
    said_at = start + len(label)
    while text[said_at : said_at + 1].isspace():
        said_at += 1
    return ShownLine(text[:said_at], text[said_at:], speaker, dash is not None, label)


def _is_label(text: str) -> bool:
    """True for a name in capitals; in a script without them, for one or two words."""
    letters = [letter for letter in text if letter.isalpha()]
    if all(letter.isupper() for letter in letters):
        return True
    return not any(letter.lower() != letter.upper() for letter in letters) and len(text.split()) <= 2


def labels_inside(line: ShownLine) -> int:
    """How many other speakers are named behind a sentence's end on the same line: "Yes. BEN: No."."""
    return sum(_is_label(found[0]) and found[0].isupper() for found in _LABEL_INSIDE.finditer(line.said))


def turns(lines: Sequence[ShownLine]) -> list[list[ShownLine]]:
    """The lines in runs of one speaker: a dash, a label or another voice begins one."""
    found: list[list[ShownLine]] = []
    for line in lines:
        before = found[-1][-1] if found else None
        new = before is None or line.dashed or line.label.isupper()  # without capitals, "he said:" looks like a label
        if new or (before is not None and before.speaker != line.speaker):
            found.append([line])
        else:
            found[-1].append(line)
    return found


def said(lines: Sequence[ShownLine]) -> str:
    """What is said, on one line, without labels and dashes: what reading speed is judged by."""
    return " ".join(line.said for line in lines if line.said)
