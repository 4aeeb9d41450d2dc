"""The score of a reader: words of a file that are lost, in another's mouth, or taken for speech and are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from rapidfuzz.distance import LCSseq

from bench.pages.programme import Piece
from oncue.model import Alignment, Token

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the file as it was made."""

    word: str
    spoken: bool
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """A word as it was read: `speech` None for one that the recording decides on."""

    word: str
    speech: bool | None
    speaker: str | None


@dataclass(slots=True)
class Score:
    """Counts of words. `doubted` are spoken words that the recording decides on, or that were not found in it; `unnamed` are
    spoken words without their speaker; `taken` are words that are not said and are taken for speech.

    `examples` say where the first ones are: the words around, and what is wrong.
    """

    spoken: int = 0
    unspoken: int = 0
    lost: int = 0
    misattributed: int = 0
    unnamed: int = 0
    doubted: int = 0
    taken: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Counts what the other counted."""
        self.spoken += other.spoken
        self.unspoken += other.unspoken
        self.lost += other.lost
        self.misattributed += other.misattributed
        self.unnamed += other.unnamed
        self.doubted += other.doubted
        self.taken += other.taken


def words(text: str) -> list[str]:
    """Letters and digits in a row, a Chinese character by itself; folded."""
    return _WORD.findall(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold())


def known_words(pieces: Iterable[Piece]) -> list[Known]:
    """The words of all pieces, in order."""
    return [Known(word, piece.spoken, piece.speaker) for piece in pieces for word in words(piece.text)]


def read_words(tokens: Iterable[Token]) -> list[Read]:
    """The words of all tokens, in order."""
    made = []
    for token in tokens:
        speech = False if not token.speakable else True if token.kind is None else None
        made += [Read(word, speech, token.speaker) for word in words(token.text)]
    return made


def captioned_words(tokens: Iterable[Token], alignment: Alignment) -> list[Read]:
    """The words of all tokens: those with times are captioned, the others have a place in the ledger."""
    timed = {word.char_start for word in alignment.words if word.start_ms is not None}
    made = []
    for token in tokens:
        speech = True if token.char_start in timed else None
        made += [Read(word, speech, token.speaker) for word in words(token.text)]
    return made


def score(known: Sequence[Known], read: Sequence[Read]) -> Score:
    """Words are told by their order; what the reader drops and is not said is right.

    Of two ways to tell them the one with fewer faults is right: by longest blocks, which lose their way among sentences that
    say nearly the same, and by the longest common subsequence, which may take a word of the furniture for one that is said.
    """
    one, two = [word.word for word in known], [word.word for word in read]
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    by_blocks = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
    equal = [code for code in LCSseq.opcodes(one, two) if code.tag == "equal"]
    by_order = {code.src_start + n: code.dest_start + n for code in equal for n in range(code.src_end - code.src_start)}
    scores = [_scored(known, read, found) for found in (by_blocks, by_order)]
    return min(scores, key=lambda made: made.lost + made.misattributed + made.taken)


def _scored(known: Sequence[Known], read: Sequence[Read], found: Mapping[int, int]) -> Score:
    made = Score(spoken=sum(word.spoken for word in known), unspoken=sum(not word.spoken for word in known))
    for index, word in enumerate(known):
        at = found.get(index)
        got = None if at is None else read[at]
        wrong = _wrong(made, word, got)
        if wrong and len(made.examples) < 5:
            around = " ".join(other.word for other in known[max(0, index - 3) : index + 4])
            made.examples.append(f"{wrong}: {word.word!r} in {around!r}, speaker {got.speaker if got else None!r}")
    taken = set(found.values())
    added = [word.word for index, word in enumerate(read) if index not in taken and word.speech]
    made.taken += len(added)
    if added:
        made.examples.append(f"made up: {' '.join(added[:12])!r}")
    return made


def _wrong(score: Score, known: Known, got: Read | None) -> str | None:
    if not known.spoken:
        if got is not None and got.speech:
            score.taken += 1
            return "taken for speech"
        return None
    if got is None or got.speech is False:
        score.lost += 1
        return "lost"
    score.doubted += got.speech is None
    if got.speaker is None:
        score.unnamed += known.speaker is not None
        return None
    if known.speaker is None or not same_person(known.speaker, got.speaker):
        score.misattributed += 1
        return "another's"
    return None


def same_person(one: str, two: str) -> bool:
    """True where one name is the other or a part of it, as a house writes a surname after a first full name.

    Capitals of Turkish are no others than its small letters.
    """
    a, b = (words(name.replace("_", " ").replace("\u0131", "i")) for name in (one, two))
    return set(a) <= set(b) or set(b) <= set(a)
