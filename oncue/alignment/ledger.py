"""The ledger of an alignment: the account of every published word and of all the speech."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from oncue.model import Gap, Interval, Ledger, MissingWords, TimedWord, Token, Transcript, UncaptionedSpeech, UnspokenKind
from oncue.text.display_text import visible
from oncue.text.normalize import match_keys

MOST_PLACES = 50
"""Places of each kind that are kept: a batch of hundreds of jobs is shown as one answer."""

LONGEST_TEXT = 120
"""Characters of the words at a place: enough to find them by."""

MARGIN_MS = 250
"""Milliseconds beside a captioned word that are no speech of their own: breath, and the last sound dying away."""

SHORTEST_SPEECH_MS = 1000
"""Shortest speech in one place, in milliseconds. Less is what a detector takes for speech in a pause."""

JOIN_MS = 1500
"""Longest pause, in milliseconds, with speech on both sides that is one place."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        UnspokenKind.CHROME.value: "of the page around the text",
        UnspokenKind.HEADING.value: "in headings",
        UnspokenKind.SPEAKER_LABEL.value: "in speaker labels",
        UnspokenKind.STAGE_DIRECTION.value: "in stage directions",
        UnspokenKind.CREDIT.value: "in credits",
        UnspokenKind.OTHER_LANGUAGE.value: "in another language",
        UnspokenKind.NOT_IN_AUDIO.value: "not heard",
    }
)
"""The reasons why words were left out, for people."""

_Place = TypeVar("_Place", MissingWords, UncaptionedSpeech)


def is_word(token: Token, language: str) -> bool:
    """True where a token counts as a published word: it has a sound, and can be seen on screen."""
    return bool(match_keys(token.text, language)) and bool(visible(token.text))


def is_ordinary(token: Token, language: str) -> bool:
    """True where a word is said unless something is wrong: candidates such as headlines need not be."""
    return token.speakable and token.kind is None and is_word(token, language)


def ledger(
    transcript: Transcript,
    words: Sequence[TimedWord],
    gaps: Sequence[Gap],
    speech: Sequence[Interval],
    language: str,
) -> Ledger:
    """The ledger of an alignment's `words` and `gaps`.

    `speech` are the stretches of the recording that sound like speech, in milliseconds, in any order.
    """
    timed = {word.char_start: word for word in words if word.start_ms is not None}
    counted = [token for token in transcript.tokens if is_word(token, language)]
    left_out = Counter((token.kind or UnspokenKind.NOT_IN_AUDIO).value for token in counted if token.char_start not in timed)
    missing = _missing(transcript, counted, timed, language)
    spoken = sorted((word.start_ms, word.end_ms) for word in timed.values() if word.start_ms is not None and word.end_ms)
    uncaptioned = uncaptioned_speech(spoken, gaps, speech)
    uncaptioned_ms = sum(place.speech_ms for place in uncaptioned)
    heard = [(gap.start_ms, gap.end_ms) for gap in gaps]
    return Ledger(
        published=len(counted),
        captioned=sum(token.char_start in timed for token in counted),
        left_out={kind.value: left_out[kind.value] for kind in UnspokenKind if left_out[kind.value]},
        missing_words=sum(place.words for place in missing),
        missing_places=len(missing),
        missing=_longest(missing, [place.words if place.is_between else len(counted) for place in missing]),
        speech_ms=_length(_union([*speech, *heard, *spoken])),
        uncaptioned_ms=uncaptioned_ms,
        uncaptioned_places=len(uncaptioned),
        uncaptioned=_longest(uncaptioned, [place.speech_ms for place in uncaptioned]),
    )


def _missing(
    transcript: Transcript, counted: Sequence[Token], timed: dict[int, TimedWord], language: str
) -> list[MissingWords]:
    """Runs of ordinary words without times. A token that is no ordinary word and has no time either parts no run."""
    found: list[MissingWords] = []
    run: list[Token] = []
    after_ms: int | None = None

    def close(before_ms: int | None) -> None:
        if run:
            start, end = run[0].char_start, run[-1].char_end
            text = cut(" ".join(transcript.text[start:end][: 4 * LONGEST_TEXT].split()), LONGEST_TEXT)
            found.append(MissingWords(start, end, len(run), text, after_ms, before_ms))
            run.clear()

    for token in counted:
        if (word := timed.get(token.char_start)) is not None:
            close(word.start_ms)
            after_ms = word.end_ms
        elif is_ordinary(token, language):
            run.append(token)
    close(None)
    return found


