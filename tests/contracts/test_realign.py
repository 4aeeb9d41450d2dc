"""Words that were edited get the borders that the alignment of the whole gives them, from the sound that a desk keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.network_windows import STEPS, HeardPhones, NetworkWindow
from oncue.acoustic.phone_network import phone_network
from oncue.jobs.desk_work import StretchToTime, WordToTime
from oncue.model import Interval, RecognisedWord
from oncue.pipeline.desk_sound import DeskSoundUnusable, open_sound, packed_sound
from oncue.pipeline.realign import LanguageNotTimed, RealignedWord, StretchSound, WordsDoNotFit, realign
from tests.contracts.acoustic_address import SEGMENTS, found, segment_of_words

END_MS = 13_300
SPEECH = [(0, END_MS)]


def packed(
    evidence: Evidence,
    holes: Sequence[Interval] = (),
    language: str = "en",
    heard: Sequence[RecognisedWord] = (),
    phones: HeardPhones | None = None,
) -> bytes:
    return b"".join(packed_sound(evidence, language, 127_000, SPEECH, heard, holes, phones))


def opened(
    evidence: Evidence,
    holes: Sequence[Interval] = (),
    language: str = "en",
    heard: Sequence[RecognisedWord] = (),
    phones: HeardPhones | None = None,
) -> StretchSound:
    data = packed(evidence, holes, language, heard, phones)
    return open_sound(lambda start, end: data[start:end])


@pytest.fixture(scope="module")
def words(search: SegmentSearch) -> list[WordToTime]:
    """The address's first two sentences as a search of both at once finds them."""
    text = " ".join(said for _, end_ms, said in SEGMENTS if end_ms <= END_MS)
    said = found(search, segment_of_words(0, END_MS, text))
    return [WordToTime(f"w{k}", text.split()[k], one.start_ms, one.end_ms, wanted=False) for k, one in enumerate(said)]


def asked(words: Sequence[WordToTime], **changed: WordToTime) -> StretchToTime:
    return StretchToTime(tuple(changed.get(word.id, word) for word in words), 0, END_MS)


def anew(word: WordToTime, text: str | None = None) -> WordToTime:
    return WordToTime(word.id, text or word.text, None, None)


def off_ms(times: RealignedWord, word: WordToTime) -> int:
    assert word.start_ms is not None
    assert word.end_ms is not None
    return max(abs(times.start_ms - word.start_ms), abs(times.end_ms - word.end_ms))


def test_words_that_are_typed_anew_get_the_borders_of_the_whole_alignment(
    words: list[WordToTime], evidence: Evidence
) -> None:
    for k in (1, 4, 9, 20, len(words) - 1):
        times = realign(asked(words, **{f"w{k}": anew(words[k])}), opened(evidence))
        assert set(times) == {f"w{k}"}, "words beside it that have not moved are not told of"
        assert off_ms(times[f"w{k}"], words[k]) <= 10
        assert times[f"w{k}"].confidence > 0.3
        assert 10 < times[f"w{k}"].error_ms < 500


