"""All captions of a batch as one zip, written while it is sent: page by page, one rendering at a time.

Whatever grows with the number of jobs (names, the zip's directory, the report) is on disk. The last file in it,
`report.json`, says for every job under which name its captions are in the zip, or why they are not, by code. A zip that
breaks off has no directory of its files: no program takes it for a whole one.
"""

from __future__ import annotations

import json
import logging
import pickle
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from typing import IO, Any, cast

from oncue.captions.formats import Written
from oncue.errors import OncueError
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.model import Batch, BatchPage, Job
from service.captionless import why_not_captioned
from service.serializers import lost_json
from service.zip_names import ZipNames

REPORT = "report.json"

SPOOLED_BYTES = 1024 * 1024
PIECE_BYTES = 64 * 1024

ZIP_YEARS = (1980, 2107)
"""The first and the last year that a zip can say. A host whose clock was not set writes others."""

MOST_UNAVAILABLE = 5
"""Jobs in a row whose files the store may fail to give before the zip breaks off: the next thousand would fail as well."""

_log = logging.getLogger(__name__)


def captions_zip(
    batch: Batch,
    suffix: str,
    pages: Iterator[BatchPage],
    render: Callable[[Job], Written],
    *,
    spooled_bytes: int = SPOOLED_BYTES,
) -> Iterator[bytes]:
    """Yields the zip in pieces. `render` gives a job's captions in the format `suffix`.

    Where it raises, the job is left out, and the report says why. Data that grows with the jobs is in memory up to
    `spooled_bytes`, then on disk. Raises what `pages` raises, and `StoreUnavailable` once the file store stays away.
    """
    counts: Counter[str] = Counter()
    unavailable = 0
    with ExitStack() as stack:
        spooled = [stack.enter_context(tempfile.SpooledTemporaryFile(spooled_bytes)) for _ in range(3)]
        report, pipe = spooled[0], _Pipe(spooled[1])
        names = stack.enter_context(closing(ZipNames(suffix, REPORT)))
        zipped = stack.enter_context(zipfile.ZipFile(pipe, "w"))
        zipped.filelist = cast(list[zipfile.ZipInfo], _Directory(spooled[2]))
        zipped.NameToInfo = _Forgetful()
        report.write(_report_head(batch, suffix))
        for page in pages:
            for job in page.jobs:
                line, written = _captions(job, render)
                unavailable = unavailable + 1 if (line["error"] or {}).get("code") == StoreUnavailable.code else 0
                if unavailable > MOST_UNAVAILABLE:
                    raise StoreUnavailable("The file store does not answer now. Try again in a moment.")
                if written is not None:
                    line["file"] = names.of(job)
                    zipped.writestr(_entry(line["file"], job.completed_at_ms), written.data)
                    yield from pipe.taken()
                report.write((b",\n" if counts.total() else b"\n") + json.dumps(line).encode())
                counts["captions" if written is not None else "left_out"] += 1
        told = {name: counts[name] for name in ("captions", "left_out")}
        report.write(f'\n], "counts": {json.dumps(told)}}}\n'.encode())
        yield from _copy(report, zipped, pipe)
        zipped.close()
        yield from pipe.taken()


def _captions(job: Job, render: Callable[[Job], Written]) -> tuple[dict[str, Any], Written | None]:
    """The job's line of the report, and its captions where there are any."""
    line: dict[str, Any] = {
        "job": job.id,
        "filename": job.audio.name,
        "status": job.state.value,
        "file": None,
        "error": None,
        "lost": [],
    }
    code, detail = why_not_captioned(job)
    written = None
    if not code:
        try:
            written = render(job)
            line["lost"] = lost_json(written.lost)
        except OncueError as error:
            code, detail = error.code, error.detail
        except Exception:
            _log.exception("captions for a zip", extra={"job": job.id})
            code, detail = "internal_error", "Oncue made a mistake with it; the log says which."
    if code:
        line["error"] = {"code": code, "detail": detail}
    return line, written


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
    first, last = ZIP_YEARS
    if not first <= moment.year <= last:
        moment = datetime(min(last, max(first, moment.year)), 1, 1, tzinfo=UTC)
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Directory:
    """The entries that `zipfile` keeps until its end, for the directory it writes then.

    They are on disk, as there may be many.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._count = 0

    def append(self, entry: zipfile.ZipInfo) -> None:
        pickle.dump(entry, self._file)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)


class _Forgetful(dict[str, zipfile.ZipInfo]):
    """A dict that keeps nothing, where `zipfile` would keep every entry once more, by name: nobody asks for one here."""

    def __setitem__(self, name: str, entry: zipfile.ZipInfo) -> None:
        return


class _Pipe:
    """The file that `zipfile` writes to. It cannot seek, so each entry is followed by its sizes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes, /) -> int:
        return self._file.write(data)

    def flush(self) -> None:
        """Does nothing: the reader takes what was written."""

    def close(self) -> None:
        """Does nothing, likewise."""

    def taken(self) -> Iterator[bytes]:
        """Yields, in pieces, what was written since the last call."""
        self._file.seek(0)
        while piece := self._file.read(PIECE_BYTES):
            yield piece
        self._file.seek(0)
        self._file.truncate()
