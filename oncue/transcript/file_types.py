"""The types of document that a transcript may be, each with the module that reads it. Content decides; a name is a hint.

A further type is a module with `sniff` and `read`, and a line in `DOCUMENT_TYPES`: what the pages, the batches and the
errors say of accepted files follows from that. Both run in the reading process, within its limits.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from oncue.errors import TranscriptUnreadable
from oncue.transcript import (
    ass_file,
    docx_file,
    html_page,
    json_file,
    lrc_file,
    markdown_file,
    mhtml_page,
    numbered_lines,
    odt_file,
    pdf_file,
    plain_text,
    rtf_file,
    sami_file,
    sbv_file,
    scc_file,
    srt_file,
    stl_file,
    table_file,
    ttml_file,
    webvtt_file,
    youtube_file,
)
from oncue.transcript.document import Document
from oncue.transcript.encoding import NotText
from oncue.transcript.picture_captions import picture_captions
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


class DocumentReader(Protocol):
    """A module that reads one type of document, binary or text."""

    def sniff(self, file: UploadedFile) -> TypeMatch:
        """How much speaks for the type. Raises nothing."""

    def read(self, file: UploadedFile) -> Document:
        """What is in the file. Raises `TranscriptUnreadable` where it is damaged."""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document: `name` is what a person calls it in a list, `called` what one file of it is called.

    `captions` is True where a programme's captions are kept so: a folder's texts come before them. `data` is True where most
    files of the type are no transcripts: a folder's texts and captions come before them, and one without a recording of its
    name is passed over. `libraries` are modules which the reading process loads before the first text, as their loading is
    not to count as that text's time. `packed` are the first bytes of files that hold pictures and fonts beside their text,
    and so may be larger.
    """

    name: str
    called: str
    suffixes: tuple[str, ...]
    reader: DocumentReader
    captions: bool = False
    data: bool = False
    libraries: tuple[str, ...] = ()
    packed: tuple[bytes, ...] = ()


PLAIN_TEXT = DocumentType("plain text", "text", (".txt",), plain_text)

_TTML_SUFFIXES = (".ttml", ".dfxp", ".itt", ".ebutt")

DOCUMENT_TYPES: tuple[DocumentType, ...] = (
    PLAIN_TEXT,
    DocumentType("HTML", "HTML page", (".html", ".htm"), html_page, libraries=("oncue.transcript.html_main_text",)),
    DocumentType(
        "Markdown",
        "Markdown text",
        (".md", ".markdown"),
        markdown_file,
        data=True,  # a folder's README is no transcript
        libraries=("oncue.transcript.markdown_text",),
    ),
    DocumentType("MHTML", "MHTML page", (".mht", ".mhtml"), mhtml_page, packed=(b"From: <Saved by", b"MIME-Version:")),
    DocumentType("DOCX", "Word document", (".docx", ".docm", ".dotx"), docx_file, packed=(b"PK\x03\x04",)),
    DocumentType("ODT", "OpenDocument text", (".odt", ".ott", ".fodt"), odt_file, packed=(b"PK\x03\x04",)),
    DocumentType("RTF", "RTF document", (".rtf",), rtf_file, libraries=("striprtf.striprtf",), packed=(b"{\\rtf",)),
    DocumentType("PDF", "PDF", (".pdf",), pdf_file, libraries=("pypdfium2.raw",), packed=(b"%PDF",)),
    DocumentType("CSV", "table", (".csv", ".tsv", ".tab", ".psv"), table_file, data=True),
    DocumentType("JSON", "JSON file", (".json", ".jsonl", ".ndjson"), json_file, data=True),
    DocumentType("SRT", "SRT file", (".srt",), srt_file, captions=True),
    DocumentType("WebVTT", "WebVTT file", (".vtt",), webvtt_file, captions=True),
    DocumentType("ASS", "ASS file", (".ass", ".ssa"), ass_file, captions=True),
    DocumentType("TTML", "TTML file", _TTML_SUFFIXES, ttml_file, captions=True, libraries=("lxml.etree",)),
    DocumentType("EBU STL", "STL file", (".stl",), stl_file, captions=True),
    DocumentType("SCC", "SCC file", (".scc",), scc_file, captions=True),
    DocumentType("SBV", "SBV file", (".sbv",), sbv_file, captions=True),
    DocumentType(
        "YouTube timed text",
        "YouTube file",
        (".srv1", ".srv2", ".srv3"),
        youtube_file,
        captions=True,
        libraries=("lxml.etree",),
    ),
    DocumentType("SAMI", "SAMI file", (".smi", ".sami"), sami_file, captions=True),
    DocumentType("MicroDVD", "MicroDVD file", (".sub", ".mpl"), numbered_lines, captions=True, libraries=("pysubs2",)),
    DocumentType("LRC", "LRC file", (".lrc",), lrc_file, captions=True),
)
"""In the order in which people are told of them."""

TEXT_SUFFIXES = tuple(suffix for kind in DOCUMENT_TYPES if not kind.captions and not kind.data for suffix in kind.suffixes)
CAPTION_SUFFIXES = tuple(suffix for kind in DOCUMENT_TYPES if kind.captions for suffix in kind.suffixes)
DATA_SUFFIXES = tuple(suffix for kind in DOCUMENT_TYPES if kind.data for suffix in kind.suffixes)


def type_of(file: UploadedFile, types: Sequence[DocumentType] = DOCUMENT_TYPES) -> DocumentType:
    """The type that most speaks for; the first of them where it is as much for several."""
    return max(types, key=lambda kind: kind.reader.sniff(file))


def read_document(file: UploadedFile, types: Sequence[DocumentType] = DOCUMENT_TYPES) -> tuple[DocumentType, Document]:
    """The file's type and what is in it. Raises `TranscriptUnreadable` where it is of no type, or damaged."""
    if pictures := picture_captions(file):
        raise TranscriptUnreadable(
            f"The transcript is {pictures}: pictures of text, which nothing here reads. Give captions as text, such as SRT.",
            looks_like=pictures,
        )
    kind = type_of(file, types)
    try:
        return kind, kind.reader.read(file)
    except NotText as error:
        data = {"looks_like": error.what} if error.is_known else {}
        advice = error.advice or how_to_save(types)
        raise TranscriptUnreadable(f"The transcript is {error.what}, not text: {advice}.", **data) from error


def type_names(types: Sequence[DocumentType] = DOCUMENT_TYPES) -> str:
    """All types that are read, in a sentence."""
    *names, last = (kind.name for kind in types)
    return f"{', '.join(names)} or {last}"


def how_to_save(types: Sequence[DocumentType] = DOCUMENT_TYPES) -> str:
    """What to do with a file that nothing here reads."""
    return f"save the transcript as {type_names(types)}"


def load_libraries() -> None:
    """Imports what the types' readers import when they first read."""
    for kind in DOCUMENT_TYPES:
        for module in kind.libraries:
            importlib.import_module(module)