@pytest.fixture(scope="module")
def phones() -> HeardPhones:
    """What a phone network might have heard of the address: nonsense, which moves borders."""
    network = phone_network("tiny.en")
    assert network is not None
    rng = np.random.default_rng(5)

    def window(first: int, last: int) -> NetworkWindow:
        steps = np.repeat(rng.integers(0, STEPS // 2, ((last - first) // 10, len(network.classes))), 10, axis=0)
        return NetworkWindow(first, steps.astype(np.uint8), np.full(last - first, 255, np.uint8))

    return HeardPhones(network.sha256, network.classes, (window(0, 270), window(280, 1300), window(1400, 2000)))


def test_words_are_timed_with_what_the_phone_network_heard_as_the_whole_was(
    evidence: Evidence, phones: HeardPhones, words: list[WordToTime]
) -> None:
    search = SegmentSearch("en", evidence, threads=1)
    for window in phones.windows:
        search.take(window, phones.classes)
    whole = found(search, segment_of_words(0, END_MS, " ".join(word.text for word in words)))
    there = [replace(word, start_ms=one.start_ms, end_ms=one.end_ms) for word, one in zip(words, whole, strict=True)]
    assert max(abs((a.start_ms or 0) - (b.start_ms or 0)) for a, b in zip(words, there, strict=True)) > 50
    for k in (1, 4, 9, 20, len(words) - 2):
        times = realign(asked(there, **{f"w{k}": anew(there[k])}), opened(evidence, phones=phones))
        assert set(times) == {f"w{k}"}
        assert off_ms(times[f"w{k}"], there[k]) <= 10


def test_what_the_phone_network_heard_lies_behind_the_rest_and_only_its_damage_is_found_there(
    evidence: Evidence, phones: HeardPhones
) -> None:
    without, data = packed(evidence), packed(evidence, phones=phones)
    assert len(data) > len(without)
    sound = open_sound(lambda start, end: data[start:end])
    there = sound.phones(290, 1450)
    assert there is not None
    assert [one.first for one in there.windows] == [-10, 1110]
    assert (there.windows[0].steps == phones.windows[1].steps).all()
    broken = open_sound(lambda start, end: data[:-3][start:end])
    assert (broken.evidence(0, 2000).cepstra == evidence.cepstra[:2000]).all()
    with pytest.raises(DeskSoundUnusable):
        broken.phones(1300, 1500)
    assert open_sound(lambda start, end: without[start:end]).phones(0, 1000) is None


def test_a_word_that_was_not_said_is_less_sure_than_the_right_one(words: list[WordToTime], evidence: Evidence) -> None:
    right = realign(asked(words, w5=anew(words[5])), opened(evidence))["w5"]
    wrong = realign(asked(words, w5=anew(words[5], "helicopters")), opened(evidence))["w5"]
    assert wrong.gop is not None
    assert right.gop is not None
    assert wrong.gop < right.gop - 2
    assert wrong.confidence < right.confidence
    assert wrong.error_ms > right.error_ms


def test_a_time_that_a_person_has_fixed_stays_and_the_words_beside_it_keep_to_their_side(
    words: list[WordToTime], evidence: Evidence
) -> None:
    start_ms = (words[9].start_ms or 0) + 70
    fixed = replace(words[9], start_ms=start_ms, wanted=True, start_pinned=True)
    times = realign(asked(words, w8=anew(words[8]), w9=fixed, w10=anew(words[10])), opened(evidence))
    assert times["w9"].start_ms == start_ms
    assert times["w8"].end_ms <= start_ms
    assert times["w10"].start_ms >= times["w9"].end_ms
    both = replace(fixed, end_pinned=True)
    assert "w9" not in realign(asked(words, w8=anew(words[8]), w9=both), opened(evidence))


def test_more_words_than_can_be_said_between_fixed_times_are_refused_with_what_to_do(
    words: list[WordToTime], evidence: Evidence
) -> None:
    before, after = replace(words[3], end_pinned=True), replace(words[5], start_pinned=True)
    crowd = [WordToTime(f"a1.{k}", "immeasurably", None, None) for k in range(40)]
    stretch = StretchToTime((*words[:3], before, *crowd, after, *words[6:]), 0, END_MS)
    with pytest.raises(WordsDoNotFit, match="Take out what is not said there"):
        realign(stretch, opened(evidence))


def test_words_of_a_language_that_cannot_be_pronounced_are_refused(words: list[WordToTime], evidence: Evidence) -> None:
    with pytest.raises(LanguageNotTimed, match="stay estimated"):
        realign(asked(words, w5=anew(words[5])), opened(evidence, language="xx"))


def test_times_behind_a_hole_in_the_files_clock_are_the_files(words: list[WordToTime], evidence: Evidence) -> None:
    hole = (2_750, 60_000)
    moved = [
        word if (word.start_ms or 0) < hole[0] else
        replace(word, start_ms=(word.start_ms or 0) + hole[1], end_ms=(word.end_ms or 0) + hole[1])
        for word in words
    ]  # fmt: skip
    k = len(words) - 3
    times = realign(asked(moved, **{f"w{k}": anew(moved[k])}), opened(evidence, [hole]))
    assert off_ms(times[f"w{k}"], moved[k]) <= 10


def test_a_desks_sound_that_is_damaged_says_so_and_a_piece_of_it_is_read_by_itself(evidence: Evidence) -> None:
    data = packed(evidence)
    read: list[int] = []

    def counted(start: int, end: int) -> bytes:
        read.append(end - start)
        return data[start:end]

    sound = open_sound(counted)
    piece = sound.evidence(300, 400)
    assert (piece.cepstra == evidence.cepstra[300:400]).all()
    assert (piece.silence == evidence.silence[300:400]).all()
    assert (piece.speechless == evidence.speechless[300:400]).all()
    assert sum(read) < 10_000, "of a long recording no more is read than of a short one"
    for broken in (b"", data[:12], b"x" * 60, data[:20] + b"x" * 100, data[:-1]):
        with pytest.raises(DeskSoundUnusable):
            open_sound(lambda start, end, broken=broken: broken[start:end]).evidence(0, 10**6)  # type: ignore[misc]
