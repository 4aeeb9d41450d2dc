"""Where captions are parted in any case, they are parted whatever stands before and behind."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bench.caption_pictures import alignment_of, options_of
from oncue.captions.segmentation.cues import segment, sure_breaks
from oncue.model import Alignment
from tests.endless_speech import KINDS, endless_speech

LIMITS = ((42, 2, 20), (37, 1, 17), (20, 3, 17), (32, 2, 9))


def part(alignment: Alignment, text: str, first: int, last: int) -> tuple[Alignment, str]:
    """Words [first, last) as an alignment of their own, with the ids that they have in the whole."""
    start, end = alignment.words[first].char_start, alignment.words[last - 1].char_end
    words = [
        replace(word, char_start=word.char_start - start, char_end=word.char_end - start, name=word.id)
        for word in alignment.words[first:last]
    ]
    return replace(alignment_of(words, language=alignment.language), duration_ms=alignment.duration_ms), text[start:end]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_captions_of_the_whole_are_parted_where_those_of_a_part_are_sure_to_be(kind: str, seed: int) -> None:
    random = Random(seed)
    alignment, text = endless_speech(random, kind, 320)
    chars, lines, cps = random.choice(LIMITS)
    options = options_of("netflix", max_chars=chars, max_lines=lines, max_cps=cps)
    firsts = {next(word.id for line in cue.lines for word in line.words) for cue in segment(alignment, text, options)}
    first = random.randrange(0, 100)
    earlier = {word.speaker for word in alignment.words[:first]}
    for one, two in sure_breaks(*part(alignment, text, first, first + 200), options, earlier=earlier):
        assert two in firsts, (one, two)


@pytest.mark.parametrize("kind", KINDS)
def test_in_speech_without_a_pause_such_places_are_never_far(kind: str) -> None:
    alignment, text = endless_speech(Random(1), kind, 300)
    words = {word.id: place for place, word in enumerate(alignment.words)}
    sure = [words[two] for _, two in sure_breaks(alignment, text, options_of("netflix"))]
    assert max(later - earlier for earlier, later in zip([40, *sure], [*sure, 260], strict=True)) < 80


def test_a_stretch_that_is_shorter_than_captions_may_be_has_none() -> None:
    alignment, text = endless_speech(Random(1), "monologue", 12)
    assert sure_breaks(alignment, text, options_of("netflix")) == []
    assert sure_breaks(*part(alignment, text, 0, 1), options_of("netflix")) == []
