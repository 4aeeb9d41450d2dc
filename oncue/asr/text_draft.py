"""A published text as a draft of what a recogniser is about to hear: which tokens probably come next."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache

_LOOK_AHEAD = 8
_LONGEST_COMMON = 8
_MOST_PLACES = 200


class TextDraft:
    """The tokens of a text, found by two that follow each other, whatever their case and accents. `written` tells how one is
    written: a word begins with one that begins with a space.

    It guesses and proves nothing: a wrong guess costs time, and no result may depend on one.
    """

    def __init__(self, tokens: Sequence[int], written: Callable[[int], str]) -> None:
        self.tokens = tuple(tokens)
        self.plain = lru_cache(maxsize=None)(lambda token: _plain(written(token)))
        self._plain = tuple(map(self.plain, self.tokens))
        self._after: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index in range(len(self.tokens)):
            for first in {index, max(0, index - 1)}:
                places = self._after[self._plain[first : index + 1]]
                if len(places) < _MOST_PLACES and places[-1:] != [index + 1]:
                    places.append(index + 1)

    def is_at(self, place: int, heard: str) -> bool:
        """True where the text has that token there, in its plain form."""
        return self._plain[place : place + 1] == (heard,)

    def place_after(self, heard: Sequence[str], near: int | None) -> int | None:
        """The index of the token that follows the last of `heard` in the text: where most of those before agree, and of such
        places the nearest to `near`. None where the last two stand nowhere; where only one was heard, it is enough."""
        places = self._after.get(tuple(heard[-2:]), ())
        return max(places, key=lambda place: (self._common(heard, place), -abs(place - (near or 0))), default=None)

    def place_past(self, at: int, heard: str) -> int:
        """The index of the token to go on with where `heard` came instead of that at `at`: tokens of the text were skipped
        up to the same one, or a mark was put in, or another word was heard, of as many tokens or not."""
        ahead = self._plain[at : at + _LOOK_AHEAD]
        if heard in ahead:
            return at + ahead.index(heard) + 1
        if not any(map(str.isalnum, heard)):
            return at
        words = [at + place for place, each in enumerate(ahead) if each.startswith(" ")]
        return next(iter(words[heard.startswith(" ") :]), at + 1)

    def _common(self, heard: Sequence[str], place: int) -> int:
        most = min(_LONGEST_COMMON, len(heard), place)
        return next((k for k in range(most) if heard[-1 - k] != self._plain[place - 1 - k]), most)


def _plain(written: str) -> str:
    """How a token is written, without case and accents."""
    letters = unicodedata.normalize("NFKD", written.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class DraftReader:
    """The place in a draft where one window is being heard."""

    def __init__(self, draft: TextDraft) -> None:
        self._draft = draft
        self._heard: list[str] = []
        self._at: int | None = None

    def hear(self, token: int) -> None:
        """Takes note of the next token that was heard."""
        at, heard = self._at, self._draft.plain(token)
        self._heard.append(heard)
        if at is not None and self._draft.is_at(at, heard):
            self._at = at + 1
            return
        found = self._draft.place_after(self._heard, at)
        self._at = self._draft.place_past(at, heard) if found is None and at is not None else found

    def ahead(self, most: int) -> Sequence[int]:
        """The tokens that probably come next, so many at most; none where the place in the text is not known."""
        return () if self._at is None else self._draft.tokens[self._at : self._at + most]
