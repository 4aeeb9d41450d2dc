"""Where every published word and all of the speech went: nothing is lost without being counted, and none is told twice."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bench.caption_pictures import alignment_of
from oncue.alignment.assemble import Parts, unmatched_speech, words_and_unspoken
from oncue.alignment.ledger import LONGEST_TEXT, MOST_PLACES, is_word, ledger, uncaptioned_speech
from oncue.alignment.match import match
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.captions.segmentation import segment
from oncue.model import Gap, Interval, Ledger, RecognisedWord, Token, Transcript
from oncue.transcript import read_transcript
from tests.unit.placed_texts import placed_texts


def _ledger(text: str, captioned: str, *, speech: tuple[Interval, ...] = (), gaps: tuple[Gap, ...] = ()) -> Ledger:
    """Of a text whose words are each as long as `captioned`: `x` has times (400 ms every 500 ms), `.` has none."""
    transcript = read_transcript(text.encode())
    placed = {
        i: AlignedWord(i, i, 500 * i, 500 * i + 400, -1.0)
        for i, (token, mark) in enumerate(zip(transcript.tokens, captioned, strict=True))
        if mark == "x" and token.speakable
    }
    words, _ = words_and_unspoken(Parts(transcript, (), (), (), placed, "en"))
    return ledger(transcript, words, gaps, speech, "en")


@given(placed_texts())
def test_every_published_word_is_in_one_cue_or_left_out_for_one_reason(
    text_and_places: tuple[Transcript, dict[int, AlignedWord]],
) -> None:
    transcript, placed = text_and_places
    words, _ = words_and_unspoken(Parts(transcript, (), (), (), placed, "en"))
    kept = ledger(transcript, words, (), (), "en")
    assert kept.published == kept.captioned + sum(kept.left_out.values())
    cues = segment(alignment_of(words), transcript.text)
    shown = Counter(word.char_start for cue in cues for line in cue.lines for word in line.words)
    assert not shown or max(shown.values()) == 1
    published = {token.char_start for token in transcript.tokens if is_word(token, "en")}
    assert kept.captioned == len(published & shown.keys())
    assert kept.missing_words == sum(place.words for place in kept.missing) <= kept.left_out.get("not_in_audio", 0)


intervals = st.lists(st.tuples(st.integers(0, 60_000), st.integers(1, 9000)).map(lambda one: (one[0], one[0] + one[1])))


@given(intervals, intervals, intervals)
def test_speech_is_captioned_or_not_and_no_millisecond_is_both(
    spoken: list[Interval], heard: list[Interval], speech: list[Interval]
) -> None:
    gaps = [Gap(start_ms, end_ms, "heard") for start_ms, end_ms in heard]
    places = uncaptioned_speech(sorted(spoken), gaps, speech)
    for place in places:
        assert 0 < place.speech_ms <= place.end_ms - place.start_ms
        assert not any(start_ms < place.end_ms and end_ms > place.start_ms for start_ms, end_ms in spoken)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(places))
    listed = {ms for start_ms, end_ms in [*spoken, *heard, *speech] for ms in range(start_ms, end_ms)}
    assert sum(place.speech_ms for place in places) <= len(listed)


def test_words_lost_between_heard_neighbours_are_told_with_their_place() -> None:
    kept = _ledger("He fell off the ladder and I said what are you doing", "xx...xxxxxxx")
    (place,) = kept.missing
    assert (place.text, place.words, place.after_ms, place.before_ms) == ("off the ladder", 3, 900, 2500)
    assert place.is_between
    assert (kept.published, kept.captioned, dict(kept.left_out)) == (12, 9, {"not_in_audio": 3})


def test_words_before_the_first_and_behind_the_last_heard_one_have_one_neighbour() -> None:
    kept = _ledger("He fell off the ladder and I said what are you doing", "..xxxxxxxx..")
    assert [(place.text, place.after_ms, place.before_ms) for place in kept.missing] == [
        ("He fell", None, 1000), ("you doing", 4900, None),
    ]  # fmt: skip


def test_what_need_not_be_said_is_counted_by_its_reason_and_is_at_no_place() -> None:
    text = "ANNA: Good morning, everybody. [Applause]\n\nBEN: Good morning, Anna.\n"
    kept = _ledger(text, ".xxx..xxx")
    assert dict(kept.left_out) == {"speaker_label": 2, "stage_direction": 1}
    assert (kept.published, kept.captioned, kept.missing) == (9, 6, ())


def test_a_label_between_lost_words_does_not_part_them() -> None:
    kept = _ledger("ANNA: Good morning to everybody.\n\nBEN: Good morning to you, Anna.\n", ".xx....xxxx"[:11])
    assert [place.words for place in kept.missing] == [3]


def test_punctuation_by_itself_is_no_word() -> None:
    assert _ledger("We left — at last … and came back", "xx.xx.xxx").published == 7


def test_of_many_places_the_longest_are_kept_and_all_are_counted() -> None:
    lost = [f"lost{k} lost{k}" if k < MOST_PLACES else f"lost{k}" for k in range(3 * MOST_PLACES)]
    text = "heard " + " heard ".join(lost) + " heard"
    kept = _ledger(text, "".join("x" if word == "heard" else "." for word in text.split()))
    assert kept.missing_places == 3 * MOST_PLACES
    assert [place.words for place in kept.missing] == [2] * MOST_PLACES
    assert kept.missing_words == 4 * MOST_PLACES
    assert all(one.after_ms < two.after_ms for one, two in pairwise(kept.missing) if one.after_ms and two.after_ms)


def test_the_words_of_a_long_place_are_cut() -> None:
    text = f"heard {'lost ' * 500}heard"
    (place,) = _ledger(text, f"x{'.' * 500}x").missing
    assert place.words == 500
    assert len(place.text) <= LONGEST_TEXT


def _plain(text: str) -> Transcript:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    return Transcript(text, tuple(tokens))


def test_speech_that_was_heard_and_is_not_published_has_no_captions() -> None:
    transcript = _plain("The talks went nowhere. The ministers left at noon.")
    heard = ["the", "talks", "went", "nowhere", "buy", "one", "get", "one", "free", "the", "ministers", "left", "at", "noon"]
    recognised = [RecognisedWord(word, 300 * i, 300 * i + 300, 0.9) for i, word in enumerate(heard)]
    matches = match(transcript.tokens, recognised, "en").matches
    slots = build_slots(transcript.tokens, recognised, matches, "en")
    times = [(300 * i, 300 * i + 300) for i in (0, 1, 2, 3, 9, 10, 11, 12, 13)]
    placed = {i: AlignedWord(i, i, start_ms, end_ms, -1.0) for i, (start_ms, end_ms) in enumerate(times)}
    parts = Parts(transcript, recognised, matches, slots, placed, "en")
    words, _ = words_and_unspoken(parts)
    kept = ledger(transcript, words, unmatched_speech(parts), [(0, 4200)], "en")
    (place,) = kept.uncaptioned
    assert (place.start_ms, place.end_ms, place.text) == (1200, 2700, "buy one get one free")
    assert (kept.speech_ms, kept.uncaptioned_ms) == (4200, 1500)


def test_speech_in_which_no_word_was_heard_is_told_too() -> None:
    kept = _ledger("We left at last", "xxxx", speech=((0, 2000), (5000, 8000), (8400, 9000)))
    (place,) = kept.uncaptioned
    assert (place.start_ms, place.end_ms, place.speech_ms, place.text) == (5000, 9000, 3600, "")


def test_breath_beside_words_and_a_blip_in_a_pause_are_no_speech_without_captions() -> None:
    speech = ((0, 2150), (3000, 3500), (6000, 6900))
    assert _ledger("We left at last", "xxxx", speech=speech).uncaptioned == ()
