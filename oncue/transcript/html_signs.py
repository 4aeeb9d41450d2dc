"""Signs that carry what a page's structure tells through the extraction of its main text, and the document they become.

They are letters of Linear A, which no page is written in and which extractors keep; those of a page are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.model import UnspokenKind
from oncue.transcript.document import Document, Marked, Range, Voice

Block = tuple[str, bool]
"""The text of a block of a page, its signs included, and whether it is a heading."""

MARK, MARK_END, NOTE, NOTE_END, LABEL, LABEL_END = (chr(0x10600 + n) for n in range(6))
_DIGITS = [chr(0x10620 + n) for n in range(16)]
_SIGN = re.compile("[\U00010600-\U0001062f]")
_VOICE = re.compile(f"{LABEL}([{_DIGITS[0]}-{_DIGITS[15]}]{{1,4}})")
_NUMBERED_NOTE = re.compile(r"[\[(]?(\d{1,3}|[a-z]|[*\u2020\u2021\u00a7]{1,3})[\])]?[.:)]?\s+\S")
_KINDS = {MARK: UnspokenKind.CHROME, NOTE: UnspokenKind.CHROME, LABEL: UnspokenKind.SPEAKER_LABEL}


def without_signs(text: str) -> str:
    """The text as a person sees it."""
    return _SIGN.sub("", text)


def voiced(person: int | None, label: str, text: str) -> str:
    """`text` said by the person of that number (of the speakers given to `document_of_blocks`), under `label`."""
    number = 0 if person is None else person + 1
    digits = "".join(_DIGITS[number >> shift & 15] for shift in (12, 8, 4, 0))
    return f"{LABEL}{digits}{label}{LABEL_END}{text}"


def document_of_blocks(blocks: Sequence[Block], speakers: Sequence[str], notices: Sequence[str] = ()) -> Document:
    """The blocks as paragraphs, and what their signs tell of them."""
    made = _Read(speakers)
    for text, is_heading in blocks:
        made.block(text, is_heading)
    made.numbered_notes()
    every = bool(made.voices) and made.unvoiced == 0
    return Document(
        "\n\n".join(made.parts),
        headings=tuple(made.headings),
        voices=tuple(made.voices),
        names_speakers=every and all(voice.speaker for voice in made.voices),
        marked=tuple(sorted(made.marked, key=lambda one: (one.start, one.certain))),
        notices=tuple(notices),
        all_speech=every,
    )


class _Read:
    def __init__(self, speakers: Sequence[str]) -> None:
        self.parts: list[str] = []
        self.headings: list[Range] = []
        self.voices: list[Voice] = []
        self.marked: list[Marked] = []
        self.unvoiced = 0
        self._speakers = speakers
        self._length = 0
        self._starts: list[int] = []
        self._marks: set[str] = set()
        self._last_mark = -1
        self._voiced = False

    def block(self, text: str, is_heading: bool) -> None:
        """Adds a block, a blank line below the one before."""
        plain, ranges, person = _parsed(text)
        if not plain.strip():
            return
        start = self._length
        for first, last, sign in ranges:
            self.marked.append(Marked(start + first, start + last, _KINDS[sign]))
            if sign == MARK:
                self._marks.add(plain[first:last].strip("[]() "))
                self._last_mark = len(self.parts)
        if is_heading:
            self.headings.append((start, start + len(plain)))
        if person is not None:
            label = next((last for _, last, sign in ranges if sign == LABEL), 0)
            speaker = self._speakers[person - 1] if 0 < person <= len(self._speakers) else None
            self.voices.append(Voice(start + label, start + len(plain), speaker))
        elif self._voiced:
            self.voices.append(Voice(start, start, None))
        self._voiced = person is not None
        self.unvoiced += person is None and not is_heading
        self._starts.append(start)
        self.parts.append(plain)
        self._length += len(plain) + 2

    def numbered_notes(self) -> None:
        """Marks paragraphs below the last mark that begin with the number of one, as notes do: the recording decides."""
        for index in range(self._last_mark + 1, len(self.parts)) if self._marks else ():
            found = _NUMBERED_NOTE.match(self.parts[index])
            if found and found.group(1) in self._marks:
                start = self._starts[index]
                self.marked.append(Marked(start, start + len(self.parts[index]), UnspokenKind.CHROME, certain=False))


def _parsed(text: str) -> tuple[str, list[tuple[int, int, str]], int | None]:
    """The text without signs, the ranges between them, and the number after the sign of a label."""
    if not _SIGN.search(text):
        return text, [], None
    voice = _VOICE.search(text)
    person = None
    if voice:
        person = 0
        for digit in voice.group(1):
            person = person * 16 + ord(digit) - 0x10620
    plain: list[str] = []
    ranges: list[tuple[int, int, str]] = []
    length = done = 0
    opened: dict[str, int] = {}
    for sign in _SIGN.finditer(text):
        plain.append(text[done : sign.start()])
        length += sign.start() - done
        done = sign.end()
        character = sign.group()
        if character in _KINDS:
            opened[character] = length
        elif character in (MARK_END, NOTE_END, LABEL_END):
            kind = {MARK_END: MARK, NOTE_END: NOTE, LABEL_END: LABEL}[character]
            start = opened.pop(kind, length)
            if start < length:
                ranges.append((start, length, kind))
    plain.append(text[done:])
    return "".join(plain), ranges, person
