"""The wheel, installed beside the packages it needs, with nothing of the checkout to be imported."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import requests

from bench.running_api import RunningService
from tests.conftest import Recording
from tests.e2e.engine_runs import SAID, cut
from tests.e2e.own_modules import write_own_modules

PACKAGES = ("oncue", "service", "worker")


def tracked(repository: Path) -> list[str]:
    """What git knows below the packages, and what the build reads beside them."""
    listing = ["git", "ls-files", "-z", *PACKAGES, "pyproject.toml", "README.md", "LICENSE"]
    done = subprocess.run(listing, cwd=repository, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.split("\0") if (repository / name).is_file()]


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip wheel .` does from a clone, where files of no importance lie about."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in tracked(repository):
        (folder / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / name, folder / "clone" / name)
    (folder / "clone" / "oncue" / "jobs" / "__pycache__").mkdir()
    (folder / "clone" / "oncue" / "jobs" / "__pycache__" / "ids.cpython-311.pyc").write_bytes(b"compiled")
    build = ["wheel", ".", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *build], cwd=folder / "clone", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel in it. The checkout's packages are on its path, the checkout is not."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    # A folder that a .pth file adds is searched for packages only: what its own .pth files name, the checkout, is not added.
    beside = [path for path in sys.path if path.endswith("site-packages")]
    (site / "beside.pth").write_text("\n".join(beside) + "\n", encoding="utf-8")
    install = ["install", "--no-deps", "--ignore-installed", "--prefix", str(folder), str(wheel)]
    done = subprocess.run([folder / "bin" / "python", "-m", "pip", *install], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "bin"


def test_every_file_of_the_packages_is_in_the_wheel_and_nothing_else_is(repository: Path, wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert inside == {name for name in tracked(repository) if name.split("/")[0] in PACKAGES}
    assert any(name.endswith(".html") for name in inside)


def test_what_was_installed_is_imported_and_not_the_checkout(repository: Path, installed: Path, tmp_path: Path) -> None:
    code = f"import importlib; print(*(importlib.import_module(name).__file__ for name in {PACKAGES}), sep='\\n')"
    done = subprocess.run([installed / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    where = {Path(line).parent.parent for line in done.stdout.split()}
    assert where == set(installed.parent.glob("lib/python*/site-packages"))


def test_an_installed_oncue_shows_its_pages_and_captions_a_job_beside_a_users_own_modules(
    installed: Path, radio_address: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_own_modules(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", ".")
    audio, transcript = cut(radio_address.audio, tmp_path), tmp_path / "said.txt"
    transcript.write_text(SAID, encoding="utf-8")
    service = RunningService(tmp_path / "data", program=[str(installed / "oncue")])
    service.start()
    try:
        for page, holds in (("/", "<form"), ("/docs", "<html"), ("/static/oncue.css", "{"), ("/openapi.json", "paths")):
            answer = requests.get(service.url + page, timeout=30)
            assert (answer.status_code, holds in answer.text) == (200, True), page
        job = service.wait_until_over(service.submit(audio, transcript)["id"])
        assert job["status"] == "completed", job["error"]
        assert requests.get(f"{service.url}/jobs/{job['id']}", timeout=30).status_code == 200
        captions = requests.get(f"{service.url}/v1/jobs/{job['id']}/captions.srt", timeout=30)
        assert (captions.status_code, " --> " in captions.text) == (200, True)
    finally:
        assert service.stop() == 0
