"""The pages that are measured: every writer, style, language and error in turn, drawn from one seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.pages import caption_files, html_files, json_files, office_files, prose_files, table_files
from bench.pages.export_errors import exported
from bench.pages.houses import STYLES, Style
from bench.pages.page import File, Writer, page_of
from bench.pages.phrases import PHRASES
from bench.pages.programme import language_sentences, programme

WRITERS: tuple[Writer, ...] = (
    *prose_files.WRITERS,
    *html_files.WRITERS,
    *caption_files.WRITERS,
    *table_files.WRITERS,
    *json_files.WRITERS,
    *office_files.WRITERS,
)
SEED = 16

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_RECORDINGS = (
    ("radio-address-2008", "en", "radio-address-2008/audio.flac", "radio-address-2008/transcript.txt"),
    ("udhr-en", "en", "udhr/en.mp3", "udhr/en.txt"),
    ("udhr-fr", "fr", "udhr/fr.mp3", "udhr/fr.txt"),
    ("timit-dev/verbatim", "en", "timit-dev/verbatim/audio.flac", "timit-dev/verbatim/transcript.txt"),
    ("prompts-es", "es", "prompts-es/audio.flac", "prompts-es/transcript.txt"),
    ("prompts-fr", "fr", "prompts-fr/audio.flac", "prompts-fr/transcript.txt"),
    ("spont-en", "en", "spontaneous/spont-en/audio.flac", "spontaneous/spont-en/transcript.txt"),
    ("phrases-de", "de", "spontaneous/phrases-de/audio.flac", "spontaneous/phrases-de/transcript.txt"),
    ("phrases-es", "es", "spontaneous/phrases-es/audio.flac", "spontaneous/phrases-es/transcript.txt"),
    ("phrases-pt", "pt", "spontaneous/phrases-pt/audio.flac", "spontaneous/phrases-pt/transcript.txt"),
)

_Card = TypeVar("_Card")


@dataclass(frozen=True, slots=True)
class Source:
    """Sentences in their order; `audio` is where they are said, or None."""

    name: str
    language: str
    sentences: tuple[str, ...]
    audio: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and how it was made."""

    file: File
    source: Source
    writer: str
    style: str
    error: str

    @property
    def name(self) -> str:
        """The name of the file in a table."""
        return " · ".join((self.writer, self.style, self.source.name, self.error))


def _dealt(cards: tuple[_Card, ...], draw: random.Random) -> Iterator[_Card]:
    """All in an order of chance, then all in another one, without end."""
    while True:
        yield from draw.sample(cards, len(cards))


def _is_written(style: Style, writer: Writer, language: str) -> bool:
    return (writer.clocks or not style.timed) and (style.languages is None or language in style.languages)


def texts() -> tuple[Source, ...]:
    """The sentences that are kept for measuring languages, of those languages whose pages are made."""
    return tuple(Source(language, language, language_sentences(language)) for language in PHRASES)


def recordings(corpora: Path) -> tuple[Source, ...]:
    """The recordings of the corpora whose text is theirs from the first word to the last."""
    made = []
    for name, language, audio, text in _RECORDINGS:
        if (corpora / audio).is_file():
            lines = (corpora / text).read_text(encoding="utf-8").splitlines()
            sentences = [part.strip() for line in lines for part in _SENTENCE_END.split(line) if part.strip()]
            made.append(Source(name, language, tuple(sentences), corpora / audio))
    return tuple(made)


def made_files(count: int, sources: tuple[Source, ...], *, sentences: int | None = None, seed: int = SEED) -> Iterator[Made]:
    """`count` files, of all of a source's sentences or of so many, from one of chance on."""
    draw = random.Random(seed)
    writers, styles, dealt = _dealt(WRITERS, draw), _dealt(tuple(STYLES), draw), _dealt(sources, draw)
    for _ in range(count):
        writer, style, source = next(writers), next(styles), next(dealt)
        while source.language in writer.not_in:
            source = next(dealt)
        if not writer.labels:
            style = "full name"
        while not _is_written(STYLES[style], writer, source.language):
            style = next(styles)
        said = source.sentences
        if sentences:
            first = draw.randrange(len(said))
            said = (said[first:] + said[:first])[:sentences]
        page = page_of(programme(source.name, source.language, said, draw), style, draw, menu=draw.random() < 0.5)
        file, error = exported(writer.write(page), draw)
        yield Made(file, source, writer.name, style if writer.labels else "by structure", error)
