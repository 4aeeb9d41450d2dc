"""Captions whose line breaks and times are mended, in the format that they were read from where that is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from oncue.caption_files.caption_file import STYLING
from oncue.caption_files.checked import CheckInput
from oncue.captions.check import RuleSet, mended
from oncue.captions.formats import FORMATS, Format, ReadOnlyFormat, WrittenCue
from oncue.captions.given_captions import given_captions, given_track
from oncue.captions.limits import CaptionOptions


@dataclass(frozen=True, slots=True)
class MendedCaptions:
    """A caption file: its format, its bytes, the cues that are in it, and what is not in it any more, as `Written.lost` has
    that."""

    format: Format
    data: bytes
    cues: tuple[WrittenCue, ...]
    lost: tuple[str, ...]


def mended_by_all(checked: CheckInput, rules: Sequence[RuleSet]) -> tuple[WrittenCue, ...]:
    """The cues mended by each rule set in turn, so that the last one has the last word."""
    cues = checked.cues
    for each in rules:
        cues = mended(cues, each, language=checked.language, end_ms=checked.end_ms)
    return cues


def changed_cues(before: Sequence[WrittenCue], after: Sequence[WrittenCue]) -> tuple[int, ...]:
    """The numbers of the cues that are not as before, from 1; both have the same count."""
    return tuple(number for number, (one, two) in enumerate(zip(before, after, strict=True), 1) if one != two)


def mended_format(read: Format | ReadOnlyFormat) -> Format:
    """The format in which captions that were read from the format `read` are written: the same, where it is written."""
    return FORMATS[read.written_as] if isinstance(read, ReadOnlyFormat) else read


def written_again(checked: CheckInput) -> MendedCaptions:
    """The cues as a file of their own format, or of the one that stands for it."""
    given = given_captions(checked.cues, speakers=False)  # no label comes in that was not there
    track = given_track(given, checked.language, CaptionOptions(), PurePath(checked.name).stem, cut=False)
    form = mended_format(checked.format)
    made = form.write(track)
    assert form.read is not None
    lost = (*given.notices, *made.lost, *([STYLING] if checked.styled else []))
    if form is not checked.format:
        lost += (f"format: no files of {checked.format.title} are written; this one is {form.title}.",)
    return MendedCaptions(form, made.data, form.read(made.data), lost)
