"""Files of every type as houses publish them: no word is lost or in another's mouth, and all give the same captions."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from bench.pages.__main__ import read
from bench.pages.corpus import WRITERS, Made, made_files, texts
from bench.pages.page import Page, Writer, page_of
from bench.pages.programme import language_sentences, programme
from bench.pages.scoring import words
from oncue.captions.formats import caption_format
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.errors import InputError, TranscriptEmpty, TranscriptUnreadable
from oncue.model import Alignment, EngineInfo, Quality, TimedWord, Token, Transcript, WordStatus
from oncue.transcript import read_transcript
from oncue.transcript.file_types import CAPTION_SUFFIXES, DATA_SUFFIXES, TEXT_SUFFIXES

_WORD_MS = 300
_PAUSE_MS = 500
_WITHOUT_NAMES = ("JSON of Whisper", "JSON of whisper.cpp", "JSON of Deepgram")
"""These number people, or tell nobody."""


@cache
def _files() -> tuple[Made, ...]:
    return tuple(made_files(4 * len(WRITERS), texts(), sentences=10, seed=7))


@pytest.mark.parametrize("writer", [writer.name for writer in WRITERS])
def test_no_word_is_lost_or_in_anothers_mouth(writer: str) -> None:
    for made in _files():
        if made.writer == writer:
            score = read(made)
            assert (score.lost, score.misattributed) == (0, 0), f"{made.name}: {score.examples}"


@cache
def _page() -> Page:
    draw = random.Random(3)
    plain = [sentence for sentence in language_sentences("en") if sentence.isascii()]
    page = page_of(programme("en", "en", plain[:12], draw), "full name", draw, menu=False)
    return Page(page.programme, page.style, page.head[:1], page.turns, ())


def _timed(tokens: tuple[Token, ...]) -> Iterator[TimedWord]:
    """The spoken words one after the other, with a pause behind each sentence."""
    at_ms = 0
    for token in tokens:
        if token.speakable and token.kind is None and re.search(r"\w", token.text):
            times = (at_ms, at_ms + _WORD_MS - 50)
            yield TimedWord(token.text, token.char_start, token.char_end, token.speaker, *times, 0.9, WordStatus.ALIGNED)
            at_ms += _WORD_MS + _PAUSE_MS * (token.text[-1] in ".!?")


def _captions(transcript: Transcript) -> str:
    words = tuple(_timed(transcript.tokens))
    engine, quality = EngineInfo("none", "none", "none"), Quality(1.0, 1.0, 1.0)
    alignment = Alignment("en", words[-1].end_ms or 0, engine, quality, words, (), ())
    return caption_format("srt").write(CaptionTrack(alignment, transcript.text, caption_options({}))).data.decode()


def _of(writer: Writer) -> Transcript:
    file = writer.write(_page())
    return read_transcript(file.data, name=file.name)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_type_gives_the_captions_of_its_plain_text(writer: Writer) -> None:
    plain, read_ = _of(WRITERS[0]), _of(writer)
    if writer.name in _WITHOUT_NAMES:
        plain, read_ = (
            replace(each, tokens=tuple(replace(token, speaker=None) for token in each.tokens)) for each in (plain, read_)
        )
    assert _captions(read_) == _captions(plain)


_NOTHING = ("empty", "zeros", "blank", "ones")
_ENDINGS = ("page.txt", "page.html", "page.pdf", "page.docx", "page.json", "page.mp3", "page")


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_content_decides_whatever_a_file_is_called(writer: Writer) -> None:
    file = writer.write(_page())
    plain = read_transcript(file.data, name=file.name)
    for name in _ENDINGS:
        assert read_transcript(file.data, name=name) == plain, name


_PROSE = "Good evening, and welcome. We have waited, all of us; so.\nThe bridge cost four million, as they say, in all.\n"


@pytest.mark.parametrize("suffix", sorted({*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES}))
def test_a_plain_text_stays_one_under_any_types_ending(suffix: str) -> None:
    for text in (_PROSE, WRITERS[0].write(_page()).data.decode()):
        assert read_transcript(text.encode(), name=f"page{suffix}").tokens == read_transcript(text.encode()).tokens


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_file_that_ends_early_is_read_as_far_as_it_goes_or_refused(writer: Writer) -> None:
    file = writer.write(_page())
    said = {word for sentence in language_sentences("en") for word in words(sentence)} | {"anna", "ben", "clara"}
    for size in (1, 10, len(file.data) // 3, len(file.data) // 2, len(file.data) - 20, len(file.data) - 1):
        taken = _speech_or_refusal(file.data[:size], file.name)
        # The last words may be cut in two.
        assert sum(word not in said for word in taken) <= 8 + (size < 100) * 10, (size, taken[:20])


def _speech_or_refusal(data: bytes, name: str) -> list[str]:
    """The words that are taken for speech; none for a file that is refused with a code of transcripts."""
    try:
        transcript = read_transcript(data, name=name)
    except (TranscriptUnreadable, TranscriptEmpty):
        return []
    return [word for token in transcript.tokens if token.speakable and not token.kind for word in words(token.text)]


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 2_000_000, b" \n" * 1_000_000, b"\xff" * 2_000_000], ids=["empty", "zeros", "blank", "ones"]
)
def test_two_megabytes_of_nothing_are_refused(data: bytes) -> None:
    for suffix in sorted({writer.write(_page()).name.rpartition(".")[2] for writer in WRITERS}):
        with pytest.raises(InputError) as refused:
            read_transcript(data, name=f"page.{suffix}")
        assert refused.value.code in ("transcript_empty", "transcript_unreadable"), suffix
