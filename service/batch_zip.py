"""All captions of a batch as one zip, written while it is sent: page by page, one rendering at a time.

The last file in it, `report.json`, says what became of every job: under which name its captions are in the zip, or why they
are not, by code. A zip that breaks off has no directory of its files: no program takes it for a whole one.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from typing import IO, Any

from alignment.errors import OncueError
from jobs.errors import JobsError, StoreUnavailable
from jobs.model import Batch, BatchPage, Job
from service.captions import why_not_captioned
from service.uploads import file_name

REPORT = "report.json"

NAME_BYTES = 180
"""Of a file's name without number and ending: file systems take 255, some 143 of encrypted ones aside."""

SPOOLED_BYTES = 1024 * 1024
PIECE_BYTES = 64 * 1024

MOST_UNAVAILABLE = 5
"""Jobs in a row whose files the store may fail to give before the zip breaks off: the next thousand would fail as well."""

_log = logging.getLogger(__name__)

# What Windows does not allow in a name, or gives to devices, whatever the ending.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.IGNORECASE)


def captions_zip(
    batch: Batch,
    suffix: str,
    pages: Iterator[BatchPage],
    render: Callable[[Job], bytes],
) -> Iterator[bytes]:
    """The zip in pieces. `render` gives a job's captions in the format `suffix`; where it raises, the job is left out, and
    the report says why. Raises what `pages` raises, and `StoreUnavailable` once the file store stays away.
    """
    pipe = _Pipe()
    names = ZipNames(suffix)
    counts: Counter[str] = Counter()
    unavailable = 0
    with tempfile.SpooledTemporaryFile(SPOOLED_BYTES) as report, zipfile.ZipFile(pipe, "w") as zipped:
        report.write(_report_head(batch, suffix))
        for page in pages:
            for job in page.jobs:
                line, data = _captions(job, render)
                unavailable = unavailable + 1 if (line["error"] or {}).get("code") == StoreUnavailable.code else 0
                if unavailable > MOST_UNAVAILABLE:
                    raise StoreUnavailable("The file store does not answer now. Try again in a moment.")
                if data is not None:
                    line["file"] = names.of(job)
                    zipped.writestr(_entry(line["file"], job.completed_at_ms), data)
                    yield from pipe.taken()
                report.write((b",\n" if counts.total() else b"\n") + json.dumps(line).encode())
                counts["captions" if data is not None else "left_out"] += 1
        told = {name: counts[name] for name in ("captions", "left_out")}
        report.write(f'\n], "counts": {json.dumps(told)}}}\n'.encode())
        yield from _copy(report, zipped, pipe)
    yield from pipe.taken()


def _captions(job: Job, render: Callable[[Job], bytes]) -> tuple[dict[str, Any], bytes | None]:
    """The job's line of the report, and its captions where there are any."""
    line: dict[str, Any] = {
        "job": job.id,
        "filename": job.audio.name,
        "status": job.state.value,
        "file": None,
        "error": None,
    }
    code, detail = why_not_captioned(job)
    data = None
    if not code:
        try:
            data = render(job)
        except (OncueError, JobsError) as error:
            code, detail = error.code, error.detail
        except Exception:
            _log.exception("captions for a zip", extra={"job": job.id})
            code, detail = "internal_error", "Oncue made a mistake with it; the log says which."
    if code:
        line["error"] = {"code": code, "detail": detail}
    return line, data


def _report_head(batch: Batch, suffix: str) -> bytes:
    head = {"batch": batch.id, "name": batch.name, "format": suffix}
    return (json.dumps(head).removesuffix("}") + ', "items": [').encode()


def _copy(report: IO[bytes], zipped: zipfile.ZipFile, pipe: _Pipe) -> Iterator[bytes]:
    report.seek(0)
    with zipped.open(_entry(REPORT, None), "w", force_zip64=True) as file:
        while piece := report.read(PIECE_BYTES):
            file.write(piece)
            yield from pipe.taken()


def _entry(name: str, made_at_ms: int | None) -> zipfile.ZipInfo:
    moment = datetime.now(UTC) if made_at_ms is None else datetime.fromtimestamp(made_at_ms / 1000, UTC)
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class ZipNames:
    """A name for each job's captions: the recording's, numbered where two are the same, safe on every system."""

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._taken: dict[str, int] = {_same(REPORT): 2}
        """Names given so far, as the least particular system sees them, with the number that the next of that name gets."""

    def of(self, job: Job) -> str:
        """The name; each call gives another one. Any number of equal names takes time in proportion."""
        stem = _safe(PurePath(file_name(job.audio.name)).stem) or job.id
        name = f"{stem}.{self._suffix}"
        first = _same(name)
        number = self._taken.get(first)
        if number is not None:
            while _same(name := f"{stem}-{number}.{self._suffix}") in self._taken:
                number += 1
            self._taken[first] = number + 1
        self._taken[_same(name)] = 2
        return name


def _same(name: str) -> str:
    """Equal for two names that are one file on some system, where neither letter case nor composed accents count."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())


def _safe(stem: str) -> str:
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem)).strip(". ")
    stem = stem.encode("utf-8", "ignore")[:NAME_BYTES].decode("utf-8", "ignore").rstrip(". ")
    return f"_{stem}" if _DEVICE.fullmatch(stem) or stem.startswith("-") else stem


class _Pipe:
    """What `zipfile` writes to: it has no place to go back to, so each entry is followed by its sizes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing: what was written is taken by the reader."""

    def close(self) -> None:
        """Nothing, likewise."""

    def taken(self) -> Sequence[bytes]:
        """What was written since the last call, as one piece or none."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return [whole] if whole else []
