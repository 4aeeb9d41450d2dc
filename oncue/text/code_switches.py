"""Code switches of a transcript: passages in another language than the rest, such as a quotation, a title, a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oncue.model import Token
from oncue.text.language_id import near_languages, shares
from oncue.text.language_tags import WHISPER_LANGUAGES
from oncue.text.scripts import script_of
from oncue.text.sentence_ends import ends_sentence

LEAST_CERTAINTY = 0.6
MOST_OF_OWN = 0.02
"""The least share of the other language and the most of the text's own, 0..1.

Measured: of slices of the Declaration of Human Rights in 91 languages, 3 to 12 words long, 1 in 7,000 is taken for another
language than its own; as a quotation in an English text one of 4 words is found in 82 of 100, of 12 in 94. With 0.9
alone it is 65 and 88."""

LEAST_WORDS = 4
LEAST_QUOTED_WORDS = 3
LEAST_LETTERS = 12
"""The fewest words of a sentence or of a quotation, and letters of either: fewer are as often names as another language."""

FEW_WORDS = 3
"""Below so many words in another script, the language is the one that most words in that script are borrowed from."""

_BORROWED = {"LATIN": "en", "CYRILLIC": "ru", "ARABIC": "ar", "GREEK": "el", "HEBREW": "he", "HAN": "zh", "DEVANAGARI": "hi"}
_NO_WORD = re.compile(r"[\"“”„«»‹›「」『』()\[\],;:!?.…—–]+")
_OPENING = '"“„«‹「『‘('
_CLOSING = '"”“»›」』’)'


@dataclass(frozen=True, slots=True)
class CodeSwitch:
    """A half-open range of tokens that are in `language`, a code of Whisper's."""

    token_start: int
    token_end: int
    language: str


def find_code_switches(tokens: Sequence[Token], language: str) -> list[CodeSwitch]:
    """The passages of `tokens` that are surely not in `language`, in order and without overlap.

    Sentences and quoted stretches of a few words are looked at, and every run of words in another script than most of the
    text. Words that are never spoken belong to no passage's ends.
    """
    scripts = [script_of(token.text) if token.speakable else None for token in tokens]
    counted = Counter(script for script in scripts if script)
    if not counted:
        return []
    own = counted.most_common(1)[0][0]
    found = [*_in_other_scripts(tokens, scripts, own)]
    for start, end, quoted in _stretches(tokens, scripts, own):
        if told := _other_language(tokens, start, end, language, quoted=quoted):
            found.append(CodeSwitch(start, end, told))
    return _joined(sorted(found, key=lambda passage: passage.token_start), tokens)


def _in_other_scripts(tokens: Sequence[Token], scripts: Sequence[str | None], own: str) -> Iterator[CodeSwitch]:
    i = 0
    while i < len(tokens):
        script = scripts[i]
        if script is None or script == own:
            i += 1
            continue
        end = i + 1
        while end < len(tokens) and scripts[end] in (script, None) and tokens[end].speakable:
            end += 1
        while scripts[end - 1] is None:
            end -= 1
        text = _text(tokens[i:end])
        told = _BORROWED.get(script) if end - i < FEW_WORDS else None
        told = told or _best_in_script(text)
        if told:
            yield CodeSwitch(i, end, told)
        i = end


def _best_in_script(text: str) -> str | None:
    ranked = sorted(((share, code) for code, share in shares(text).items() if code in WHISPER_LANGUAGES), reverse=True)
    return ranked[0][1] if ranked else None


def _stretches(tokens: Sequence[Token], scripts: Sequence[str | None], own: str) -> Iterator[tuple[int, int, bool]]:
    """Half-open ranges of tokens in the text's own script, quoted ones and the rest of each sentence; True where quoted."""
    start = 0
    opened: int | None = None
    for i, token in enumerate(tokens):
        breaks = not token.speakable or scripts[i] not in (own, None)
        if breaks:
            yield from _if_any(start, i, quoted=False)
            start, opened = i + 1, None
            continue
        core = token.text.rstrip(".,;:!?…")
        if token.text[0] in _OPENING:
            yield from _if_any(start, i, quoted=False)
            start = opened = i
        closes = core[-1:] != "" and core[-1] in _CLOSING
        if (opened is not None and closes) or ends_sentence(token.text):
            yield from _if_any(start, i + 1, quoted=opened is not None)
            start = i + 1
            opened = None if closes else opened
    yield from _if_any(start, len(tokens), quoted=False)


def _if_any(start: int, end: int, *, quoted: bool) -> Iterator[tuple[int, int, bool]]:
    if end > start:
        yield start, end, quoted


def _other_language(tokens: Sequence[Token], start: int, end: int, language: str, *, quoted: bool) -> str | None:
    text = _text(tokens[start:end])
    words = end - start
    if words < (LEAST_QUOTED_WORDS if quoted else LEAST_WORDS) or sum(c.isalpha() for c in text) < LEAST_LETTERS:
        return None
    near = near_languages(language)
    found = shares(text)
    own = sum(share for code, share in found.items() if code in near)
    code, share = max(((code, share) for code, share in found.items() if code not in near), key=lambda pair: pair[1])
    return code if share >= LEAST_CERTAINTY and own <= MOST_OF_OWN and code in WHISPER_LANGUAGES else None


def _joined(found: Sequence[CodeSwitch], tokens: Sequence[Token]) -> list[CodeSwitch]:
    """The passages, two of one language made one where no spoken word lies between them."""
    joined: list[CodeSwitch] = []
    for passage in found:
        last = joined[-1] if joined else None
        if last and last.language == passage.language:
            between = tokens[last.token_end : passage.token_start]
            if not any(token.speakable for token in between):
                joined[-1] = replace(last, token_end=passage.token_end)
                continue
        joined.append(passage)
    return joined


def _text(tokens: Sequence[Token]) -> str:
    # The identifier knows lower case better: titles and speech in capitals. Quotes are the host's: „Gone with the Wind“.
    return _NO_WORD.sub(" ", " ".join(token.text for token in tokens).lower())
