"""Words with times from the decoder's tokens and their places in the audio, the same for both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Protocol

from oncue.model import RecognisedWord
from oncue.text.sentence_ends import ends_in_pause

LEAST_PROBABILITY = 1e-12
"""Least probability of a token: what is less likely is no less possible."""


class TextTokenizer(Protocol):
    """The methods that the tokenizers of both engines share."""

    def encode(self, text: str) -> list[int]: ...

    def split_tokens_on_unicode(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]: ...


@dataclass(frozen=True, slots=True)
class TokenTimes:
    """The places in the audio where the attention of each text token rests: token `i` spans `border_ms[i]` to `border_ms[i +
    1]`."""

    border_ms: Sequence[int]
    probabilities: Sequence[float]


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """One word's tokens, and those of them that are spoken: without the punctuation around it."""

    text: str
    start: int
    end: int
    spoken_start: int
    spoken_end: int

    @property
    def spoken(self) -> bool:
        return self.spoken_end > self.spoken_start


def recognised_spans(tokenizer: TextTokenizer, tokens: list[int], *, spaced: bool) -> list[TokenSpan]:
    """The decoder's tokens grouped into words, with punctuation attached; lone punctuation is left out.

    A word is a run without spaces, as in a transcript. Whisper's own grouping also cuts at every punctuation token, which
    makes "10" and ",000" of "10,000".
    """
    spans: list[TokenSpan] = []
    for piece in _pieces(tokenizer, tokens, 0):
        joins = bool(spans) and not piece.text.startswith(" ") and (spaced or not piece.spoken)
        if joins:
            spans[-1] = _join(spans[-1], piece)
        elif piece.text.strip() or not spans:
            spans.append(piece)
    words = (TokenSpan(s.text.strip(), s.start, s.end, s.spoken_start, s.spoken_end) for s in spans)
    return [word for word in words if word.spoken]


def given_spans(tokenizer: TextTokenizer, words: Sequence[str], *, spaced: bool) -> tuple[list[int], list[TokenSpan]]:
    """Tokens of the given words as the decoder would write them, and one span for each word.

    Encoding word by word gives the tokens of the joined text: the tokenizer never merges across a space.
    """
    tokens: list[int] = []
    spans: list[TokenSpan] = []
    for word in words:
        encoded = tokenizer.encode(f" {word}" if spaced else word)
        span = TokenSpan(word, len(tokens), len(tokens), len(tokens), len(tokens))
        for piece in _pieces(tokenizer, encoded, len(tokens)):
            span = _join(span, piece)
        spans.append(TokenSpan(word, span.start, span.end, span.spoken_start, span.spoken_end))
        tokens += encoded
    return tokens, spans


def words_in_window(spans: Sequence[TokenSpan], times: TokenTimes, duration_ms: int) -> list[RecognisedWord]:
    """One word for each span, in order and within the window; a span with no spoken token is a point beside its neighbour.

    Where the decoder could not take all tokens, the words beyond them rest at the window's end with probability 0.
    """
    known = len(times.border_ms) - 1
    words: list[RecognisedWord] = []
    previous_ms = 0
    for span in spans:
        if not span.spoken or span.spoken_end > known:
            at = min(times.border_ms[span.start], duration_ms) if not words and span.start <= known else previous_ms
            at = at if span.spoken_end <= known else duration_ms
            if span.spoken_end > known:
                words.append(RecognisedWord(span.text, at, at, 0.0))
            else:
                mean = _mean(times, span.start, span.end)
                words.append(RecognisedWord(span.text, at, at, mean, surprisal=surprisal(span, times.probabilities)))
            previous_ms = at
            continue
        start_ms = max(previous_ms, min(times.border_ms[span.spoken_start], duration_ms))
        end_ms = max(start_ms, min(times.border_ms[span.spoken_end], duration_ms))
        start_ms, end_ms = _plausible(span.text, start_ms, end_ms, opens=_opens(words))
        mean = _mean(times, span.spoken_start, span.spoken_end)
        words.append(RecognisedWord(span.text, start_ms, end_ms, mean, surprisal=surprisal(span, times.probabilities)))
        previous_ms = end_ms
    return words


def surprisal(span: TokenSpan, probabilities: Sequence[float]) -> float:
    """-ln of the probability of all of a word's tokens together, in nats, to a hundredth."""
    return round(-sum(log(max(LEAST_PROBABILITY, each)) for each in probabilities[span.start : span.end]), 2)


def _pieces(tokenizer: TextTokenizer, tokens: list[int], offset: int) -> list[TokenSpan]:
    """The smallest groups of tokens that are whole characters."""
    pieces = []
    texts, groups = tokenizer.split_tokens_on_unicode(tokens)
    for text, group in zip(texts, groups, strict=True):
        end = offset + len(group)
        spoken = any(character.isalnum() for character in text)
        pieces.append(TokenSpan(text, offset, end, offset if spoken else end, end))
        offset = end
    return pieces


def _join(left: TokenSpan, right: TokenSpan) -> TokenSpan:
    spoken_start = left.spoken_start if left.spoken else right.spoken_start
    spoken_end = right.spoken_end if right.spoken else left.spoken_end
    if not left.spoken and not right.spoken:
        spoken_start = spoken_end = right.end
    return TokenSpan(left.text + right.text, left.start, right.end, spoken_start, spoken_end)


def _mean(times: TokenTimes, start: int, end: int) -> float:
    values = times.probabilities[start:end]
    return sum(values) / len(values) if values else 0.0


def _opens(words: Sequence[RecognisedWord]) -> bool:
    return not words or ends_in_pause(words[-1].text)


def _plausible(text: str, start_ms: int, end_ms: int, *, opens: bool) -> tuple[int, int]:
    """The range of a word without a pause that the attention stretched it over.

    The first word after punctuation swallows the pause before it, another word the one behind it.
    """
    longest_ms = 400 + 100 * sum(character.isalnum() for character in text)
    if end_ms - start_ms <= longest_ms:
        return start_ms, end_ms
    return (end_ms - longest_ms, end_ms) if opens else (start_ms, start_ms + longest_ms)
