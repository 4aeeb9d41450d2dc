"""Pairs for the judge: recordings with texts that are theirs, are not, are half, and are a part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from bench.cases import Case
from bench.truths import ends_sentence
from oncue.model import Transcript
from oncue.text.language_id import language_of as told_of

RUN = 4
OVERLAPPING = 0.1
"""Share of the words of either text in common runs of `RUN` words from which a pair is neither right nor wrong."""

HALVED_WITH = 2
TRANSLATED = (("udhr-en", "udhr-fr"), ("prompts-es", "prompts-fr"))
NOT_ITS_OWN = ("timit-dev/swapped",)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Group(StrEnum):
    """The relation of a text to a recording."""

    OWN = "own text"
    TEXT_PART = "a third of the own text"
    AUDIO_PART = "a third of the recording"
    HALF = "half own, half other"
    OVERLAPPING = "overlapping"
    TRANSLATED = "translated"
    SAME_LANGUAGE = "other text, same language"
    OTHER_LANGUAGE = "other text, other language"


RIGHT = (Group.OWN, Group.TEXT_PART, Group.AUDIO_PART, Group.HALF)
WRONG = (Group.TRANSLATED, Group.SAME_LANGUAGE, Group.OTHER_LANGUAGE)


@dataclass(frozen=True)
class Text:
    """A published text, or a part of one, as it is on disk."""

    name: str
    content: str
    case: Case

    @cached_property
    def words(self) -> list[str]:
        """The words in lower case, without punctuation."""
        return [word.lower() for word in _WORD.findall(self.content)]

    @cached_property
    def language(self) -> str:
        """The language as the product detects it."""
        return language_of(self.case.read())

    def part(self, first: int, last: int, of: int) -> str:
        """The text from one share of it to another, cut after the sentences that end nearest."""
        ends = sentence_ends(self.content)
        a, b = (min(ends, key=lambda end: abs(end - share * len(self.content) / of)) for share in (first, last))
        return self.content[a:b]


@dataclass(frozen=True)
class Recorded:
    """One recording and all the texts that are its own."""

    name: str
    audio: Path
    sha256: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question to the judge. `third` is the part of the recording to be cut out, 0 to 2, or None for all of it."""

    group: Group
    recorded: Recorded
    name: str
    content: str
    third: int | None = None


def language_of(transcript: Transcript) -> str:
    """The language of a transcript as the product detects it."""
    return told_of(transcript.tokens).language


def texts_of(cases: Sequence[Case]) -> list[Text]:
    """A text for each case."""
    return [Text(case.name, case.transcript.read_text(encoding="utf-8"), case) for case in cases]


def recordings_of(texts: Sequence[Text]) -> list[Recorded]:
    """Each recording once, with the texts of all cases that have it."""
    found: dict[str, list[Text]] = {}
    for text in texts:
        if text.name not in NOT_ITS_OWN:
            found.setdefault(hashlib.sha256(text.case.audio.read_bytes()).hexdigest(), []).append(text)
    return [Recorded(own[0].name, own[0].case.audio, sha256, tuple(own)) for sha256, own in found.items()]


def pairs_of(recorded: Recorded, texts: Sequence[Text]) -> Iterator[Pair]:
    """Yields every question about one recording; its own texts come first."""
    own = recorded.texts[0]
    names = {text.name for text in recorded.texts}
    for text in recorded.texts:
        yield Pair(Group.OWN, recorded, text.name, text.content)
    for k in range(3):
        yield Pair(Group.TEXT_PART, recorded, f"{own.name}, third {k + 1}", own.part(k, k + 1, 3))
        yield Pair(Group.AUDIO_PART, recorded, f"{own.name} on third {k + 1}", own.content, third=k)
    others = [(text, relation(recorded, text)) for text in texts if text.name not in names]
    for text, _ in _after(others, own, texts)[:HALVED_WITH]:
        yield Pair(Group.HALF, recorded, f"{own.name}, then {text.name}", own.part(0, 1, 2) + "\n" + text.part(1, 2, 2))
        yield Pair(Group.HALF, recorded, f"{text.name}, then {own.name}", text.part(0, 1, 2) + "\n" + own.part(1, 2, 2))
    for text, group in others:
        yield Pair(group, recorded, text.name, text.content)


def relation(recorded: Recorded, text: Text) -> Group:
    """The relation of a recording to a text that is not its own."""
    if any(shared(text.words, own.words) >= OVERLAPPING for own in recorded.texts):
        return Group.OVERLAPPING
    if any({own.name, text.name} == set(two) for own in recorded.texts for two in TRANSLATED):
        return Group.TRANSLATED
    return Group.SAME_LANGUAGE if text.language == recorded.texts[0].language else Group.OTHER_LANGUAGE


def shared(one: Sequence[str], two: Sequence[str]) -> float:
    """The share of words that lie in runs of `RUN` words that both texts have; of the text in which it is larger."""
    return max(_covered(one, two), _covered(two, one))


def sentence_ends(content: str) -> list[int]:
    """The places where a text can be cut: its start, after each sentence and each line, its end."""
    words = list(re.finditer(r"\S+", content))
    ends = [
        found.end() for found in words if ends_sentence(found[0]) or content[found.end() : found.end() + 1] in ("\r", "\n")
    ]
    return sorted({0, *ends, len(content)})


def _covered(of: Sequence[str], by: Sequence[str]) -> float:
    runs = {tuple(by[i : i + RUN]) for i in range(len(by) - RUN + 1)}
    covered = {k for i in range(len(of) - RUN + 1) if tuple(of[i : i + RUN]) in runs for k in range(i, i + RUN)}
    return len(covered) / max(1, len(of))


def _after(others: Sequence[tuple[Text, Group]], own: Text, texts: Sequence[Text]) -> list[tuple[Text, Group]]:
    """The texts of the same language that share nothing, beginning behind `own`: each recording is halved with others."""
    order = [text.name for text in texts]
    start = order.index(own.name)
    usable = [one for one in others if one[1] is Group.SAME_LANGUAGE]
    return sorted(usable, key=lambda one: (order.index(one[0].name) - start) % len(order))
