"""Of several sound tracks, or languages on two sides, the one whose words are the transcript's is captioned."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.channel_sounds import Sound, make_with_ffmpeg, music, voice, write_wav
from oncue.errors import AudioSilent, ChannelUnknown, TrackUnknown, TranscriptMismatch
from oncue.model import Alignment
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.transcript import read_transcript
from tests.conftest import Recording
from worker.engine.models import WarmModels

SECONDS = 17.0

ENGLISH = (
    "Good morning. This Tuesday is election day. After months of spirited debate and vigorous campaigning, the time has "
    "come for Americans to make important decisions about our nation's future and encourage all Americans to go to the "
    "polls and vote. Election season brings out the spirit of competition between our political parties."
)
OTHER = (
    "The harbour froze early that winter, and fishermen dragged wooden sledges across grey ice towards the lighthouse, "
    "where two brothers kept bees in summer and carved clocks from driftwood whenever storms closed the only road."
)


COMPONENTS = Components(load=WarmModels().load)
"""With one model for all tests."""


def _align(audio: Path, folder: Path, text: str = ENGLISH, **options: str) -> Alignment:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    try:
        chosen = AlignOptions(**options)  # type: ignore[arg-type]
        return align(audio, read_transcript(text.encode()), chosen, folder=work, components=COMPONENTS)
    finally:
        assert {path.name.partition("-")[0] for path in work.iterdir()} <= {"audio.pcm", "encodings.f16", "sound"}


def _codes(alignment: Alignment) -> list[str]:
    return [warning.partition(":")[0] for warning in alignment.quality.warnings]


@pytest.fixture(scope="module")
def voices(radio_address: Recording, udhr: dict[str, Recording]) -> tuple[Sound, Sound]:
    """English, and French."""
    return voice(radio_address.audio, SECONDS), voice(udhr["fr"].audio, SECONDS, 20)


@pytest.fixture(scope="module")
def three_tracks(tmp_path_factory: pytest.TempPathFactory, voices: tuple[Sound, Sound]) -> Path:
    """Music, French and English, in this order, of which no tag tells anything."""
    folder = tmp_path_factory.mktemp("tracks")
    sounds = (music(SECONDS), voices[1], voices[0])
    paths = [write_wav(folder / f"{number}.wav", sound) for number, sound in enumerate(sounds)]
    inputs = [part for path in paths for part in ("-i", path)]
    source = folder / "film.mkv"
    make_with_ffmpeg(*inputs, "-map", "0", "-map", "1", "-map", "2", "-c:a", "flac", source)
    return source


def test_where_no_tag_tells_the_track_that_follows_the_text_is_captioned(three_tracks: Path, tmp_path: Path) -> None:
    found = _align(three_tracks, tmp_path)
    assert found.quality.transcript_coverage > 0.95
    assert _codes(found)[0] == "track_chosen"
    assert "3 sound tracks, 3 (" in found.quality.warnings[0]
    assert "it follows the transcript best" in found.quality.warnings[0]


def test_a_text_that_no_track_has_is_refused_with_the_tracks(three_tracks: Path, tmp_path: Path) -> None:
    with pytest.raises((TranscriptMismatch, AudioSilent)) as raised:
        _align(three_tracks, tmp_path, OTHER)
    assert "None of its sound tracks fits the text; the recording has 1 (" in raised.value.detail
    assert [track["number"] for track in raised.value.data["tracks"]] == [1, 2, 3]  # type: ignore[attr-defined]


def test_beside_a_track_that_was_asked_for_no_other_is_tried(three_tracks: Path, tmp_path: Path) -> None:
    with pytest.raises(TranscriptMismatch, match="Only track 2 was asked for; the recording has 1 "):
        _align(three_tracks, tmp_path, track="2")
    assert "track_chosen" not in _codes(_align(three_tracks, tmp_path, track="3"))


def test_what_is_not_there_is_refused_before_anything_is_decoded(three_tracks: Path, tmp_path: Path) -> None:
    with pytest.raises(TrackUnknown, match="it has 1 "):
        _align(three_tracks, tmp_path, track="4")
    with pytest.raises(ChannelUnknown, match="it has mix"):
        _align(three_tracks, tmp_path, channel="left")
    assert not list((tmp_path / "work").iterdir())


def test_of_a_language_on_each_side_the_transcripts_is_captioned(tmp_path: Path, voices: tuple[Sound, Sound]) -> None:
    found = _align(write_wav(tmp_path / "two.wav", voices[1], voices[0]), tmp_path)
    assert found.quality.transcript_coverage > 0.95
    assert _codes(found)[0] == "channel_chosen"
    assert "right was listened to" in found.quality.warnings[0]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("06-second-sound-track", "track_chosen"),
        ("07-timecode-on-left", "channel_chosen"),
        ("09-centre-channel", "channel_chosen"),
    ],
)
def test_reported_recordings_are_captioned_whole(repository: Path, tmp_path: Path, case: str, code: str) -> None:
    folder = repository.parent / "shared" / "cases" / case
    if not folder.is_dir():
        pytest.skip("needs shared/cases beside the repository")
    (audio,) = folder.glob("audio.*")
    found = _align(audio, tmp_path, (folder / "transcript.txt").read_text(encoding="utf-8"))
    assert found.quality.transcript_coverage == 1
    assert code in _codes(found)
