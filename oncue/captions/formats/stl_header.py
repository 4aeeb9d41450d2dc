"""The General Subtitle Information (GSI) block of EBU STL: 1024 bytes on the programme and its file (Tech 3264-E, 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oncue.caption_readers.stl_reader import RATE_NOTE, TELETEXT_ROWS

CODE_PAGE = "cp850"
"""The code page of the block itself, "multilingual" (CPN)."""

TITLE_CHARS = 32
TELETEXT_COLUMNS = 40
"""All columns of the screen of teletext, level 1, of which codes take some."""

_TELETEXT_LEVEL_1 = b"1"

# Appendix 3 of Tech 3264-E.
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "sq": "01", "br": "02", "ca": "03", "hr": "04", "cy": "05", "cs": "06", "da": "07", "de": "08", "en": "09",
        "es": "0A", "eo": "0B", "et": "0C", "eu": "0D", "fo": "0E", "fr": "0F", "fy": "10", "ga": "11", "gd": "12",
        "gl": "13", "is": "14", "it": "15", "la": "17", "lv": "18", "lb": "19", "lt": "1A", "hu": "1B", "mt": "1C",
        "nl": "1D", "no": "1E", "nb": "1E", "nn": "1E", "oc": "1F", "pl": "20", "pt": "21", "ro": "22", "rm": "23",
        "sr": "24", "sk": "25", "sl": "26", "fi": "27", "sv": "28", "tr": "29", "wa": "2B", "zu": "45", "vi": "46",
        "uz": "47", "ur": "48", "uk": "49", "th": "4A", "te": "4B", "tt": "4C", "ta": "4D", "tg": "4E", "sw": "4F",
        "so": "51", "si": "52", "sn": "53", "ru": "56", "qu": "57", "ps": "58", "pa": "59", "fa": "5A", "or": "5C",
        "ne": "5D", "mr": "5F", "ms": "61", "mg": "62", "mk": "63", "lo": "64", "ko": "65", "km": "66", "kk": "67",
        "kn": "68", "ja": "69", "id": "6A", "hi": "6B", "he": "6C", "ha": "6D", "gn": "6E", "gu": "6F", "el": "70",
        "ka": "71", "ff": "72", "zh": "75", "my": "76", "bg": "77", "bn": "78", "be": "79", "bm": "7A", "az": "7B",
        "as": "7C", "hy": "7D", "ar": "7E", "am": "7F",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GeneralInformation:
    """What a writer says of the whole file. Times are hours, minutes, seconds and frames."""

    title: bytes
    language: str
    """As in an alignment; one that the EBU has no code for is written as unknown."""
    alphabet: bytes
    frames_per_second: int
    rate_name: str
    blocks: int
    subtitles: int
    groups: int
    programme_start: tuple[int, int, int, int]
    first_cue: tuple[int, int, int, int]


def general_information(about: GeneralInformation) -> bytes:
    """The block. Fields that nothing is known for are blank, as the standard asks; so are the dates, for the same captions
    are the same file on any day."""
    fields: tuple[tuple[str, bytes, int], ...] = (
        ("CPN", CODE_PAGE[2:].encode(), 3),
        ("DFC", b"STL%02d.01" % about.frames_per_second, 8),
        ("DSC", _TELETEXT_LEVEL_1, 1),
        ("CCT", about.alphabet, 2),
        ("LC", _LANGUAGES.get(about.language.lower().split("-")[0], "00").encode(), 2),
        ("OPT", about.title[:TITLE_CHARS], 32),
        ("OET, TPT, TET, TN, TCD", b"", 5 * 32),
        ("SLR", b"", 16),
        ("CD, RD", b"", 12),
        ("RN", b"00", 2),
        ("TNB", b"%05d" % min(about.blocks, 99_999), 5),
        ("TNS", b"%05d" % min(about.subtitles, 99_999), 5),
        ("TNG", b"%03d" % about.groups, 3),
        ("MNC", b"%02d" % TELETEXT_COLUMNS, 2),
        ("MNR", b"%02d" % TELETEXT_ROWS, 2),
        ("TCS", b"1", 1),  # the time codes are to be used
        ("TCP", _digits(about.programme_start), 8),
        ("TCF", _digits(about.first_cue), 8),
        ("TND, DSN", b"11", 2),
        ("CO, PUB, EN, ECD, spare", b"", 3 + 32 + 32 + 32 + 75),
        # The standard has two rates: 30 is also what is counted at 29.97, dropping labels or not. This is where a file may
        # say so, and where the reader here looks for it.
        ("UDA", RATE_NOTE + about.rate_name.encode(), 576),
    )
    return b"".join(value.ljust(width, b" ") for _, value, width in fields)


def _digits(time: tuple[int, int, int, int]) -> bytes:
    return b"%02d%02d%02d%02d" % time
