"""What a type of document is to the rest: a module that sniffs at bytes, and one line of the registry."""

from __future__ import annotations

import pytest

from oncue.errors import TranscriptUnreadable
from oncue.model import UnspokenKind
from oncue.transcript import read_transcript
from oncue.transcript.document import Document, Marked, Voice
from oncue.transcript.file_types import (
    CAPTION_SUFFIXES,
    DATA_SUFFIXES,
    DOCUMENT_TYPES,
    TEXT_SUFFIXES,
    DocumentType,
    how_to_save,
    read_document,
    type_of,
)
from oncue.transcript.read import transcript_of
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


class _Tape:
    """A binary type: a signature with a zero in it, then UTF-16."""

    def sniff(self, file: UploadedFile) -> TypeMatch:
        return TypeMatch.SIGNATURE if file.data.startswith(b"TAPE\x00") else TypeMatch.NONE

    def read(self, file: UploadedFile) -> Document:
        return Document(file.data[5:].decode("utf-16-le"))


def test_a_binary_type_is_read_wherever_it_stands_in_the_registry() -> None:
    tape = DocumentType("TAPE", "TAPE file", (".tape",), _Tape())
    file = UploadedFile(b"TAPE\x00" + "Good morning.".encode("utf-16-le"))
    for types in ((tape, *DOCUMENT_TYPES), (*DOCUMENT_TYPES, tape)):
        assert read_document(file, types) == (tape, Document("Good morning."))
        assert "TAPE" in how_to_save(types)


def test_what_the_structure_tells_reaches_the_tokens() -> None:
    text = "Note: eat well.3 And sleep."
    voices = (Voice(0, 16, "Anna"), Voice(17, len(text), "Ben"))
    marked = (Marked(15, 16, UnspokenKind.CHROME),)
    document = Document(text, voices=voices, names_speakers=True, marked=marked, notices=("page_left_out: the last page.",))
    transcript = transcript_of(document)
    assert transcript.notices == ("page_left_out: the last page.",)
    told = [(token.text, token.speaker, token.speakable) for token in transcript.tokens]
    assert told == [
        *[(word, "Anna", True) for word in ("Note:", "eat", "well.")],
        ("3", None, False),
        *[(word, "Ben", True) for word in ("And", "sleep.")],
    ]


def test_a_refusal_names_every_type_that_is_read() -> None:
    with pytest.raises(TranscriptUnreadable) as refused:
        read_transcript(b"\x89PNG\r\n\x1a\n and more")
    assert all(kind.name in refused.value.detail for kind in DOCUMENT_TYPES)
    assert refused.value.data == {"looks_like": "an image"}


def test_subtitles_in_italics_stay_subtitles_and_a_page_that_quotes_a_cue_stays_a_page() -> None:
    cues = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n<i>Good</i> <b>morning</b>.\n\n" for n in range(1, 8))
    assert type_of(UploadedFile(cues.encode())).name == "SRT"
    assert type_of(UploadedFile(f"<html><body>\n{cues}".encode())).name == "HTML"


def test_every_type_has_suffixes_that_no_other_has() -> None:
    suffixes = [suffix for kind in DOCUMENT_TYPES for suffix in kind.suffixes]
    assert sorted(suffixes) == sorted({*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES})
    assert all(kind.suffixes for kind in DOCUMENT_TYPES)
