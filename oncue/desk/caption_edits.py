"""Captions that were edited elsewhere, back to edits: only what a person changed in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Any

from oncue.captions.formats import Format, WrittenCue, caption_format
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.directions import BreakKind
from oncue.captions.track import CaptionTrack
from oncue.desk.caption_speakers import speaker_edits
from oncue.desk.caption_texts import text_edits
from oncue.desk.caption_tokens import CaptionShape, CaptionToken, CaptionTokens, caption_tokens, pair_tokens, shape_of
from oncue.desk.materialise import caption_directions, working_copy
from oncue.desk.ops import Break, Op, PlaceSound, Show
from oncue.desk.refused import DeskRefused
from oncue.desk.script import Script, apply_revision
from oncue.errors import UsageError
from oncue.text.display_text import visible

MOST_TIMES_LONGER, MOST_MORE_CHARS = 3, 20_000
"""A file that was edited has at most so many times the text of the captions, and so many characters more."""

_CAPTIONS = frozenset({BreakKind.CUE})
_STAGES = (_CAPTIONS, _CAPTIONS, frozenset({BreakKind.LINE}), frozenset(BreakKind), frozenset(BreakKind))
"""Breaks by kind, in the order in which they are fixed: most of the later ones follow from the earlier."""


def edits_from_captions(
    script: Script, cues: Sequence[WrittenCue], options: CaptionOptions, suffix: str = "srt", tolerance_ms: int = 0
) -> tuple[Op, ...]:
    """The edit that makes the captions of `script` those of a file: () where it is the file that Oncue wrote.

    `options` and `suffix` are those with which the file was written before somebody edited it. Changed words are replaced,
    changed breaks and times are fixed; times that differ by no more than `tolerance_ms` are the same. What is as it was in
    the file asks for nothing. Raises `DeskRefused` for what no caption can be (see `DESK_CODES`), and `UsageError` for a
    format that is not read.
    """
    form = caption_format(suffix)
    if form.read is None:
        raise UsageError(f"Captions cannot be read from {form.title}.", option="format", value=suffix)
    reader = _Reader(form, options)
    before = reader.captions(script)
    _ensure_of_these(before, cues)
    given = caption_tokens(cues, reader.labels(script), frozenset(before.texts))
    texts = text_edits(script, before, given, options.offset_ms)
    ops: list[Op] = [*texts.ops, *speaker_edits(texts.script, before, given)]
    shape, was = shape_of(given), shape_of(before)
    reworded = {given.tokens[at].cue for place in texts.places for at in range(place[0], place[1])}
    calm = {token.word for token in given.tokens if token.word is not None and token.cue not in reworded}
    edited = _edited(script, ops)
    now = shape_of(reader.captions(edited)) if ops else was
    directed: set[str] = set()
    for kinds in _STAGES:
        more = [op for op in _breaks(shape, was, now, calm) if op.kind in kinds and op.before not in directed]
        if more:
            ops += more
            directed.update(op.before for op in more)
            edited = _edited(script, ops)
            now = shape_of(reader.captions(edited))
    ops += _times(edited, shape, (was, now), options.offset_ms, tolerance_ms)
    return tuple(_of_this_edit(op, script.rev + 1) for op in ops)


def _ensure_of_these(before: CaptionTokens, cues: Sequence[WrittenCue]) -> None:
    """Raises `DeskRefused` for a file with so much more text that it is no edit of these captions: what follows takes time
    and memory by its words."""
    known = sum(len(text) + 1 for text in before.texts)
    given = sum(len(line) + 1 for cue in cues for line in cue.lines)
    if given > (most := MOST_TIMES_LONGER * known + MOST_MORE_CHARS):
        detail = f"The file has {given} characters of text, and these captions {known}: {most} are taken at most."
        raise DeskRefused("edit_too_large", detail)


class _Reader:
    """Captions as a file of one format has them, read back."""

    def __init__(self, form: Format, options: CaptionOptions) -> None:
        self._form = form
        self._options = options

    def captions(self, script: Script) -> CaptionTokens:
        """The captions of a script; each token knows its word."""
        track = self._track(script)
        assert self._form.read is not None
        written = caption_tokens(self._form.read(self._form.write(track).data), self.labels(script))
        words = [
            CaptionToken(visible(word.text), True, 0, 0, word.id)
            for cue in track.cues
            for line in cue.lines
            for word in line.words
        ]
        for place in pair_tokens(words, written.tokens):
            # A format that lacks a character writes another one: word for word it is the same.
            if place.first_end - place.first_start == place.second_end - place.second_start:
                for offset, word in enumerate(words[place.first_start : place.first_end]):
                    written.tokens[place.second_start + offset].word = word.word
        return written

    def labels(self, script: Script) -> set[str]:
        """What stands before lines of these captions."""
        return {line.label.removeprefix("- ") for cue in self._track(script).cues for line in cue.lines if line.label}

    def _track(self, script: Script) -> CaptionTrack:
        text, alignment = working_copy(script)
        return CaptionTrack(alignment, text, self._options, directions=caption_directions(script))


def _edited(script: Script, ops: Sequence[Op]) -> Script:
    return apply_revision(script, script.rev + 1, ops, "") if ops else script


def _breaks(given: CaptionShape, before: CaptionShape, now: CaptionShape, calm: Set[str]) -> Iterator[Break]:
    """The breaks of the file that do not come out as things are `now`.

    A line break that is as it was counts in captions whose words are as they were, the `calm` ones: in others lines are
    filled anew.
    """
    for word, (follows, kind) in given.breaks.items():
        found = now.breaks.get(word)
        if follows is None or word.startswith("s") or follows.startswith("s") or found == (follows, kind):
            continue
        of_captions = kind is BreakKind.CUE or found is None or found[1] is BreakKind.CUE
        as_it_was = before.breaks.get(word) == (follows, kind)
        if of_captions or word in calm or not as_it_was:
            yield Break(word, kind)


def _times(
    script: Script, given: CaptionShape, others: tuple[CaptionShape, CaptionShape], offset_ms: int, tolerance_ms: int
) -> Iterator[Op]:
    """The times of the file that are neither as they were nor as they come out anyway, which are the `others`."""
    sounds: dict[str, tuple[int, int]] = {}
    for name in ("ins", "outs"):
        for word, ms in getattr(given, name).items():
            known = [getattr(other, name).get(word) for other in others]
            if any(other_ms is not None and abs(other_ms - ms) <= tolerance_ms for other_ms in known):
                continue
            own_ms = ms - offset_ms
            if word.startswith("s"):
                sound = ".".join(word.split(".")[:2])
                start_ms, end_ms = sounds.get(sound, (script.sounds[sound].start_ms, script.sounds[sound].end_ms))
                sounds[sound] = (own_ms, end_ms) if name == "ins" else (start_ms, own_ms)
            else:
                yield Show(word, in_ms=own_ms) if name == "ins" else Show(word, out_ms=own_ms)
    for sound, (start_ms, end_ms) in sounds.items():
        yield PlaceSound(start_ms, end_ms, script.sounds[sound].text, sound)


def _of_this_edit(op: Op, n: int) -> Op:
    """Words that the edit itself adds are `a.<n>` in it."""
    names: dict[str, Any] = {
        name: value.replace(f"a{n}.", "a.", 1)
        for name in ("word", "before", "first", "last", "after")
        if isinstance(value := getattr(op, name, None), str) and value.startswith(f"a{n}.")
    }
    return replace(op, **names) if names else op
