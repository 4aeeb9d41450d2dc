"""What people are told about words and speech without captions, and when a job fails for them."""

from __future__ import annotations

import pytest

from oncue.alignment.coverage_warnings import coverage_warnings
from oncue.alignment.mismatch import Coverage, ensure_covered
from oncue.errors import CoverageTooLow
from oncue.model import Gap, Ledger, MissingWords, Quality, UncaptionedSpeech

ALL_HEARD = Coverage(1.0, 1.0, 1.0)
NOTHING_LOST = Ledger(100, 100, speech_ms=60_000)


def _codes(heard: Coverage, transcript: float, speech: float, ledger: Ledger = NOTHING_LOST) -> list[str]:
    return [warning.partition(":")[0] for warning in coverage_warnings(heard, transcript, speech, ledger)]


def test_where_all_is_captioned_nothing_is_told() -> None:
    assert _codes(ALL_HEARD, 1.0, 1.0) == []


@pytest.mark.parametrize(
    ("heard", "transcript", "speech", "codes"),
    [
        (ALL_HEARD, 0.95, 0.95, []),
        (ALL_HEARD, 0.949, 1.0, ["transcript_not_in_audio"]),
        (ALL_HEARD, 0.667, 0.72, ["transcript_not_in_audio", "speech_not_in_transcript"]),
        (ALL_HEARD, 1.0, 0.949, ["speech_not_in_transcript"]),
        (Coverage(0.4, 0.98, 0.9), 0.97, 0.98, ["hardly_heard"]),
        (Coverage(0.1, 0.98, 0.9), 0.12, 0.98, ["transcript_not_in_audio"]),
    ],
)
def test_less_than_nineteen_twentieths_of_either_side_is_a_warning(
    heard: Coverage, transcript: float, speech: float, codes: list[str]
) -> None:
    assert _codes(heard, transcript, speech) == codes


def test_the_share_of_the_speech_is_told_as_what_it_is_of_time_or_of_words() -> None:
    half = Ledger(100, 100, speech_ms=60_000, uncaptioned_ms=30_000)
    (by_time,) = coverage_warnings(ALL_HEARD, 1.0, 0.5, half)
    assert "only 50.0% of the speech in the recording has captions" in by_time
    (by_words,) = coverage_warnings(ALL_HEARD, 1.0, 0.4, half)
    assert "only 40.0% of the words that were heard are in the transcript" in by_words


LOST = MissingWords(40, 54, 3, "off the ladder", 61_200, 63_900)
AT_THE_END = MissingWords(90, 99, 2, "thank you", 80_000, None)
UNSAID = UncaptionedSpeech(70_000, 74_200, 4100, "and now the weather")
MUSIC = UncaptionedSpeech(75_000, 77_000, 2000, "")


def test_words_between_heard_neighbours_and_speech_are_told_with_their_places_whatever_the_shares_are() -> None:
    ledger = Ledger(100, 95, {"not_in_audio": 5}, 5, 2, (LOST, AT_THE_END), 600_000, 6100, 2, (UNSAID, MUSIC))
    assert coverage_warnings(ALL_HEARD, 0.95, 0.99, ledger) == [
        "words_left_out: 3 words are without captions between words that were heard, in 1 place: "
        "0:01:01.2 “off the ladder” (3 words).",
        "ends_left_out: the recording lacks words of the transcript: “thank you” (2 words) at its end.",
        "speech_without_captions: 6.1 s that sound like speech have no captions (no words were heard in 2.0 s of it: "
        "perhaps music), in 2 places: 0:01:10.0 to 0:01:14.2 “and now the weather”; "
        "0:01:15.0 to 0:01:17.0 nothing recognised.",
    ]


def test_words_that_were_heard_elsewhere_are_not_called_lacking() -> None:
    ledger = Ledger(100, 98, {"not_in_audio": 2}, 2, 1, (AT_THE_END,), 600_000)
    warnings = coverage_warnings(ALL_HEARD, 0.98, 0.99, ledger, [(AT_THE_END, Gap(1000, 9000, "Thank you!"))])
    assert warnings == [
        "other_order: words without captions were heard at another place than the transcript has them: "
        "“thank you” (2 words), published after 0:01:20.0, at 0:00:01.0 to 0:00:09.0. "
        "Put the transcript in the recording's order."
    ]


def test_of_many_places_the_largest_are_told_and_the_rest_is_pointed_at() -> None:
    places = tuple(MissingWords(9 * k, 9 * k + 8, 1 + k, f"lost {k}", 1000 * k, 1000 * k + 500) for k in range(30))
    ledger = Ledger(1000, 535, {"not_in_audio": 465}, 465, 30, places, 600_000)
    (told,) = coverage_warnings(ALL_HEARD, 0.96, 1.0, ledger)
    assert told.startswith("words_left_out: 465 words are without captions between words that were heard, in 30 places: ")
    assert [f"“lost {k}”" in told for k in (0, 26, 27, 28, 29)] == [False, False, True, True, True]
    assert told.endswith("all places are in the alignment's ledger.")


@pytest.mark.parametrize(("transcript", "speech"), [(0.9, 1.0), (1.0, 0.9)])
def test_less_than_was_asked_for_of_either_side_is_an_error_with_figures_and_places(
    transcript: float, speech: float
) -> None:
    ledger = Ledger(100, 97, {"not_in_audio": 3}, 3, 1, (LOST,), 60_000)
    warnings = tuple(coverage_warnings(ALL_HEARD, transcript, speech, ledger))
    quality = Quality(transcript, speech, 0.9, warnings, ledger)
    ensure_covered(quality, 0.0)
    ensure_covered(quality, 0.9)
    with pytest.raises(CoverageTooLow, match="off the ladder") as raised:
        ensure_covered(quality, 0.91)
    assert raised.value.code == "coverage_too_low"
    figures = {name: raised.value.data[name] for name in ("transcript_coverage", "speech_coverage", "min_coverage")}
    assert figures == {"transcript_coverage": transcript, "speech_coverage": speech, "min_coverage": 0.91}
    assert raised.value.data["ledger"]["missing_words"] == 3  # type: ignore[index]
