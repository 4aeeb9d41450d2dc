"""The times of the words of a script: the machine's, those that were found for edited words, what persons fixed, and for
what nobody timed yet an estimate between its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from oncue.desk.basis import found_times
from oncue.desk.log import WordTiming
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.model import WordStatus

# A word takes about 80 ms a letter; one of which only this much would be left is placed anew.
_LETTER_MS = 70
_WORD_MS = 80
_LEAST_WORD_MS = 60
_MOST_BORROWED = 3
NEAR_WORDS = 250
"""A minute and a half of speech: three times what is aligned at once."""


@dataclass(slots=True)
class WorkingTime:
    """A shown word and its times, None twice where it is in no caption. `as_published` is True for the machine's own."""

    word: ScriptWord
    start_ms: int | None
    end_ms: int | None
    confidence: float
    status: WordStatus
    gop: float | None = None
    error_ms: int | None = None
    as_published: bool = False

    @property
    def timed(self) -> bool:
        """True where it has times."""
        return self.start_ms is not None

    def place(self, start_ms: int, end_ms: int) -> None:
        """Gives it estimated times, but for what a person fixed."""
        word = self.word
        self.start_ms = start_ms if word.pin_start_ms is None else word.pin_start_ms
        self.end_ms = max(end_ms if word.pin_end_ms is None else word.pin_end_ms, self.start_ms)
        whole = word.pin_start_ms is not None and word.pin_end_ms is not None
        self.status = WordStatus.ALIGNED if whole else WordStatus.ESTIMATED
        self.confidence = 1.0 if whole else 0.0
        self.gop = self.error_ms = None
        self.as_published = False


def working_times(script: Script) -> list[WorkingTime]:
    """Every shown word in order. Around what was edited times run forwards; all others are the machine's, as they are."""
    return _working(script, script.shown, found_times(script))


def working_times_near(script: Script, words: Iterable[str]) -> list[list[WorkingTime]]:
    """The shown words around these, `NEAR_WORDS` on either side, in runs without a gap: what an edit concerns, in a time
    that does not grow with the recording. Their times are those that `working_times` gives, but for words near a run's ends
    that yield to something beyond them."""
    found = found_times(script)
    return [_working(script, run, found) for run in _runs_near(script, words)]


def _runs_near(script: Script, words: Iterable[str]) -> list[list[ScriptWord]]:
    state = script.state
    near: dict[str, ScriptWord] = {}
    for name in words:
        middle = state.words.get(name)
        for step in (state.shown_before, state.shown_after):
            word = middle if middle is None or middle.shown else step(middle.id)
            for _ in range(NEAR_WORDS):
                if word is None or (word.id in near and word is not middle):
                    break
                near[word.id] = word
                word = step(word.id)
    runs: list[list[ScriptWord]] = []
    for word in near.values():
        before = state.shown_before(word.id)
        if before is not None and before.id in near:
            continue
        run = [word]
        while (following := state.shown_after(run[-1].id)) is not None and following.id in near:
            run.append(following)
        runs.append(run)
    return runs


def _working(script: Script, words: Iterable[ScriptWord], found: Mapping[str, WordTiming]) -> list[WorkingTime]:
    rows = [_row(script, word, found) for word in words]
    captioned = [row for row in rows if not _left_out(script, row)]
    if not all(row.as_published for row in captioned):
        _clip_to_pins(captioned)
        _clip_to_neighbours(captioned)
        _fill(captioned, script.alignment.duration_ms)
    return rows


def _left_out(script: Script, row: WorkingTime) -> bool:
    """True for a word that the machine did not find and nobody says is there."""
    return row.as_published and not row.timed


def _row(script: Script, word: ScriptWord, found: Mapping[str, WordTiming]) -> WorkingTime:
    if (timing := found.get(word.id)) is not None:
        start_ms, end_ms, confidence, gop, error_ms = timing
        row = WorkingTime(word, start_ms, end_ms, confidence, WordStatus.ALIGNED, gop, error_ms)
    elif not script.differs(word) and word.machine is not None:
        machine = word.machine
        row = WorkingTime(
            word,
            machine.start_ms,
            machine.end_ms,
            machine.confidence,
            machine.status,
            machine.gop,
            machine.error_ms,
            as_published=True,
        )
    else:
        place = word.place
        if place is None and word.machine is not None and word.machine.start_ms is not None:
            place = word.machine.start_ms, word.machine.end_ms or word.machine.start_ms
        start, end = place or (None, None)
        row = WorkingTime(word, start, end, 0.0, WordStatus.ESTIMATED)
    if word.pinned:
        _pin(row)
    return row


