"""Timed Text as a browser shows it: imscJS puts every caption on screen, with its text, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from hypothesis import Phase, given, settings

from bench.caption_pictures import alignments, any_options, read_out
from oncue.captions.formats import FORMATS
from oncue.captions.formats.cues_of_files import ttml_cues
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES
from oncue.model import Alignment, Cue
from tests.timed_text_page import as_imscjs_shows

GOLDEN = Path(__file__).parents[1] / "golden" / "captions"
_HEBREW = "דנה: שלום לכם, ערב טוב! NASA הודיעה היום.\nנועם: 20 אחוז? כן, Google.\nדנה: Yes, OK."


def tracks() -> list[CaptionTrack]:
    """Fifty of any texts, in turn on milliseconds and on frames of each rate, and Hebrew."""
    found = [CaptionTrack(*read_out(_HEBREW, "he", ms_per_char=60))]
    rates = cycle([None, *FRAME_RATES.values()])

    @settings(max_examples=50, phases=[Phase.generate], database=None)
    @given(alignments(), any_options())
    def collect(case: tuple[Alignment, str], options: CaptionOptions) -> None:
        found.append(CaptionTrack(*case, replace(options, frame_rate=next(rates))))

    collect()
    return found


def test_imscjs_shows_every_caption_of_each_profile_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    cases = [
        (suffix, FORMATS[suffix].write(track).data, [*map(shown, track.cues)])
        for track in tracks()
        for suffix in ("ttml", "ebuttd.xml", "netflix.xml")
    ]
    files = [path for ending in ("ttml", "ebuttd.xml", "netflix.xml") for path in sorted(GOLDEN.glob(f"*.{ending}"))]
    for path in files:
        data = path.read_bytes()
        cases.append((path.name, data, [(cue.start_ms, cue.end_ms, "\n".join(cue.lines)) for cue in ttml_cues(data)]))
    told = as_imscjs_shows([data for _, data, _ in cases], tmp_path)
    assert len(told) == len(cases) > 150 + len(files) > 150
    for (name, _, cues), each in zip(cases, told, strict=True):
        assert each["problems"] == []
        screens = [screen for screen in each["shown"] if screen != [0, ""]]
        expected = due(cues)
        assert [text for _, text in screens] == [text for _, text in expected], name
        # Frames begin between two milliseconds.
        assert all(abs(1000 * at - ms) < 0.51 for (at, _), (ms, _) in zip(screens, expected, strict=True)), name


def shown(cue: Cue) -> tuple[int, int, str]:
    lines = [f"{line.label or ('-' if cue.dashed else '')} {line.text}".strip() for line in cue.lines]
    return cue.start_ms, cue.end_ms, "\n".join(lines)


def due(cues: Sequence[tuple[int, int, str]]) -> list[tuple[int, str]]:
    """What is on screen from when on, nothing after the end of a cue that no other follows at once."""
    screens: list[tuple[int, str]] = []
    for start_ms, end_ms, text in cues:
        if screens and screens[-1][0] == start_ms:
            screens.pop()
        screens += [(start_ms, text), (end_ms, "")]
    return screens
