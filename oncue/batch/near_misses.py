"""What may have been meant where a recording has no transcript, or a transcript no recording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

MOST_NAMED = 3


def near_names(path: Path, others: Iterable[Path]) -> list[Path]:
    """Those of the same folder whose name is nearly that of `path`, the likeliest first, `MOST_NAMED` at most.

    The same but for capitals, spaces and signs; the other's whole name with an ending more (`news.mp3.txt`); or one that
    begins with the other (`news` and `news-transcript`).
    """
    mine = _letters(path.stem)
    ranked = []
    for other in others:
        theirs = _letters(other.stem)
        if other.parent != path.parent or not mine or not theirs:
            continue
        if theirs == mine or _letters(path.name) == theirs or _letters(other.name) == mine:
            ranked.append((0, other))
        elif theirs.startswith(mine) or mine.startswith(theirs):
            ranked.append((1, other))
    return [other for _, other in sorted(ranked)[:MOST_NAMED]]


def unread_beside(path: Path, others: Iterable[Path]) -> list[Path]:
    """Files of the very same name that are of a type batches do not read (`news.docx`)."""
    stem = path.with_suffix("")
    return sorted(other for other in others if other != path and other.with_suffix("") == stem)[:MOST_NAMED]


def hint(near: Sequence[Path], unread: Sequence[Path], types: Collection[str]) -> str:
    """A sentence that names them; "" where there are none."""
    if unread:
        one = len(unread) == 1
        return (
            f" Beside it {'is' if one else 'are'} {names(unread)}, {'a type' if one else 'types'} that a batch does not "
            f"read: save the text as one of {', '.join(types)}."
        )
    if near:
        return f" Was {names(near, ' or ')} meant? Then give both the same name, capitals included."
    return ""


def names(paths: Sequence[Path], conjunction: str = " and ") -> str:
    """Their file names, for a sentence."""
    return conjunction.join(path.name for path in paths)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
