"""The state of a script while ops are applied: words in a linked list, and what is hung on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import compress
from operator import is_not

from oncue.captions.segmentation.directions import BreakKind
from oncue.desk.refused import DeskRefused
from oncue.desk.words import ScriptWord


@dataclass(frozen=True, slots=True)
class PlacedSound:
    """A sound with a caption of its own: `id` is `s<revision>.<n>`."""

    id: str
    start_ms: int
    end_ms: int
    text: str
    by: str


class Draft:
    """Words by id and their order, breaks, caption times, sounds, names of speakers.

    Lookups and insertions take constant time. Removed words stay in their places, so that what names them finds them.
    """

    __slots__ = ("_after", "_before", "breaks", "ins", "names", "outs", "sounds", "words")

    def __init__(self, words: Iterable[ScriptWord] = ()) -> None:
        self.words: dict[str, ScriptWord] = {}
        self._after: dict[str | None, str] = {}
        self._before: dict[str | None, str] = {}
        self.breaks: dict[str, BreakKind] = {}
        self.ins: dict[str, int] = {}
        self.outs: dict[str, int] = {}
        self.sounds: dict[str, PlacedSound] = {}
        self.names: dict[str, str] = {}
        last = None
        for word in words:
            self.words[word.id] = word
            self._after[last] = word.id
            if last is not None:
                self._before[word.id] = last
            last = word.id
            if word.speaker is not None:
                self.names[word.speaker] = word.speaker

    def copy(self) -> Draft:
        """Another draft of the same state."""
        made = Draft()
        for name in self.__slots__:
            setattr(made, name, getattr(self, name).copy())
        return made

    def __iter__(self) -> Iterator[ScriptWord]:
        """All words in order, removed ones too."""
        at = self._after.get(None)
        while at is not None:
            yield self.words[at]
            at = self._after.get(at)

    def unlike(self, other: Draft) -> list[str]:
        """The ids of the words that the two drafts do not share: changed ones, and those that one of them lacks."""
        changed = compress(self.words, map(is_not, self.words.values(), map(other.words.get, self.words)))
        return [*changed, *(other.words.keys() - self.words.keys())]

    def following(self, word: str | None) -> ScriptWord | None:
        """The next word, removed or not; the first one after None."""
        at = self._after.get(word)
        return None if at is None else self.words[at]

    def preceding(self, word: str) -> ScriptWord | None:
        """The word before, removed or not."""
        at = self._before.get(word)
        return None if at is None else self.words[at]

    def shown_after(self, word: str | None) -> ScriptWord | None:
        """The next word that captions show."""
        found = self.following(word)
        while found is not None and not found.shown:
            found = self.following(found.id)
        return found

    def shown_before(self, word: str) -> ScriptWord | None:
        """The last word before it that captions show."""
        found = self.preceding(word)
        while found is not None and not found.shown:
            found = self.preceding(found.id)
        return found

    def word(self, word: str) -> ScriptWord:
        """The word of this id. Raises `DeskRefused` where there is none, and where it was removed."""
        found = self.words.get(word)
        if found is None:
            raise DeskRefused("word_unknown", f"There is no word {word}. Read the desk again.", word=word)
        if found.removed:
            raise DeskRefused("word_removed", f"The word {word} ({found.text[:40]}) was removed.", word=word)
        return found

    def shown(self, word: str) -> ScriptWord:
        """The word of this id, which captions show. Raises `DeskRefused` for others."""
        found = self.word(word)
        if not found.shown:
            raise DeskRefused("word_not_shown", f"The word {word} ({found.text[:40]}) is in no caption.", word=word)
        return found

    def range(self, first: str, last: str) -> list[ScriptWord]:
        """The words from `first` to `last`, removed ones too. Raises `DeskRefused` as `word` does, and where they run
        backwards."""
        self.word(first)
        self.word(last)
        words = [*self.between(first, last)]
        if words[-1].id != last:
            raise DeskRefused("range_backwards", f"The word {last} comes before {first}.", first=first, last=last)
        return words

    def between(self, first: str, last: str) -> Iterator[ScriptWord]:
        """The words from `first` to `last`, removed ones too; to the end where `last` is not behind `first`."""
        found = self.words.get(first)
        while found is not None:
            yield found
            found = None if found.id == last else self.following(found.id)

    def insert(self, after: str | None, word: ScriptWord) -> None:
        """Puts a new word behind another one, or before all others."""
        following = self._after.get(after)
        self.words[word.id] = word
        self._after[after] = word.id
        if after is not None:
            self._before[word.id] = after
        if following is not None:
            self._after[word.id] = following
            self._before[following] = word.id

    def change(self, word: str, **values: object) -> ScriptWord:
        """Changes fields of a word; gives the new one."""
        self.words[word] = replace(self.words[word], **values)  # type: ignore[arg-type]
        return self.words[word]

    def speaker_key(self, name: str | None) -> str | None:
        """The key of the speaker of this name, who is made where there is none."""
        if name is None or self.names.get(name) == name:
            return name
        known = sorted(key for key, shown in self.names.items() if shown == name)
        if known:
            return known[0]
        key = name
        while key in self.names:  # the key of somebody who is called otherwise now
            key += "'"
        self.names[key] = name
        return key
