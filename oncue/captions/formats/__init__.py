"""Caption formats, found by suffix: a module that writes one and may read it back, and a line in `FORMATS`.

What the command line, the API and the pages say of formats follows from that line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from oncue.caption_readers.ttml_names import TTML_TYPE
from oncue.captions.formats import (
    ass,
    docx,
    ebu_tt_d,
    html,
    json,
    json_cues,
    netflix_imsc,
    podcast_json,
    podcast_json_reader,
    sbv,
    scc,
    srt,
    stl,
    textgrid,
    textgrid_reader,
    ttml,
    txt,
    vtt,
    word_table,
)
from oncue.captions.formats.cues_of_files import (
    ass_cues,
    sbv_cues,
    scc_cues,
    spruce_cues,
    srt_cues,
    stl_cues,
    ttml_cues,
    webvtt_cues,
    youtube_cues,
)
from oncue.captions.formats.json import alignment_from_json, alignment_to_json
from oncue.captions.formats.timecode import parse_timecode
from oncue.captions.formats.written import Written, WrittenCue
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError

__all__ = [
    "FORMATS",
    "READ_ENDINGS",
    "READ_FORMATS",
    "TEXT_STL",
    "Format",
    "ReadOnlyFormat",
    "Use",
    "WordTimes",
    "Written",
    "WrittenCue",
    "alignment_from_json",
    "alignment_to_json",
    "caption_format",
    "format_of_file",
    "formats_by_use",
    "parse_timecode",
    "read_ending_of_file",
    "read_format_of_file",
]


class Use(StrEnum):
    """What the files of a format are for, in the order in which people are shown them."""

    SUBTITLES = "subtitles"
    STREAMING = "streaming"
    PLAYOUT = "playout"
    WEB = "web"
    SCRIPT = "script"
    DATA = "data"


class WordTimes(StrEnum):
    """Whether the files of a format say when each word is said: `BY_CHOICE` with the option `words`."""

    NEVER = "no"
    BY_CHOICE = "by choice"
    ALWAYS = "yes"


@dataclass(frozen=True, slots=True)
class Format:
    """A caption format: `title` is what a table says of it, `media_type` what HTTP does, `suffix` the ending of its files,
    which may have a dot inside ("podcast.json") where programs know the files of several formats by one ending.

    `write` gives the whole file. `read` gives the cues of one and raises `UsageError` for a damaged one; it is None where a
    file has no cues. It is given UTF-8, whatever the file's encoding, where `text` is True, and else the file as it is.
    `links_media` says that a file has the address of the recording (option `media`), `captions` False that one with times of
    words has neither lines nor captions: whoever wants some cuts them. `usual_rate` names the frame rate that its times are
    on where none is chosen; None: they are on none then.
    """

    suffix: str
    media_type: str
    title: str
    write: Callable[[CaptionTrack], Written]
    read: Callable[[bytes], tuple[WrittenCue, ...]] | None = None
    use: Use = Use.SUBTITLES
    word_times: WordTimes = WordTimes.NEVER
    text: bool = False
    links_media: bool = False
    captions: bool = True
    usual_rate: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOnlyFormat:
    """A caption format whose files are read and never written; `endings` are all those of its files, the other fields are as
    in `Format`.

    Captions of such a file that are mended are written in the format `written_as`.
    """

    suffix: str
    title: str
    read: Callable[[bytes], tuple[WrittenCue, ...]]
    endings: tuple[str, ...]
    written_as: str = "srt"
    word_times: WordTimes = WordTimes.NEVER
    text: bool = True
    captions: bool = True


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.suffix: format
        for format in (
            Format("srt", "application/x-subrip", "SubRip", srt.write, srt_cues, text=True),
            Format(
                "vtt",
                "text/vtt",
                "WebVTT, with speakers",
                vtt.write,
                webvtt_cues,
                word_times=WordTimes.BY_CHOICE,
                text=True,
            ),
            Format(
                "ttml",
                TTML_TYPE,
                "TTML: IMSC 1.1, the text profile",
                ttml.write,
                ttml_cues,
                use=Use.STREAMING,
                text=True,
            ),
            Format(
                "ebuttd.xml",
                TTML_TYPE,
                "EBU-TT-D, with colours for speakers",
                ebu_tt_d.write,
                ttml_cues,
                use=Use.STREAMING,
                text=True,
            ),
            Format(
                "netflix.xml",
                TTML_TYPE,
                "TTML in Netflix's profile of IMSC 1.1",
                netflix_imsc.write,
                ttml_cues,
                use=Use.STREAMING,
                text=True,
            ),
            Format(
                "stl",
                "application/x-ebu-stl",
                "EBU STL (N19) for teletext, speakers in colours",
                stl.write,
                stl_cues,
                use=Use.PLAYOUT,
                usual_rate=stl.USUAL_STL_RATE,
            ),
            Format(
                "scc",
                "text/x-scc",
                "SCC: CEA-608 captions that pop on",
                scc.write,
                scc_cues,
                use=Use.PLAYOUT,
                text=True,
                usual_rate=scc.USUAL_SCC_RATE,
            ),
            Format(
                "ass",
                "text/x-ssa",
                "Advanced SubStation Alpha, a style for each speaker",
                ass.write,
                ass_cues,
                word_times=WordTimes.BY_CHOICE,
                text=True,
            ),
            Format("sbv", "text/x-subviewer", "YouTube's SBV", sbv.write, sbv_cues, text=True),
            Format(
                "json",
                "application/json",
                "the alignment: every word with its place in the text, its times and a confidence; and the captions",
                json.write,
                json_cues.read,
                use=Use.DATA,
                word_times=WordTimes.ALWAYS,
                text=True,
            ),
            Format(
                "podcast.json",
                "application/json",
                "Podcasting 2.0 transcript, word by word",
                podcast_json.write,
                podcast_json_reader.read,
                use=Use.WEB,
                word_times=WordTimes.ALWAYS,
                text=True,
                captions=False,
            ),
            Format(
                "csv",
                "text/csv",
                "a table for spreadsheets, a row a word",
                word_table.write_csv,
                word_table.read,
                use=Use.DATA,
                word_times=WordTimes.ALWAYS,
                text=True,
            ),
            Format(
                "tsv",
                "text/tab-separated-values",
                "the same table, with tabs, for programs",
                word_table.write_tsv,
                word_table.read,
                use=Use.DATA,
                word_times=WordTimes.ALWAYS,
                text=True,
            ),
            Format(
                "textgrid",
                "text/praat-textgrid",
                "Praat TextGrid: words, captions and speakers",
                textgrid.write,
                textgrid_reader.read,
                use=Use.DATA,
                word_times=WordTimes.ALWAYS,
                text=True,
            ),
            Format("txt", "text/plain", "the spoken text", txt.write, use=Use.SCRIPT),
            Format(
                "html",
                "text/html",
                "the script as a web page: words light up as they are said, and are heard where they are clicked",
                html.write,
                use=Use.SCRIPT,
                word_times=WordTimes.ALWAYS,
                links_media=True,
            ),
            Format(
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "the script for Word: timecodes, speakers, text",
                docx.write,
                use=Use.SCRIPT,
            ),
        )
    }
)


TEXT_STL = ReadOnlyFormat("stl", "text STL", spruce_cues, ("stl",))
"""What the ending of EBU STL names, too: only a file's content tells which of the two it is."""

