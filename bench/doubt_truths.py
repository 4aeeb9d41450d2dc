"""What is true of the words of an altered text: which are not said, beside which some are missing, and where those that are
said begin and end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bench.borders import known
from bench.doubt_runs import RIGHT, DoubtRun
from bench.misprinted_texts import Misprint
from oncue.model import Cue

OFF_MS = 200


@dataclass(frozen=True, slots=True)
class TrueWord:
    """A word as it is: said or not, and its start and end in milliseconds, None where nobody wrote them down."""

    said: bool = True
    start_ms: float | None = None
    end_ms: float | None = None


@dataclass(frozen=True, slots=True)
class RunTruth:
    """The words by where they begin in the text; `left_out` are the words on either side of some that are missing, and
    `look_alikes` those that are printed with a letter or two other than they are said."""

    words: dict[int, TrueWord]
    left_out: frozenset[tuple[int, int]]
    look_alikes: frozenset[int]

    def is_wrong(self, cue: Cue) -> bool:
        """True where a word of a caption is not said (look-alikes apart), one is missing in it, or it starts or ends more
        than `OFF_MS` away. What nobody wrote down is taken to be right."""
        words = [word for line in cue.lines for word in line.words]
        places = [word.char_start for word in words]
        inside = set(places)
        if any(not self.words[place].said for place in places if place in self.words):
            return True
        if any(left in inside and right in inside for left, right in self.left_out):
            return True
        first, last = self.words.get(places[0], TrueWord()), self.words.get(places[-1], TrueWord())
        return is_off(words[0].start_ms, first.start_ms) or is_off(words[-1].end_ms, last.end_ms)

    def has_look_alike(self, cue: Cue) -> bool:
        """True where a caption shows one."""
        return any(word.char_start in self.look_alikes for line in cue.lines for word in line.words)


def is_off(at_ms: int | None, true_ms: float | None) -> bool:
    """True where a border is known, and elsewhere."""
    return at_ms is not None and true_ms is not None and abs(at_ms - true_ms) > OFF_MS


def run_truth(run: DoubtRun) -> RunTruth:
    """The truth of a run: of its misprints always, of times where the recording has any."""
    words = dict(_times(run))
    look_alikes: set[int] = set()
    left_out: set[tuple[int, int]] = set()
    for kind, _, places in run.places:
        if kind is Misprint.LEFT_OUT:
            left_out.add((places[0][0], places[1][0]))
        elif kind is Misprint.LOOK_ALIKE:
            look_alikes.update(start for start, _ in places)
        else:
            words |= {start: TrueWord(said=False) for start, _ in places}
    return RunTruth(words, frozenset(left_out), frozenset(look_alikes))


def _times(run: DoubtRun) -> Sequence[tuple[int, TrueWord]]:
    if run.case.truth is None or not run.case.truth.is_file():
        return ()
    tokens = json.loads(run.case.truth.read_text(encoding="utf-8"))["tokens"]
    found: list[tuple[int, TrueWord]] = []
    for token in tokens:
        start_ms, end_ms = (1000 * token[name] if known(token, name) else None for name in ("start", "end"))
        is_said = bool(token.get("skip")) or token["start"] is not None or token["end"] is not None
        is_said |= not any(map(str.isalnum, token["text"]))
        found.append((token["char_start"], TrueWord(is_said, start_ms, end_ms)))
    if run.seed == RIGHT:
        return found
    before = [token["text"] for token in tokens]
    places = [(start, run.text[start:end]) for start, end in run.ordinary]
    same = SequenceMatcher(None, before, [text for _, text in places], autojunk=False).get_matching_blocks()
    return [(places[b + k][0], found[a + k][1]) for a, b, size in same for k in range(size)]
