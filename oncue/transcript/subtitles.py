"""From the cues of a caption file of any type to a document. Their times give the order, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.caption_readers.cues import SourceCue, SourceLine
from oncue.model import InLanguage, UnspokenKind
from oncue.transcript.caption_credits import credit_of
from oncue.transcript.cue_languages import CueText, languages_of_cues
from oncue.transcript.cue_order import in_order, without_duplicates
from oncue.transcript.document import Document, Marked, Range, Voice
from oncue.transcript.rolling_cues import without_repeated_lines
from oncue.transcript.slashed_cues import parted_at_strokes


def document_of_cues(cues: Sequence[SourceCue], *, notices: tuple[str, ...] = ()) -> Document:
    """One line of text per caption line, in the order of the times; what rolls up the screen and is shown again, once.

    `notices` are the reader's. Further ones tell what was reordered or left out.
    """
    return placed_cues(cues, notices=notices)[0]


def placed_cues(cues: Sequence[SourceCue], *, notices: tuple[str, ...] = ()) -> tuple[Document, tuple[CueText, ...]]:
    """The same document, and where in it the lines of each cue are."""
    ordered, reordered = in_order([cue for cue in cues if cue.texts])
    kept, repeated = without_duplicates(ordered)
    shown = list(without_repeated_lines(kept))
    written, languages = _written(shown)
    if not languages and (parted := parted_at_strokes(shown)) is not None:
        in_two, in_languages = _written(parted)
        if in_languages:
            written, languages = in_two, in_languages
    document = Document(
        written.text,
        captions=True,
        voices=written.voices,
        marked=tuple(written.marked),
        languages=languages,
        notices=(*notices, *reordered, *repeated),
    )
    return document, tuple(written.cues)


def _written(cues: Sequence[SourceCue]) -> tuple[_Writer, tuple[InLanguage, ...]]:
    written = _Writer()
    for cue in cues:
        written.add(cue)
    return written, languages_of_cues(written.cues)


class _Writer:
    """The text as it grows, with what is known of its ranges."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._voices: list[tuple[Voice, str | None]] = []
        self.marked: list[Marked] = []
        self.cues: list[CueText] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Empty where the file tells no voices apart. A voice that goes on is one, whatever label opens it."""
        if len({(voice.speaker, key) for voice, key in self._voices}) < 2 and not any(v.speaker for v, _ in self._voices):
            return ()
        found: list[Voice] = []
        before: tuple[str | None, str | None] | None = None
        for voice, key in self._voices:
            if key is not None and (voice.speaker, key) == before:
                found[-1] = Voice(found[-1].start, voice.end, voice.speaker)
            else:
                found.append(voice)
            before = (voice.speaker, key)
        return tuple(found)

    def add(self, cue: SourceCue) -> None:
        start = self._length
        lines = [line for line in cue.lines if any(piece.text for piece in line)]
        ranges = tuple(self._add_line(line) for line in lines)
        if (surely := credit_of(cue.texts)) is not None:
            self.marked.append(Marked(start, self._length, UnspokenKind.CREDIT, certain=surely))
        elif cue.doubtful:
            self.marked.append(Marked(start, self._length, UnspokenKind.CHROME, certain=False))
        self.cues.append(CueText(cue.start_ms, cue.end_ms, ranges, cue.texts, cue.language, cue.number))

    def _add_line(self, line: SourceLine) -> Range:
        start = self._length
        for piece in line:
            if piece.text:
                self._voices.append((Voice(self._length, self._length + len(piece.text), piece.speaker), piece.voice))
                self._parts += (piece.text, " ")
                self._length += len(piece.text) + 1
        self._parts[-1] = "\n"
        return start, self._length - 1
