"""Whisper given sound in which the voice detector hears nobody, while words of the text are left over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from oncue.alignment.ledger import is_ordinary
from oncue.alignment.match import Match, match
from oncue.alignment.mismatch import LEAST_COVERAGE, coverage
from oncue.audio.windows import Window
from oncue.model import Token
from oncue.pipeline.whisper_passes import Recognition, WindowTranscriber

LEAST_LEFT_WORDS = 3
"""Fewest words in a row that nobody was heard to say for which silence is listened to: one or two are misheard."""

LEAST_BORNE_OUT = 0.5
"""Least share of the words heard in such a window that the text must have: of music Whisper makes words of its own."""


def windows_left_over(known: Recognition, tokens: Sequence[Token], language: str) -> list[Window]:
    """Those of the windows `known.perhaps`, and of those whose words were dropped, that lie where words of the text are left
    over. Of a text that does not belong to the recording nothing is left over."""
    filled = set(known.window_of_word)
    candidates = [*known.perhaps, *(known.windows[k] for k in known.dropped if k not in filled)]
    if not candidates:
        return []
    matches = match(tokens, known.words, language).matches if known.words else ()
    covered = coverage(tokens, known.words, matches, language)
    if max(covered.transcript, covered.speech) < LEAST_COVERAGE:
        return []
    return _wanted(candidates, tokens, matches, known, language)


def listen_for_the_rest(
    transcriber: WindowTranscriber, known: Recognition, wanted: Sequence[Window], tokens: Sequence[Token], language: str
) -> Recognition:
    """`known`, which the transcriber knows as well, with what is heard in the windows `wanted` (see `windows_left_over`).

    Their words are dropped where fewer than `LEAST_BORNE_OUT` of them are in the text. What was dropped for another text is
    not recognised again. Raises what the recogniser raises.
    """
    if not wanted:
        return known
    asked = set(wanted)
    dropped = dict(known.dropped)
    doubted = [k for k in dropped if known.windows[k] in asked]
    for index in doubted:
        transcriber.put_words(index, dropped.pop(index))
    doubted += transcriber.transcribe_more([one for one in known.perhaps if one in asked])
    heard = transcriber.recognition()
    written = {j for one in match(tokens, heard.words, language).matches for j in range(one.word_start, one.word_end)}
    words_in: dict[int, list[int]] = defaultdict(list)
    for j, window in enumerate(heard.window_of_word):
        words_in[window].append(j)
    for index in doubted:
        words = words_in[index]
        if sum(j in written for j in words) < LEAST_BORNE_OUT * len(words):
            dropped[index] = tuple(heard.words[j] for j in words)
            transcriber.put_words(index, [])
    left = tuple(one for one in known.perhaps if one not in asked)
    return replace(transcriber.recognition(), second=known.second, perhaps=left, dropped=dropped)


def _wanted(
    candidates: Sequence[Window], tokens: Sequence[Token], matches: Sequence[Match], known: Recognition, language: str
) -> list[Window]:
    """The windows before, between or behind whose nearest matches enough words of the text are left over."""
    ends_ms = list(accumulate((known.words[one.word_end - 1].end_ms for one in matches), max))
    starts_ms = list(accumulate((known.words[one.word_start].start_ms for one in reversed(matches)), min))[::-1]
    ordinary = [0, *accumulate(is_ordinary(token, language) for token in tokens)]
    wanted = []
    for window in candidates:
        before, after = bisect_right(ends_ms, window.start_ms), bisect_left(starts_ms, window.end_ms)
        first = matches[before - 1].token_end if before else 0
        last = matches[after].token_start if after < len(matches) else len(tokens)
        if ordinary[last] - ordinary[first] >= LEAST_LEFT_WORDS:
            wanted.append(window)
    return wanted
