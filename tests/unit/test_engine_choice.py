"""What was asked for by name is there or is an error at once; `auto` takes what there is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from oncue.asr.factory import engine_for, ensure_asked_for
from oncue.errors import EngineUnavailable, ModelUnavailable
from oncue.pipeline.align import AlignOptions, align
from oncue.transcript import read_transcript

BOTH = {"faster-whisper": "faster_whisper", "openai-whisper": "whisper"}


@pytest.mark.parametrize(("engine", "library"), BOTH.items())
def test_an_engine_that_is_not_installed_is_an_error_that_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, engine: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(EngineUnavailable, match=r"not installed here.*make setup.*or choose") as raised:
        engine_for(engine)
    assert (raised.value.code, raised.value.data) == ("engine_unavailable", {"engine": engine})


def test_auto_is_what_is_installed_and_an_error_where_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_for("auto") == "faster-whisper"
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EngineUnavailable, match="make setup"):
        engine_for("auto")


@pytest.mark.needs_torch
def test_auto_is_openai_whisper_where_only_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    assert engine_for("auto") == "openai-whisper"


def test_an_engine_that_is_there_and_cannot_be_imported_is_an_error_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("torch", "whisper"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('libtorch_cpu.so: cannot open shared object file')\n")
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert engine_for("openai-whisper") == "openai-whisper"
    with pytest.raises(EngineUnavailable, match="openai-whisper is not installed"):
        ensure_asked_for("openai-whisper", "auto", chosen_engine="openai-whisper", chosen_model="tiny.en")


def test_what_auto_stands_for_is_not_looked_for_before_it_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    ensure_asked_for("auto", "auto", chosen_engine="faster-whisper", chosen_model="large-v3")


@pytest.mark.parametrize("model", ["enormous", "./no/such/folder"])
def test_a_model_that_is_not_there_is_an_error_before_anything_is_decoded(tmp_path: Path, model: str) -> None:
    transcript = read_transcript(b"Good morning. This Tuesday is election day.")
    with pytest.raises(ModelUnavailable):
        align(tmp_path / "never-opened.wav", transcript, AlignOptions(model=model), folder=tmp_path)


def test_an_engine_that_is_not_installed_is_an_error_before_anything_is_decoded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "whisper", None)
    transcript = read_transcript(b"Good morning. This Tuesday is election day.")
    with pytest.raises(EngineUnavailable):
        align(tmp_path / "never-opened.wav", transcript, AlignOptions(engine="openai-whisper"), folder=tmp_path)


def test_a_known_model_whose_weights_are_not_here_is_an_error_whether_or_not_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ONCUE_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailable, match="small"):
        ensure_asked_for("auto", "small", chosen_engine="faster-whisper", chosen_model="small")


class _InTheWay:
    """A finder that refuses whisper as soon as it is looked for."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "whisper":
            raise ModuleNotFoundError("No module named 'whisper'", name=name)


def test_an_engine_that_cannot_even_be_looked_for_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "whisper", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_InTheWay(), *sys.meta_path])
    with pytest.raises(EngineUnavailable, match="openai-whisper is not installed"):
        engine_for("openai-whisper")
