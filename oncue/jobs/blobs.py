"""The file store: files of jobs by key, on a local disk or in S3, each written whole or not at all."""

from __future__ import annotations

import errno
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec.callbacks import Callback
from fsspec.core import url_to_fs

from oncue.jobs.errors import DISK_FULL, DiskFull, NotFound, StoreUnavailable
from oncue.jobs.settings import Settings
from oncue.system.atomic_files import files_after, remove_empty_folders, whole_file
from oncue.system.private_folder import make_private

S3_PART_BYTES = 8 * 1024 * 1024
"""Bytes of one part of an upload to S3, which the upload holds in memory. s3fs's own 50 MiB, times the API's threads, is
more than a server has; S3 takes 10,000 parts a file."""

_NO_FILE = frozenset({errno.EISDIR, errno.ENOTDIR, errno.ELOOP})
"""Error numbers that mean there is no such file: something that is no file stands in its place, or above it."""

_REMOTE = frozenset({"aiobotocore", "aiohttp", "botocore", "fsspec", "s3fs"})
"""Packages whose errors mean that S3 does not answer."""

COPY_BYTES = 1024 * 1024

_log = logging.getLogger(__name__)


def _go_on() -> None:
    return None


class _Checked(Callback):  # type: ignore[misc]  # fsspec has no types
    """An fsspec callback that calls a function as a copy proceeds."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__()
        self._check = check

    def relative_update(self, inc: int = 1) -> None:
        self._check()


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file as `Blobs.list` shows it: its key, its size in bytes, and its age in seconds."""

    key: str
    bytes: int
    age_s: float


