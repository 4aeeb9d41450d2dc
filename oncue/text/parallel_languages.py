"""A transcript that says the same in several languages, one of which is spoken in the recording."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace

from oncue.model import Token, Transcript, UnspokenKind
from oncue.text.language_id import Detected, language_of, near_languages
from oncue.text.language_tags import language_name


def parallel_languages(transcript: Transcript) -> tuple[str, ...]:
    """Whisper's codes of the languages that a transcript says everything in, the one with most text first; empty for one in
    one language."""
    size: Counter[str] = Counter()
    for part in transcript.languages:
        size[part.language] += part.char_end - part.char_start
    return tuple(language for language, _ in size.most_common())


def likely_language(transcript: Transcript, given: str | None = None) -> Detected:
    """The language that was given, or that of the text; of several that it is in, English, or the one with most text: which
    it is only the recording tells. Raises as `language_of`."""
    languages = parallel_languages(transcript)
    if given or not languages:
        return language_of(transcript.tokens, given)
    # A model for English only is not to be refused where the recording may be in English.
    return Detected("en" if "en" in languages else languages[0], 1.0)


def in_one_language(transcript: Transcript, language: str) -> Transcript:
    """`transcript` with the words of its other languages never spoken, and a notice that counts them."""
    near = near_languages(language)
    starts = [part.char_start for part in transcript.languages]
    left: Counter[str] = Counter()
    tokens: list[Token] = []
    for token in transcript.tokens:
        part = transcript.languages[k] if (k := bisect_right(starts, token.char_start) - 1) >= 0 else None
        if part and token.char_start < part.char_end and part.language not in near and token.speakable:
            left[part.language] += 1
            token = replace(token, speakable=False, kind=UnspokenKind.OTHER_LANGUAGE, speaker=None)
        tokens.append(token)
    notices = tuple(
        f"other_language_left_out: {count} words in {language_name(code)} ({code}) were left out: the text is in several "
        f"languages, and the recording in {language_name(language)} ({language})."
        for code, count in left.most_common()
    )
    return replace(transcript, tokens=tuple(tokens), notices=(*transcript.notices, *notices), languages=())
