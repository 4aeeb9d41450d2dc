"""The file name of a download: one that is safe on every system, and one in ASCII for programs that read no other.

`curl -OJ` and old players read `filename` alone; browsers and wget prefer `filename*` (RFC 6266).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from anyascii import anyascii

from service.file_names import file_name, stem_of

NAME_BYTES = 180
"""Most bytes of a file's name without number and ending: file systems take 255, some 143 of encrypted ones aside."""

# What Windows does not allow in a name, or gives to devices, whatever the ending.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|clock\$|con(in|out)\$|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.IGNORECASE)

_AT_ITS_ENDS = ". \u200c\u200d"
_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"
"""Characters that RFC 8187 leaves as they are, beside letters and digits."""

_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_PERCENT = re.compile(r"%(?=[0-9A-Fa-f]{2})")


def safe_stem(given: str) -> str:
    """The name of a recording without its ending, as any system takes it; empty where that says nothing."""
    stem = _safe(stem_of(file_name(given)))
    return stem if any(unicodedata.category(character)[0] in "LNS" for character in stem) else ""


def content_disposition(given: str, ending: str, *, otherwise: str, inline: bool = False) -> str:
    """The header that names a download: a recording's name, with another `ending`; `otherwise` where nothing is left of
    the name, and in the ASCII one where it has nothing to read out. Neither can break the header."""
    stem = safe_stem(given) or otherwise
    name, plain = f"{stem}.{ending}", f"{_in_ascii(stem) or otherwise}.{ending}"
    header = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS)}"


def _safe(stem: str) -> str:
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem)).strip(_AT_ITS_ENDS)
    stem = stem.encode("utf-8", "ignore")[:NAME_BYTES].decode("utf-8", "ignore").rstrip(_AT_ITS_ENDS)
    return f"_{stem}" if _DEVICE.fullmatch(stem) or stem.startswith("-") else stem


def _in_ascii(stem: str) -> str:
    """The name read out in Latin letters, which says more than leaving the others away; empty where that gives no letter."""
    read = stem if stem.isascii() else " ".join(_EMOJI.sub(r" \1 ", anyascii(stem)).split())
    plain = _safe(_PERCENT.sub("_", read))
    return plain if any(character.isalnum() for character in plain) else ""