class Blobs:
    """A folder of files. Keys are paths with `/`, made by Oncue. Safe from any thread and process.

    Methods raise `NotFound` for a key that is not there, `DiskFull`, and `StoreUnavailable` where S3 does not answer.
    """

    def __init__(self, url: str, options: dict[str, Any] | None = None, *, private: bool = False) -> None:
        """Opens the folder at fsspec's `url`.

        With `private`, only the owner may read what is in a local folder, or in one that has to be made.
        """
        self._private = private
        self._fs, self._root = url_to_fs(url, **(options or {}))
        self._local = "file" in self._protocols()
        if self._local:
            with self._translated():
                if private or not Path(self._root).exists():
                    make_private(Path(self._root))

    def _protocols(self) -> tuple[str, ...]:
        protocol = self._fs.protocol
        return (protocol,) if isinstance(protocol, str) else tuple(protocol)

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    @contextmanager
    def write(self, key: str) -> Iterator[BinaryIO]:
        """Opens a file to write to.

        It appears under `key` when the block ends well, safely on the disk; else nothing does.
        """
        if self._local:
            with self._translated(), self._whole_file(key) as file:
                yield file
            return
        with self._sending():
            remote = self._fs.open(self._path(key), "wb")
        try:
            yield cast(BinaryIO, _RemoteFile(remote, self._sending))
            with self._sending():
                remote.close()
        except BaseException:
            with suppress(Exception):
                remote.discard()
            remote.closed = True  # else closing it, which its finaliser does too, would store what there is
            raise

    def _whole_file(self, key: str) -> AbstractContextManager[BinaryIO]:
        return whole_file(Path(self._path(key)), Path(self._root), private=self._private)

    def put(self, key: str, data: bytes) -> None:
        """Stores `data` under `key`."""
        with self.write(key) as file:
            file.write(data)

    def put_file(self, key: str, path: Path, check: Callable[[], None] = _go_on) -> None:
        """Stores a copy of the file `path` under `key`.

        `check` is called now and then meanwhile; what it raises ends the copying.
        """
        with path.open("rb") as source, self.write(key) as file:
            while block := source.read(COPY_BYTES):
                check()
                file.write(block)

    def read(self, key: str) -> bytes:
        """The whole content of a file, as bytes."""
        with self._translated(key):
            return cast(bytes, self._fs.cat_file(self._path(key)))

    def read_range(self, key: str, start: int, end: int) -> bytes:
        """The bytes [start, end) of a file, fewer where it ends before; `start` is at most its size."""
        if start >= end:
            return b""
        with self._translated(key):
            return cast(bytes, self._fs.cat_file(self._path(key), start=start, end=end))

    @contextmanager
    def local_file(self, key: str, check: Callable[[], None] = _go_on) -> Iterator[Path]:
        """A path on this machine with the content of a file, for as long as the block lasts: the file itself, or a copy from
        S3.

        `check` is called now and then while it is copied; what it raises ends that.
        """
        if self._local:
            path = Path(self._path(key))
            if not path.is_file():
                raise NotFound(f"The file {key} is gone.")
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="oncue-") as folder:
            path = Path(folder) / "blob"
            with self._translated(key):
                self._fs.get_file(self._path(key), str(path), callback=_Checked(check))
            yield path

    def exists(self, key: str) -> bool:
        """True where there is a file under `key`."""
        with self._translated():
            self._fs.invalidate_cache()
            try:
                return bool(self._fs.info(self._path(key))["type"] == "file")
            except FileNotFoundError:
                return False

    def delete(self, key: str) -> None:
        """Removes a file; does nothing where there is none."""
        with self._translated(), suppress(FileNotFoundError):
            self._fs.rm_file(self._path(key))
            if self._local:
                remove_empty_folders(Path(self._path(key)).parent, Path(self._root))

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """Yields all files whose key starts with the folder `prefix`, unfinished ones too."""
        with self._translated():
            self._fs.invalidate_cache()
            found = self._fs.find(self._path(prefix).rstrip("/"), detail=True)
        now = datetime.now(UTC)
        for path, info in found.items():
            yield Blob(path.removeprefix(f"{self._root}/"), info["size"] or 0, (now - _changed_at(info)).total_seconds())

    def page(self, folder: str, after: str, limit: int) -> tuple[Sequence[Blob], str | None]:
        """Some of the files in `folder` whose keys come after `after`, by key, unfinished ones too; and the key to go on
        after, None at the end. Never more than some thousand names are held in memory."""
        with self._translated():
            if self._local:
                steps = tuple(after.removeprefix(f"{folder}/").split("/")) if after else ()
                paths = islice(files_after(Path(self._path(folder)), steps), limit)
                found = [(f"{folder}/{path.relative_to(self._path(folder)).as_posix()}", path) for path in paths]
                blobs = [blob for blob in (_local_blob(key, path) for key, path in found) if blob is not None]
                return blobs, found[-1][0] if len(found) == limit else None
            bucket, _, base = self._root.partition("/")
            start = f"{base}/" if base else ""
            given = {"Bucket": bucket, "Prefix": f"{start}{folder}/", "MaxKeys": limit}
            answer = self._fs.call_s3("list_objects_v2", StartAfter=f"{start}{after or folder + '/'}", **given)
        listed = answer.get("Contents", [])
        now = datetime.now(UTC)
        blobs = [
            Blob(each["Key"].removeprefix(start), each["Size"], (now - each["LastModified"]).total_seconds())
            for each in listed
            if not each["Key"].endswith("/")
        ]
        return blobs, listed[-1]["Key"].removeprefix(start) if answer.get("IsTruncated") and listed else None

    def look(self, key: str) -> Blob | None:
        """The file as it is now, or None where there is none."""
        with self._translated():
            self._fs.invalidate_cache()
            try:
                info = self._fs.info(self._path(key))
            except FileNotFoundError:
                return None
        return Blob(key, info["size"] or 0, (datetime.now(UTC) - _changed_at(info)).total_seconds())

    def free_bytes(self) -> int | None:
        """Bytes of room left on the disk, or None where the store has no such limit."""
        return shutil.disk_usage(self._root).free if self._local else None

    def abort_stale_uploads(self, older_than_s: float) -> int:
        """Removes the parts of files that processes began to send to S3 and never finished; returns the count of files."""
        if self._local or "s3" not in self._protocols():
            return 0
        bucket, _, prefix = self._root.partition("/")
        ours = f"{prefix}/" if prefix else ""
        before = datetime.now(UTC) - timedelta(seconds=older_than_s)
        with self._translated():
            listed = self._fs.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=ours).get("Uploads", [])
            stale = [upload for upload in listed if upload["Initiated"] < before]
            for upload in stale:
                with suppress(FileNotFoundError):  # another reaper was quicker
                    name = {"Bucket": bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
                    self._fs.call_s3("abort_multipart_upload", **name)
        return len(stale)

    @contextmanager
    def _translated(self, key: str | None = None) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise NotFound(f"The file {key or error.filename} is gone.") from error
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK_FULL:
                raise DiskFull("The disk is full. Make room, then try again.") from error
            # From S3, all the rest is an answer that we did not get: a time-out, a key refused, too many requests.
            if key is not None and self._local and isinstance(error, OSError) and error.errno in _NO_FILE:
                raise NotFound(f"The file {key} is gone, and something that is no file in its place.") from error
            package = type(error).__module__.partition(".")[0]
            if not self._local and (isinstance(error, OSError) or package in _REMOTE):
                _log.warning("file store: %s: %s", type(error).__name__, error)
                raise StoreUnavailable("The file store (S3) does not answer now. Try again in a moment.") from error
            raise

    @contextmanager
    def _sending(self) -> Iterator[None]:
        """Translates errors as `_translated` does, for a write, in which nothing but the bucket can be missing."""
        try:
            with self._translated():
                yield
        except NotFound as error:
            _log.warning("file store: %s", error.__cause__)
            raise StoreUnavailable("The file store (S3) has no such bucket. Its operator must make it.") from error


class _RemoteFile:
    """A file that is written to S3. Only errors of its own writes are taken for errors of S3."""

    def __init__(self, file: Any, sending: Callable[[], AbstractContextManager[None]]) -> None:
        self._file = file
        self._sending = sending

    def write(self, data: bytes) -> int:
        with self._sending():
            return int(self._file.write(data))


def open_blobs(settings: Settings) -> Blobs:
    """The file store that the settings name. A local folder is made where it is missing."""
    url = settings.resolved_blobs_url
    options: dict[str, Any] = {}
    if url.startswith("s3://"):
        # Without listings in memory, as other processes write too.
        options = {"use_listings_cache": False, "skip_instance_cache": True, "default_block_size": S3_PART_BYTES}
        if settings.s3_endpoint_url:
            options["endpoint_url"] = settings.s3_endpoint_url
    if not settings.blobs_url:
        make_private(settings.data_dir)
    # A folder that an operator names may be meant for several users, as one on a network drive is.
    return Blobs(url, options, private=not settings.blobs_url)


def _local_blob(key: str, path: Path) -> Blob | None:
    try:
        found = path.stat()
    except FileNotFoundError:  # removed since it was listed
        return None
    return Blob(key, found.st_size, datetime.now(UTC).timestamp() - found.st_mtime)


def _changed_at(info: dict[str, Any]) -> datetime:
    changed = info.get("LastModified") or info.get("mtime")
    return changed if isinstance(changed, datetime) else datetime.fromtimestamp(float(changed or 0), UTC)
