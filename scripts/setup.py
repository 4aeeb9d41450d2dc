"""Makes `.venv`, with exactly what constraints.txt lists and `oncue` installed for editing. `make setup` runs it.

Needs nothing but Python's standard library. Does nothing when nothing has changed since the last run. Environment:
TORCH_INDEX is a package index to take a CPU build of torch from, where the configured one has only CUDA builds; with
CI set, going without torch is an error.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".setup-done.json"
CONSTRAINTS = ROOT / "constraints.txt"
OWN_FOLDERS = ("oncue", "service", "worker", "bench", "scripts")
DEFAULT_GROUPS = ["text", "speech", "whisper", "service", "dev"]
OLDEST_PYTHON = (3, 11)
CUDA_PACKAGE = re.compile(r"(nvidia|cuda|triton)\b", re.IGNORECASE)
NO_TORCH = (
    "openai-whisper is left out, since there is no CPU build of torch here and a CUDA build would be several GB. "
    "faster-whisper does the work. To add it: make setup TORCH_INDEX=URL (README.md names one)"
)


class SetupError(Exception):
    """Setup cannot go on; the message says what to do."""


def say(message: str) -> None:
    """Prints one short line of progress, at once."""
    print(f"setup: {message}", flush=True)


def pinned(group: str) -> list[str]:
    """The requirement lines of one `# [group]` of constraints.txt, without their reasons."""
    lines: dict[str, list[str]] = {}
    current = ""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"# \[(\w+)\]", line)
        if heading:
            current = heading.group(1)
        requirement = line.split(" #")[0].strip()
        if requirement and not requirement.startswith("#"):
            lines.setdefault(current, []).append(requirement)
    if group not in lines:
        raise SetupError(f"constraints.txt has no group [{group}]")
    return lines[group]


def pip_install(*arguments: str) -> None:
    """Runs the environment's `pip install`; its output is shown only when it fails. Nothing is compiled yet."""
    command = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    command += ["install", "--no-compile", *arguments]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        output = done.stdout.decode(errors="replace").strip().splitlines()
        raise SetupError("pip install failed:\n{}".format("\n".join(output[-30:])))


def environment_is_usable(folder: Path, version: str | None) -> bool:
    """True where `folder` is a virtual environment made in this place, and with Python `version` if one is asked for."""
    script = folder / "bin" / "pip"
    made_here = script.is_file() and str(folder).encode() in script.read_bytes()[:1000]
    return made_here and (folder / "bin" / "python").exists() and any(folder.glob(f"lib/python{version or '3.*'}"))


def make_environment() -> None:
    """Makes `.venv` with the Python that runs this, in place of one that is not usable."""
    version = "{}.{}".format(*sys.version_info)
    try:
        import ensurepip
        import venv  # noqa: F401

        ensurepip.version()
    except ImportError:
        raise SetupError(
            f"this Python ({sys.executable}) cannot make virtual environments. On Debian and Ubuntu: "
            f"apt-get install python3-venv. Or choose another: make setup PYTHON=python{version}"
        ) from None
    if VENV.exists():
        say(f".venv was made elsewhere or with another Python: making it anew with Python {version}")
        shutil.rmtree(VENV)
    say(f"Python {version}: making .venv (the first time, this downloads about 0.9 GB and takes some minutes)")
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(f"python -m venv failed: {(done.stdout + done.stderr).strip()}")


def installed_torch(requirement: str) -> bool:
    """True where the pinned torch is there already, whatever build: one that the user chose is kept."""
    version = requirement.split("==")[1]
    return any(VENV.glob(f"lib/python*/site-packages/torch-{version}*.dist-info"))


