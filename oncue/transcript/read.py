"""From an uploaded file to a transcript: decode, find the text, mark what is not speech, cut into words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from oncue.errors import TranscriptEmpty
from oncue.model import Token, Transcript, UnspokenKind
from oncue.transcript.boilerplate import find_furniture
from oncue.transcript.document import Document, Line, Marked, lines_of
from oncue.transcript.file_types import PLAIN_TEXT, read_document
from oncue.transcript.line_end_hyphens import without_line_end_hyphens
from oncue.transcript.reference_marks import find_reference_marks
from oncue.transcript.size_limits import SizeLimits
from oncue.transcript.speaker_labels import NO_LABELS, Label, Labels, find_labels
from oncue.transcript.speaker_names import Name, read_name
from oncue.transcript.speaker_roster import Roster
from oncue.transcript.speaker_turns import Change, find_turns
from oncue.transcript.stage_directions import find_directions
from oncue.transcript.tokenize import words_of
from oncue.transcript.unbracketed_sounds import find_sounds
from oncue.transcript.uploaded_file import UploadedFile

DEFAULT_LIMITS = SizeLimits()

_KINDS = tuple(UnspokenKind)
_ALNUM = re.compile(r"[^\W_]")


def read_transcript(data: bytes, *, name: str | None = None, limits: SizeLimits = DEFAULT_LIMITS) -> Transcript:
    """Return the transcript in `data`, of any of `DOCUMENT_TYPES`, told apart by content; `name` is only a hint.

    Raises TranscriptTooLong above the limits, TranscriptUnreadable if it is not text, and TranscriptEmpty if
    nothing in it can be speech.
    """
    limits.ensure_file(data)
    if not data.strip():
        raise TranscriptEmpty("The transcript is empty: give the published text of the recording.")
    kind, source = read_document(UploadedFile(data, name))
    if kind.packed:
        limits.ensure_text(source.text)
    source = without_line_end_hyphens(source)
    if not source.text.strip():
        if kind is PLAIN_TEXT:
            raise TranscriptEmpty("The transcript is empty: give the published text of the recording.")
        raise TranscriptEmpty(f"No text of a programme was found in the {kind.called}: give the transcript as plain text.")
    transcript = transcript_of(source)
    if not is_spoken(transcript):
        raise TranscriptEmpty(
            "Nothing in the transcript is speech, only labels, notes and page furniture: give the spoken text."
        )
    return transcript


def is_spoken(transcript: Transcript) -> bool:
    """True where something in it can be speech."""
    return any(token.speakable and _ALNUM.search(token.text) for token in transcript.tokens)


def transcript_of(source: Document) -> Transcript:
    """The transcript in a document that was read: its words, each with its speaker and what it is taken for."""
    return Transcript(source.text, _tokens(source), source.notices, source.languages)


def _tokens(source: Document) -> tuple[Token, ...]:
    lines = lines_of(source.text)
    labels = _labels_of(source, lines)
    directions = [*find_directions(source.text, lines), *find_sounds(source.text, lines)]
    findings = find_furniture(source, lines, labels, directions)
    if source.all_speech:
        findings = [replace(one, verdict=replace(one.verdict, certain=False), ends_turn=False) for one in findings]
    # One byte per character says what it is: 0 for speech, else kind and certainty. Later paint covers earlier paint.
    paint = bytearray(len(source.text))
    for finding in findings:
        _cover(paint, finding.start, finding.end, finding.verdict.kind, finding.verdict.certain)
    for direction in directions:
        kind = UnspokenKind.CHROME if direction.clock else UnspokenKind.STAGE_DIRECTION
        _cover(paint, direction.start, direction.end, kind, not direction.spoken)
    for start, end in find_reference_marks(source.text, lines):
        _cover(paint, start, end, UnspokenKind.CHROME, True)
    for marked in source.marked:
        _cover(paint, marked.start, marked.end, marked.kind, marked.certain)
    for start, end in labels.clocks:
        _cover(paint, start, end, UnspokenKind.CHROME, True)
    for label in labels.labels:
        _cover(paint, label.start, label.end, UnspokenKind.SPEAKER_LABEL, label.certain)
    turns = find_turns(source, lines, labels, directions, findings)
    return tuple(_painted(source.text, paint, turns))


def _labels_of(source: Document, lines: list[Line]) -> Labels:
    """Those that the structure marks, and those that are found in the text where it does not say who speaks."""
    found = NO_LABELS if source.names_speakers else find_labels(source, lines)
    marked = [one for one in source.marked if one.kind is UnspokenKind.SPEAKER_LABEL and one.certain]
    if not marked:
        return found
    starts = [line.start for line in lines]
    named = {voice.start: voice.speaker for voice in source.voices}
    written = {one.start: name for one in marked if one.end not in named and (name := _name_in(source.text, one))}
    roster = Roster([*written.values()])
    told = []
    for one in marked:
        name = written.get(one.start)
        speaker = roster.full_name(name) if name else named.get(one.end)
        told.append(Label(one.start, one.end, speaker, True, max(0, bisect_right(starts, one.start) - 1)))
    taken = sorted(
        [(voice.start, voice.end) for voice in source.voices if voice.speaker] + [(one.start, one.end) for one in marked]
    )
    begins = [start for start, _ in taken]

    def is_told(label: Label) -> bool:
        before = bisect_left(begins, label.end) - 1
        return before >= 0 and taken[before][1] > label.start

    kept = [label for label in found.labels if not is_told(label)]
    people = {label.speaker for label in told if label.speaker}
    labels = sorted([*kept, *told], key=lambda label: label.start)
    return Labels(tuple(labels), found.people | people, found.clocks)


def _name_in(text: str, marked: Marked) -> Name | None:
    return read_name(text[marked.start : marked.end].rstrip(":\uff1a "))


def _cover(paint: bytearray, start: int, end: int, kind: UnspokenKind, certain: bool) -> None:
    paint[start:end] = bytes([2 * _KINDS.index(kind) + 1 + certain]) * (end - start)


def _painted(text: str, paint: bytearray, turns: list[Change]) -> list[Token]:
    tokens: list[Token] = []
    turn = 0
    speaker: str | None = None
    for start, end in words_of(text, paint):
        while turn < len(turns) and turns[turn][0] <= start:
            speaker = turns[turn][1]
            turn += 1
        code = paint[start]
        kind = _KINDS[(code - 1) // 2] if code else None
        speakable = code == 0 or code % 2 == 1
        named = speaker if speakable and kind is not UnspokenKind.SPEAKER_LABEL else None
        tokens.append(Token(text[start:end], start, end, named, kind, speakable))
    return tokens
