"""The state of a batch between two runs: its batch at the service, its jobs, the files it wrote, and their results."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oncue.cli.batch.journal import Journal

STATE_NAME = ".oncue-batch.jsonl"

FIRST_FILE_NAME = ".oncue-batch.json"
"""The file of Oncue 0.1.0, which kept all in one JSON object. It is read where the newer one is not there, and never
changed."""

SLACK_LINES = 1000
"""A journal is written anew when it has so many lines more than twice what it needs."""

CONTENTS_KEPT = 8
"""Hashes of the latest contents kept of each file: enough for runs that were killed one after the other."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that was written for the recording `audio`, and the SHA-256 of the latest contents that were written.

    There are no hashes where Oncue 0.1.0 wrote it, which did not keep them.
    """

    audio: str
    sha256: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaptionedItem:
    """The result of the last run that captioned a recording."""

    job: str | None
    warnings: tuple[str, ...]
    quality: Mapping[str, Any]
    """The `quality` object as the API has it."""


@dataclass(slots=True)
class _Run:
    """The unfinished batch of one source at a service, and its jobs by the idempotency key of their content."""

    url: str
    key: str
    jobs: dict[str, str] = field(default_factory=dict)


class BatchState:
    """The state, in one small file to which every fact is appended. Safe from any thread; processes exclude each other.

    `source` is the folder or manifest: each has a batch of its own. Paths are kept relative to `folder`, so that it can be
    moved. An entry that cannot be read is passed over: the next run then begins another batch, and takes the files for a
    person's.

    Files that runs over other folders have recorded count too: a folder may be captioned by itself, as a part of the one
    around it, and into another one.
    """

    def __init__(self, folder: Path, source: str) -> None:
        self._folder = folder.resolve()
        self._journal = Journal(self._folder / STATE_NAME)
        self._source = source
        self._lock = threading.RLock()
        self._runs: dict[str, _Run] = {}
        self._files: dict[str, WrittenFile] = {}
        self._captioned: dict[tuple[str, str], CaptionedItem] = {}
        self._others: dict[Path, BatchState | None] = {self._folder: None}
        self._lines = 0
        for entry in self._journal.entries():
            self._take(entry)
            self._lines += 1
        self._inherited = [] if self._lines else list(_first_state(self._folder / FIRST_FILE_NAME))
        for entry in self._inherited:
            self._take(entry)

    def batch_key(self, url: str) -> str:
        """The idempotency key of the unfinished batch at that service; a new one where there is none. Raises `OSError`."""
        with self._lock:
            run = self._runs.get(self._source)
            if run is None or run.url != url:
                self._add({"kind": "batch", "source": self._source, "url": url, "key": secrets.token_hex(16)})
                self.save()
            return self._runs[self._source].key

    def job(self, content: str) -> str | None:
        """The id of the job that was made with an idempotency key in this batch; None where there is none."""
        with self._lock:
            run = self._runs.get(self._source)
            return None if run is None else run.jobs.get(content)

    def add_job(self, content: str, job_id: str) -> None:
        """Records that the job exists, so that the next run need not upload it again. Raises `OSError`."""
        self._add({"kind": "job", "source": self._source, "content": content, "job": job_id})

    def wrote(self, path: Path) -> bool:
        """True where an earlier run wrote this file, even if a person changed it since: it is no transcript."""
        return any(each._written(path) for each in self._knowing(path))

    def is_ours(self, path: Path, audio: Path | None) -> bool:
        """True where the file still is as it was written for this recording (None: for the whole batch).

        A file that was changed since is a person's. Raises `OSError`.
        """
        written = [each._written_for(path, audio) for each in self._knowing(path)]
        contents = {digest for each in written if each is not None for digest in each.sha256}
        return bool(contents) and hashlib.sha256(path.read_bytes()).hexdigest() in contents

    def is_of(self, path: Path, audio: Path | None) -> bool:
        """True where the file was written for this recording, even if a person changed it since."""
        return any(each._written_for(path, audio) for each in self._knowing(path))

    def add_file(self, path: Path, data: bytes, audio: Path | None) -> None:
        """Records that a file is about to be written, so that later runs can tell what a person changed. Raises `OSError`.

        It is recorded before: a run that is killed in between has left the old content or the new, and both are known.
        """
        digest = hashlib.sha256(data).hexdigest()
        self._add({"kind": "file", "path": self._name(path), "sha256": digest, "audio": self._owner(audio)})

    def captioned(self, audio: Path, output: Path | None) -> CaptionedItem | None:
        """The result of an earlier run for this recording, or for a manifest's row with the captions that go to `output`."""
        return self._captioned.get((self._name(audio), self._owner(output)))

    def add_captioned(self, audio: Path, output: Path | None, item: CaptionedItem) -> None:
        """Records that all captions of a recording, or of a manifest's row, are written. Raises `OSError`."""
        self._add(_told(self._name(audio), self._owner(output), item))

    def finish(self) -> None:
        """Records that the batch is done, so that the next run begins another. Raises `OSError`."""
        with self._lock:
            if self._source in self._runs:
                self._add({"kind": "finished", "source": self._source})
            self.save()

    def save(self) -> None:
        """Forces the state onto the disk. Raises `OSError`."""
        with self._lock:
            entries = list(self._entries())
            if self._lines > 2 * len(entries) + SLACK_LINES:
                self._journal.replace(entries)
                self._lines = len(entries)
            self._journal.sync()

    def _knowing(self, path: Path) -> Iterator[BatchState]:
        """Yields this state, and those of runs that kept theirs in a folder around the file."""
        yield self
        for folder in path.resolve().parents:
            if folder not in self._others:
                kept = any((folder / name).exists() for name in (STATE_NAME, FIRST_FILE_NAME))
                self._others[folder] = BatchState(folder, "") if kept else None
            if (other := self._others[folder]) is not None:
                yield other

    def _written(self, path: Path) -> WrittenFile | None:
        return self._files.get(self._name(path))

    def _written_for(self, path: Path, audio: Path | None) -> WrittenFile | None:
        written = self._written(path)
        return written if written is not None and written.audio == self._owner(audio) else None

    def _name(self, path: Path) -> str:
        return _relative(self._folder, path.resolve())

    def _owner(self, audio: Path | None) -> str:
        return "" if audio is None else self._name(audio)

    def _add(self, entry: dict[str, Any]) -> None:
        with self._lock:
            for each in (*self._inherited, entry):
                self._journal.add(each)
                self._lines += 1
            self._inherited = []
            self._take(entry)

    def _take(self, entry: Mapping[str, Any]) -> None:
        try:
            match entry["kind"]:
                case "batch":
                    self._runs[str(entry["source"])] = _Run(str(entry["url"]), str(entry["key"]))
                case "job":
                    self._runs[str(entry["source"])].jobs[str(entry["content"])] = str(entry["job"])
                case "finished":
                    self._runs.pop(str(entry["source"]), None)
                case "file":
                    path, digest = str(entry["path"]), str(entry["sha256"])
                    before = self._files[path].sha256 if path in self._files else ()
                    contents = [each for each in (*before, digest) if each]
                    self._files[path] = WrittenFile(str(entry["audio"]), tuple(dict.fromkeys(contents))[-CONTENTS_KEPT:])
                case "captioned":
                    warnings, quality = tuple(map(str, entry["warnings"])), dict(entry["quality"])
                    row = str(entry["audio"]), str(entry.get("output", ""))
                    self._captioned[row] = CaptionedItem(entry["job"], warnings, quality)
        except (KeyError, TypeError, ValueError):
            return  # a line that somebody changed is as one that is not there

    def _entries(self) -> Iterator[dict[str, Any]]:
        """Yields the whole state in as few entries as it needs."""
        for source, run in self._runs.items():
            yield {"kind": "batch", "source": source, "url": run.url, "key": run.key}
            for content, job in run.jobs.items():
                yield {"kind": "job", "source": source, "content": content, "job": job}
        for path, written in self._files.items():
            for digest in written.sha256 or ("",):
                yield {"kind": "file", "path": path, "sha256": digest, "audio": written.audio}
        for (audio, output), item in self._captioned.items():
            yield _told(audio, output, item)


def _told(audio: str, output: str, item: CaptionedItem) -> dict[str, Any]:
    told = {"job": item.job, "warnings": list(item.warnings), "quality": dict(item.quality)}
    return {"kind": "captioned", "audio": audio, "output": output, **told}


def _first_state(path: Path) -> Iterator[dict[str, Any]]:
    """Yields the state of Oncue 0.1.0 as entries. It has no hashes of files, so a person may have changed them."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        runs, written = dict(data["runs"]), [str(name) for name in data["written"]]
        for source, run in runs.items():
            yield {"kind": "batch", "source": source, "url": run["url"], "key": run["key"]}
            for content, job in run.get("jobs", {}).items():
                yield {"kind": "job", "source": source, "content": content, "job": job}
        for name in written:
            yield {"kind": "file", "path": _relative(path.parent, Path(name)), "sha256": "", "audio": ""}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return


def _relative(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)
