"""The project's promises about itself: pinned packages, import rules, and commands that are where the docs say."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>[^#]+?))?\s+# (?P<reason>\S.*)")
DELIBERATELY_ABSENT = {"triton"}  # constraints.txt says why


@pytest.fixture(scope="module")
def pins(repository: Path) -> dict[str, dict[str, str]]:
    """constraints.txt for this Python."""
    return read_pins(repository)


def read_pins(repository: Path, **other: str) -> dict[str, dict[str, str]]:
    """constraints.txt by canonical name: version, reason and group of each pin; any other line fails.

    `other` are markers of another Python, such as `python_full_version`.
    """
    found: dict[str, dict[str, str]] = {}
    group = ""
    for line in (repository / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"# \[(\w+)\]", line):
            group = heading[1]
        if not line or line.startswith("#"):
            continue
        pin = PIN.fullmatch(line)
        assert pin, f"not NAME==VERSION # reason: {line}"
        if pin["marker"] and not Marker(pin["marker"]).evaluate(dict(other)):
            continue
        assert canonicalize_name(pin["name"]) not in found, f"pinned twice: {pin['name']}"
        found[canonicalize_name(pin["name"])] = {**pin.groupdict(default=""), "group": group}
    return found


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Any]:
    """pyproject.toml, parsed."""
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def direct(requirements: list[str]) -> set[str]:
    """The canonical names of what pyproject.toml asks for on this machine."""
    parsed = [Requirement(line) for line in requirements]
    return {canonicalize_name(each.name) for each in parsed if each.marker is None or each.marker.evaluate()}


def needs(package: str, **other: str) -> list[Requirement]:
    """What an installed package asks for on this machine, or with `other` markers; of its own extras, none."""
    requirements = [Requirement(line) for line in importlib.metadata.requires(package) or []]
    return [each for each in requirements if each.marker is None or each.marker.evaluate({"extra": "", **other})]


def installed(pins: dict[str, dict[str, str]]) -> dict[str, str]:
    """The pinned packages that are in this environment, by canonical name, with the version that is."""
    here: dict[str, str] = {canonicalize_name(each.name): each.version for each in importlib.metadata.distributions()}
    return {name: here[name] for name in pins if name in here}


def test_every_declared_dependency_is_pinned_in_its_group(project: dict[str, Any], pins: dict[str, dict[str, str]]) -> None:
    extras = project["project"]["optional-dependencies"]
    groups = {"text", "speech", "whisper"}
    declared = {"runtime": direct(project["project"]["dependencies"]), **{name: direct(extras[name]) for name in extras}}
    for name, packages in declared.items():
        allowed = groups if name == "runtime" else {name}
        assert {package: pins[package]["group"] for package in packages if pins[package]["group"] not in allowed} == {}


def test_every_pin_is_declared_or_says_what_needs_it(project: dict[str, Any], pins: dict[str, dict[str, str]]) -> None:
    declared = direct(project["project"]["dependencies"])
    for extra in project["project"]["optional-dependencies"].values():
        declared |= direct(extra)
    for name, pin in pins.items():
        users = re.match(r"for ([\w, -]+)", pin["reason"])
        if name in declared or pin["group"] == "build":
            assert not users, f"{name} is a direct dependency: say what it does for Oncue"
        elif users:
            assert {user.strip() for user in users[1].split(",")} <= pins.keys(), f"{name}: {pin['reason']}"
        else:
            pytest.fail(f"{name} is neither declared in pyproject.toml nor 'for' a package that is")


def test_installed_versions_are_the_pinned_ones(pins: dict[str, dict[str, str]]) -> None:
    here = installed(pins)
    assert len(here) > 90
    assert {name: version for name, version in here.items() if version.split("+")[0] != pins[name]["version"]} == {}


@pytest.mark.parametrize("version", ["3.11.0", "3.11.2", "3.11.14", "3.12.3", "3.13.5"])
def test_the_pins_are_complete_with_every_python_but_for_what_is_left_out_on_purpose(repository: Path, version: str) -> None:
    python = {"python_full_version": version, "python_version": version.rpartition(".")[0]}
    pins = read_pins(repository, **python)
    missing = {
        f"{name} needs {each}"
        for name in installed(pins)
        for each in needs(name, **python)
        if canonicalize_name(each.name) not in DELIBERATELY_ABSENT
        and not (
            canonicalize_name(each.name) in pins
            and each.specifier.contains(pins[canonicalize_name(each.name)]["version"], prereleases=True)
        )
    }
    assert missing == set()


def test_no_pin_brings_cuda(pins: dict[str, dict[str, str]]) -> None:
    assert [name for name in pins if re.match(r"nvidia|cuda|triton", name)] == []


IMPORTS = [
    ("oncue/jobs", "import oncue.alignment", "one way"),
    ("oncue/alignment", "import oncue.captions", "one way"),
    ("oncue/captions", "import oncue.desk", "one way"),
    ("oncue/desk", "import oncue.caption_files", "one way"),
    ("oncue/audio", "import oncue.text", "one way"),
    ("oncue/caption_readers", "import oncue.captions", "one way"),
    ("oncue/asr", "import oncue.acoustic", "one way"),
    ("oncue/pipeline", "import oncue.cli", "one way"),
    ("oncue/cli", "import worker", "one way"),
    ("oncue/cli", "import service", "one way"),
    ("service", "import worker", "one way"),
    ("worker", "import service", "one way"),
    ("worker", "import oncue.cli", "one way"),
    ("oncue/system", "import oncue.jobs", "one way"),
    ("oncue/alignment", "import subprocess", "heart is pure"),
    ("oncue/text", "import torch", "heart is pure"),
    ("oncue/desk", "import sqlalchemy", "heart is pure"),
    ("service", "import faster_whisper", "carries no engine"),
    ("service", "import oncue.pipeline", "carries no engine"),
    ("oncue/jobs", "import whisper", "carries no engine"),
    ("worker", "import oncue.pipeline, oncue.jobs, torch, subprocess", ""),
    ("service", "import oncue.jobs, oncue.captions, oncue.desk, oncue.transcript, flask", ""),
    ("oncue/cli", "import oncue.pipeline, oncue.jobs", ""),
]
"""A package, lines in it that import others, and the rule that they break: none where it is empty."""

LINT_EACH = """
import os, sys
from importlinter.cli import lint_imports
for folder in sys.argv[1:]:
    os.chdir(folder)
    print("ended", lint_imports(no_cache=True, no_logo=True))
