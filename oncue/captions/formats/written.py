"""A caption file as bytes, what of the captions it cannot hold, and the cues that are read back from one."""

from __future__ import annotations

from dataclasses import dataclass, field

from oncue.caption_readers.cues import WrittenWord
from oncue.caption_readers.line_ends import LINE_END
from oncue.captions.limits import CaptionOptions
from oncue.errors import UsageError


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file. `lost` says what was asked for or is in the captions and is not in it: sentences for a person, each
    beginning with a stable code and a colon (`word_times`, `braces`)."""

    data: bytes
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenCue:
    """A cue as a file has it: its times in milliseconds and its lines as shown, without markup.

    `speakers` has an entry for each line: who is named in the markup, None for nobody. A name in the text is text. `words`
    are those of all lines, in their order, where the file has times for them: two cues that show the same at the same time
    are equal, whatever these say.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speakers: tuple[str | None, ...]
    words: tuple[WrittenWord, ...] = field(default=(), compare=False)


def no_word_times(options: CaptionOptions) -> tuple[str, ...]:
    """What is lost in a format that has no times inside a caption."""
    return ("word_times: this format has no times inside a caption.",) if options.words else ()


def decoded(data: bytes, title: str) -> str:
    """The text of a caption file in UTF-8, lines ending in LF, without a byte-order mark. Raises `UsageError` for others."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UsageError(f"This {title} file is not UTF-8, from byte {problem.start} on: save it as UTF-8.") from problem
    return LINE_END.sub("\n", text)


def storable(text: str) -> str:
    """`text` without halves of characters (lone surrogates), which JSON can name and UTF-8 cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")


def ordered_times(start_ms: int, end_ms: int, number: int, title: str) -> tuple[int, int]:
    """The times of the cue `number`, from 1. Raises `UsageError` where they run backwards."""
    if end_ms < start_ms:
        raise UsageError(f"Cue {number} of this {title} file ends before it starts.", cue=number)
    return start_ms, end_ms
