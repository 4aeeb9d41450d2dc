"""Transcripts that are SubStation Alpha files (SSA, ASS): the dialogue, without what is drawn, sung to karaoke or a sign.

Own code: pysubs2 reads the columns in the order that most programs write them, whatever the file's `Format` line says, and
refuses a file whose styles are damaged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from oncue.caption_readers.cue_times import milliseconds
from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.errors import TranscriptUnreadable
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_HEADING = re.compile(r"\[(?:Script Info|V4\+?\+? Styles|Events)\]", re.I)
_EVENT = re.compile(r"(?:^|\n)[ \t]*(?:Dialogue|Comment):[ \t]*[^,\n]{0,40},", re.I)
_LINE = re.compile(r"[ \t\ufeff]*(Format|Dialogue|Comment)[ \t]*:[ \t]*(.*)", re.I | re.S)
_SECTION = re.compile(r"[ \t\ufeff]*\[([^\]\n]{1,60})\][ \t]*$")

_COLUMNS = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
_OVERRIDE = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\\p[1-9]")
_KARAOKE = re.compile(r"\\[kK][fo]?\d")
_PLACED = re.compile(r"\\(?:pos|move|org|clip|iclip)\(")
_SIGN_STYLE = re.compile(
    r"(?:^|[^a-z])(?:signs?|titles?|ts|typeset(?:ting)?|eye ?catch|logo|credits?|staff|note|screen ?text)(?:[^a-z]|$)",
    re.I,
)
_SONG_STYLE = re.compile(r"(?:^|[^a-z])(?:karaoke|kara|romaji|roma|kanji|op|ed|opening|ending)(?:[^a-z]|$)", re.I)
_NO_NAMES = frozenset({"", "ntp", "default", "main", "dialogue", "comment", "caption", "subtitle", "text", "sign", "signs"})
_LONGEST_NAME = 80


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it has the headings of a script, a shape where it has lines of events alone."""
    if _HEADING.match(file.head) or (_HEADING.search(file.head) and _EVENT.search(file.head)):
        return TypeMatch.SIGNATURE
    return TypeMatch.SHAPE if file.suffix in (".ass", ".ssa") and _EVENT.search(file.head) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The dialogue's words. Raises `TranscriptUnreadable` where no event can be read."""
    events = list(_events(file.text))
    if not events:
        raise TranscriptUnreadable("The ASS file has no events: it is cut off or damaged. Export it again.")
    plain = Counter(event.style for event in events if event.is_dialogue and not event.is_placed)
    usual = frozenset(style for style, _ in plain.most_common(1))
    reasons = [event.left_out_as() for event in events]
    # A file of nothing but a song, or of one style that has such a name, is what was published.
    by_name = all(reason for reason in reasons)
    left: Counter[str] = Counter()
    cues: list[SourceCue] = []
    for event, reason in zip(events, reasons, strict=True):
        if reason and not (by_name and reason in _BY_NAME):
            left[reason] += 1
            continue
        speaker = event.name if event.name.casefold() not in _NO_NAMES and event.name != event.style else None
        doubtful = event.is_placed and bool(usual)
        cues.append(SourceCue(event.start_ms, event.end_ms, lines_of_markup(event.words, speaker), doubtful=doubtful))
    notices = tuple(f"{code}: {count} {_LEFT_OUT[code]} of the ASS file were left out." for code, count in left.items())
    return document_of_cues(cues, notices=notices)


_LEFT_OUT = {
    "comments_left_out": "lines that are comments",
    "drawings_left_out": "lines that draw shapes",
    "karaoke_left_out": "lines with karaoke effects",
    "signs_left_out": "lines with text of the picture, by the name of their style,",
}


_BY_NAME = ("karaoke_left_out", "signs_left_out")


@dataclass(frozen=True, slots=True)
class _Event:
    start_ms: int | None
    end_ms: int | None
    style: str
    name: str
    effect: str
    text: str
    is_dialogue: bool

    @property
    def is_placed(self) -> bool:
        """Whether it is put to a place of its own on screen, as signs are."""
        return bool(_PLACED.search(self.text))

    @property
    def words(self) -> str:
        text = _OVERRIDE.sub("", self.text)
        return text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")

    def left_out_as(self) -> str | None:
        """The code of the notice for what is no dialogue, None for dialogue."""
        if not self.is_dialogue:
            return "comments_left_out"
        if _DRAWING.search(self.text):
            return "drawings_left_out"
        if (
            _KARAOKE.search(self.text)
            or self.effect.casefold().startswith(("karaoke", "fx"))
            or _SONG_STYLE.search(self.style)
        ):
            return "karaoke_left_out"
        return "signs_left_out" if _SIGN_STYLE.search(self.style) else None


def _events(text: str) -> Iterator[_Event]:
    columns = _COLUMNS
    section = "events"
    for line in LINE_END.split(text):
        if heading := _SECTION.match(line):
            section = heading.group(1).casefold()
            continue
        found = _LINE.match(line)
        if not found:
            continue
        kind, rest = found.group(1).casefold(), found.group(2)
        if kind == "format":
            if section == "events":
                columns = [name.strip().casefold() for name in rest[:2_000].split(",")]
            continue
        values = dict(zip(columns, rest.split(",", len(columns) - 1), strict=False))
        start_ms = milliseconds(values.get("start", "").strip())
        if start_ms is None:
            raise TranscriptUnreadable(
                f"The ASS file is damaged: {line.strip()[:60]!r} has no time where its Format line says. Export it again.",
            )
        yield _Event(
            start_ms,
            milliseconds(values.get("end", "").strip()),
            values.get("style", "").strip()[:_LONGEST_NAME],
            " ".join((values.get("name") or values.get("actor") or "").split())[:_LONGEST_NAME],
            values.get("effect", "").strip()[:_LONGEST_NAME],
            values.get("text", ""),
            kind == "dialogue",
        )
