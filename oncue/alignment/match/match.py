"""The match of a whole transcript with a whole recognition."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.process import cdist

from oncue.alignment.match.anchors import Pair, extended, grow, longest_increasing, unique_ngram_pairs
from oncue.alignment.match.chance_filter import well_grounded
from oncue.alignment.match.equal_places import first_of_equal, ordinary_first
from oncue.alignment.match.gotoh import align
from oncue.alignment.match.matches import Match, Matching
from oncue.alignment.match.passage_breaks import at_sentence_ends
from oncue.alignment.match.stray_matches import without_strays
from oncue.model import RecognisedWord, Token
from oncue.text.normalize import match_keys
from oncue.text.scripts import consonants, main_script
from oncue.text.sentence_ends import ends_sentence
from oncue.text.word_breaks import cut_inside_part

LEAST_SIMILARITY = 0.55
"""Least similarity (share of letters kept) of two different keys that may be one word heard wrongly."""

MISMATCH = -0.35
"""Worth of pairing two unlike keys: cheaper than skipping one on each side, dearer than any likeness."""

LEAST_RARITY = 3.0
"""Least rarity, in nats. However seldom it is in a short text, a short word is a common one: `the` is one word in twenty,
and a word of more letters than three is not thought rarer than one in e to the power of so many."""

LONG_WORD = 6
"""Letters of a word from which on a likeness proves no more."""

LEAST_HOLE = 10
"""Keys on either side between two pairs, for them to be paired once more."""

MOST_PAIRINGS = 4

MOST_CELLS = 250_000
"""Largest table for the dynamic programming (3 MB); larger blocks are cut at anchors first."""


LEAST_STEP = 4
"""Keys more left out on one side than on the other: fewer are a stutter or two words heard as one."""


class _Keys:
    """The keys of one side as small integers, and for each key the word it belongs to."""

    def __init__(self, texts: Sequence[str | None], language: str, ids: dict[str, int], *, by_consonants: bool) -> None:
        self.ids: list[int] = []
        self.owner: list[int] = []
        self.count: list[int] = []
        for index, text in enumerate(texts):
            keys = match_keys(text, language) if text is not None else ()
            keys = tuple(map(consonants, keys)) if by_consonants else keys
            self.count.append(len(keys))
            for key in keys:
                self.ids.append(ids.setdefault(key, len(ids)))
                self.owner.append(index)


def match(tokens: Sequence[Token], recognised: Sequence[RecognisedWord], language: str) -> Matching:
    """Matches the speakable tokens with the recognised words, keeping the order of both.

    Near-linear in the number of words: anchors cut the work into blocks of a few words.
    """
    ids: dict[str, int] = {}
    published = [token.text if token.speakable else None for token in tokens]
    # A small model may write what it hears in Latin letters, or Serbian in the other alphabet.
    scripts = main_script(text for text in published if text), main_script(word.text for word in recognised)
    other = None not in scripts and scripts[0] != scripts[1]
    written = _Keys(published, language, ids, by_consonants=other)
    # Pieces that Whisper cut inside a consonant and its vowel are one word here.
    starts = [i for i, word in enumerate(recognised) if not (i and cut_inside_part(recognised[i - 1].text, word.text))]
    borders = [*starts, len(recognised)]
    texts = ["".join(word.text for word in recognised[first:end]) for first, end in pairwise(borders)]
    heard = _Keys(texts, language, ids, by_consonants=other)
    names = list(ids)
    kept = _grounded(written.ids, heard.ids, names)
    last_keys = [token != following for token, following in pairwise([*written.owner, None])]
    ends = [last and ends_sentence(tokens[token].text) for token, last in zip(written.owner, last_keys, strict=True)]
    kept = at_sentence_ends(written.ids, heard.ids, kept, ends)
    kept = ordinary_first(written.ids, kept, [tokens[token].kind is None for token in written.owner])

    def likeness(i: int, j: int) -> float:
        if written.ids[i] == heard.ids[j]:
            return 1.0
        similarity = float(Levenshtein.normalized_similarity(names[written.ids[i]], names[heard.ids[j]]))
        return similarity if similarity >= LEAST_SIMILARITY else 0.0

    kept = first_of_equal(kept, len(heard.ids), likeness, _line_ends(tokens, written.owner, ends))
    found = [
        replace(one, word_start=borders[one.word_start], word_end=borders[one.word_end])
        for one in _group(kept, written, heard, names)
    ]
    return Matching(without_strays(found, tokens, recognised, language))


def _line_ends(tokens: Sequence[Token], owner: Sequence[int], ends: Sequence[bool]) -> list[bool]:
    """Whether a sentence ends with a key, or a line may: the next word has a capital, or stands behind what is not said."""
    found: list[bool] = []
    for key, token in enumerate(owner):
        following = owner[key + 1] if key + 1 < len(owner) else None
        if following is None or ends[key]:
            found.append(True)
        elif following == token:
            found.append(False)
        else:
            found.append(following != token + 1 or tokens[following].text[:1].isupper())
    return found


def _grounded(a: list[int], b: list[int], names: list[str]) -> list[Pair]:
    """The pairs that stand on enough ground. What is left between them is paired once more, alone.

    Where a passage occurs several times, an anchor between two readings of it keeps all that it crosses apart, until it is
    dropped itself.
    """
    worth_of = _Worths(a, b, names)
    kept: list[Pair] = []
    for _ in range(MOST_PAIRINGS):
        fresh = [
            (x + i, y + j)
            for (i, j), (next_i, next_j) in pairwise([(-1, -1), *kept, (len(a), len(b))])
            for x, y in [(i + 1, j + 1)]
            if min(next_i - x, next_j - y) >= (LEAST_HOLE if kept else 1)
            for i, j in _pair_keys(a[x:next_i], b[y:next_j], names)
        ]
        worths = {(i, j): worth for i, j in (*kept, *fresh) if (worth := worth_of(a[i], b[j])) > 0}
        pairs = sorted(worths)
        keep = well_grounded(pairs, [worths[pair] for pair in pairs], (len(a), len(b)))
        grown = extended(a, b, [pair for pair, kept in zip(pairs, keep, strict=True) if kept])
        before, kept = kept, _straightened(a, b, grown, names, worth_of)
        if kept == before:
            break
    return kept


def _straightened(a: list[int], b: list[int], pairs: list[Pair], names: list[str], worth_of: _Worths) -> list[Pair]:
    """`pairs` with what lies between the ends of every detour paired anew, all at once, which no anchor leads astray."""
    bounded = [(-1, -1), *pairs, (len(a), len(b))]
    straight: list[Pair] = []
    taken = 1
    for start, end in _detours(bounded):
        (i, j), (next_i, next_j) = bounded[start - 1], bounded[end]
        if (next_i - i) * (next_j - j) <= MOST_CELLS:
            anew = _align_block(a, b, names, i + 1, next_i, j + 1, next_j)
            straight += bounded[taken:start] + [(x, y) for x, y in anew if worth_of(a[x], b[y]) > 0]
            taken = end
    return straight + bounded[taken:-1]


def _detours(pairs: Sequence[Pair]) -> Iterator[tuple[int, int]]:
    """Ranges of `pairs`, strictly increasing, in order and apart, that fewer keys join than are left out to reach them.

    An n-gram that is unique only because its other reading was heard or printed wrongly is such a range. The pairs on both
    of its sides lie on one line, and so may what is between them.
    """
    steps = [
        (k, by)
        for k, ((i, j), (next_i, next_j)) in enumerate(pairwise(pairs), start=1)
        if abs(by := (next_j - j) - (next_i - i)) >= LEAST_STEP
    ]
    free_from = 0
    for (start, out), (end, back) in pairwise(steps):
        if start >= free_from and out * back < 0 and end - start < min(abs(out), abs(back)):
            yield start, end
            free_from = end + 1


class _Worths:
    """The worth of one key pair, in nats: how much likelier it is between the same words than between any two."""

    def __init__(self, a: Sequence[int], b: Sequence[int], names: Sequence[str]) -> None:
        self._names = names
        counts = np.bincount(np.array([*a, *b], np.int64), minlength=len(names))
        self._rarity = [
            min(math.log(len(a) + len(b)) - math.log(count), max(LEAST_RARITY, len(name))) if count else 0.0
            for count, name in zip(counts.tolist(), names, strict=True)
        ]

    def __call__(self, a: int, b: int) -> float:
        if a == b:
            return self._rarity[a]
        written, heard = self._names[a], self._names[b]
        similarity = float(Levenshtein.normalized_similarity(written, heard))
        if similarity < LEAST_SIMILARITY:
            return 0.0
        return (2 * similarity - 1) * min(LONG_WORD, len(written))


def _pair_keys(a: list[int], b: list[int], names: list[str]) -> list[Pair]:
    """Key index pairs, strictly increasing on both sides, over everything from first to last key."""
    pairs: list[Pair] = []
    blocks = [(0, len(a), 0, len(b), 3)]
    while blocks:
        a0, a1, b0, b1, n = blocks.pop()
        if a0 == a1 or b0 == b1:
            continue
        if n < 3 and (a1 - a0) * (b1 - b0) <= MOST_CELLS:
            pairs += _align_block(a, b, names, a0, a1, b0, b1)
            continue
        part_a, part_b = a[a0:a1], b[b0:b1]
        if n == 0:
            # No n-gram is unique here (a litany, a song): the longest common subsequence, bit-parallel in C++.
            pairs += [
                (a0 + block.a + k, b0 + block.b + k)
                for block in LCSseq.editops(part_a, part_b).as_matching_blocks()
                for k in range(block.size)
            ]
            continue
        anchored = grow(part_a, part_b, longest_increasing(unique_ngram_pairs(part_a, part_b, n)), n)
        pairs += [(a0 + i, b0 + j) for i, j in anchored]
        # A block without anchors is tried with shorter n-grams; what lies between anchors starts over, since an
        # n-gram that is common in the whole may be unique there.
        edge_i, edge_j = a0, b0
        smaller = n - 1 if not anchored else 2
        for i, j in [*anchored, (a1 - a0, b1 - b0)]:
            if a0 + i > edge_i and b0 + j > edge_j:
                blocks.append((edge_i, a0 + i, edge_j, b0 + j, smaller))
            edge_i, edge_j = a0 + i + 1, b0 + j + 1
    pairs.sort()
    return pairs


def _align_block(a: list[int], b: list[int], names: list[str], a0: int, a1: int, b0: int, b1: int) -> list[Pair]:
    words_a = [names[key] for key in a[a0:a1]]
    words_b = [names[key] for key in b[b0:b1]]
    if len(words_a) == len(words_b) == 1:
        return [(a0, b0)]
    similarity: NDArray[np.float32] = cdist(
        words_a, words_b, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST_SIMILARITY, dtype=np.float32
    )
    weight = np.array([min(1.0, len(word) / 6) for word in words_a], np.float32)[:, None]
    scores = np.where(similarity >= 1.0, 0.4 + 0.6 * weight, np.where(similarity > 0, (similarity - 0.3) * weight, MISMATCH))
    return [(a0 + i, b0 + j) for i, j in align(scores.astype(np.float32))]


def _group(pairs: Sequence[Pair], written: _Keys, heard: _Keys, names: list[str]) -> list[Match]:
    """Matches of whole words from key pairs: pairs that share a token or a recognised word belong together."""
    groups: list[tuple[list[Pair], int, int, int, int]] = []
    for i, j in pairs:
        token, word = written.owner[i], heard.owner[j]
        if groups and (token < groups[-1][2] or word < groups[-1][4]):
            members, t0, _, w0, _ = groups[-1]
            groups[-1] = ([*members, (i, j)], t0, token + 1, w0, word + 1)
        else:
            groups.append(([(i, j)], token, token + 1, word, word + 1))
    matches: list[Match] = []
    for members, t0, t1, w0, w1 in groups:
        alike = sum(Levenshtein.normalized_similarity(names[written.ids[i]], names[heard.ids[j]]) for i, j in members)
        keys = max(sum(written.count[t0:t1]), sum(heard.count[w0:w1]))
        similarity = float(alike) / keys
        if similarity >= 0.3:
            matches.append(Match(t0, t1, w0, w1, similarity))
    return matches
