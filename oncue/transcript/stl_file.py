"""Transcripts that are STL files: the EBU's binary ones (EBU Tech 3264), and the text that Spruce's programs write."""

from __future__ import annotations

import re

from oncue.caption_readers.cue_times import milliseconds
from oncue.caption_readers.cues import SourceCaptions, SourceCue
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.line_ends import LINE_END
from oncue.caption_readers.stl_reader import GSI_BYTES, is_ebu_stl, read_stl
from oncue.errors import TranscriptUnreadable
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_TIME = r"\d{1,2}:\d{2}:\d{2}[:;.]\d{1,3}"
_SPRUCE = re.compile(rf"[ \t]*({_TIME})[ \t]*,[ \t]*({_TIME})[ \t]*,[ \t]*(.*)")
_SPRUCE_CUE = re.compile(rf"^{_SPRUCE.pattern}$", re.M)
_ASIDE = re.compile(r"[ \t]*(?://|\$)")
_TOGGLE = re.compile(r"\^[BIU]")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the first block is the EBU's, or the first line that is no setting is one of Spruce's: by the spaces
    around its commas, which no table has, or by the file's name."""
    if is_ebu_stl(file.data):
        return TypeMatch.SIGNATURE
    head = LINE_END.sub("\n", file.head)
    found = _SPRUCE_CUE.search(head)
    before = head[: found.start()].split("\n") if found else ["-"]
    if not found or not (file.suffix == ".stl" or " , " in found.group()):
        return TypeMatch.NONE
    return TypeMatch.SIGNATURE if all(not line.strip() or _ASIDE.match(line) for line in before) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The subtitles' words. Raises `TranscriptUnreadable` where the file is damaged."""
    if is_ebu_stl(file.data):
        return document_of_captions(lambda: _with_subtitles(file.data))
    cues: list[SourceCue] = []
    for number, line in enumerate(LINE_END.split(file.text), 1):
        if not line.strip() or _ASIDE.match(line):
            continue
        found = _SPRUCE.fullmatch(line)
        if not found:
            raise TranscriptUnreadable(
                f"The STL file is damaged at line {number}: {line.strip()[:60]!r} has no two times. Export it again.",
                line=number,
            )
        text = _TOGGLE.sub("", found.group(3)).replace("|", "\n")
        cues.append(SourceCue(milliseconds(found.group(1)), milliseconds(found.group(2)), lines_of_markup(text)))
    return document_of_cues(cues)


def _with_subtitles(data: bytes) -> SourceCaptions:
    captions = read_stl(data)
    if len(data) == GSI_BYTES:
        raise CaptionFault(FaultReason.CUT_OFF, "This EBU STL file has no subtitles: it is cut off, or of no programme.")
    return captions
