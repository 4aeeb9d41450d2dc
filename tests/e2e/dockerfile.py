"""The Dockerfile without Docker: what each stage says, and a stage's COPY and RUN carried out under a folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PLACES = re.compile(r"(?<![\w./-])/(app|data|var/cache/oncue)\b")
"""Folders of the image, as they stand in its instructions."""

PACKAGES = re.compile(r"(?:CI=true )?python scripts/setup\.py --packages-only ([a-z ]+)")
"""The step that makes the environment."""

Instruction = tuple[str, str]


@dataclass(slots=True)
class Stage:
    """One `FROM`: what it builds on, and its instructions in order."""

    base: str
    instructions: list[Instruction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """The stages by name."""

    stages: dict[str, Stage]

    def instructions(self, target: str) -> list[Instruction]:
        """Those of a target and of the stages it builds on, in the order in which Docker carries them out."""
        stage = self.stages[target]
        return [*(self.instructions(stage.base) if stage.base in self.stages else []), *stage.instructions]

    def command(self, target: str, *arguments: str) -> list[str]:
        """What a container runs: the entry point, then the arguments or, without any, the target's CMD."""
        entry, default = self._last(target, "ENTRYPOINT"), self._last(target, "CMD")
        return [*entry, *(arguments or default)]

    def health_command(self, target: str) -> list[str]:
        """The HEALTHCHECK."""
        last = [text for name, text in self.instructions(target) if name == "HEALTHCHECK"][-1]
        parsed: list[str] = json.loads(last.partition("CMD ")[2])
        return parsed

    def _last(self, target: str, name: str) -> list[str]:
        found = [text for each, text in self.instructions(target) if each == name]
        parsed: list[str] = json.loads(found[-1]) if found else []
        return parsed

    def environment(self, target: str, root: Path) -> dict[str, str]:
        """The target's ENV, its folders under `root`; PATH goes on with this machine's."""
        values: dict[str, str] = {}
        for name, text in self.instructions(target):
            if name == "ENV":
                values |= dict(word.split("=", 1) for word in shlex.split(text))
        machine = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {name: under(root, value).replace("$PATH", machine) for name, value in values.items()}

    def copied(self, target: str) -> list[tuple[str, str]]:
        """Source and place of what the target takes from the repository."""
        copies = [text.split() for name, text in self.instructions(target) if name == "COPY" and "--from" not in text]
        return [(source, words[-1]) for words in copies for source in words[:-1]]


def read_dockerfile(path: Path) -> Dockerfile:
    """Its stages, continued lines joined, comments left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    stages: dict[str, Stage] = {}
    for line in "\n".join(lines).replace("\\\n", "").splitlines():
        name, _, text = line.strip().partition(" ")
        if name == "FROM":
            base, _, stage = text.partition(" AS ")
            stages[stage] = current = Stage(base)
        elif name:
            current.instructions.append((name, text.strip()))
    return Dockerfile(stages)


def under(root: Path, text: str) -> str:
    """The text with the image's folders replaced by those under `root`."""
    return PLACES.sub(lambda found: f"{root}/{found[1]}", text)


def build(
    dockerfile: Dockerfile,
    target: str,
    repository: Path,
    root: Path,
    install: Callable[[Path, list[str]], None],
) -> None:
    """Carries out COPY, and RUN of Python, under `root`; users and rights are left out. Raises `CalledProcessError`.

    `install` makes the environment of some groups of packages in a folder, in place of `scripts/setup.py`, which takes them
    from an index.
    """
    instructions = dockerfile.instructions(target)
    for name, text in instructions:
        if name == "COPY" and text.startswith("--from="):
            # An environment works only where it was made: here, before anything else, and the rest of its stage goes.
            build(dockerfile, text.split()[0].removeprefix("--from="), repository, root, install)
            for other in (root / "app").iterdir():
                if other.name != ".venv":
                    shutil.rmtree(other) if other.is_dir() else other.unlink()
    place = root
    for name, text in instructions:
        if name == "WORKDIR":
            place = Path(under(root, text))
            place.mkdir(parents=True, exist_ok=True)
        elif name == "COPY" and not text.startswith("--from="):
            *sources, destination = under(root, text).split()
            for source in sources:
                _copy(repository / source, place / destination, into=destination.endswith("/"))
        elif name == "RUN" and (packages := PACKAGES.fullmatch(text)):
            install(place / ".venv", packages[1].split())
        elif name == "RUN" and text.startswith("python "):
            _run(under(root, text), place, dockerfile.environment(target, root))


def _copy(source: Path, destination: Path, *, into: bool) -> None:
    if source.is_dir():
        shutil.copytree(source, destination, dirs_exist_ok=True)  # with what is compiled already
        return
    destination = destination / source.name if into else destination
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, destination)


def _run(command: str, place: Path, environment: dict[str, str]) -> None:
    # The image's Python is called `python`; a bare Debian's is not.
    with_python = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    given = {**os.environ, **with_python, **environment}
    subprocess.run(["bash", "-c", command], cwd=place, env=given, check=True, capture_output=True, text=True)
