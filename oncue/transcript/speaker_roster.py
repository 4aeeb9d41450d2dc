"""The people of one transcript: which name means whom."""

from __future__ import annotations

from collections.abc import Iterator, Set

from oncue.transcript.speaker_names import Name
from oncue.transcript.vocabulary import HONORIFICS, NAME_SUFFIXES


class Roster:
    """The speakers of one transcript, by full name, surname and first name."""

    def __init__(self, names: list[Name]) -> None:
        self._published: dict[str, str] = {}
        self._endings: dict[tuple[str, ...], set[str]] = {}
        self._firsts: dict[str, set[str]] = {}
        for name in names:
            if name.key in self._published:
                continue
            self._published[name.key] = name.text
            words = core_words(name.text)
            if len(words) < 2:
                # "PRESIDENT VANE" is whom "VANE" means, while nobody has another name with it.
                if name.words > 1:
                    self._endings.setdefault(words, set()).add(name.key)
                continue
            for start in range(1, len(words)):
                self._endings.setdefault(words[start:], set()).add(name.key)
            self._firsts.setdefault(words[0], set()).add(name.key)

        self._order = {key: position for position, key in enumerate(self._published)}
        self._answers: dict[str, str] = {}
        self._named: dict[tuple[str, ...], list[tuple[Set[str], Set[tuple[str, ...]]]]] = {}

    def full_name(self, name: Name) -> str:
        """Return the full published name behind a label: of "CORNISH" if one Cornish was named, else the label itself."""
        answer = self._answers.get(name.key)
        if answer is None:
            answer = self._answers[name.key] = self._resolved(name)
        return answer

    def _resolved(self, name: Name) -> str:
        words = core_words(name.text)
        for longest, people in self._people_named(words):
            titled = name.words == 1 and len(longest) == 1 and name.key not in longest
            # Two people of one name: which of them speaks would be a guess.
            if len(people) == 1 and (words not in people or titled):
                return self._published[min(longest, key=self._order.__getitem__)]
        return self._published.get(name.key, name.text)

    def _people_named(self, words: tuple[str, ...]) -> list[tuple[Set[str], Set[tuple[str, ...]]]]:
        """Keys and core words of those whose name ends in `words`, and of those whose first name it is: one form of a name
        stands for all that end in it ("Dr. Ada Byron" is "Ada Byron")."""
        found = self._named.get(words)
        if found is None:
            found = self._named[words] = []
            for known in (self._endings.get(words, set()), self._firsts.get(words[0], set()) if len(words) == 1 else set()):
                longest = {key for key in known if not any(ending in known for ending in _endings_of(key))}
                found.append((longest, {core_words(self._published[key]) for key in longest}))
        return found


def _endings_of(key: str) -> Iterator[str]:
    """What follows each space of a name."""
    space = key.find(" ")
    while space >= 0:
        yield key[space + 1 :]
        space = key.find(" ", space + 1)


def core_words(name: str) -> tuple[str, ...]:
    """Return the case-folded words of a name that identify the person: no title, no "Jr."."""
    words = [word.strip(",").casefold() for word in name.split()]
    kept = [word for word in words if word not in HONORIFICS and word not in NAME_SUFFIXES]
    return tuple(kept or words)
