"""What the measurement of formats writes and reads."""

from __future__ import annotations

from bench.formats import SPEAKERS, made_track
from oncue.captions.segmentation import limit_warnings


def test_so_many_captions_of_several_speakers_are_made() -> None:
    track = made_track(60)
    assert 60 <= len(track.cues) < 120
    assert {word.speaker for word in track.alignment.words} == {*SPEAKERS}
    assert not any(each.startswith("line_length") for each in limit_warnings(track.cues, track.options.limits))
