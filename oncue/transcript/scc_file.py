"""Transcripts that are Scenarist closed captions (SCC): CEA-608 in hexadecimal words, popped on, painted on or rolled up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.caption_readers.scc_reader import is_scc, is_scc_line, read_scc
from oncue.text.language_id import near_languages, shares
from oncue.transcript.caption_source import unbroken
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_SAMPLE_CHARS = 4_000


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it begins as every SCC file must, a shape where only its heading is missing."""
    if is_scc(file.head):
        return TypeMatch.SIGNATURE
    return TypeMatch.SHAPE if is_scc_line(LINE_END.split(file.head, maxsplit=1)[0]) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The captions' words. Raises `TranscriptUnreadable` where a line is none of hexadecimal words."""
    captions = unbroken(lambda: read_scc(file.text))
    cues, notices = _of_channels({name: channel.cues for name, channel in captions.channels.items()})
    return document_of_cues(cues, notices=notices)


def _of_channels(used: Mapping[str, Sequence[SourceCue]]) -> tuple[list[SourceCue], tuple[str, ...]]:
    """The cues of the first channel, with those of others in another language: one of them is spoken. Notices tell which
    channels were left out."""
    if len(used) < 2:
        return [cue for cues in used.values() for cue in cues], ()
    languages = {name: _language(cues) for name, cues in used.items()}
    chosen: list[str] = []
    notices: list[str] = []
    for name in used:
        same = [one for one in chosen if languages[one] in near_languages(languages[name])]
        if same:
            notices.append(
                f"channel_left_out: the captions of channel {name} were left out ({len(used[name])} of them): those of "
                f"{same[0]} are in the same language."
            )
        else:
            chosen.append(name)
    cues = [cue for name in chosen for cue in used[name]]
    return sorted(cues, key=lambda cue: cue.start_ms or 0), tuple(notices)


def _language(cues: Sequence[SourceCue]) -> str:
    found = shares(" ".join(" ".join(cue.texts) for cue in cues)[:_SAMPLE_CHARS].lower() or "-")
    return max(found, key=lambda code: found[code])
