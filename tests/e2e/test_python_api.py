"""Oncue as a library: what docs/python.md shows, what importing it loads, and that it does as the command does."""

from __future__ import annotations

import doctest
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import oncue
from oncue.captions.formats import alignment_from_json
from oncue.cli.align import align_command
from oncue.errors import UsageError
from oncue.options.captions import CAPTION_OPTIONS
from oncue.options.hardware import HARDWARE_OPTIONS
from oncue.options.recognition import RECOGNITION_OPTIONS
from tests.conftest import Recording
from tests.e2e.align_runs import align, ffmpeg

HEAVY = (
    "alembic", "av", "celery", "click", "ctranslate2", "faster_whisper", "flask", "numpy", "onnxruntime", "pocketsphinx",
    "pydantic", "redis", "sqlalchemy", "torch", "whisper",
)  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, radio_address: Recording) -> Recording:
    folder = tmp_path_factory.mktemp("clip")
    ffmpeg("-i", radio_address.audio, "-t", "8", folder / "a.wav")
    (folder / "a.txt").write_text(radio_address.transcript.read_text(encoding="utf-8")[:103], encoding="utf-8")
    return Recording(folder / "a.wav", folder / "a.txt")


def test_what_the_page_shows_is_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    ran = doctest.testfile(str(repository / "docs" / "python.md"), module_relative=False)
    assert ran.attempted > 10
    assert ran.failed == 0


def test_importing_it_loads_no_engine_and_no_framework() -> None:
    code = f"import sys, oncue; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_its_captions_are_those_of_the_command(clip: Recording) -> None:
    stages: list[tuple[str, float]] = []
    found = oncue.align(clip.audio, clip.transcript, on_progress=lambda stage, done: stages.append((stage, done)))
    ours = oncue.render(found, "srt", profile="dcmp", offset=1.5)
    run = align(clip.audio, clip.transcript, "-o", "-", "--profile", "dcmp", "--offset", "1.5", "--quiet")
    assert ours.decode() == run.stdout
    shares = [done for _, done in stages]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < shares[-1] == 1.0
    assert "decode" in dict(stages)
    document = oncue.render(found, "json")
    assert "text" not in json.loads(document)
    read = alignment_from_json(document.decode())
    assert oncue.render(read, "srt", text=clip.transcript.read_text(encoding="utf-8")) == oncue.render(found, "srt")
    with pytest.raises(UsageError, match="published text"):
        oncue.render(read, "srt")


def test_it_takes_the_options_of_the_command() -> None:
    parameters = inspect.signature(oncue.align).parameters
    assert RECOGNITION_OPTIONS.keys() | HARDWARE_OPTIONS.keys() <= parameters.keys()
    declared = RECOGNITION_OPTIONS.keys() | HARDWARE_OPTIONS.keys() | CAPTION_OPTIONS.keys()
    of_the_command = {each.name for each in align_command.params}
    assert of_the_command - {"audio", "transcript", "outputs", "stdout_format", "quiet"} == declared


@pytest.mark.parametrize("options", [{"language": "Klingon"}, {"engine": "whisper"}, {"min_coverage": 95}])
def test_wrong_options_are_usage_errors(clip: Recording, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        oncue.align(clip.audio, clip.transcript, **options)  # type: ignore[arg-type]
