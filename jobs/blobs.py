"""Files of jobs by key, on a local disk or in S3: written whole or not at all, read without knowing where they are."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec.core import url_to_fs

from jobs.errors import DiskFull, NotFound, StoreUnavailable
from jobs.settings import Settings

PARTIAL = ".partial-"
"""Files that are being written on a local disk have this in their name; in S3 they are not there before they are whole."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file as `list` shows it."""

    key: str
    bytes: int
    age_s: float


class Blobs:
    """A folder of blobs. Keys are paths with `/`, made by us. Safe from any thread and process.

    Methods raise `NotFound` for a key that is not there, `DiskFull`, and `StoreUnavailable` where S3 does not answer.
    """

    def __init__(self, url: str, options: dict[str, Any] | None = None) -> None:
        self._fs, self._root = url_to_fs(url, **(options or {}))
        self._local = "file" in self._protocols()
        if self._local:
            with _translated():
                Path(self._root).mkdir(parents=True, exist_ok=True)

    def _protocols(self) -> tuple[str, ...]:
        protocol = self._fs.protocol
        return (protocol,) if isinstance(protocol, str) else tuple(protocol)

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    @contextmanager
    def write(self, key: str) -> Iterator[BinaryIO]:
        """A file to write to. It appears under `key` when the block ends well, on the disk for good; else not at all."""
        with _translated():
            if self._local:
                path = Path(self._path(key))
                try:
                    with _whole_file(path) as whole:
                        yield whole
                except BaseException:
                    self._remove_empty_folders(path.parent)
                    raise
                return
            file = self._fs.open(self._path(key), "wb")
            try:
                yield file
            except BaseException:
                with suppress(Exception):
                    file.discard()
                file.closed = True  # else closing it, which its finaliser does too, would store what there is
                raise
            file.close()

    def put(self, key: str, data: bytes) -> None:
        """Stores `data` under `key`."""
        with self.write(key) as file:
            file.write(data)

    def put_file(self, key: str, path: Path) -> None:
        """Stores a copy of the file `path` under `key`."""
        with path.open("rb") as source, self.write(key) as file:
            shutil.copyfileobj(source, file, 1024 * 1024)

    def read(self, key: str) -> bytes:
        """The whole content."""
        with _translated(key):
            return cast(bytes, self._fs.cat_file(self._path(key)))

    @contextmanager
    def local_file(self, key: str) -> Iterator[Path]:
        """The content as a file of this machine, for as long as the block lasts: itself, or a copy from S3."""
        if self._local:
            path = Path(self._path(key))
            if not path.is_file():
                raise NotFound(f"The file {key} is gone.")
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="oncue-") as folder:
            path = Path(folder) / "blob"
            with _translated(key):
                self._fs.get_file(self._path(key), str(path))
            yield path

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        with _translated():
            self._fs.invalidate_cache()
            return bool(self._fs.isfile(self._path(key)))

    def delete(self, key: str) -> None:
        """Removes the file; nothing if there is none."""
        with _translated(), suppress(FileNotFoundError):
            self._fs.rm_file(self._path(key))
            if self._local:
                self._remove_empty_folders(Path(self._path(key)).parent)

    def _remove_empty_folders(self, folder: Path) -> None:
        root = Path(self._root)
        while folder != root:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """All files whose key starts with the folder `prefix`, also those that were never finished."""
        with _translated():
            self._fs.invalidate_cache()
            found = self._fs.find(self._path(prefix).rstrip("/"), detail=True)
        now = datetime.now(UTC)
        for path, info in found.items():
            yield Blob(path.removeprefix(f"{self._root}/"), info["size"] or 0, (now - _changed_at(info)).total_seconds())

    def free_bytes(self) -> int | None:
        """Room left on the disk; None where there is no such limit."""
        return shutil.disk_usage(self._root).free if self._local else None

    def abort_stale_uploads(self, older_than_s: float) -> int:
        """Removes parts of files that processes began to send to S3 and never finished; returns how many files."""
        if self._local or "s3" not in self._protocols():
            return 0
        bucket, _, prefix = self._root.partition("/")
        before = datetime.now(UTC) - timedelta(seconds=older_than_s)
        with _translated():
            listed = self._fs.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=prefix).get("Uploads", [])
            stale = [upload for upload in listed if upload["Initiated"] < before]
            for upload in stale:
                self._fs.call_s3("abort_multipart_upload", Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        return len(stale)


def open_blobs(settings: Settings) -> Blobs:
    """The blobs that the settings name; a local folder is made."""
    url = settings.resolved_blobs_url
    options: dict[str, Any] = {}
    if url.startswith("s3://"):
        # Without listings in memory, as other processes write too.
        options = {"use_listings_cache": False, "skip_instance_cache": True}
        if settings.s3_endpoint_url:
            options["endpoint_url"] = settings.s3_endpoint_url
    return Blobs(url, options)


def _changed_at(info: dict[str, Any]) -> datetime:
    changed = info.get("LastModified") or info.get("mtime")
    return changed if isinstance(changed, datetime) else datetime.fromtimestamp(float(changed or 0), UTC)


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    temporary = path.with_name(f"{path.name}{PARTIAL}{secrets.token_hex(6)}")
    try:
        with _opened(temporary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, survives a power cut
    finally:
        os.close(folder)


def _opened(path: Path) -> BinaryIO:
    for _ in range(3):
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # another has just removed the folder, which was empty
            return path.open("xb")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


@contextmanager
def _translated(key: str = "") -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"The file {key or error.filename} is gone.") from error
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull("The disk is full. Make room, then try again.") from error
        raise
    except Exception as error:
        if type(error).__module__.split(".")[0] in ("botocore", "aiobotocore", "aiohttp"):
            raise StoreUnavailable("The file store (S3) does not answer now. Try again in a moment.") from error
        raise