def uncaptioned_speech(
    spoken: Sequence[Interval], gaps: Sequence[Gap], speech: Sequence[Interval]
) -> list[UncaptionedSpeech]:
    """The speech, heard or detected, without a captioned word; `spoken` are the captioned words' times.

    Speech that was heard counts as it is: `gaps` are long enough. Speech that was only detected counts from
    `SHORTEST_SPEECH_MS` on.
    """
    captioned = _union(spoken)
    heard = _without(_union([(gap.start_ms, gap.end_ms) for gap in gaps]), captioned)
    near = _union([(start_ms - MARGIN_MS, end_ms + MARGIN_MS) for start_ms, end_ms in spoken])
    detected = _clusters(_without(_union(speech), near), captioned)
    kept = [piece for cluster in detected if _length(cluster) >= SHORTEST_SPEECH_MS for piece in cluster]
    places: list[UncaptionedSpeech] = []
    told = sorted(gaps, key=lambda gap: gap.start_ms)
    for cluster in _clusters(_union([*heard, *kept]), captioned):
        start_ms, end_ms = cluster[0][0], cluster[-1][1]
        text: list[str] = []
        while told and told[0].start_ms < end_ms:
            if told[0].end_ms > start_ms:
                text.append(told[0].text)
            if told[0].end_ms > end_ms:
                break  # it goes on behind a captioned word
            told.pop(0)
        places.append(UncaptionedSpeech(start_ms, end_ms, _length(cluster), cut(" ".join(text), LONGEST_TEXT)))
    return places


def cut(text: str, most: int) -> str:
    """`text` of at most so many characters, with an ellipsis where something is left away."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _longest(places: Sequence[_Place], lengths: Sequence[int]) -> tuple[_Place, ...]:
    kept = sorted(range(len(places)), key=lambda i: -lengths[i])[:MOST_PLACES]
    return tuple(places[i] for i in sorted(kept))


def _union(intervals: Sequence[Interval]) -> list[Interval]:
    """The same intervals in order, without overlap."""
    joined: list[Interval] = []
    for start_ms, end_ms in sorted(intervals):
        if end_ms <= start_ms:
            continue
        if joined and start_ms <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_ms))
        else:
            joined.append((start_ms, end_ms))
    return joined


def _without(intervals: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """The parts of `intervals` outside `taken`; both in order and without overlap, as the result."""
    left: list[Interval] = []
    first = 0
    for start_ms, end_ms in intervals:
        while first < len(taken) and taken[first][1] <= start_ms:
            first += 1
        k = first
        while k < len(taken) and taken[k][0] < end_ms:
            if taken[k][0] > start_ms:
                left.append((start_ms, taken[k][0]))
            start_ms = max(start_ms, taken[k][1])
            k += 1
        if start_ms < end_ms:
            left.append((start_ms, end_ms))
    return left


def _clusters(intervals: Sequence[Interval], captioned: Sequence[Interval]) -> list[list[Interval]]:
    """Intervals with no captioned word and no pause of over `JOIN_MS` between them."""
    clusters: list[list[Interval]] = []
    k = 0
    for start_ms, end_ms in intervals:
        parted = not clusters or start_ms - clusters[-1][-1][1] > JOIN_MS
        while k < len(captioned) and captioned[k][1] <= start_ms:
            parted = parted or captioned[k][0] >= clusters[-1][-1][1]
            k += 1
        if parted:
            clusters.append([(start_ms, end_ms)])
        else:
            clusters[-1].append((start_ms, end_ms))
    return clusters


def _length(intervals: Sequence[Interval]) -> int:
    return sum(end_ms - start_ms for start_ms, end_ms in intervals)
