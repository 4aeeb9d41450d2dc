"""`oncue compare` and the check against the sound, on real speech: shifted, drifting, of another cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from oncue.captions.check import RULE_SETS
from oncue.captions.check.heard_cues import CaptionsInSound
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_clock import clock_findings
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.formats.timecode import clock
from oncue.captions.track import CaptionTrack
from oncue.pipeline.align import AlignOptions, align
from oncue.pipeline.captions_in_sound import captions_in_sound
from oncue.pipeline.components import Components
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.commands_here import oncue_here

LENGTH_S = "61.7"
LAST_WORDS = "great privileges of American citizenship."
RULES = sound_rules(RULE_SETS["netflix"])


@dataclass(frozen=True)
class Clip:
    """The first minute of the radio address, and the captions that Oncue makes of it. It is listened to once."""

    audio: Path
    folder: Path
    cues: tuple[WrittenCue, ...] = ()

    @property
    def components(self) -> Components:
        kept = self.folder / "heard"
        return Components(
            recognitions=StoredRecognitions(audio_sha256="clip", stored=kept if kept.exists() else None, save_to=kept)
        )

    def held(self, cues: tuple[WrittenCue, ...]) -> CaptionsInSound:
        return captions_in_sound(self.audio, cues, AlignOptions(), folder=self.folder, components=self.components)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, radio_address: Recording) -> Clip:
    folder = tmp_path_factory.mktemp("clip")
    ffmpeg("-i", radio_address.audio, "-t", LENGTH_S, folder / "a.wav")
    said = radio_address.transcript.read_text(encoding="utf-8")
    text = read_transcript(said[: said.index(LAST_WORDS) + len(LAST_WORDS)].encode())
    made = Clip(folder / "a.wav", folder)
    alignment = align(made.audio, text, AlignOptions(), folder=folder, components=made.components)
    reader = FORMATS["srt"].read
    assert reader is not None
    return replace(made, cues=reader(FORMATS["srt"].write(CaptionTrack(alignment, text.text)).data))


def moved(cues: tuple[WrittenCue, ...], to: Callable[[int], float]) -> tuple[WrittenCue, ...]:
    return tuple(replace(cue, start_ms=round(to(cue.start_ms)), end_ms=round(to(cue.end_ms))) for cue in cues)


def srt(cues: tuple[WrittenCue, ...]) -> str:
    blocks = (
        f"{number}\n{clock(cue.start_ms, ',')} --> {clock(cue.end_ms, ',')}\n" + "\n".join(cue.lines)
        for number, cue in enumerate(cues, 1)
    )
    return "\n\n".join(blocks) + "\n"


def test_captions_of_oncue_are_on_the_sound_and_drifting_and_cut_ones_are_not(clip: Clip) -> None:
    cues = clip.cues
    right = clip.held(cues)
    timed = {"in_time_early", "in_time_late", "out_time_early", "out_time_late", "speech_without_caption"}
    assert [one for one in sound_findings(right.cues, right.alignment, RULES) if one.code in timed] == []
    assert clock_findings(right.cues, RULES) == ()

    drifting = clip.held(moved(cues, lambda at: at * 25 / 24))
    (found,) = clock_findings(drifting.cues, RULES)
    assert found.code == "clock_drift"
    assert "25/24" in found.text

    gone = (6, 7)
    other_cut = moved(cues, lambda at: at if at < cues[10].start_ms else at + 8000)
    cut = clip.held(tuple(cue for k, cue in enumerate(other_cut) if k not in gone))
    assert [one.code for one in clock_findings(cut.cues, RULES)] == ["clock_jump"]
    silent = [one for one in sound_findings(cut.cues, cut.alignment, RULES) if one.code == "speech_without_caption"]
    assert [cues[gone[0]].start_ms - 500 < one.start_ms < cues[gone[1]].end_ms for one in silent] == [True]


def test_compare_tells_offset_lost_words_and_disagreements_by_one_hearing(clip: Clip, tmp_path: Path) -> None:
    cues = clip.cues
    ours = tmp_path / "ours.srt"
    ours.write_text(srt(cues), encoding="utf-8")
    late = moved(tuple(cue for k, cue in enumerate(cues) if k != 7), lambda at: 36_000_000 + at + 1500)
    theirs = tmp_path / "theirs.srt"
    theirs.write_text(srt(late).replace("spirited", "gardening"), encoding="utf-8")
    run = oncue_here("compare", ours, theirs, "--audio", clip.audio, "--format", "json", "--quiet")
    assert run.returncode == 0, run.stderr
    (programme,) = json.loads(run.stdout)["programmes"]
    found = programme["comparison"]
    assert (found["nearer"], found["theirs"]["start_ms"]) == ("ours", 36_000_000)
    assert found["theirs"]["clock"]["offset_ms"] == pytest.approx(1500, abs=40)
    assert found["between"]["offset_ms"] == pytest.approx(1500, abs=2)
    assert found["ours"]["in_times"]["on_sound"] > 0.9
    assert found["theirs"]["mended"]["typical_ms"] < 50
    assert found["theirs"]["lost"] == len(" ".join(cues[7].lines).split())
    told = [(one["ours"], one["theirs"], one["nearer"]) for one in found["disagreements"]]
    assert ("spirited", "gardening", "ours") in told
    assert found["ours"]["lost"] == 0


def test_check_finds_late_captions_and_mends_them_by_the_sound(clip: Clip, tmp_path: Path) -> None:
    late, mended = tmp_path / "late.srt", tmp_path / "mended.srt"
    late.write_text(srt(moved(clip.cues, lambda at: 36_000_000 + at + 1500)), encoding="utf-8")
    begins = ("--start-timecode", "10:00:00:00")
    run = oncue_here(
        "check", late, "--audio", clip.audio, *begins, "--fix", "-o", mended, "--format", "json", "--engine", "auto"
    )
    report = json.loads(run.stdout)
    left = {one["code"] for one in report["findings"]}
    assert not left & {"clock_offset", "in_time_late", "in_time_early", "out_time_late", "caption_without_speech"}
    assert len(report["mended"]) == len(clip.cues)
    reader = FORMATS["srt"].read
    assert reader is not None
    after = reader(mended.read_bytes())
    assert [cue.lines for cue in after] == [cue.lines for cue in clip.cues]
    assert max(abs(one.start_ms - 36_000_000 - two.start_ms) for one, two in zip(after, clip.cues, strict=True)) <= 83