"""
"""Does in one process what `lint-imports` does in each of some folders."""


@pytest.fixture(scope="module")
def linted(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, list[str]]]:
    """Of each of `IMPORTS`, in a tree of such packages: the exit code, and the rules that are broken."""
    layers = (
        "acoustic", "alignment", "asr", "audio", "caption_files", "caption_readers", "captions", "cli", "desk", "jobs",
        "pipeline", "text", "transcript",
    )  # fmt: skip
    ground_floor = ("options", "system")
    folders = []
    for module, line, _ in IMPORTS:
        folders.append(folder := tmp_path_factory.mktemp("imports"))
        shutil.copy(repository / "pyproject.toml", folder)
        for package in ("oncue", "service", "worker", *(f"oncue/{each}" for each in (*layers, *ground_floor))):
            (folder / package).mkdir()
            (folder / package / "__init__.py").write_text(f"{line}\n" if package == module else "")
        for ground in ("errors", "frame_rate", "model", "progress"):
            (folder / "oncue" / f"{ground}.py").write_text("")
    command = [sys.executable, "-P", "-c", LINT_EACH, *map(str, folders)]
    done = subprocess.run(command, cwd=folders[0], capture_output=True, text=True, check=True)
    told = re.findall(r"(.*?)^ended (\d+)$", done.stdout, re.MULTILINE | re.DOTALL)
    broken = r"^.*(one way|heart is pure|carries no engine).*BROKEN"
    return [(int(code), re.findall(broken, said, re.MULTILINE)) for said, code in told]


@pytest.mark.parametrize("case", range(len(IMPORTS)), ids=[f"{module}: {line}" for module, line, _ in IMPORTS])
def test_import_rules_hold(linted: list[tuple[int, list[str]]], case: int) -> None:
    broken = IMPORTS[case][2]
    assert len(linted) == len(IMPORTS)
    assert linted[case] == ((1, [broken]) if broken else (0, []))


def targets(repository: Path) -> set[str]:
    done = subprocess.run(["make", "help"], cwd=repository, capture_output=True, text=True, check=True)
    return set(re.findall(r"^  make (\w+) +\S", done.stdout, re.MULTILINE))


def test_make_help_lists_every_target(repository: Path) -> None:
    assert {"setup", "demo", "test", "check", "bench", "fix"} <= targets(repository)


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", ".ci/run", "docs/development.md"])
def test_every_make_command_in_the_docs_exists(repository: Path, page: str) -> None:
    named = set(re.findall(r"(?:^|`)make (\w+)", (repository / page).read_text(encoding="utf-8"), re.MULTILINE))
    assert named
    assert named <= targets(repository)


@pytest.mark.parametrize("page", ["README.md", "docs/development.md", "demo/README.md"])
def test_every_file_the_docs_link_to_exists(repository: Path, page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (repository / page).read_text(encoding="utf-8"))
    assert [link for link in links if not ((repository / page).parent / link).exists()] == []


def text_files(repository: Path) -> list[Path]:
    """The project's own text, tracked or about to be; where there is no git, nothing can be told from rubbish."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=repository, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [repository / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in {".flac", ".mp3", ".wav", ".png", ".webp"}]


def test_no_registry_and_no_machine_is_named_in_the_tree(repository: Path) -> None:
    registry = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", r"registry\." + "npmjs", r"deb\." + "debian")))
    machine = re.compile(
        "|".join(("(^|[^.a-z])/" + "root/", "(^|[^.a-z])/" + "work/", "/" + r"home/\w", "/opt/" + "(pypi|wheels)"))
    )
    torch_index = re.compile(r"download\." + "pytorch")
    named = []
    for path in text_files(repository):
        text = path.read_text(encoding="utf-8", errors="replace")
        name = str(path.relative_to(repository))
        named += [f"{name}: {found[0]}" for pattern in (registry, machine) for found in pattern.finditer(text)]
        if name not in {"README.md", "Dockerfile"}:
            named += [f"{name}: {found[0]}" for found in torch_index.finditer(text)]
    assert named == []
