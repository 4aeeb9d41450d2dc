"""Fills a folder with links to what a bare Debian has, for use as the whole of PATH: `python3 scripts/bare_path.py FOLDER`.

Those are the programs of Debian's essential and required packages, as dpkg-query lists them, and Python, make, git and apt.
Whatever else was installed here, by hand or not, cannot help then. Needs nothing but Python's standard library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ALSO = ("make", "git", "apt-get", "gpgv")
"""Programs that development needs beside Python; apt checks signatures with gpgv."""

PYTHONS = ("python3", "python3.11", "python3.12", "python3.13")

PLACES = tuple(Path(place) for place in ("/usr/bin", "/usr/sbin", "/bin", "/sbin"))


class NotDebian(Exception):
    """There is no dpkg-query here."""


def packages() -> list[str]:
    """Debian's essential and required packages that are installed here. Raises `NotDebian`."""
    if shutil.which("dpkg-query") is None:
        raise NotDebian("there is no dpkg-query here, so nothing tells which programs a bare Debian has")
    form = "${db:Status-Status} ${Essential} ${Priority} ${Package}:${Architecture}\n"
    listed = subprocess.run(["dpkg-query", "-W", "-f", form], check=True, capture_output=True, text=True).stdout
    rows = [line.split(" ") for line in listed.splitlines()]
    return [
        row[3].removesuffix(":all") for row in rows if row[0] == "installed" and (row[1] == "yes" or row[2] == "required")
    ]


def programs(names: list[str]) -> dict[str, Path]:
    """The programs of these packages by name, with the other names that Debian's alternatives give them."""
    listed = subprocess.run(["dpkg-query", "-L", *names], check=True, capture_output=True, text=True).stdout
    files = {Path(line) for line in listed.splitlines() if Path(line).parent in PLACES}
    found = {path.name: path for path in files if os.access(path, os.X_OK)}
    real = {path.resolve() for path in found.values()}
    for place in PLACES:
        for path in place.iterdir():
            if path.is_symlink() and "/etc/alternatives/" in os.readlink(path) and path.resolve() in real:  # noqa: PTH115
                found.setdefault(path.name, path)
    return found


def interpreter(name: str) -> str | None:
    """The program that really runs as `name`, which may be a script that chooses one; None where none does."""
    found = shutil.which(name)
    if found is None:
        return None
    done = subprocess.run([found, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def fill(folder: Path) -> None:
    """Puts the links into `folder`. Raises `NotDebian`."""
    links = programs(packages())
    for name in ALSO:
        if (found := shutil.which(name)) is not None:
            links.setdefault(name, Path(found))
    for name, path in links.items():
        (folder / name).symlink_to(path)
    for name in PYTHONS:
        if (python := interpreter(name)) is not None:
            # Not a link: an environment made with it would name the link, which is gone tomorrow, as its Python.
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_text(f'#!/bin/sh\nexec "{python}" "$@"\n', encoding="utf-8")
            (folder / name).chmod(0o755)


def main() -> int:
    """Fills the folder and returns 0; on another system than Debian, prints one line that says so and returns 1."""
    try:
        fill(Path(sys.argv[1]))
    except NotDebian as error:
        print(f"bare_path: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
