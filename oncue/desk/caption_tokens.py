"""The words of a caption file, cue by cue and line by line, beside the words of a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from oncue.alignment.text_differences import TextDifference, compare_sequences
from oncue.captions.formats.written import WrittenCue
from oncue.captions.segmentation.directions import BreakKind
from oncue.captions.segmentation.given_cues import DASHES
from oncue.desk.typed_text import typed_words
from oncue.text.display_text import visible
from oncue.text.word_breaks import has_unspaced

_MOST_LABEL_WORDS = 5


@dataclass(slots=True)
class CaptionToken:
    """A word of a caption file, `spaced` from the one before, in a line of a cue; `word` is the id of the script's word."""

    text: str
    spaced: bool
    cue: int
    line: int
    word: str | None = None


@dataclass(frozen=True, slots=True)
class CaptionTokens:
    """All words of a file in order, without the names and dashes before lines, which are in `labels` by cue and line."""

    cues: tuple[WrittenCue, ...]
    tokens: tuple[CaptionToken, ...]
    labels: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """The words as texts."""
        return [token.text for token in self.tokens]


def caption_tokens(cues: Iterable[WrittenCue], labels: Iterable[str], words: frozenset[str] = frozenset()) -> CaptionTokens:
    """The words of cues, in the order of their times. What stands before a line is a label where it is one of `labels`, or
    looks like one (`EVE:`) and is none of these `words`."""
    ordered = tuple(sorted(cues, key=lambda cue: cue.start_ms))
    known = {label.casefold() for label in labels}
    tokens: list[CaptionToken] = []
    found: dict[tuple[int, int], str] = {}
    for number, cue in enumerate(ordered):
        for line, text in enumerate(cue.lines):
            typed = typed_words(visible(text))
            lead = _label_words([word for _, word in typed], known, words)
            if lead:
                found[number, line] = " ".join(word for _, word in typed[:lead])
            for place, (spaced, word) in enumerate(typed[lead:]):
                touches = place == 0 and bool(tokens) and has_unspaced(tokens[-1].text[-1:]) and has_unspaced(word[:1])
                tokens.append(CaptionToken(word, spaced and not touches, number, line))
    return CaptionTokens(ordered, tuple(tokens), found)


def _label_words(line: Sequence[str], known: set[str], words: frozenset[str]) -> int:
    """How many words of a line are what stands before it."""
    dash = int(bool(line) and line[0] in DASHES)
    for count in range(dash + 1, min(len(line), dash + _MOST_LABEL_WORDS) + 1):
        if not line[count - 1].endswith(":"):
            continue
        label = " ".join(line[dash:count])
        capitals = label == label.upper() and any(map(str.isalpha, label))
        if label.casefold() in known or (capitals and not words.intersection(line[dash:count])):
            return count
    return dash


def pair_tokens(tokens: Sequence[CaptionToken], others: Sequence[CaptionToken]) -> list[TextDifference]:
    """Gives each of the `others` the word of the token that it is; what differs is left without one, and told.

    Words that are divided otherwise, and read the same together, are the same.
    """
    compared = compare_sequences([token.text for token in tokens], [token.text for token in others])
    for one, two in compared.same:
        others[two].word = tokens[one].word
    differences = []
    for place in compared.differences:
        mine = tokens[place.first_start : place.first_end]
        theirs = others[place.second_start : place.second_end]
        if "".join(token.text for token in mine) == "".join(token.text for token in theirs):
            _by_letters(mine, theirs)
        else:
            differences.append(place)
    return differences


def _by_letters(tokens: Sequence[CaptionToken], others: Sequence[CaptionToken]) -> None:
    begins: dict[int, str | None] = {}
    at = 0
    for token in tokens:
        begins[at] = token.word
        at += len(token.text)
    at = 0
    for token in others:
        token.word = begins.get(at)
        at += len(token.text)


@dataclass(frozen=True, slots=True)
class CaptionShape:
    """How captions divide a script's words: what comes before each, with the word that it follows; and when the captions
    come, by their first words, and go, by their last."""

    breaks: dict[str, tuple[str | None, BreakKind]]
    ins: dict[str, int]
    outs: dict[str, int]


def shape_of(captions: CaptionTokens) -> CaptionShape:
    """The shape of captions whose tokens know their words."""
    shape = CaptionShape({}, {}, {})
    before: CaptionToken | None = None
    for token in captions.tokens:
        if token.word is None:
            continue
        kind = BreakKind.NONE
        if before is None or before.cue != token.cue:
            kind = BreakKind.CUE
            shape.ins[token.word] = captions.cues[token.cue].start_ms
        elif before.line != token.line:
            kind = BreakKind.LINE
        if before is not None and before.word is not None and before.cue != token.cue:
            shape.outs[before.word] = captions.cues[before.cue].end_ms
        shape.breaks[token.word] = (None if before is None else before.word), kind
        before = token
    if before is not None and before.word is not None:
        shape.outs[before.word] = captions.cues[before.cue].end_ms
    return shape


def lines_of(captions: CaptionTokens) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """The lines that have words of the script, with their ids, by cue and line."""
    found: dict[tuple[int, int], list[str]] = {}
    for token in captions.tokens:
        if token.word is not None:
            found.setdefault((token.cue, token.line), []).append(token.word)
    yield from found.items()
