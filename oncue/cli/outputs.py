"""Caption files of a command line: checked before the work begins, written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from oncue.captions.formats import FORMATS, Format, caption_format, format_of_file
from oncue.errors import StorageFull, UsageError
from oncue.jobs.errors import DISK_FULL
from oncue.system.atomic_files import write_beside

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """One file to write; `path` None is standard output."""

    path: Path | None
    format: Format

    @property
    def name(self) -> str:
        """The file as messages name it."""
        return str(self.path) if self.path else "standard output"


def parse_outputs(names: Sequence[str], stdout_format: str | None, *, forbidden: Iterable[Path]) -> list[Output]:
    """The outputs of the command line. Raises `UsageError` for one that cannot be written, or would overwrite an input."""
    names = names or (STDOUT,)
    if stdout_format and STDOUT not in names:
        raise UsageError("--format is for standard output (-o -); a file's ending picks its format.")
    if len({os.path.realpath(name) for name in names}) < len(names):
        raise UsageError("The same output is given twice.")
    inputs = {os.path.realpath(path) for path in forbidden}
    outputs = []
    for name in names:
        if name == STDOUT:
            outputs.append(Output(None, caption_format(stdout_format or "srt")))
            continue
        path = Path(name)
        if os.path.realpath(path) in inputs:
            raise UsageError(f"{path} is an input; choose another name for the output.")
        format = format_of_file(path.name)
        if format is None:
            known = ", ".join("." + suffix for suffix in FORMATS)
            raise UsageError(f"{path}: the ending picks the format; use one of {known}.")
        ensure_writable(path)
        outputs.append(Output(path, format))
    return outputs


def file_stem(path: Path) -> str:
    """The file's name without the ending of its format, which may have a dot inside: `a` of `a.ebuttd.xml`."""
    format = format_of_file(path.name)
    return path.name[: -len(format.suffix) - 1] if format else path.stem


def marked(path: Path, mark: str) -> Path:
    """The path with a mark before the ending of its format: `a.oncue.ebuttd.xml`."""
    stem = file_stem(path)
    return path.with_name(f"{stem}{mark}{path.name[len(stem) :]}")


def ensure_writable(path: Path) -> None:
    """Raises `UsageError` where it cannot write there.

    It tries, as permission bits do not tell for root or on network drives.
    """
    folder = path.parent
    if not folder.is_dir():
        raise UsageError(f"The output folder {folder} does not exist. Make it first, or choose another.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; choose a file name.")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".oncue-"):
            pass
    except OSError as error:
        raise UsageError(f"Cannot write to the folder {folder}: {error.strerror}. Choose another.") from None


def write_files(contents: Sequence[tuple[Output, bytes]]) -> None:
    """Writes every file under a temporary name first, so that either all of them appear or none does.

    Raises `StorageFull` where the disk is full, and `OSError` with the name of the file that was wanted.
    """
    written: list[tuple[Path, Path]] = []
    wanted: Path | None = None
    try:
        for output, data in contents:
            if (wanted := output.path) is not None:
                written.append((write_beside(wanted, [data]), wanted))
        for temporary, wanted in written:
            temporary.replace(wanted)
    except OSError as error:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
        if error.errno in DISK_FULL:
            raise StorageFull("The disk is full: no captions were written. Make room and run it again.") from None
        raise OSError(error.errno, error.strerror, str(wanted)) from error
    for output, data in contents:
        if output.path is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
