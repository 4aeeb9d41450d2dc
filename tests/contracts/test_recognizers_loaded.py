"""Which weights and which library a recogniser loads, and what it refuses to load."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from oncue.asr.factory import engine_for, load_recognizer, model_for
from oncue.errors import ModelUnavailable, UsageError
from tests.contracts.recognizers import ENGINES

pytestmark = pytest.mark.usefixtures("own_weights_cache")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_is_no_model_is_refused_in_one_line(engine: str, tmp_path: Path) -> None:
    for name in ("config.json", "model.bin", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelUnavailable, match="cannot"):
        load_recognizer(engine, str(tmp_path), language="en")


@pytest.mark.needs_torch
def test_a_checkpoint_that_would_run_code_is_refused(tmp_path: Path) -> None:
    import pickle

    class Exploit:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "ran",))

    (tmp_path / "evil.pt").write_bytes(pickle.dumps({"dims": Exploit(), "model_state_dict": {}}))
    with pytest.raises(ModelUnavailable, match=r"cannot load .*evil\.pt"):
        load_recognizer("openai-whisper", str(tmp_path / "evil.pt"), language="en")
    assert not (tmp_path / "ran").exists()


def test_the_default_follows_the_language() -> None:
    assert [model_for("auto", language) for language in ("en", "en-GB", "fr", "nb")] == [
        "tiny.en",
        "tiny.en",
        "base",
        "base",
    ]
    assert engine_for("auto") == "faster-whisper"
    with pytest.raises(UsageError, match="choose one of"):
        engine_for("kaldi")


@pytest.mark.parametrize(
    ("engine", "foreign"),
    [("faster-whisper", "torch"), pytest.param("openai-whisper", "ctranslate2", marks=pytest.mark.needs_torch)],
)
def test_one_engine_never_loads_the_other_ones_library(engine: str, foreign: str, repository: Path) -> None:
    import subprocess

    code = (
        "import sys; from oncue.asr.factory import load_recognizer\n"
        "assert not {'torch', 'ctranslate2', 'whisper', 'faster_whisper'} & set(sys.modules), 'at import'\n"
        f"load_recognizer({engine!r}, 'tiny.en', language='en'); assert {foreign!r} not in sys.modules"
    )
    finished = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
