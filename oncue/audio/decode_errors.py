"""Says in one line why a recording cannot be used and what to do: the sentence the user gets, never ffmpeg's own noise."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from oncue.audio.ffmpeg import Log
from oncue.errors import AudioUnreadable, OncueError, StorageFull
from oncue.system.file_names import shown_name

_SNIFFED_BYTES = 4096

# What ffmpeg says (a part of its line) and what that means, the most telling first.
_MEANINGS = (
    ("moov atom not found", "is incomplete: its index is missing, as when an upload breaks off. Export it again."),
    ("not on whitelist", "is in a format that is not accepted. Convert it to WAV, FLAC, MP3 or MP4."),
    ("no decoder found", "has a sound track in a codec that this ffmpeg cannot decode. Convert it to WAV or FLAC."),
    ("Decoder not found", "has a sound track in a codec that this ffmpeg cannot decode. Convert it to WAV or FLAC."),
    ("Cannot allocate memory", "needs more memory to decode than allowed. Convert it to WAV or FLAC."),
    ("Permission denied", "may not be read. Change its permissions."),
)

# The first bytes of what people send by mistake.
_MISTAKES = (
    (b"%PDF", "is a PDF document, not a recording."),
    (b"PK\x03\x04", "is a ZIP archive or an office document. Unpack it and give the recording itself."),
    (b"Rar!", "is a RAR archive. Unpack it and give the recording itself."),
    (b"7z\xbc\xaf", "is a 7z archive. Unpack it and give the recording itself."),
    (b"\x1f\x8b", "is a gzip archive. Unpack it and give the recording itself."),
    (b"\xff\xd8\xff", "is a picture, not a recording."),
    (b"\x89PNG", "is a picture, not a recording."),
    (b"GIF8", "is a picture, not a recording."),
)

# NIST's header: a line of text for each field. What is behind the comma is how the samples are packed.
_SPHERE_CODING = re.compile(rb"^NIST_1A\n.*?\nsample_coding -s\d+ \w+,(?:embedded-)?([\w.-]+)\n", re.DOTALL)

_PLAYLISTS = (b"#EXTM3U", b"<MPD", b"ffconcat", b"[playlist]", b"<smil", b"<?wpl", b"v=0\r\n", b"v=0\n")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A recording where it lies, and what its owner calls it: uploads have names of the service's own."""

    path: Path
    name: str

    @classmethod
    def at(cls, path: Path, name: str | None = None) -> MediaFile:
        """The file at `path`, called as it is there unless its owner calls it otherwise."""
        return cls(path, shown_name(name or path.name or str(path)))


def check_source(source: MediaFile) -> None:
    """Raises `AudioUnreadable` where there is no point in starting ffmpeg: missing, no file, not readable, empty."""
    try:
        status = source.path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise AudioUnreadable(f"{source.name} is a folder: name the recording inside it.")
        if not stat.S_ISREG(status.st_mode):
            raise AudioUnreadable(f"{source.name} is a pipe or a device: save the recording to a file first.")
        if status.st_size == 0:
            raise AudioUnreadable(f"{source.name} is empty (0 bytes): copy or upload it again.")
        with source.path.open("rb"):
            pass
    except FileNotFoundError:
        raise AudioUnreadable(f"{source.name} does not exist: check the path.") from None
    except PermissionError:
        raise AudioUnreadable(f"{source.name} may not be read: change its permissions.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AudioUnreadable(f"{source.name} cannot be opened ({reason}): check the path.") from None


def refusal(source: MediaFile, status: int, log: Log) -> OncueError:
    """The error for a recording of which nothing could be decoded."""
    if any("No space left" in line or "quota exceeded" in line for line in log.errors):
        return StorageFull("The disk is full: make room for the decoded recording and try again.")
    if status > 0 and not log.error_count and not log.sound:
        return OncueError(
            f"ffmpeg could not be started (exit status {status}): check its installation with `ffmpeg -version`."
        )
    return AudioUnreadable(f"{source.name} {_reason(source.path, status, log)}")


def _reason(source: Path, status: int, log: Log) -> str:
    with source.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    for magic, reason in _MISTAKES:
        if head.startswith(magic):
            return reason
    text = _is_text(head)
    if text and any(mark in head for mark in _PLAYLISTS):
        return "is a playlist that points to other files, not a recording. Give the recording itself."
    if text and b"<html" in head.lower():
        return "is a web page, as when a download link needs a login. Download the recording itself."
    if text:
        return "is a text file, not a recording, whatever its name says."
    if any("matches no streams" in line for line in log.errors):
        if log.sound:
            return f"has no sound track of that number, but {len(log.sound)}: {'; '.join(log.sound)}."
        return "has no sound track. Export it with sound."
    if coding := _SPHERE_CODING.search(head):
        name = coding[1].decode("ascii")
        return f"is SPHERE compressed as {name}, which this ffmpeg cannot decode. Decompress it with sph2pipe or w_decode."
    for line in log.errors:
        for words, reason in _MEANINGS:
            if words in line:
                return reason
    if status < 0:
        return "broke the decoder (it crashed, or needed more memory or time than allowed). Convert it to WAV or FLAC."
    if log.sound and not log.error_count:
        return "has a sound track without any sound in it (0 seconds). Export it again."
    if log.sound:
        return "has a sound track that cannot be decoded: it is damaged or encrypted. Export it again, as WAV or FLAC."
    return "is not a recording in any known format, or is damaged from its beginning. Export it again, as WAV or FLAC."


def _is_text(head: bytes) -> bool:
    try:
        text = head[: len(head) - 3 if len(head) == _SNIFFED_BYTES else None].decode("utf-8-sig", "surrogateescape")
    except UnicodeDecodeError:
        return False
    odd = sum(not (character.isprintable() or character.isspace()) for character in text)
    return odd <= len(text) // 50
