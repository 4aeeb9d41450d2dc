"""A published text as a draft of what a recogniser is about to hear: which tokens probably come next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

_LOOK_AHEAD = 8
_LONGEST_COMMON = 8
_MOST_PLACES = 200


class TextDraft:
    """The tokens of a text, found by two that follow each other. `is_mark` tells those that are punctuation alone.

    It guesses and proves nothing: a wrong guess costs time, and no result may depend on one.
    """

    def __init__(self, tokens: Sequence[int], is_mark: Callable[[int], bool]) -> None:
        self.tokens = tuple(tokens)
        self._is_mark = is_mark
        self._after: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for index, token in enumerate(self.tokens):
            for key in ((token,), self.tokens[max(0, index - 1) : index + 1]):
                places = self._after[key]
                if len(places) < _MOST_PLACES and places[-1:] != [index + 1]:
                    places.append(index + 1)

    def place_after(self, heard: Sequence[int], near: int | None) -> int | None:
        """The index of the token that follows the last of `heard` in the text: where most of those before agree, and of such
        places the nearest to `near`. None where the last two stand nowhere; where only one was heard, it is enough."""
        places = self._after.get(tuple(heard[-2:]), ())
        return max(places, key=lambda place: (self._common(heard, place), -abs(place - (near or 0))), default=None)

    def place_past(self, at: int, token: int) -> int:
        """The index of the token to go on with where `token` was heard instead of that at `at`: tokens of the text were
        skipped up to the same one, or a mark was put in, or another word was heard."""
        ahead = self.tokens[at : at + _LOOK_AHEAD]
        if token in ahead:
            return at + ahead.index(token) + 1
        return at if self._is_mark(token) else at + 1

    def _common(self, heard: Sequence[int], place: int) -> int:
        most = min(_LONGEST_COMMON, len(heard), place)
        return next((k for k in range(most) if heard[-1 - k] != self.tokens[place - 1 - k]), most)


class DraftReader:
    """The place in a draft where one window is being heard."""

    def __init__(self, draft: TextDraft) -> None:
        self._draft = draft
        self._heard: list[int] = []
        self._at: int | None = None

    def hear(self, token: int) -> None:
        """Takes note of the next token that was heard."""
        at = self._at
        self._heard.append(token)
        if at is not None and self._draft.tokens[at : at + 1] == (token,):
            self._at = at + 1
            return
        found = self._draft.place_after(self._heard, at)
        self._at = self._draft.place_past(at, token) if found is None and at is not None else found

    def ahead(self, most: int) -> Sequence[int]:
        """The tokens that probably come next, so many at most; none where the place in the text is not known."""
        return () if self._at is None else self._draft.tokens[self._at : self._at + most]
