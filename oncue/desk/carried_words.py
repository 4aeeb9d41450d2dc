"""Which words of a new published text are those of an old one, and which are those that captions said over it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oncue.alignment.text_differences import compare_sequences
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord, spoken_key

_Pair = tuple[str, int]
"""The id of an old word, and the place of the new one."""


@dataclass(frozen=True, slots=True)
class SameWords:
    """`ids`: the new ids of old words, in the same order; `said` are the old words that read in captions as they do in the
    new text, to the letter."""

    ids: dict[str, str]
    said: frozenset[str]


def same_words(old: Script, new: Script) -> SameWords:
    """The words of `old` that a new text has: as they were published, or as captions came to say them.

    Between two words that both have in common, what is followed is whichever of the two has more words there: a text that
    took over what captions said has that, and another has what was published.
    """
    words = list(new.origin)
    published = _pairs(old.origin, words)
    captioned = _pairs((word for word in old.state if not word.removed), words)
    anchors = sorted(at for _, at in set(published) & set(captioned))
    order = {word.id: place for place, word in enumerate(old.state)}
    found: dict[str, int] = {}
    by_region = _regions(published, anchors), _regions(captioned, anchors)
    for region in by_region[0].keys() | by_region[1].keys():
        one, other = sorted((pairs[region] for pairs in by_region), key=len, reverse=True)  # as published where even
        found |= _filled(one, other, order)
    here = old.state.words
    said = (name for name, at in found.items() if not here[name].removed and here[name].text == words[at].text)
    return SameWords({name: words[at].id for name, at in found.items()}, frozenset(said))


def _pairs(old: Iterable[ScriptWord], new: Sequence[ScriptWord]) -> list[_Pair]:
    words = list(old)
    same = compare_sequences([spoken_key(word.text) for word in words], [spoken_key(word.text) for word in new]).same
    return [(words[one].id, two) for one, two in same]


def _regions(pairs: Iterable[_Pair], anchors: Sequence[int]) -> defaultdict[int, list[_Pair]]:
    found: defaultdict[int, list[_Pair]] = defaultdict(list)
    for name, at in pairs:
        found[bisect_left(anchors, at)].append((name, at))
    return found


def _filled(pairs: Sequence[_Pair], more: Iterable[_Pair], order: dict[str, int]) -> dict[str, int]:
    """`pairs`, and those of `more` that neither share a word with them nor cross them."""
    names = {name for name, _ in pairs}
    olds, news = [order[name] for name, _ in pairs], [at for _, at in pairs]
    found = dict(pairs)
    for name, at in more:
        place = bisect_left(news, at)
        behind = place == 0 or olds[place - 1] < order[name]
        ahead = place == len(news) or (news[place] != at and order[name] < olds[place])
        if name not in names and behind and ahead:
            olds.insert(place, order[name])
            news.insert(place, at)
            found[name] = at
    return found
