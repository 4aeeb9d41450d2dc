"""Whisper given sound in which the voice detector hears nobody, while words of the text are left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    doubted += transcriber.transcribe_more([window for window in known.perhaps if window in asked])
    heard = transcriber.recognition()
    written = {j for one in match(tokens, heard.words, language).matches for j in range(one.word_start, one.word_end)}
    for index in doubted:
        words = [j for j, window in enumerate(heard.window_of_word) if window == index]
        if sum(j in written for j in words) < LEAST_BORNE_OUT * len(words):
            dropped[index] = tuple(heard.words[j] for j in words)
            transcriber.put_words(index, [])
    left = tuple(window for window in known.perhaps if window not in asked)
    return replace(transcriber.recognition(), second=known.second, perhaps=left, dropped=dropped)


def _wanted(
    candidates: Sequence[Window], tokens: Sequence[Token], matches: Sequence[Match], known: Recognition, language: str
) -> list[Window]:
    """The windows before, between or behind whose nearest matches enough words of the text are left over."""
    wanted = []
    for window in candidates:
        before = [one for one in matches if known.words[one.word_end - 1].end_ms <= window.start_ms]
        after = [one for one in matches if known.words[one.word_start].start_ms >= window.end_ms]
        first, last = before[-1].token_end if before else 0, after[0].token_start if after else len(tokens)
        if sum(is_ordinary(token, language) for token in tokens[first:last]) >= LEAST_LEFT_WORDS:
            wanted.append(window)
    return wanted
