"""The cues of caption files as they are shown, from what the readers of all formats give (`oncue.caption_readers`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oncue.caption_readers.ass_reader import read_ass
from oncue.caption_readers.cues import SourceCaptions, line_speaker, line_text
from oncue.caption_readers.faults import CaptionFault
from oncue.caption_readers.invisible_marks import unmarked
from oncue.caption_readers.sbv_reader import read_sbv
from oncue.caption_readers.scc_reader import read_scc
from oncue.caption_readers.spruce_reader import read_spruce
from oncue.caption_readers.srt_reader import read_srt
from oncue.caption_readers.stl_reader import read_stl
from oncue.caption_readers.ttml_reader import read_ttml
from oncue.caption_readers.webvtt_reader import read_webvtt
from oncue.caption_readers.youtube_reader import read_youtube_text
from oncue.captions.formats.written import WrittenCue, decoded
from oncue.errors import UsageError


def srt_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an SRT file, in its order. Tags and codes in braces are left out, labels are text. Raises `UsageError`."""
    return _shown(lambda: read_srt(decoded(data, "SRT")))


def webvtt_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of a WebVTT file, in its order, with the voices of their lines and the times inside. Raises `UsageError`."""
    return _shown(lambda: read_webvtt(decoded(data, "WebVTT")))


def ass_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an ASS or SSA file by their times, the names of its events being the speakers. Drawings, comments and tags
    are left out. Raises `UsageError`."""
    return _shown(lambda: read_ass(decoded(data, "ASS")).captions)


def sbv_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an SBV or SubViewer file, in its order. Raises `UsageError`."""
    return _shown(lambda: read_sbv(decoded(data, "SBV")))


def stl_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an EBU STL file, in its order. Colours and comments are left out. Raises `UsageError`."""
    return _shown(lambda: read_stl(data))


def spruce_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of a text STL file whose times are known, in its order, without comments. Raises `UsageError`."""
    return _shown(lambda: read_spruce(decoded(data, "text STL")))


def scc_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of the first channel of an SCC file that has any. Raises `UsageError`."""
    return _shown(lambda: read_scc(decoded(data, "SCC")).first)


def ttml_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of a Timed Text file, in its order, with the agents of their lines: one in UTF-8, whatever it says of its
    encoding, or else in the encoding that it names. Raises `UsageError`."""
    return _shown(lambda: read_ttml(_text_or_bytes(data)))


def youtube_cues(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of YouTube's timed text, of any of its versions, in its order. Raises `UsageError`."""
    return _shown(lambda: read_youtube_text(decoded(data, "YouTube timed text")))


def _text_or_bytes(data: bytes) -> str | bytes:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data


def _shown(read: Callable[[], SourceCaptions]) -> tuple[WrittenCue, ...]:
    """The cues that a reader gives. Raises `UsageError` for a damaged file, and for one whose captions cannot be shown as
    they are meant."""
    try:
        captions = read()
    except CaptionFault as fault:
        raise _as_error(fault) from fault
    if captions.inexact is not None:
        raise _as_error(captions.inexact)
    shown: list[WrittenCue] = []
    for cue in captions.cues:
        assert cue.start_ms is not None
        assert cue.end_ms is not None
        if cue.continues:
            shown[-1] = replace(shown[-1], end_ms=cue.end_ms)
            continue
        lines = [line for line in cue.lines if not any(piece.stray for piece in line)]
        texts = tuple(unmarked(line_text(line)) for line in lines)
        shown.append(WrittenCue(cue.start_ms, cue.end_ms, texts, tuple(map(line_speaker, lines)), cue.words))
    return tuple(shown)


def _as_error(fault: CaptionFault) -> UsageError:
    return UsageError(fault.detail, reason=fault.reason.value, **fault.data)
