"""Texts of every odd character, as published, and any of their words placed in a recording."""

from __future__ import annotations

from hypothesis import reject
from hypothesis import strategies as st

from oncue.alignment.timing.word_graph import AlignedWord
from oncue.errors import OncueError
from oncue.model import Transcript
from oncue.transcript import read_transcript

_ODD = "\r\n \u00a0\u2028“”’—–-…()[]:.?!©AéßאبคΩ語e\u0301\u200f\ufeff0123\tKERRY: Dr. U.S.[Applause]\u093e\u202e"


@st.composite
def placed_texts(draw: st.DrawFn) -> tuple[Transcript, dict[int, AlignedWord]]:
    """A transcript, and places of 150 ms every 200 ms for some of its speakable tokens, by index."""
    text = draw(st.text(st.sampled_from(_ODD), min_size=1, max_size=150))
    try:
        transcript = read_transcript(text.encode("utf-8"))
    except OncueError:
        reject()
    chosen = draw(st.lists(st.booleans(), min_size=len(transcript.tokens), max_size=len(transcript.tokens)))
    placed = {
        i: AlignedWord(i, i, 200 * i, 200 * i + 150, -1.0)
        for i, (token, heard) in enumerate(zip(transcript.tokens, chosen, strict=True))
        if heard and token.speakable
    }
    return transcript, placed
