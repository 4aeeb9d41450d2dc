"""Transcripts that are STL files: the EBU's binary ones (EBU Tech 3264), and the text that Spruce's programs write."""

from __future__ import annotations

from oncue.caption_readers.cues import SourceCaptions
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.spruce_reader import read_spruce, spruce_line
from oncue.caption_readers.stl_reader import GSI_BYTES, is_ebu_stl, read_stl
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the first block is the EBU's, or the first line that is no setting is one of Spruce's: by the spaces
    around its commas, which no table has, or by the file's name."""
    if is_ebu_stl(file.data):
        return TypeMatch.SIGNATURE
    found = spruce_line(file.head)
    named = found is not None and (file.suffix == ".stl" or " , " in found)
    return TypeMatch.SIGNATURE if named else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The subtitles' words. Raises `TranscriptUnreadable` where the file is damaged."""
    if is_ebu_stl(file.data):
        return document_of_captions(lambda: _with_subtitles(file.data))
    return document_of_captions(lambda: read_spruce(file.text))


def _with_subtitles(data: bytes) -> SourceCaptions:
    captions = read_stl(data)
    if len(data) == GSI_BYTES:
        raise CaptionFault(FaultReason.CUT_OFF, "This EBU STL file has no subtitles: it is cut off, or of no programme.")
    return captions
