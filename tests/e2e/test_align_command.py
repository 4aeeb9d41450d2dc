"""`oncue align` on real speech with real Whisper weights."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from oncue.captions.formats.json import alignment_from_json
from tests.conftest import Recording
from tests.e2e.align_runs import align, ffmpeg
from tests.e2e.commands_here import align_here

SENTENCES = 3


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, radio_address: Recording) -> Recording:
    folder = tmp_path_factory.mktemp("clip")
    ffmpeg("-i", radio_address.audio, "-t", "15", folder / "a.wav")
    text = ". ".join(radio_address.transcript.read_text(encoding="utf-8").split(". ")[:SENTENCES]) + "."
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return Recording(folder / "a.wav", folder / "a.txt")


@dataclass(frozen=True)
class Captioned:
    """A run that wrote a file of every format."""

    run: subprocess.CompletedProcess[str]
    outputs: list[Path]


@pytest.fixture(scope="module")
def captioned(tmp_path_factory: pytest.TempPathFactory, clip: Recording) -> Captioned:
    folder = tmp_path_factory.mktemp("captioned")
    outputs = [folder / f"a.{ending}" for ending in ("srt", "vtt", "txt", "html", "docx", "json")]
    engine = ("--engine", "faster-whisper")
    return Captioned(align(clip.audio, clip.transcript, *engine, *(w for path in outputs for w in ("-o", path))), outputs)


def test_one_run_writes_every_format_and_accounts_for_every_character(captioned: Captioned, clip: Recording) -> None:
    run, outputs = captioned.run, captioned.outputs
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    assert all(path.stat().st_size for path in outputs)
    for said in ("transcript heard", "speech captioned", "mean confidence", "speed", "least certain"):
        assert said in run.stderr
    page = outputs[3].read_text(encoding="utf-8")
    assert f'src="../{clip.audio.parent.name}/a.wav"' in page, "the recording is linked to, as it lies near the page"
    assert "<title>a</title>" in page
    text = clip.transcript.read_text(encoding="utf-8")
    alignment = alignment_from_json(outputs[-1].read_text(encoding="utf-8"))
    times_held = [0] * len(text)
    ranges = [(word.char_start, word.char_end) for word in alignment.words]
    ranges += [(unspoken.char_start, unspoken.char_end) for unspoken in alignment.unspoken]
    for start, end in ranges:
        for at in range(start, end):
            times_held[at] += 1
    assert [at for at, char in enumerate(text) if not char.isspace() and times_held[at] != 1] == []
    assert alignment.silences, "between its sentences the speaker breathes"
    spoken = [
        (word.start_ms, word.end_ms) for word in alignment.words if word.start_ms is not None and word.end_ms is not None
    ]
    assert not any(begins <= start and end <= ends for begins, ends in alignment.silences for start, end in spoken)


def test_quiet_captions_on_standard_output_and_nothing_else(clip: Recording) -> None:
    run = align_here(clip.audio, clip.transcript, "-o", "-", "--format", "vtt", "--words", "--quiet", "--offset", "3600")
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.startswith("WEBVTT\n")
    assert "\n01:00:" in run.stdout
    assert "<01:00:" in run.stdout


def test_start_timecode_shifts_and_dcmp_keeps_32_characters(clip: Recording) -> None:
    run = align_here(clip.audio, clip.transcript, "--profile", "dcmp", "--start-timecode", "10:00:00:00", "--quiet")
    assert run.returncode == 0, run.stderr
    assert "\n10:00:" in run.stdout
    assert all(len(line) <= 32 for line in run.stdout.splitlines() if "-->" not in line)


def test_faster_whisper_captions_it(captioned: Captioned) -> None:
    assert "election day" in " ".join(captioned.outputs[0].read_text(encoding="utf-8").split())
    assert "faster-whisper" in captioned.run.stderr


@pytest.mark.needs_torch
def test_openai_whisper_captions_it(clip: Recording) -> None:
    run = align(clip.audio, clip.transcript, "--engine", "openai-whisper")
    assert run.returncode == 0, run.stderr
    assert "election day" in " ".join(run.stdout.split())
    assert "openai-whisper" in run.stderr


def test_french_is_captioned_with_the_multilingual_model(tmp_path: Path, udhr: dict[str, Recording]) -> None:
    ffmpeg("-i", udhr["fr"].audio, "-t", "21", tmp_path / "a.wav")
    text = udhr["fr"].transcript.read_text(encoding="utf-8").partition("Considérant que la méconnaissance")[0]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    run = align_here(tmp_path / "a.wav", tmp_path / "a.txt")
    assert run.returncode == 0, run.stderr
    assert "de la justice et de la paix dans le monde," in " ".join(run.stdout.split())
    assert "base" in run.stderr


def test_help_lists_the_options_and_the_exit_codes() -> None:
    from oncue.cli.align import align_command

    run = align("--help")
    assert run.returncode == 0
    for option in align_command.params:
        if option.param_type_name == "option":
            assert all(name in run.stdout for name in option.opts)
    assert "Exit codes" in run.stdout
