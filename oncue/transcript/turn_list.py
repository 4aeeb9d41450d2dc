"""A conversation whose structure names who says what: the rows of a table, the segments of a recogniser."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oncue.model import UnspokenKind
from oncue.text.sentence_ends import is_closed
from oncue.text.word_breaks import has_unspaced
from oncue.transcript.document import Document, Marked, Range, Voice
from oncue.transcript.speaker_names import read_name
from oncue.transcript.speaker_roster import Roster

_NOBODY = frozenset(
    ("", "-", "--", "\u2013", "\u2014", "?", "n/a", "na", "none", "null", "unknown", "unnamed speaker", "nan", "undefined")
)
_AROUND_NAME = ' \t\r\n\u00a0[]<>"\u201c\u201d|>*'
_BLANK_LINES = re.compile(r"[ \t\u00a0]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028])\s*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])\s*")
_WIDE_SIGNS = "\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a\u300c\u300d\u300e\u300f\uff08\uff09\u2026"
_LABEL = re.compile(r"([^:\uff1a\n]{1,60})[:\uff1a]\s+\S")
_HALF = re.compile(r"[\ud800-\udfff]")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.I)
_TAG = re.compile(r"</?(?:i|b|u|em|strong|font|span|p|div)(?:\s[^<>]{0,200})?>", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said in one go. `speaker` is the name as it is written, None where nobody is named. `heading`: it is a title
    over what follows it."""

    speaker: str | None
    text: str
    heading: bool = False


def document_of_turns(turns: Iterable[Spoken], notices: Sequence[str] = ()) -> Document:
    """The turns as a text: "Anna: What she says.", each under its label, which the structure marks as one.

    What one person says in several goes without a break is one paragraph. Where nobody is named, each go is a paragraph,
    or, where they are parts of sentences, a line of one; labels are sought in them then. Raises nothing.
    """
    cleaned = [(_clean_speaker(turn.speaker), _clean(turn.text), turn.heading) for turn in turns]
    cleaned = [turn for turn in cleaned if turn[1]]
    if not any(speaker for speaker, _, _ in cleaned):
        cleaned = _with_labels(cleaned)
    names = _full_names([speaker for speaker, _, _ in cleaned if speaker])
    if not names:
        return _unnamed([(text, heading) for _, text, heading in cleaned], notices)
    made = _Written()
    for speaker, text, heading in cleaned:
        if heading:
            made.title(text)
        else:
            made.say(names.get(speaker, speaker) if speaker else None, speaker, text)
    return Document(
        "".join(made.parts),
        headings=tuple(made.headings),
        voices=tuple(made.voices),
        names_speakers=all(speaker for speaker, _, heading in cleaned if not heading),
        marked=tuple(made.marked),
        notices=tuple(notices),
        all_speech=True,
    )


_Turn = tuple[str | None, str, bool]


def _with_labels(turns: list[_Turn]) -> list[_Turn]:
    """The turns by the names with which most of them begin, as they stand; a turn without one is the last person's."""
    found = [_LABEL.match(text) if not heading else None for _, text, heading in turns]
    names = [read_name(label.group(1)) if label else None for label in found]
    keys = {name.key for name in names if name}
    counted = sum(name is not None for name in names)
    if counted < 2 or counted * 2 < len(turns) or (len(keys) == counted and counted < 3):
        return turns
    made: list[_Turn] = []
    speaker: str | None = None
    for (_, text, heading), label, name in zip(turns, found, names, strict=True):
        speaker = label.group(1) if label and name else None if heading else speaker
        made.append((speaker, text, heading))
    return made


class _Written:
    """The text so far, and what is known of its ranges."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.headings: list[Range] = []
        self.voices: list[Voice] = []
        self.marked: list[Marked] = []
        self._length = 0
        self._speaker: str | None = None
        self._open = False

    def title(self, text: str) -> None:
        start = self._paragraph(text)
        self.headings.append((start, self._length))
        self.voices.append(Voice(start, self._length, None))
        self._open = False

    def say(self, person: str | None, label: str | None, text: str) -> None:
        own, spoken = _own_label(text, label)
        if self._open and person == self._speaker:
            self._add(_between(self.parts[-1], spoken))
            start = self._length
            self._add(spoken)
        else:
            shown = own or (label + (" " if label[-1] in ":\uff1a" else ": ") if label else "")
            start = self._paragraph(shown + spoken) + len(shown)
            if shown:
                self.marked.append(Marked(start - len(shown), start, UnspokenKind.SPEAKER_LABEL))
        self.voices.append(Voice(start, self._length, person))
        self._speaker, self._open = person, True

    def _paragraph(self, text: str) -> int:
        if self.parts:
            self._add("\n\n")
        start = self._length
        self._add(text)
        return start

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)


def _unnamed(turns: list[tuple[str, bool]], notices: Sequence[str]) -> Document:
    ended = sum(ends_sentence(text) for text, _ in turns)
    fragments = ended * 4 < len(turns) * 3
    parts: list[str] = []
    headings: list[Range] = []
    length = 0
    for text, heading in turns:
        between = "" if not parts else _between(parts[-1], text, "\n") if fragments and not heading else "\n\n"
        parts += (between, text)
        length += len(between) + len(text)
        if heading:
            headings.append((length - len(text), length))
    return Document("".join(parts), captions=fragments, headings=tuple(headings), notices=tuple(notices), all_speech=True)


def ends_sentence(text: str) -> bool:
    """True where `text` ends as a sentence does, with a sign that may close one, or cut short."""
    end = text[-8:].rstrip()
    return is_closed(end) or end.endswith(("\u2014", "-"))


def _own_label(text: str, label: str | None) -> tuple[str, str]:
    """The label with which `text` itself begins, where it is the same person's, and what follows it."""
    if label:
        bare = label.rstrip(":\uff1a ")
        if text[: len(bare)].casefold() == bare.casefold():
            rest = text[len(bare) :].lstrip()
            if rest[:1] in (":", "\uff1a") and rest[1:].strip():
                said = rest[1:].lstrip()
                return text[: len(text) - len(said)], said
    return "", text


def _between(before: str, after: str, space: str = " ") -> str:
    """What joins two pieces of one paragraph: nothing in a script without spaces."""
    closed = before.rstrip(_WIDE_SIGNS)[-1:] or before[-1:]
    return "" if has_unspaced(closed) and has_unspaced(after.lstrip(_WIDE_SIGNS)[:1]) else space


def _clean(text: str) -> str:
    if _HALF.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _CONTROL.sub("", html.unescape(_TAG.sub("", _BREAK.sub("\n", text.replace("\x0b", "\n")))))
    return _BLANK_LINES.sub("\n\n", text).strip("\ufeff \t\r\n\u00a0")


def _clean_speaker(name: str | None) -> str | None:
    if name is None:
        return None
    bare = " ".join("".join(c for c in name if unicodedata.category(c) != "Cf").split()).strip(_AROUND_NAME)
    if bare.isdecimal():
        return f"Speaker {bare}"
    return None if bare.rstrip(":\uff1a ").casefold() in _NOBODY else bare


def _full_names(labels: list[str]) -> dict[str, str]:
    """Whom each label means, as labels in a text do: a surname means the one person who was named in full."""
    read = {label: read_name(label.rstrip(":\uff1a ")) for label in dict.fromkeys(labels)}
    roster = Roster([name for name in read.values() if name])
    return {label: roster.full_name(name) if name else label.rstrip(":\uff1a ") for label, name in read.items()}