def _pin(row: WorkingTime) -> None:
    word = row.word
    row.as_published = False
    if word.pin_start_ms is not None and word.pin_end_ms is not None:
        row.place(word.pin_start_ms, word.pin_end_ms)
        return
    length_ms = _usual_ms(row)
    if row.start_ms is not None and row.end_ms is not None:
        length_ms = max(row.end_ms - row.start_ms, _LEAST_WORD_MS)
    if (start_ms := word.pin_start_ms) is not None:
        keeps_end = row.end_ms is not None and row.end_ms - start_ms >= _LEAST_WORD_MS
        row.start_ms, row.end_ms = start_ms, row.end_ms if keeps_end else start_ms + length_ms
    elif (end_ms := word.pin_end_ms) is not None:
        keeps_start = row.start_ms is not None and end_ms - row.start_ms >= _LEAST_WORD_MS
        row.start_ms, row.end_ms = row.start_ms if keeps_start else max(0, end_ms - length_ms), end_ms


def _usual_ms(row: WorkingTime) -> int:
    """How long such a word takes, in milliseconds."""
    return _LETTER_MS * len(row.word.text) + _WORD_MS


def _clip_to_pins(rows: Sequence[WorkingTime]) -> None:
    """No word lies on the wrong side of a time that a person fixed."""
    if not any(row.word.pinned for row in rows):
        return
    least_ms = 0
    for row in rows:
        _clip(row, least_ms, None)
        word = row.word
        least_ms = max(least_ms, word.pin_start_ms or 0, word.pin_end_ms or 0)
    most_ms: int | None = None
    for row in reversed(rows):
        _clip(row, None, most_ms)
        word = row.word
        most_ms = next((ms for ms in (word.pin_start_ms, word.pin_end_ms) if ms is not None), most_ms)


def _clip(row: WorkingTime, least_ms: int | None, most_ms: int | None) -> None:
    """Cuts a word that is not wholly between two times, and takes its times away where little is left."""
    if row.start_ms is None or row.end_ms is None:
        return
    start_ms = row.start_ms if least_ms is None else max(row.start_ms, least_ms)
    end_ms = row.end_ms if most_ms is None else min(row.end_ms, most_ms)
    if (start_ms, end_ms) == (row.start_ms, row.end_ms):
        return
    if row.word.pinned:
        row.place(start_ms, max(start_ms, end_ms))
    elif end_ms - start_ms < min(_LEAST_WORD_MS, row.end_ms - row.start_ms):
        row.start_ms = row.end_ms = None
        row.status, row.confidence, row.as_published = WordStatus.ESTIMATED, 0.0, False
        row.gop = row.error_ms = None
    else:
        row.place(start_ms, end_ms)


def _clip_to_neighbours(rows: Sequence[WorkingTime]) -> None:
    """An estimate yields to what is known: of two words that overlap, it is cut, and so is the first of two estimates."""
    before: WorkingTime | None = None
    for row in rows:
        if not row.timed:
            continue
        if before is not None and not (row.as_published and before.as_published):
            assert before.end_ms is not None
            assert row.start_ms is not None
            if before.end_ms > row.start_ms:
                if _yields(row) and not _yields(before):
                    _clip(row, before.end_ms, None)
                else:
                    _clip(before, None, row.start_ms)
        if row.timed:
            before = row


def _yields(row: WorkingTime) -> bool:
    return row.status is WordStatus.ESTIMATED and not row.word.pinned


def _fill(rows: Sequence[WorkingTime], duration_ms: int) -> None:
    """Places the words that have no times."""
    index = 0
    while index < len(rows):
        if rows[index].timed:
            index += 1
            continue
        last = index
        while last < len(rows) and not rows[last].timed:
            last += 1
        _fill_run(rows, index, last, duration_ms)
        index = last


def _fill_run(rows: Sequence[WorkingTime], first: int, last: int, duration_ms: int) -> None:
    """Places rows [first, last): behind the word before them, close together where there is room, and sharing the time of
    their neighbours where there is none."""
    borrowed = 0
    while True:
        left_ms = (rows[first - 1].end_ms or 0) if first else 0
        right_ms = (rows[last].start_ms or 0) if last < len(rows) else max(duration_ms, left_ms)
        room_ms = right_ms - left_ms
        needed_ms = sum(max(_LEAST_WORD_MS, _LETTER_MS // 2 * len(row.word.text)) for row in rows[first:last])
        if room_ms >= needed_ms or borrowed == 2 * _MOST_BORROWED:
            break
        borrowed += 1
        may_left = first > 0 and not rows[first - 1].word.pinned
        may_right = last < len(rows) and not rows[last].word.pinned
        if may_left and (borrowed % 2 or not may_right):
            first -= 1
        elif may_right:
            last += 1
        else:
            break
    run = rows[first:last]
    wanted = [_usual_ms(row) for row in run]
    total = sum(wanted)
    span_ms = min(total, max(room_ms, 0))
    start_ms = left_ms if first or last == len(rows) else right_ms - span_ms
    shares = [start_ms + span_ms * share // total for share in accumulate(wanted, initial=0)]
    for row, (one, two) in zip(run, pairwise(shares), strict=True):
        row.place(one, two)
