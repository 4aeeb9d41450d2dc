"""Long runs of words that Whisper misheard are said where it holds them nearly as likely as what it heard."""

from __future__ import annotations

import pytest

from oncue.alignment.differences import Surprisals
from oncue.alignment.mismatch import Coverage
from oncue.alignment.timing.slots import LONGEST_REPLACEMENT, Slot
from oncue.pipeline.match_text import MOST_MEAN_SURPRISAL, MatchedText, borne_out

LONG = LONGEST_REPLACEMENT + 1
NO_MATTER = Coverage(1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("tokens", "words", "surprisals", "matched"),
    [
        (LONG, LONG, [MOST_MEAN_SURPRISAL - 0.1] * LONG, True),
        (LONG, LONG, [14.0] + [2.0] * (LONG - 1), True),
        (LONG, LONG, [MOST_MEAN_SURPRISAL] * LONG, False),
        (LONG, LONG, [0.0] * (LONG - 1), False),
        (LONG, 0, [0.0] * LONG, False),
        (LONG - 1, LONG, [0.0] * LONG, False),
    ],
    ids=["likely", "likely but for one word", "unlikely", "one not weighed", "nothing heard", "few words"],
)
def test_a_long_hole_is_matched_where_its_words_are_likely_and_others_were_heard(
    tokens: int, words: int, surprisals: list[float], matched: bool
) -> None:
    hole = Slot(tuple(range(tokens)), tuple(range(words)), matched=False, sure=False)
    found = borne_out(MatchedText((), NO_MATTER, [hole]), Surprisals(dict(enumerate(surprisals))))
    assert [(slot.matched, slot.sure, slot.tokens) for slot in found.slots] == [(matched, False, hole.tokens)]
