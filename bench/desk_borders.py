"""Borders of words that are edited at a desk, against those of the whole recording aligned anew with the edited text."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from bench.cases import Case, all_cases
from bench.misprinted_texts import Misprint, misprinted
from bench.misprints import CASES, SNR_DB, recording
from bench.settings import Settings
from bench.tables import table
from oncue.acoustic.frame_features import gather
from oncue.alignment.ledger import is_ordinary
from oncue.asr.factory import load_recognizer
from oncue.audio.decode import decode
from oncue.jobs.desk_work import CONTEXT_MS, StretchToTime, WordToTime
from oncue.model import Alignment, TimedWord, Token, Transcript
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.desk_sound import open_sound, packed_sound
from oncue.pipeline.realign import StretchSound, WordsDoNotFit, realign
from oncue.pipeline.recognition_cache import StoredRecognitions, read_kept
from oncue.text.normalize import match_keys
from oncue.transcript import read_transcript

PLACES = 14
"""Texts with a misprint each, of a recording; each is an edit in either direction."""

KINDS = (
    (Misprint.EXCHANGED, 1),
    (Misprint.LOOK_ALIKE, 1),
    (Misprint.ADDED, 1),
    (Misprint.LEFT_OUT, 1),
    (Misprint.EXCHANGED, 2),
    (Misprint.ADDED, 2),
    (Misprint.LEFT_OUT, 2),
)
PHRASE_PAUSE_MS = 300
"""A silence that ends the words that an edit asks for, as at a desk."""


@dataclass(slots=True)
class Compared:
    """The distances of borders, in milliseconds: of edits that put the text right, and of those that put it wrong."""

    right: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    no_fit: int = 0


def desk_borders(settings: Settings) -> str:
    """Two rows for each recording, without noise and in it, and one for all."""
    load = cache(load_recognizer)
    rows: list[Sequence[object]] = []
    every = Compared()
    for case in all_cases(settings):
        if case.name not in CASES:
            continue
        for snr_db in SNR_DB:
            name = case.name if snr_db is None else f"{case.name}, white noise at {snr_db} dB"
            print(f"desk-borders: {name}", file=sys.stderr)
            with tempfile.TemporaryDirectory(prefix="oncue-bench-") as made:
                folder = Path(made)
                noisy = replace(case, audio=recording(case, snr_db, folder))
                found = _compared(noisy, folder, settings, Components(load=load))
            rows.append(_row(name, found))
            every = Compared(every.right + found.right, every.wrong + found.wrong, every.no_fit + found.no_fit)
    rows.append(_row("all", every))
    head = ("recording", "text put right: borders", "within 10 ms %", "20 ms %", "put wrong: borders", "within 10 ms %",
            "20 ms %", "all within 10 ms %", "no fit")  # fmt: skip
    return table(head, rows)


def _row(name: str, found: Compared) -> tuple[object, ...]:
    def within(off: Sequence[int], ms: int) -> float | None:
        return 100 * float(np.mean(np.array(off) <= ms)) if off else None

    both = found.right + found.wrong
    figures = [figure for off in (found.right, found.wrong) for figure in (len(off), within(off, 10), within(off, 20))]
    return (name, *figures, within(both, 10), found.no_fit)


def _compared(case: Case, folder: Path, settings: Settings, components: Components) -> Compared:
    language = CASES[case.name]
    kept = folder / "heard"

    def aligned(text: Transcript) -> Alignment:
        there = kept if kept.exists() else None
        recognitions = StoredRecognitions(audio_sha256=case.name, stored=there, save_to=None if there else kept)
        own = replace(components, recognitions=recognitions)
        return align(
            case.audio, text, AlignOptions(language=language, engine=settings.engine), folder=folder, components=own
        )

    right = case.read()
    aligned(right)  # which keeps what is heard: all that follow are of one recognition
    whole = aligned(right)
    sound = _sound(case, folder, kept)
    found = Compared()
    for text in _misprinted_texts(right, language):
        try:
            other = aligned(text)
        except Exception as error:  # a text that is refused is no edit
            print(f"desk-borders: {case.name}: {error}", file=sys.stderr)
            continue
        edits = (((text, other), (right, whole), found.right), ((right, whole), (text, other), found.wrong))
        for before, after, into in edits:
            try:
                into += _edit(before, after, sound, language)
            except WordsDoNotFit:
                found.no_fit += 1
    return found


def _sound(case: Case, folder: Path, kept: Path) -> StretchSound:
    pcm = decode(case.audio, folder)
    heard = read_kept(kept.read_bytes())
    evidence = gather(pcm, heard.result.speech)
    words, phones = heard.result.recognition.words, heard.result.phones
    data = b"".join(packed_sound(evidence, heard.language, pcm.duration_ms, heard.result.speech, words, pcm.holes, phones))
    return open_sound(lambda start, end: data[start:end])


def _misprinted_texts(right: Transcript, language: str) -> Iterator[Transcript]:
    """Texts with one misprint each."""
    spoken = [(token.char_start, token.char_end) for token in right.tokens if is_ordinary(token, language)]
    seeds = random.Random(1)
    for n in range(PLACES):
        kind, run = KINDS[n % len(KINDS)]
        made = misprinted(right.text, spoken, language, kind, run, 1, seeds.randrange(10**6))
        yield read_transcript(made.text.encode(), name="transcript.txt")


def _edit(
    before: tuple[Transcript, Alignment], after: tuple[Transcript, Alignment], sound: StretchSound, language: str
) -> list[int]:
    """How far the borders of the words around an edit are from those of the text `after` aligned as a whole: those that are
    timed anew, and of the rest of the phrase those that stay."""
    old, new = _said(before[0], language), _said(after[0], language)
    first, behind = _edited(old, new)
    were, are = _timed(before[1]), _timed(after[1])
    words: list[WordToTime] = []
    for k, token in enumerate(new):
        if first <= k < len(new) - behind:
            words.append(WordToTime(f"w{token.char_start}", token.text, None, None))
            continue
        was = were.get(old[k if k < first else k - len(new)].char_start)
        if was is not None:
            words.append(WordToTime(f"w{token.char_start}", token.text, was.start_ms, was.end_ms, wanted=False))
    stretch = _stretch(words, new[first - 1 : first] if first else [], sound.duration_ms)
    times = realign(stretch, sound)
    off: list[int] = []
    for word in stretch.words:
        reference = are.get(int(word.id[1:]))
        timing = times.get(word.id)
        start_ms, end_ms = (word.start_ms, word.end_ms) if timing is None else (timing.start_ms, timing.end_ms)
        if reference is None or start_ms is None or end_ms is None or not (word.wanted or timing):
            continue
        off += [abs(start_ms - (reference.start_ms or 0)), abs(end_ms - (reference.end_ms or 0))]
    return off


def _said(text: Transcript, language: str) -> list[Token]:
    return [one for one in text.tokens if one.speakable and one.kind is None and match_keys(one.text, language)]


def _edited(old: Sequence[Token], new: Sequence[Token]) -> tuple[int, int]:
    """How many words at the beginning, and at the end, are the same."""
    most = min(len(old), len(new))
    first = next((k for k in range(most) if old[k].text != new[k].text), most)
    behind = next((k for k in range(most - first) if old[-1 - k].text != new[-1 - k].text), most - first)
    return first, behind


def _timed(alignment: Alignment) -> dict[int, TimedWord]:
    """The words with times by their place in the text, without marks that ride on the word before."""
    return {
        word.char_start: word
        for word in alignment.words
        if word.start_ms is not None and word.end_ms is not None and word.end_ms - word.start_ms > 1
    }


def _stretch(words: Sequence[WordToTime], before: Sequence[Token], duration_ms: int) -> StretchToTime:
    """What a desk asks for: the phrase around what was edited, and the words of its surroundings."""
    new = [k for k, word in enumerate(words) if word.start_ms is None]
    if not new:  # words were taken out: those beside the place are timed anew
        places = [k for k, word in enumerate(words) if before and word.id == f"w{before[0].char_start}"] or [0]
        new = [places[0], min(len(words) - 1, places[0] + 1)]
    first, last = new[0], new[-1]
    while first and not _is_paused(words, first):
        first -= 1
    while last + 1 < len(words) and not _is_paused(words, last + 1):
        last += 1
    from_ms = next((word.end_ms for word in words[:first][::-1] if word.end_ms is not None), 0)
    to_ms = next((word.start_ms for word in words[last + 1 :] if word.start_ms is not None), duration_ms)
    asked = tuple(
        replace(word, wanted=first <= k <= last)
        for k, word in enumerate(words)
        if first <= k <= last or from_ms - CONTEXT_MS <= (word.start_ms or 0) <= to_ms + CONTEXT_MS
    )
    return StretchToTime(asked, from_ms, to_ms)


def _is_paused(words: Sequence[WordToTime], k: int) -> bool:
    end_ms, start_ms = words[k - 1].end_ms, words[k].start_ms
    return end_ms is not None and start_ms is not None and start_ms - end_ms >= PHRASE_PAUSE_MS