def offers_cpu_build(requirement: str, *index: str) -> bool:
    """True where pip would take a build of torch that asks for no CUDA packages; nothing is downloaded but metadata."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        try:
            pip_install("--dry-run", "--no-deps", "--ignore-installed", "--report", str(report), *index, requirement)
        except SetupError as error:
            say(f"no {requirement} for this machine: {str(error).splitlines()[-1]}")
            return False
        metadata = json.loads(report.read_text(encoding="utf-8"))["install"][0]["metadata"]
    # Elsewhere than on Linux the published builds are CPU builds, though their metadata names the CUDA packages too.
    return sys.platform != "linux" or not any(CUDA_PACKAGE.match(line) for line in metadata.get("requires_dist", []))


def install_torch(requirement: str, torch_index: str) -> bool:
    """Installs the CPU build of torch, if there is one; returns True where torch is there now."""
    if installed_torch(requirement):
        return True
    index = ["--index-url", torch_index] if torch_index else []
    if not offers_cpu_build(requirement, *index):
        return False
    say(f"{requirement} (CPU build)")
    pip_install("--no-deps", *index, requirement)
    return True


def install(groups: list[str], torch_index: str, *, with_oncue: bool) -> bool:
    """Brings `.venv` to what constraints.txt says; returns whether torch is part of it."""
    pip_install(*pinned("build"))
    requirements = [line for group in groups if group != "whisper" for line in pinned(group)]
    has_torch = False
    if "whisper" in groups:
        whisper = pinned("whisper")
        has_torch = install_torch(next(line for line in whisper if line.startswith("torch==")), torch_index)
        if has_torch:
            requirements += [line for line in whisper if not line.startswith("torch==")]
        elif os.environ.get("CI"):
            raise SetupError(NO_TORCH)
    say("the other packages")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        # Without dependencies: the list is complete, and triton stays out. Without build isolation: with it, pip would
        # fetch an unpinned setuptools for every package published as source only.
        pip_install("--no-deps", "--no-build-isolation", "-r", str(listed))
    if with_oncue:
        pip_install("--no-deps", "--no-build-isolation", "-e", ".")
    compile_packages(OWN_FOLDERS if with_oncue else ())
    return has_torch


def compile_packages(own_folders: Iterable[str]) -> None:
    """Compiles what was installed, a process on each core: pip would do it file by file, which takes most of a minute.

    `own_folders` are compiled, too: else all processes that tests start at first would compile them at once.
    """
    (site,) = VENV.glob("lib/python3.*/site-packages")
    # What is no Python, such as a template in a package, fails, as it does with pip.
    subprocess.run(
        [str(VENV_PYTHON), "-m", "compileall", "-qq", "-j", "0", str(site), *(str(ROOT / name) for name in own_folders)],
        check=False,
    )


def fingerprint(*choices: object) -> str:
    """A hash that changes whenever an earlier setup no longer holds."""
    digest = hashlib.sha256()
    for path in (CONSTRAINTS, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(repr((str(VENV), choices)).encode())
    return digest.hexdigest()


def last_setup() -> dict[str, object]:
    """The record of the last complete setup, or an empty one."""
    with contextlib.suppress(OSError, ValueError):
        recorded = json.loads(STAMP.read_text(encoding="utf-8"))
        if isinstance(recorded, dict):
            return recorded
    return {}


def main() -> int:
    """Sets up if need be; returns 0 when `.venv` is as constraints.txt says."""
    parser = argparse.ArgumentParser(description="Make .venv as constraints.txt says.")
    parser.add_argument("groups", nargs="*", default=DEFAULT_GROUPS, help="groups of constraints.txt")
    parser.add_argument("--keep-python", action="store_true", help="keep a .venv that was made with another Python")
    parser.add_argument("--packages-only", action="store_true", help="without Oncue itself: a layer of a container image")
    options = parser.parse_args()
    groups = options.groups
    torch_index = os.environ.get("TORCH_INDEX", "")
    if sys.version_info < OLDEST_PYTHON:
        wanted, found = (".".join(map(str, version[:2])) for version in (OLDEST_PYTHON, sys.version_info))
        remedy = "Choose another: make setup PYTHON=python3.12"
        print(f"setup: Oncue needs Python {wanted} or later; this is {found}. {remedy}", file=sys.stderr)
        return 1
    started = time.monotonic()
    try:
        key = fingerprint(torch_index, options.packages_only)
        usable = environment_is_usable(VENV, None if options.keep_python else "{}.{}".format(*sys.version_info))
        last = last_setup() if usable else {}
        recorded = last.get("groups")
        there = set(recorded) if last.get("key") == key and isinstance(recorded, list) else set()
        left_out = "whisper" in groups and not last.get("torch")
        came_since = left_out and installed_torch(next(line for line in pinned("whisper") if line.startswith("torch==")))
        if not there.issuperset(groups) or came_since or (left_out and os.environ.get("CI")):
            STAMP.unlink(missing_ok=True)
            if not usable:
                make_environment()
            has_torch = install(groups, torch_index, with_oncue=not options.packages_only)
            done = {
                "key": key,
                "groups": sorted(there.union(groups)),
                "torch": has_torch if "whisper" in groups else bool(last.get("torch")),
            }
            STAMP.write_text(json.dumps(done), encoding="utf-8")
            left_out = "whisper" in groups and not has_torch
            say(f"done in {time.monotonic() - started:.0f} s: .venv/bin/oncue")
        if left_out:
            say(NO_TORCH)
    except (SetupError, OSError) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
