"""Where the text and what Whisper heard differ, window by window, and what Whisper makes of the published words there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

import regex

from oncue.alignment.timing.slots import LONGEST_GUESS, Slot
from oncue.model import RecognisedWord, Token
from oncue.text.normalize import match_keys
from oncue.text.numbers import about_letters
from oncue.text.sentence_ends import ends_sentence

# Not those that are said.
_MARK = r"[\p{P}--[%‰&#@§]]"
_EDGES = regex.compile(rf"^{_MARK}+|{_MARK}+$", flags=regex.V1)
_LAST_MARKS = regex.compile(rf"{_MARK}*$", flags=regex.V1)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the text and what was heard differ: tokens and heard words (indices), either of which may be none.

    `in_heard` and `in_published` are where it is among the words of its window, up to where the next difference begins.
    `name` tells it from all others of the recording, whatever the text is elsewhere.
    """

    name: str
    tokens: tuple[int, ...]
    words: tuple[int, ...]
    in_heard: range
    in_published: range


@dataclass(frozen=True, slots=True)
class WindowReadings:
    """The words of one window (index into the recording's), as they were heard and as the text has them.

    Where both agree, the words are as they were heard; where they differ, the published ones are written as Whisper would
    (capitals, full stops), so that only what is said tells the two apart.
    """

    window: int
    heard: tuple[RecognisedWord, ...]
    published: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Surprisals:
    """How unlikely Whisper holds what is published where it heard otherwise, in nats (see `TimedWord.surprisal`).

    `of_tokens` by token index, `of_missing` by the index of a heard word that the text lacks: how unlikely it is that the
    word was not said.
    """

    of_tokens: Mapping[int, float] = field(default_factory=dict)
    of_missing: Mapping[int, float] = field(default_factory=dict)


UNWEIGHED = Surprisals()
"""Of a recording whose differences were not weighed."""


Weights = Mapping[str, Sequence[float]]
"""By the name of a difference: the surprisal of each of its tokens, and of what was heard there not being said, in nats."""


@dataclass(slots=True)
class _Stretch:
    tokens: list[int]
    words: list[int]
    same: bool


def window_readings(
    tokens: Sequence[Token],
    words: Sequence[RecognisedWord],
    window_of_word: Sequence[int],
    slots: Sequence[Slot],
    language: str,
) -> list[WindowReadings]:
    """The windows in which text and heard `words` differ, in order. `slots` are both merged in order.

    Left out is what nothing was heard for between two windows, and more than `LONGEST_GUESS` words: those are another text.
    """
    inside: dict[int, list[_Stretch]] = {}
    stretches = _stretches(tokens, words, slots, language)
    for k, stretch in enumerate(stretches):
        before = stretches[k - 1].words[-1:] if k else []
        after = stretches[k + 1].words[:1] if k + 1 < len(stretches) else []
        windows = {window_of_word[j] for j in stretch.words or [*before, *after]}
        parts = [stretch] if len(windows) == 1 else _by_window(stretch, tokens, words, window_of_word)
        for part in parts:
            inside.setdefault(window_of_word[part.words[0]] if part.words else next(iter(windows)), []).append(part)
    readings = [_readings(window, stretches, tokens, words) for window, stretches in inside.items()]
    return [one for one in readings if one.differences]


def _stretches(
    tokens: Sequence[Token], words: Sequence[RecognisedWord], slots: Sequence[Slot], language: str
) -> list[_Stretch]:
    found: list[_Stretch] = []
    for slot in slots:
        same = bool(slot.tokens) and _keys([tokens[i].text for i in slot.tokens], language) == _keys(
            [words[j].text for j in slot.words], language
        )
        if not same and found and not found[-1].same:
            found[-1].tokens += slot.tokens
            found[-1].words += slot.words
        else:
            found.append(_Stretch([*slot.tokens], [*slot.words], same))
    return found


def _keys(texts: Sequence[str], language: str) -> str:
    return "".join(key for text in texts for key in match_keys(text, language))


