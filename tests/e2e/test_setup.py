"""`scripts/setup.py` as a new machine meets it, with a folder of tiny wheels in place of a package index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.setup import environment_is_usable

CONSTRAINTS = """\
# [build] first
tool==1.0      # builds
# [text] words
words==2.0     # reads
# [whisper] the engine
openai-whisper==3.0  # recognises
torch==2.13.0        # for openai-whisper
"""


def wheel(folder: Path, name: str, version: str, *requires: str) -> None:
    """Writes an empty wheel that asks for `requires`."""
    module = name.replace("-", "_")
    metadata = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {each}" for each in requires)]
    files = {
        f"{module}/__init__.py": "",
        f"{module}-{version}.dist-info/METADATA": "\n".join(["Metadata-Version: 2.1", *metadata, ""]),
        f"{module}-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{module}-{version}.dist-info/RECORD"
    files[record] = "".join(f"{path},,\n" for path in (*files, record))
    with zipfile.ZipFile(folder / f"{module}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)


class NewMachine:
    """A copy of the setup script, its constraints, and the wheels that pip can see."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.tree = folder / "tree"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        (self.tree / "scripts").mkdir(parents=True)
        shutil.copy(repository / "scripts" / "setup.py", self.tree / "scripts")
        (self.tree / "constraints.txt").write_text(CONSTRAINTS, encoding="utf-8")
        (self.tree / "pyproject.toml").write_text("", encoding="utf-8")
        for name, version in (("tool", "1.0"), ("words", "2.0"), ("openai-whisper", "3.0")):
            wheel(self.wheels, name, version)

    def setup(self, *groups: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "CI", "TORCH"))}
        offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        command = [sys.executable, "scripts/setup.py", "--packages-only", *(groups or ("text", "whisper"))]
        environment = {**kept, **offline, **variables}
        return subprocess.run(command, cwd=self.tree, env=environment, capture_output=True, text=True, check=False)

    def packages(self) -> set[str]:
        wanted = {"tool", "words", "openai_whisper", "torch", "triton"}
        return {path.name for path in self.tree.glob(".venv/lib/python*/site-packages/*")} & wanted


@pytest.fixture
def machine(repository: Path, tmp_path: Path) -> NewMachine:
    return NewMachine(repository, tmp_path)


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder


@pytest.fixture
def begun(machine: NewMachine, empty_environment: Path) -> NewMachine:
    """A machine with an environment in which there is nothing but pip, as if made there: that takes some seconds."""
    made = machine.tree / ".venv"
    shutil.copytree(empty_environment, made, symlinks=True)
    program = made / "bin" / "pip"
    program.write_text(program.read_text(encoding="utf-8").replace(str(empty_environment), str(made)), encoding="utf-8")
    return machine


def test_a_cpu_build_of_torch_is_installed_and_the_second_run_has_nothing_to_do(machine: NewMachine) -> None:
    wheel(machine.wheels, "torch", "2.13.0", "filelock")
    first = machine.setup(CI="true")
    assert (first.returncode, first.stderr) == (0, "")
    assert machine.packages() == {"tool", "words", "openai_whisper", "torch"}
    (words,) = machine.tree.glob(".venv/lib/python*/site-packages/words")
    assert list(words.glob("__pycache__/*.pyc")), "who imports it first need not compile it"

    second = machine.setup(CI="true")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    (machine.tree / "constraints.txt").write_text(CONSTRAINTS.replace("2.0 ", "2.1 "), encoding="utf-8")
    wheel(machine.wheels, "words", "2.1")
    assert "done in" in machine.setup().stdout


def test_what_is_asked_for_is_added_and_what_is_there_already_stays(begun: NewMachine) -> None:
    wheel(begun.wheels, "torch", "2.13.0", "filelock")
    assert begun.setup("text").returncode == 0
    assert begun.packages() == {"tool", "words"}
    assert "done in" in begun.setup("text", "whisper").stdout
    assert begun.packages() == {"tool", "words", "openai_whisper", "torch"}
    for groups in (("text",), ("whisper",), ("text", "whisper")):
        assert begun.setup(*groups).stdout == ""


@pytest.mark.skipif(sys.platform != "linux", reason="CUDA builds are the default on Linux only")
def test_a_cuda_build_of_torch_is_left_out_with_one_line_and_fails_in_ci(begun: NewMachine) -> None:
    wheel(begun.wheels, "torch", "2.13.0", 'nvidia-cudnn-cu13==9; platform_system == "Linux"', "triton==3")
    done = begun.setup()
    assert done.returncode == 0, done.stderr
    assert begun.packages() == {"tool", "words"}
    assert "openai-whisper is left out" in done.stdout.splitlines()[-1]
    assert "TORCH_INDEX" in done.stdout.splitlines()[-1]

    again = begun.setup()
    assert [line[:40] for line in again.stdout.splitlines()] == ["setup: openai-whisper is left out, since"]

    in_ci = begun.setup(CI="true")
    assert (in_ci.returncode, "openai-whisper is left out" in in_ci.stderr) == (1, True)

    wheel(begun.wheels, "torch", "2.13.0", "filelock")
    assert begun.setup(CI="true").returncode == 0
    assert begun.packages() == {"tool", "words", "openai_whisper", "torch"}


def environment(folder: Path, python: str) -> Path:
    """What setup looks at in a virtual environment."""
    for path in ("bin", f"lib/{python}"):
        (folder / path).mkdir(parents=True)
    (folder / "bin" / "python").touch()
    (folder / "bin" / "pip").write_text(f"#!{folder}/bin/python\n", encoding="utf-8")
    return folder


def test_an_environment_copied_from_elsewhere_is_not_usable(tmp_path: Path) -> None:
    made_here = environment(tmp_path / "here" / ".venv", "python3.11")
    copied = shutil.copytree(made_here, tmp_path / "there" / ".venv")
    assert [environment_is_usable(each, None) for each in (made_here, copied, tmp_path)] == [True, False, False]


def test_the_python_once_chosen_is_kept_until_another_is_asked_for(tmp_path: Path) -> None:
    made = environment(tmp_path / ".venv", "python3.12")
    assert [environment_is_usable(made, asked) for asked in (None, "3.12", "3.11")] == [True, True, False]


@pytest.mark.parametrize(
    ("module", "text", "said"),
    [
        ("ensurepip", "raise ImportError", "apt-get install python3-venv"),
        ("sitecustomize", "import sys; sys.version_info = (3, 9, 2)", "needs Python 3.11 or later; this is 3.9"),
    ],
)
def test_a_python_that_cannot_do_it_is_told_plainly(
    machine: NewMachine, tmp_path: Path, module: str, text: str, said: str
) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / f"{module}.py").write_text(text, encoding="utf-8")
    done = machine.setup(PYTHONPATH=str(tmp_path / "path"))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (machine.tree / ".venv").exists()


def test_a_package_that_cannot_be_had_stops_with_pips_reason(begun: NewMachine) -> None:
    wheel(begun.wheels, "torch", "2.13.0")
    (begun.wheels / "words-2.0-py3-none-any.whl").unlink()
    done = begun.setup()
    assert done.returncode == 1
    assert "words==2.0" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(begun.tree.glob(".venv/.setup-done*"))
