"""Files that are no transcript, or none that is read, told by their first bytes: what each is called, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedType:
    """`what` a file is, as in "The transcript is ..., not text", and what to do instead; "" where the usual advice does."""

    what: str
    advice: str = ""


_PASSWORD = "save it without its password"
_SAVE_AS_DOCX = "open it in Word or LibreOffice and save it as .docx"
_ONE_FILE = "unpack it and give the transcript itself"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

_STARTS: tuple[tuple[bytes, RefusedType], ...] = (
    (b"%PDF", RefusedType("a PDF")),
    (b"{\\rtf", RefusedType("an RTF document")),
    (b"PK\x05\x06", RefusedType("an empty ZIP archive", _ONE_FILE)),
    (b"Rar!\x1a\x07", RefusedType("a RAR archive", _ONE_FILE)),
    (b"7z\xbc\xaf\x27\x1c", RefusedType("a 7-Zip archive", _ONE_FILE)),
    (b"\x1f\x8b", RefusedType("a gzip archive", _ONE_FILE)),
    (b"BZh", RefusedType("a bzip2 archive", _ONE_FILE)),
    (b"\xfd7zXZ\x00", RefusedType("an xz archive", _ONE_FILE)),
    (b"\x28\xb5\x2f\xfd", RefusedType("a Zstandard archive", _ONE_FILE)),
    (b"ID3", RefusedType("an MP3 recording")),
    (b"fLaC", RefusedType("a FLAC recording")),
    (b"OggS", RefusedType("an Ogg recording")),
    (b"FORM", RefusedType("an AIFF recording")),
    (b"#!AMR", RefusedType("an AMR recording")),
    (b"\x1a\x45\xdf\xa3", RefusedType("a Matroska or WebM recording")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", RefusedType("a Windows Media recording")),
    (b"\x00\x00\x01\xba", RefusedType("an MPEG recording")),
    (b"\x89PNG", RefusedType("an image")),
    (b"\xff\xd8\xff", RefusedType("an image")),
    (b"GIF8", RefusedType("an image")),
    (b"II*\x00", RefusedType("an image")),
    (b"MM\x00*", RefusedType("an image")),
    (b"8BPS", RefusedType("an image")),
    (b"AT&TFORM", RefusedType("a DjVu document", "run OCR over it and save its text as plain text")),
    (b"%!PS", RefusedType("a PostScript file", "export it as PDF")),
    (b"\xffWPC", RefusedType("a WordPerfect document", _SAVE_AS_DOCX)),
    (b"\xdb\xa5", RefusedType("an old Word document (.doc)", _SAVE_AS_DOCX)),
    (b"SQLite format 3\x00", RefusedType("a database")),
    (b"MZ\x90\x00", RefusedType("a program")),
    (b"\x7fELF", RefusedType("a program")),
    (b"bplist00", RefusedType("a property list or a web archive of Safari", "save the page as HTML")),
    (b"BM", RefusedType("an image")),
)
_PLAIN_STARTS = frozenset((b"BM", b"FORM", b"BZh", b"ID3", b"%!PS", b"8BPS", b"\xdb\xa5"))
"""Those that may begin a text as well: a zero among the first bytes tells."""

_RIFF = {b"WAVE": "a WAV recording", b"AVI ": "an AVI recording", b"WEBP": "an image", b"RMID": "a MIDI file"}
_MOVIES = {b"heic": "an image", b"heix": "an image", b"mif1": "an image", b"avif": "an image", b"M4A ": "an M4A recording"}

# What is in an OLE file stands in its folder as UTF-16. A protected file has nothing else; the others may hold each other.
_IN_OLE: tuple[tuple[str, RefusedType], ...] = (
    ("EncryptedPackage", RefusedType("an Office document with a password", _PASSWORD)),
    ("PowerPoint Document", RefusedType("an old PowerPoint presentation (.ppt)")),
    ("WordDocument", RefusedType("an old Word document (.doc)", _SAVE_AS_DOCX)),
    ("Workbook", RefusedType("an old Excel workbook (.xls)", "save the sheet as .csv")),
    ("Book", RefusedType("an old Excel workbook (.xls)", "save the sheet as .csv")),
    ("__substg1.0_", RefusedType("an Outlook message (.msg)", "save the transcript that is in it")),
    ("__nameid_version1.0", RefusedType("an Outlook message (.msg)", "save the transcript that is in it")),
)

# Names of parts, as they stand in a ZIP, and media types that OpenDocument and EPUB put first.
_IN_ZIP: tuple[tuple[bytes, RefusedType], ...] = (
    (b"mimetypeapplication/epub+zip", RefusedType("an EPUB book")),
    (b"opendocument.spreadsheet", RefusedType("an OpenDocument spreadsheet (.ods)", "save the sheet as .csv")),
    (b"opendocument.presentation", RefusedType("an OpenDocument presentation (.odp)")),
    (b"opendocument.graphics", RefusedType("an OpenDocument drawing (.odg)")),
    (b"opendocument.text-master", RefusedType("an OpenDocument master document (.odm)", "save it as .odt with its parts")),
    (b"opendocument.text-web", RefusedType("an OpenDocument web template (.oth)", "save it as HTML")),
    (b"xl/workbook", RefusedType("an Excel workbook (.xlsx)", "save the sheet as .csv")),
    (b"xl/worksheets/", RefusedType("an Excel workbook (.xlsx)", "save the sheet as .csv")),
    (b"ppt/presentation.xml", RefusedType("a PowerPoint presentation (.pptx)")),
    (b"ppt/slides/", RefusedType("a PowerPoint presentation (.pptx)")),
    (b"visio/", RefusedType("a Visio drawing (.vsdx)")),
    (b"Index/Slide", RefusedType("a Keynote presentation (.key)")),
    (b"Index/Tables/", RefusedType("a Numbers spreadsheet (.numbers)", "export the sheet as .csv")),
    (b"Index/Document.iwa", RefusedType("a Pages document (.pages)", "export it as Word (.docx)")),
    (b"QuickLook/", RefusedType("an iWork document (.pages, .numbers or .key)", "export it as Word (.docx)")),
    (b"word/document", RefusedType("a damaged Word document", "open it and save it again as .docx")),
)
_ZIP_ENTRY = re.compile(rb"PK\x03\x04.{22}(?P<length>..)(?P<extra>..)", re.S)
_MP3_FRAMES = frozenset(bytes((0xFF, second)) for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3))
_OLE_FOLDER_BYTES = 4096
# Atomic: a comment ends where it ends first; else a row of them could be grouped in all possible ways.
_SVG = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--(?>.{0,2000}?-->)\s*+|<!DOCTYPE svg[^>]{0,300}>\s*+)*+<svg\b", re.S
)


def refused_type(data: bytes) -> RefusedType | None:
    """What a file is that no type of document reads, as far as its first bytes tell; None for what may be text."""
    if data.startswith(OLE):
        return _in_ole(data)
    if data.startswith(ZIP):
        return _in_zip(data)
    if data.startswith(b"RIFF") and len(data) > 11:
        return RefusedType(_RIFF.get(data[8:12], "a RIFF file"))
    if data[4:8] == b"ftyp":
        return RefusedType(_MOVIES.get(data[8:12], "an MP4 or QuickTime recording"))
    if data[257:262] == b"ustar":
        return RefusedType("a tar archive", _ONE_FILE)
    if data[:2] in _MP3_FRAMES and b"\x00" in data[:4096]:
        return RefusedType("an MP3 recording")
    if _SVG.match(data[:6000]):
        return RefusedType("an image (SVG)")
    binary = b"\x00" in data[:4096]
    for start, kind in _STARTS:
        if data.startswith(start) and (binary or start not in _PLAIN_STARTS):
            return kind
    return None


def _in_ole(data: bytes) -> RefusedType:
    # From [MS-CFB]: the sectors' size as a power of two, and the number of the first one of the folder, which begins with
    # the file's own entries.
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    start = sector * (int.from_bytes(data[48:52], "little") + 1)
    folder = data[start : start + _OLE_FOLDER_BYTES] if 0 < start < len(data) else data
    for name, kind in _IN_OLE:
        if name.encode("utf-16-le") in folder:
            return kind
    return RefusedType("an old office document", _SAVE_AS_DOCX)


def _in_zip(data: bytes) -> RefusedType:
    # Names stand before each part and, of a whole file, all together at its end.
    names = b"\n".join((data[30:4000], *_names(data), data[-200_000:]))
    for name, kind in _IN_ZIP:
        if name in names:
            return kind
    return RefusedType("a ZIP archive or an office document", _ONE_FILE)


def _names(data: bytes) -> list[bytes]:
    found = []
    for entry in _ZIP_ENTRY.finditer(data, 0, 2_000_000):
        length = int.from_bytes(entry.group("length"), "little")
        found.append(data[entry.end() : entry.end() + min(length, 300)])
    return found