_YOUTUBE = ReadOnlyFormat(
    "srv3",
    "YouTube's timed text",
    youtube_cues,
    ("srv1", "srv2", "srv3"),
    word_times=WordTimes.BY_CHOICE,
)

READ_FORMATS: Mapping[str, Format | ReadOnlyFormat] = MappingProxyType(
    {each.suffix: each for each in FORMATS.values() if each.read is not None} | {_YOUTUBE.suffix: _YOUTUBE}
)
"""The formats from whose files captions are read, in the order in which people are told of them."""

_READ_BY_ENDING = dict(READ_FORMATS) | dict.fromkeys(_YOUTUBE.endings, _YOUTUBE)

READ_ENDINGS = tuple(_READ_BY_ENDING)
"""The endings of the files from which captions are read, without dots, in the same order."""


def caption_format(name: str) -> Format:
    """The format of a suffix or of a whole file name, in either case. Raises `UsageError` for an unknown one."""
    found = FORMATS.get(name.lower()) or format_of_file(name)
    if found is None:
        known = ", ".join(FORMATS)
        raise UsageError(f"There is no caption format {name!r}; known are {known}.", option="format", value=name)
    return found


def format_of_file(name: str) -> Format | None:
    """The format whose ending a file's name has, the longest of several ("a.podcast.json"); None where it has no such."""
    return next((FORMATS[ending] for ending in _endings(name) if ending in FORMATS), None)


def read_format_of_file(name: str) -> Format | ReadOnlyFormat | None:
    """The format from which captions are read whose ending a file's name has, as `format_of_file` has it."""
    return None if (ending := read_ending_of_file(name)) is None else _READ_BY_ENDING[ending]


def read_ending_of_file(name: str) -> str | None:
    """The ending of a file's name by which captions are read from it, without its dot; None where it has no such."""
    return next((ending for ending in _endings(name) if ending in _READ_BY_ENDING), None)


def _endings(name: str) -> Iterator[str]:
    """What may be the ending of a file's name, the longest first."""
    _, _, ending = name.lower().partition(".")
    while ending:
        yield ending
        _, _, ending = ending.partition(".")


def formats_by_use() -> dict[Use, list[Format]]:
    """The formats in groups; a use that no format has is left out."""
    found = {use: [each for each in FORMATS.values() if each.use is use] for use in Use}
    return {use: formats for use, formats in found.items() if formats}
