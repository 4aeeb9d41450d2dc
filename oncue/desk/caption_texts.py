"""Words that were changed in a caption file, as edits of the text and of sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oncue.desk.caption_tokens import CaptionToken, CaptionTokens, pair_tokens
from oncue.desk.op_forms import ops_json, parse_ops
from oncue.desk.ops import Insert, Op, PlaceSound, Replace
from oncue.desk.script import Script, apply_revision
from oncue.desk.typed_text import runs_of

_SOUND_SIGNS = (("[", "]"), ("(", ")"), ("*", "*"), ("#", "#"), ("\u266a", "\u266a"), ("\u266b", "\u266b"))


@dataclass(frozen=True, slots=True)
class TextEdits:
    """The ops, the script after them, and the ranges of the file's tokens that they are of."""

    ops: tuple[Op, ...]
    script: Script
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Changed:
    """A place where file and captions differ: the words there were, and the tokens there are."""

    words: list[str]
    tokens: list[CaptionToken]
    first: int
    last: int


def text_edits(script: Script, before: CaptionTokens, given: CaptionTokens, offset_ms: int) -> TextEdits:
    """The edits that make the captions `before` read as `given`, whose tokens then know their words; `offset_ms` is in the
    times of both. Raises `DeskRefused`."""
    places = []
    for place in pair_tokens(before.tokens, given.tokens):
        words = [token.word for token in before.tokens[place.first_start : place.first_end] if token.word is not None]
        tokens = list(given.tokens[place.second_start : place.second_end])
        places.append(_Changed(words, tokens, place.second_start, place.second_end))
    ops: list[Op] = []
    for changed in places:
        ops += _sound_edits(script, changed, given, offset_ms)
        ops += _word_edits(script, changed, given)
    if not ops:
        return TextEdits((), script)
    parse_ops(ops_json(ops))  # a file may have what no edit may: it is refused before anything is made of it
    edited = apply_revision(script, script.rev + 1, ops, "")
    for changed in places:
        _find_words(edited, changed, given)
    return TextEdits(tuple(ops), edited, tuple((changed.first, changed.last) for changed in places))


def _sound_edits(script: Script, changed: _Changed, given: CaptionTokens, offset_ms: int) -> Iterator[Op]:
    """Sounds that are gone or read otherwise, and new ones: captions of nothing but a sound. Their tokens are taken out."""
    gone = list(dict.fromkeys(".".join(word.split(".")[:2]) for word in changed.words if word.startswith("s")))
    changed.words[:] = [word for word in changed.words if not word.startswith("s")]
    for number in dict.fromkeys(token.cue for token in changed.tokens):
        tokens = [token for token in changed.tokens if token.cue == number]
        whole = len(tokens) == sum(token.cue == number for token in given.tokens)
        text = "".join(runs_of([(token.spaced or token.line > 0, token.text) for token in tokens]))
        if not (whole and any(text.startswith(one) and text.endswith(two) for one, two in _SOUND_SIGNS)):
            continue
        changed.tokens[:] = [token for token in changed.tokens if token.cue != number]
        cue = given.cues[number]
        if gone:
            sound = script.sounds[gone.pop(0)]
            yield PlaceSound(sound.start_ms, sound.end_ms, text, sound.id)
        else:
            yield PlaceSound(cue.start_ms - offset_ms, cue.end_ms - offset_ms, text)
    for name in gone:
        yield PlaceSound(0, 0, "", name)


def _word_edits(script: Script, changed: _Changed, given: CaptionTokens) -> Iterator[Op]:
    text = "".join(runs_of([(token.spaced, token.text) for token in changed.tokens]))
    if not changed.words:
        if changed.tokens:
            yield Insert(_word_before(given, changed.first), text)
        return
    runs = list(_runs(script, changed.words))
    if len(runs) > 1 and len(changed.words) == len(changed.tokens):
        at = 0
        for run in runs:
            part = changed.tokens[at : at + len(run)]
            at += len(run)
            yield Replace(run[0], run[-1], "".join(runs_of([(token.spaced, token.text) for token in part])))
        return
    for number, run in enumerate(runs):
        yield Replace(run[0], run[-1], text if number == 0 else "")


def _runs(script: Script, words: Sequence[str]) -> Iterator[list[str]]:
    """The words in runs without another shown one, which the captions lack, between two of them."""
    run: list[str] = []
    for word in words:
        following = script.state.shown_after(run[-1]) if run else None
        if run and (following is None or following.id != word):
            yield run
            run = []
        run.append(word)
    yield run


def _word_before(given: CaptionTokens, index: int) -> str | None:
    for token in reversed(given.tokens[:index]):
        if token.word is not None and not token.word.startswith("s"):
            return token.word
    return None


def _find_words(script: Script, changed: _Changed, given: CaptionTokens) -> None:
    """Gives the tokens of a changed place the words that they are in the edited script."""
    before = _word_before(given, changed.first)
    after = next(
        (token.word for token in given.tokens[changed.last :] if token.word is not None and not token.word.startswith("s")),
        None,
    )
    words = []
    found = script.state.shown_after(before)
    while found is not None and found.id != after:
        words.append(CaptionToken(found.text, True, 0, 0, found.id))
        found = script.state.shown_after(found.id)
    pair_tokens(words, changed.tokens)
