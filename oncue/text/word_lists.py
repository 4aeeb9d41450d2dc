"""Which words a language is known to have, and how often they are used, from pyspellchecker's lists."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_COMMON_WORDS = 150


class WordList:
    """The words of one language, in lower case, with how often they were counted."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        ordered = sorted(counts.values(), reverse=True)
        self._common = ordered[min(_COMMON_WORDS, len(ordered) - 1)] if ordered else 1

    def knows(self, word: str) -> bool:
        """Whether it is a word of the language, in whatever case, perhaps with an English genitive's ending."""
        folded = word.casefold().replace("\u2019", "'")
        return folded in self._counts or folded.removesuffix("'s") in self._counts

    def is_common(self, word: str) -> bool:
        """Whether it is one of the language's 150 most frequent words."""
        return self._counts.get(word.casefold(), 0) >= self._common


@lru_cache(maxsize=3)
def word_list(language: str) -> WordList | None:
    """The words of a language, by its code; None where there is no list of them."""
    found = importlib.util.find_spec("spellchecker")
    if found is None or not found.submodule_search_locations or not language.isalpha():
        return None
    path = Path(found.submodule_search_locations[0]) / "resources" / f"{language}.json.gz"
    if not path.is_file():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        counts: dict[str, int] = json.load(file)
    return WordList(counts)
