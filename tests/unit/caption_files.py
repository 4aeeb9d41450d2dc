"""Cues as a caption file may have them: overlapping, out of order, without end, with any text and any speakers."""

from __future__ import annotations

from hypothesis import strategies as st

from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.given_captions import given_captions, given_track
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack

READABLE = [suffix for suffix, each in FORMATS.items() if each.read is not None]

_ODD = ["Good morning.", "- Yes.", "-No.", "ANNA: So?", "a  b", "\u00a0\u202f!", "", " ", "\x00", "日本語です。", "はい"]
_ODD += [
    "one two three four five six seven eight nine ten eleven",
    "W" * 60,
    "\ud800",
    "a --> b",
    "<i>&amp;",
    "{\\an8}",
    "1",
]
_LINES = st.one_of(
    st.sampled_from([*_ODD, "שלום!", "{\\an8}", "1"]),
    st.text(max_size=30),
)
_SPEAKERS = st.sampled_from([None, None, "Anna", "Bob", "<b>&", "\x00", "A very long name indeed, Sir"])


@st.composite
def written_cues(draw: st.DrawFn, *, most: int = 6) -> tuple[WrittenCue, ...]:
    cues = []
    at_ms = 0
    for _ in range(draw(st.integers(0, most))):
        at_ms = max(0, at_ms + draw(st.sampled_from([-5000, 0, 1, 40, 1000, 3000, 60_000])))
        lines = draw(st.lists(st.tuples(_LINES, _SPEAKERS), min_size=1, max_size=5))
        end_ms = at_ms + draw(st.sampled_from([0, 1, 40, 900, 2000, 20_000]))
        cues.append(WrittenCue(at_ms, end_ms, tuple(line for line, _ in lines), tuple(speaker for _, speaker in lines)))
    return tuple(cues)


def cue(start_ms: int, end_ms: int, *lines: str, speakers: tuple[str | None, ...] | None = None) -> WrittenCue:
    return WrittenCue(start_ms, end_ms, lines, speakers or (None,) * len(lines))


def track_of(
    cues: tuple[WrittenCue, ...], options: CaptionOptions | None = None, *, language: str = "en", cut: bool = False
) -> CaptionTrack:
    options = options or CaptionOptions()
    return given_track(given_captions(cues, speakers=options.speakers), language, options, "News", cut=cut)


def read(suffix: str, data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS[suffix].read
    assert reader is not None
    return reader(data)
