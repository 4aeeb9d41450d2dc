"""A virtual environment with some of this one's packages and no others, in seconds and without an index."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import cache_from_source
from pathlib import Path

from packaging.requirements import Requirement

from scripts.setup import pinned


def make_environment(folder: Path, groups: Sequence[str]) -> list[str]:
    """Makes `folder` of what constraints.txt lists in `groups`, as `scripts/setup.py --packages-only` would from an index.

    Files are hard links where that is possible, and copies elsewhere. Returns the packages that are not in this environment.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    missing = []
    for line in (line for group in ("build", *groups) for line in pinned(group)):
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        try:
            package = importlib.metadata.distribution(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(requirement.name)
            continue
        for file in package.files or []:
            source, place = Path(str(file.locate())).resolve(), Path(os.path.normpath(site / file))
            if source.is_file() and source.suffix != ".pyc":
                _put(source, place, folder)
            if source.suffix == ".py" and (compiled := Path(cache_from_source(source))).is_file():
                _put(compiled, Path(cache_from_source(place)), folder)
    return missing


def _put(source: Path, place: Path, folder: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.parent == folder / "bin":
        content = source.read_bytes()
        place.write_bytes(content.replace(os.fsencode(sys.prefix), os.fsencode(folder)))  # which Python a script runs
        shutil.copymode(source, place)
        return
    try:
        place.hardlink_to(source)
    except OSError:
        shutil.copy2(source, place)
