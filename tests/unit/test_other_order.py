"""Which words without captions were heard elsewhere in the recording."""

from __future__ import annotations

from oncue.alignment.ledger import ledger
from oncue.alignment.other_order import heard_elsewhere
from oncue.model import Gap, TimedWord, WordStatus
from oncue.transcript import read_transcript

GREETING = "Good morning. This Tuesday is election day, after months of spirited debate."
SPIRIT = "Election season brings out the spirit of competition between our political parties."


def _elsewhere(captioned: str, left_out: str, heard: list[str]) -> list[tuple[str, int]]:
    """The words of each place that was heard elsewhere, with the start of the speech there. What is captioned goes first."""
    transcript = read_transcript(f"{captioned}\n\n{left_out}".encode())
    count = len(captioned.split())
    words = [
        TimedWord(
            token.text, token.char_start, token.char_end, None, 60_000 + 300 * i, 60_300 + 300 * i, 1.0, WordStatus.ALIGNED
        )
        for i, token in enumerate(transcript.tokens[:count])
    ]
    gaps = [Gap(10_000 * i, 10_000 * i + 5000, text) for i, text in enumerate(heard)]
    missing = ledger(transcript, words, gaps, [], "en").missing
    return [(place.text, gap.start_ms) for place, gap in heard_elsewhere(transcript, missing, gaps, "en")]


def test_what_the_recording_has_before_what_the_text_has_first_is_found() -> None:
    heard = ["And now the news of the day from our studio.", "Good morning, this Tuesday is Election Day."]
    assert _elsewhere(SPIRIT, GREETING, heard) == [(GREETING, 10_000)]


def test_a_misheard_word_hides_nothing() -> None:
    heard = [GREETING.replace("Tuesday", "two days")]
    assert _elsewhere(SPIRIT, GREETING, heard) == [(GREETING, 0)]


def test_single_words_and_phrases_that_recur_are_no_other_order() -> None:
    heard = ["months of spirited talks this year on the election and the parties of the country", "good morning"]
    assert _elsewhere(SPIRIT, GREETING, heard) == []


def test_of_a_recording_without_gaps_nothing_is_told() -> None:
    assert _elsewhere(SPIRIT, GREETING, []) == []
