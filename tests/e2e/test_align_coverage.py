"""What `oncue align` says and does where text or speech is lost, on real speech with real weights."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from oncue.alignment.ledger import is_word
from oncue.captions.formats import alignment_from_json
from oncue.captions.segmentation import segment
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.align_runs import align, ffmpeg
from tests.e2e.commands_here import align_here

CLIP_S = 24


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, radio_address: Recording) -> Path:
    path = tmp_path_factory.mktemp("sound") / "a.wav"
    ffmpeg("-i", radio_address.audio, "-t", str(CLIP_S), path)
    return path


@pytest.fixture(scope="module")
def sentences(radio_address: Recording) -> list[str]:
    return [f"{one}." for one in radio_address.transcript.read_text(encoding="utf-8").split(". ")[:6]]


def _written(folder: Path, text: str) -> Path:
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_paragraph_that_nobody_said_and_a_sentence_that_nobody_published_are_told_with_their_places(
    tmp_path: Path, sound: Path, sentences: list[str]
) -> None:
    unsaid = "The archbishop of Canterbury baked seventeen cakes for his nephew's rowing club and ate nearly all of them."
    text = _written(tmp_path, " ".join([*sentences[:2], unsaid, sentences[3]]))
    run = align_here(sound, text, "-o", tmp_path / "a.json")
    assert run.returncode == 0, run.stderr
    assert "words_left_out: " in run.stderr
    assert "The archbishop of Canterbury" in run.stderr
    assert "speech_without_captions: " in run.stderr
    assert " left out (" in run.stderr
    alignment = alignment_from_json((tmp_path / "a.json").read_text(encoding="utf-8"))
    ledger = alignment.quality.ledger
    assert ledger is not None
    assert ledger.published == ledger.captioned + sum(ledger.left_out.values())
    assert any(place.is_between and "Canterbury" in place.text for place in ledger.missing)
    assert ledger.uncaptioned_ms > 3000
    transcript = read_transcript(text.read_bytes())
    shown = Counter(
        word.char_start for cue in segment(alignment, transcript.text) for line in cue.lines for word in line.words
    )
    assert set(shown.values()) == {1}
    assert ledger.captioned == sum(is_word(token, "en") and token.char_start in shown for token in transcript.tokens)


def test_less_coverage_than_asked_for_is_an_error_with_its_places_and_writes_nothing(
    tmp_path: Path, sound: Path, sentences: list[str]
) -> None:
    text = _written(tmp_path, " ".join(sentences[:2]))
    out = tmp_path / "out"
    out.mkdir()
    run = align_here(sound, text, "--min-coverage", "0.95", "-o", out / "a.srt", "--quiet")
    assert run.returncode == 3, run.stderr
    assert run.stderr.startswith("oncue: coverage_too_low: ")
    assert "speech_without_captions" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("share", ["1.5", "-0.1", "all"])
def test_a_share_that_is_none_is_refused_before_anything_is_read(tmp_path: Path, share: str) -> None:
    run = align_here(tmp_path / "a.wav", tmp_path / "a.txt", "--min-coverage", share)
    assert run.returncode == 2
    assert "--min-coverage" in run.stderr


def test_an_engine_that_is_not_installed_is_an_error_and_never_named_as_what_ran(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound: Path, sentences: list[str]
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['whisper'] = None\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    text = _written(tmp_path, " ".join(sentences))
    run = align(sound, text, "--engine", "openai-whisper", "-o", tmp_path / "a.json")
    assert run.returncode == 1, run.stderr
    assert run.stderr.startswith("oncue: engine_unavailable: the engine openai-whisper is not installed here")
    assert not (tmp_path / "a.json").exists()
    monkeypatch.setitem(sys.modules, "whisper", None)
    run = align_here(sound, text, "-o", tmp_path / "a.json")
    assert run.returncode == 0, run.stderr
    engine = json.loads((tmp_path / "a.json").read_text())["engine"]
    assert engine["name"] == "faster-whisper"
    assert 0 <= engine["windows_heard"] <= engine["windows"]
    assert f"listened to {engine['windows_heard']} of {engine['windows']} windows" in run.stderr
