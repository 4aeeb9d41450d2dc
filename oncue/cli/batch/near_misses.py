"""Suggestions where a recording has no transcript, or a transcript no recording: files with nearly the same name."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

MOST_NAMED = 3


class NearNames:
    """Finds files by names that are nearly theirs. They are sorted once, as each of ten thousand may be asked about."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._named: dict[tuple[Path, str], list[Path]] = defaultdict(list)
        self._called: dict[tuple[Path, str], list[Path]] = defaultdict(list)
        for path in paths:
            if stem := _letters(path.stem):
                self._named[path.parent, stem].append(path)
                self._called[path.parent, _letters(path.name)].append(path)
        self._sorted = sorted(self._named)

    def of(self, path: Path) -> list[Path]:
        """The files of the same folder whose name is nearly that of `path`, the likeliest first, `MOST_NAMED` at most.

        A name is near that differs in capitals, spaces and signs only; that is the other's whole name with an ending more
        (`news.mp3.txt`); or that begins with the other (`news` and `news-transcript`).
        """
        folder, mine = path.parent, _letters(path.stem)
        if not mine:
            return []
        same = {
            *self._named.get((folder, mine), ()),
            *self._named.get((folder, _letters(path.name)), ()),
            *self._called.get((folder, mine), ()),
        }
        shorter = [each for end in range(1, len(mine)) for each in self._named.get((folder, mine[:end]), ())]
        others = {*shorter, *self._longer(folder, mine)} - same
        return [*sorted(same), *sorted(others)][:MOST_NAMED]

    def _longer(self, folder: Path, start: str) -> list[Path]:
        found: list[Path] = []
        first = bisect_left(self._sorted, (folder, start))
        for key in self._sorted[first : first + 2 * MOST_NAMED]:
            if key[0] != folder or not key[1].startswith(start):
                break
            found += self._named[key]
        return found


class SameStems:
    """Finds files by a name that differs in its ending only."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._with: dict[Path, list[Path]] = defaultdict(list)
        for path in paths:
            self._with[path.with_suffix("")].append(path)

    def of(self, path: Path) -> list[Path]:
        """The other files of that name, `MOST_NAMED` at most."""
        return sorted(other for other in self._with.get(path.with_suffix(""), ()) if other != path)[:MOST_NAMED]


def hint(near: Sequence[Path], unread: Sequence[Path], types: Collection[str]) -> str:
    """A sentence that names the near files; "" where there are none."""
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
    """The file names of the paths, joined for a sentence."""
    return conjunction.join(path.name for path in paths)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
