"""Warnings about words and speech without captions, as sentences for a person."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.alignment.ledger import SHORTEST_SPEECH_MS, cut
from oncue.alignment.mismatch import LOW_COVERAGE, Coverage
from oncue.model import Gap, Ledger, MissingWords, UncaptionedSpeech

FULL_COVERAGE = 0.95
"""Share of either side below which there is a warning. Of 13 recordings with their own full transcript, the seven that are
read out have 0.98 and more of both; of spontaneous speech, with its interrupted words, the lowest has 0.91 of the text and
0.94 of the speech."""

PLACES_TOLD = 3
_QUOTED = 50
_ROUNDING = 0.001
"""The step of shares, which are rounded down to thousandths."""


def coverage_warnings(
    heard: Coverage,
    transcript_coverage: float,
    speech_coverage: float,
    ledger: Ledger,
    elsewhere: Sequence[tuple[MissingWords, Gap]] = (),
) -> list[str]:
    """One sentence for each kind of loss, each beginning with a stable code and a colon; none where all is captioned.

    `heard` is what was matched before anything was placed, `transcript_coverage` the share of the ordinary words that have
    times, `speech_coverage` the share of the speech that has captions, by words or by time. `elsewhere` are places of words
    that were heard at another place than the text has them, with the speech there.
    """
    warnings: list[str] = []
    if transcript_coverage < FULL_COVERAGE:
        warnings.append(
            f"transcript_not_in_audio: only {transcript_coverage:.1%} of the transcript's words were found in the "
            f"recording; {_words(ledger.missing_words)} without captions."
        )
    if heard.transcript < LOW_COVERAGE <= transcript_coverage:
        warnings.append(
            f"hardly_heard: only {heard.transcript:.0%} of the transcript's words were recognised; "
            "the others were placed by their sound alone. Check the least certain captions."
        )
    warnings += _left_out(ledger, [place for place, _ in elsewhere])
    warnings += _elsewhere(elsewhere)
    if speech_coverage < FULL_COVERAGE:
        captioned_ms = ledger.speech_ms - ledger.uncaptioned_ms
        by_words = (speech_coverage + _ROUNDING) * ledger.speech_ms < captioned_ms
        warnings.append(
            f"speech_not_in_transcript: only {speech_coverage:.1%} of the "
            + (
                "words that were heard are in the transcript; it lacks the others, or they were misheard."
                if by_words
                else "speech in the recording has captions; the transcript lacks the rest, or it is no speech."
            )
        )
    return warnings + _uncaptioned(ledger)


def _left_out(ledger: Ledger, elsewhere: Sequence[MissingWords]) -> list[str]:
    """Warnings about ordinary words without captions: between words that were found, and before or behind all of those.

    The recording does not lack what was heard `elsewhere` in it.
    """
    warnings: list[str] = []
    ends = [place for place in ledger.missing if not place.is_between]
    between = [place for place in ledger.missing if place.is_between]
    count = ledger.missing_words - sum(place.words for place in ends)
    if between:
        warnings.append(
            f"words_left_out: {_words(count)} without captions between words that were heard, "
            f"in {_places(ledger.missing_places - len(ends))}: {_told(between, [place.words for place in between])}"
        )
    if ends := [place for place in ends if place not in elsewhere]:
        told = "; ".join(f"{_missing(place)} at its {'beginning' if place.after_ms is None else 'end'}" for place in ends)
        warnings.append(f"ends_left_out: the recording lacks words of the transcript: {told}.")
    return warnings


def _elsewhere(places: Sequence[tuple[MissingWords, Gap]]) -> list[str]:
    """The warning about words that were heard at another place than the transcript has them, in the order of the
    transcript."""
    if not places:
        return []
    largest = sorted(sorted(range(len(places)), key=lambda i: -places[i][0].words)[:PLACES_TOLD])
    told = "; ".join(
        f"{_missing(place)}, published {_published(place)}, at {clock(gap.start_ms)} to {clock(gap.end_ms)}"
        for place, gap in (places[i] for i in largest)
    )
    rest = "." if len(largest) == len(places) else f"; and {len(places) - len(largest)} more."
    return [
        "other_order: words without captions were heard at another place than the transcript has them: "
        f"{told}{rest} Put the transcript in the recording's order."
    ]


def _published(place: MissingWords) -> str:
    """Where the transcript has them, by the words around them that have times."""
    if place.after_ms is None:
        return "at the beginning" if place.before_ms is None else f"before {clock(place.before_ms)}"
    return f"after {clock(place.after_ms)}"


def _uncaptioned(ledger: Ledger) -> list[str]:
    """The warning about speech without captions, where one place of it is long enough to be missed."""
    places = ledger.uncaptioned
    if not any(place.speech_ms >= SHORTEST_SPEECH_MS for place in places):
        return []
    silent_ms = sum(place.speech_ms for place in places if not place.text)
    unheard = f" (no words were heard in {_seconds(silent_ms)} of it: perhaps music)" if silent_ms else ""
    return [
        f"speech_without_captions: {_seconds(ledger.uncaptioned_ms)} that sound like speech have no captions{unheard}, "
        f"in {_places(ledger.uncaptioned_places)}: {_told(places, [place.speech_ms for place in places])}"
    ]


def _told(places: Sequence[MissingWords | UncaptionedSpeech], sizes: Sequence[int]) -> str:
    """The largest places in a sentence, in the order of the recording."""
    largest = sorted(sorted(range(len(places)), key=lambda i: -sizes[i])[:PLACES_TOLD])
    told = "; ".join(_place(places[i]) for i in largest)
    return f"{told}." if len(places) <= PLACES_TOLD else f"{told}; all places are in the alignment's ledger."


def _place(place: MissingWords | UncaptionedSpeech) -> str:
    if isinstance(place, MissingWords):
        return f"{clock(place.after_ms or 0)} {_missing(place)}"
    said = f"“{cut(place.text, _QUOTED)}”" if place.text else "nothing recognised"
    return f"{clock(place.start_ms)} to {clock(place.end_ms)} {said}"


def _missing(place: MissingWords) -> str:
    return f"“{cut(place.text, _QUOTED)}” ({'1 word' if place.words == 1 else f'{place.words} words'})"


def _words(count: int) -> str:
    return "1 word is" if count == 1 else f"{count} words are"


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f} s"


def clock(ms: int) -> str:
    """A time as `h:mm:ss.t`, for reading, not for files."""
    seconds, rest = divmod(max(0, ms), 1000)
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}.{rest // 100}"
