"""Programs that tests and measurements take from Debian: all are in one list, and are installed where this user may."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

INSTALL_TIMEOUT_S = 280

_PLACES = ("/usr/bin", "/usr/sbin")

_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""What the scripts of Debian's packages expect, whatever PATH the tests run with."""


class ProgramMissing(Exception):
    """A program is not to be had: which package has it, or what went wrong with installing that."""


@dataclass(frozen=True, slots=True)
class DebianProgram:
    """A program's package, its other names, and the folders it is in beside the usual ones (patterns below `/`)."""

    package: str
    names: Sequence[str]
    folders: Sequence[str] = ()


PROGRAMS: Mapping[str, DebianProgram] = MappingProxyType(
    {
        "initdb": DebianProgram("postgresql", ["initdb"], ["usr/lib/postgresql/*/bin"]),
        "pgbouncer": DebianProgram("pgbouncer", ["pgbouncer"]),
        "chromium": DebianProgram("chromium", ["chromium", "chromium-browser", "google-chrome"]),
    }
)
"""All that any test or measurement may want beside Python, make, git and what `make setup` brings."""


def debian_program(name: str, programs: Mapping[str, DebianProgram] = PROGRAMS) -> Path:
    """Where one of `programs` is: on PATH, else where its package puts it; installed first where this user may.

    Raises `ProgramMissing` where the program is not to be had.
    """
    program = programs[name]
    found = _find(program)
    if found is None and os.geteuid() == 0 and (apt := shutil.which("apt-get", path=_SYSTEM_PATH)):
        said = _install(apt, program.package)
        found = _find(program)
        if found is None:
            raise ProgramMissing(f"{program.package} could not be installed: {said[-500:]}")
    if found is None:
        raise ProgramMissing(f"needs {name}, which this user may not install (Debian: apt-get install {program.package})")
    return found


def _find(program: DebianProgram) -> Path | None:
    on_path = next(filter(None, map(shutil.which, program.names)), None)
    if on_path:
        return Path(on_path)
    folders = [Path(place) for place in _PLACES]
    for pattern in program.folders:
        folders += sorted(Path("/").glob(pattern), reverse=True)
    places = (folder / name for folder in folders for name in program.names)
    return next((place for place in places if os.access(place, os.X_OK)), None)


def _install(apt: str, package: str) -> str:
    """What apt said, if it failed. Whoever else is installing is waited for."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": _SYSTEM_PATH}
    waiting = [apt, "-o", f"DPkg::Lock::Timeout={INSTALL_TIMEOUT_S}"]
    said = ""
    for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        done = subprocess.run(
            [*waiting, *command], capture_output=True, text=True, check=False, timeout=INSTALL_TIMEOUT_S, env=environment
        )
        said = done.stderr.strip() if done.returncode else ""
    return said
