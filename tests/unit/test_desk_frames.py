"""Times that a desk's page puts on frames are on these frames in every file that is written with their rate."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.caption_pictures import options_of
from bench.desk_edits import news, track, word_of
from oncue.captions.formats import FORMATS
from oncue.desk import apply_revision, parse_ops
from oncue.frame_rate import FRAME_RATES
from tests.unit.desk_api import desk_api


@pytest.mark.parametrize("name", FRAME_RATES)
@pytest.mark.parametrize("offset_ms", [0, 3_600_013])
def test_a_caption_that_comes_on_a_frame_is_written_on_that_frame(name: str, offset_ms: int) -> None:
    rate, script = FRAME_RATES[name], news()
    word = word_of(script, "This")
    for frames in range(4):
        wanted = rate.frame_at(2700 + offset_ms) + frames
        op = {"op": "show", "word": word, "in_ms": rate.milliseconds(wanted) - offset_ms}
        edited = apply_revision(script, script.rev + 1, parse_ops([op]), "Ann")
        written = track(edited, replace(options_of("netflix", offset_ms=offset_ms), frame_rate=rate))
        for suffix in ("srt", "vtt", "ttml"):
            reader = FORMATS[suffix].read
            assert reader is not None
            starts = [rate.frame_at(cue.start_ms) for cue in reader(FORMATS[suffix].write(written).data)]
            assert wanted in starts, suffix


def test_a_desk_says_on_which_frames_its_job_is_written_and_gives_times_as_they_are(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    desk = api.client.get(f"{here}/desk").json
    assert (desk["frame_rate"], desk["offset_ms"]) == (None, 0)
    assert {each["name"]: each["rate"] for each in desk["frame_rates"]}["29.97df"] == [30000, 1001]
    chosen = {"frame_rate": "25", "start_timecode": "10:00:00:00"}
    job = api.submit(options=json.dumps(chosen)).json["id"]
    api.complete(job)
    api.client.post(f"/v1/jobs/{job}/desk")
    other = api.client.get(f"/v1/jobs/{job}/desk").json
    assert (other["frame_rate"], other["offset_ms"]) == ("25", 36_000_000)
    assert other["cues"] == desk["cues"], "in milliseconds of the recording, whatever the frames"