def _by_window(
    stretch: _Stretch, tokens: Sequence[Token], words: Sequence[RecognisedWord], window_of_word: Sequence[int]
) -> list[_Stretch]:
    """A stretch with its heard words parted where another window begins, and its tokens at the end of the sentence nearest
    to that, or else by their letters: windows are cut in pauses. Nothing of a stretch that nothing was heard for."""
    groups = [list(group) for _, group in groupby(stretch.words, key=lambda j: window_of_word[j])]
    said = list(accumulate(max(1, about_letters(words[j].text)) for j in stretch.words))
    written = [0, *accumulate(max(1, about_letters(tokens[i].text)) for i in stretch.tokens)]
    ends = [k for k, i in enumerate(stretch.tokens, start=1) if ends_sentence(tokens[i].text)]
    parts: list[_Stretch] = []
    first = done = 0
    for group in groups:
        done += len(group)
        wanted = written[-1] * said[done - 1] / said[-1]
        last = len(stretch.tokens)
        if done < len(said):
            places = [k for k in ends if first <= k < last] or list(range(first, last + 1))
            last = min(places, key=lambda k: abs(written[k] - wanted))
        parts.append(_Stretch(stretch.tokens[first:last], group, stretch.same))
        first = last
    return parts


def _readings(
    window: int, stretches: Sequence[_Stretch], tokens: Sequence[Token], words: Sequence[RecognisedWord]
) -> WindowReadings:
    heard: list[RecognisedWord] = []
    published: list[str] = []
    starts: list[tuple[_Stretch, int, int]] = []
    for stretch in stretches:
        said = [words[j] for j in stretch.words]
        if stretch.same or len(stretch.tokens) > LONGEST_GUESS:
            published += [word.text for word in said]
        else:
            starts.append((stretch, len(heard), len(published)))
            begins = not heard or ends_sentence(heard[-1].text)
            published += _as_heard(stretch.tokens, tokens, said[-1].text if said else "", begins=begins)
        heard += said
    ends = [*starts[1:], (None, len(heard), len(published))]
    differences = [
        Difference(
            "{}:{} {}|{}".format(
                window, a, " ".join(words[j].text for j in one.words), " ".join(published[b : b + len(one.tokens)])
            ),
            tuple(one.tokens),
            tuple(one.words),
            range(a, to_a),
            range(b, to_b),
        )
        for (one, a, b), (_, to_a, to_b) in zip(starts, ends, strict=False)
    ]
    return WindowReadings(window, tuple(heard), tuple(published), tuple(differences))


def _as_heard(written: Sequence[int], tokens: Sequence[Token], last_heard: str, *, begins: bool) -> list[str]:
    """Tokens as Whisper would write them in the place of heard words, of which `last_heard` is the last one."""
    texts = [_EDGES.sub("", tokens[i].text) or tokens[i].text for i in written]
    if not texts:
        return texts
    first = written[0]
    if begins:
        texts[0] = texts[0][:1].upper() + texts[0][1:]
    elif (first == 0 or ends_sentence(tokens[first - 1].text)) and texts[0][1:].islower():
        texts[0] = texts[0][:1].lower() + texts[0][1:]
    marks = _LAST_MARKS.search(last_heard)
    texts[-1] += marks.group() if marks else ""
    return texts


def weigh(reading: WindowReadings, published: Sequence[float]) -> Weights:
    """What the surprisals of a window's published words, in nats, say of each difference.

    The words as heard have theirs. A published word's counts for no more than what the whole reading is less likely by, from
    there to the next difference: a rare word is unlikely even where it is said, and then what was heard is hardly likelier.
    The last word of a difference also has what the words behind it are less likely by: they do not follow from it.
    """
    weights: dict[str, tuple[float, ...]] = {}
    heard = [word.surprisal or 0.0 for word in reading.heard]
    for one in reading.differences:
        behind, common = one.in_published[len(one.tokens) :], one.in_heard[len(one.words) :]
        margin = sum(published[k] for k in one.in_published) - sum(heard[k] for k in one.in_heard)
        own = [published[k] for k in one.in_published[: len(one.tokens)]]
        if own:
            own[-1] += sum(published[k] for k in behind) - sum(heard[k] for k in common)
        weights[one.name] = tuple(round(max(0.0, min(margin, each)), 1) for each in (*own, margin))
    return weights


def surprisals(readings: Sequence[WindowReadings], weights: Weights) -> Surprisals:
    """The surprisals of all differences that were weighed."""
    of_tokens: dict[int, float] = {}
    of_missing: dict[int, float] = {}
    for one in (difference for reading in readings for difference in reading.differences):
        weighed = weights.get(one.name)
        if weighed is not None and len(weighed) == len(one.tokens) + 1:
            of_tokens |= zip(one.tokens, weighed, strict=False)
            of_missing |= dict.fromkeys(one.words, weighed[-1])
    return Surprisals(of_tokens, of_missing)
