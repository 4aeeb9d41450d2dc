"""Labels and sounds of transcripts that people complained about, read where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.model import Transcript, UnspokenKind
from oncue.transcript import read_transcript

_CASES = Path(__file__).parents[3] / "shared" / "cases"


def _case(folder: str, name: str) -> Transcript:
    path = _CASES / folder / name
    if not path.is_file():
        pytest.skip(f"the case {folder} is not beside the repository")
    return read_transcript(path.read_bytes(), name=name)


def _left_out(transcript: Transcript, kind: UnspokenKind) -> list[str]:
    return [token.text for token in transcript.tokens if not token.speakable and token.kind is kind]


def _speakers(transcript: Transcript) -> set[str | None]:
    return {token.speaker for token in transcript.tokens if token.speakable and token.kind is None}


def test_sounds_in_capitals_are_stage_directions_and_nobodys_names() -> None:
    transcript = _case("01-sound-cues-in-capitals", "transcript.srt")
    assert _left_out(transcript, UnspokenKind.STAGE_DIRECTION) == ["APPLAUSE", "DOOR", "SLAMS"] * 2 + ["APPLAUSE"]
    assert _speakers(transcript) == {None}
    assert all(token.kind is UnspokenKind.STAGE_DIRECTION or token.kind is None for token in transcript.tokens)


def test_a_sound_with_a_colon_is_no_speaker() -> None:
    transcript = _case("20-sound-word-with-colon", "transcript.srt")
    assert _left_out(transcript, UnspokenKind.STAGE_DIRECTION) == ["DOG", "YAPS", "DOG", "BARKS", "LAUGHS:"]
    assert _speakers(transcript) == {None}
    assert {"IKEA", "NO", "ENTRY"} <= {token.text for token in transcript.tokens if token.kind is None}


def test_columns_of_times_and_speakers_are_no_speech() -> None:
    transcript = _case("11-label-over-untranscribed-speech", "transcript.txt")
    assert _speakers(transcript) == {"NARRATOR", "MAN ON STREET"}
    spoken = [token.text for token in transcript.tokens if token.speakable]
    assert spoken[:4] == ["Good", "morning.", "This", "Tuesday"]
    assert not {"NARRATOR", "MAN", "STREET", "SPEAKER", "00:00:01:10"} & set(spoken)


@pytest.mark.parametrize(
    ("name", "speakers"),
    [("speaker-hash.txt", {"speaker#1", "speaker#2"}), ("temoin.txt", {"Témoin 1", "Témoin 2"})],
)
def test_numbered_labels_of_transcribers_name_the_speaker_and_are_not_spoken(name: str, speakers: set[str]) -> None:
    transcript = _case("34-labels-of-transcribers", name)
    assert _speakers(transcript) == speakers
    assert not any(token.speakable and token.text[-1] in ":0123456789" for token in transcript.tokens)
