"""A second hearing by a larger model, of the windows in which much of the text was not heard though somebody speaks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oncue.alignment.heard_words import Hearing
from oncue.alignment.match import match
from oncue.asr.protocol import Encoding, Recognizer
from oncue.audio.pcm import Pcm
from oncue.errors import AudioSilent, TranscriptMismatch
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.encoder_cache import EncodingStore
from oncue.pipeline.match_text import match_text
from oncue.pipeline.plan import Plan
from oncue.pipeline.recognition_cache import RecognitionResult
from oncue.pipeline.recognizers import CANNOT_HEAR
from oncue.pipeline.transcribe import written
from oncue.pipeline.unexplained import unexplained
from oncue.pipeline.whisper_passes import DecodeOptions, Recognition, SecondHearing, WindowTranscriber

MOST_LEFT_UNHEARD = 0.1
"""Most of the words that should be in a recording that may be unheard without a second hearing, as a share. Measured: in
clean speech tiny.en misses at most 0.085 of them, in noise at 10 dB 0.15 to 0.24, at 5 dB 0.29 and more; base then
hears a fifth (white noise) to three tenths (babble) more of the text."""


def windows_to_hear_again(
    result: RecognitionResult, tokens: Sequence[Token], hearing: Hearing, plan: Plan, duration_ms: int
) -> list[int]:
    """The windows (indices) in which words of the text were not heard though somebody speaks, without those that were heard
    again before; none where those words are few in all, and where the text belongs to another recording.

    `hearing` is the text merged with what was heard.
    """
    found = unexplained(hearing, result.speech, duration_ms)
    if found.share <= MOST_LEFT_UNHEARD or not _belongs(tokens, result.recognition, plan):
        return []
    heard = result.recognition
    asked = heard.second.asked if heard.second else frozenset()
    return [k for k in _windows_at(heard, found.places) if k not in asked]


def hear_again(
    pcm: Pcm,
    first: Recognition,
    indices: Sequence[int],
    tokens: Sequence[Token],
    plan: Plan,
    recognizer: Callable[[], Recognizer],
    *,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Recognition:
    """`first` with the words that `recognizer` hears in the windows of these indices, where they are more of the text's.

    Where it cannot be loaded, or cannot hear for want of memory, there is a warning. Raises what else it raises.
    """
    options = DecodeOptions(plan.key.language, plan.key.prompt, written(tokens))
    windows = [first.windows[k] for k in indices]
    try:
        second = recognizer()
        transcriber = WindowTranscriber(pcm, windows, lambda: second, options, folder)
        transcriber.transcribe(range(len(windows)), lambda count: on_progress(count / len(windows)))
        transcriber.retranscribe()
    except CANNOT_HEAR as error:
        warning = f"second_hearing_unavailable: much was not heard, and the larger model cannot hear it once more: {error}"
        return replace(first, warnings=(*first.warnings, warning))
    return _merged(first, transcriber.recognition(), indices, tokens, plan.key.language, second.model)


def _belongs(tokens: Sequence[Token], heard: Recognition, plan: Plan) -> bool:
    """False where the text is going to be refused: then a second hearing is of no use."""
    try:
        return not match_text(tokens, heard.words, plan).coverage.scattered
    except (TranscriptMismatch, AudioSilent):
        return False


def _windows_at(heard: Recognition, places: Sequence[Interval]) -> list[int]:
    """The windows with speech in one of the places."""
    return [
        k
        for k in heard.first_windows
        if any(a < to_ms and from_ms < b for a, b in heard.windows[k].speech for from_ms, to_ms in places)
    ]


def _merged(
    first: Recognition, second: Recognition, indices: Sequence[int], tokens: Sequence[Token], language: str, model: str
) -> Recognition:
    """The words of both: the second hearing's in those of its windows in which it has more of the text."""
    in_order = sorted(indices, key=lambda k: first.windows[k].start_ms)
    ends = [first.windows[k].end_ms for k in in_order]

    def window_at(word: RecognisedWord) -> int | None:
        middle_ms = (word.start_ms + word.end_ms) // 2
        at = bisect_left(ends, middle_ms)
        return in_order[at] if at < len(in_order) and first.windows[in_order[at]].start_ms <= middle_ms else None

    own = [(word, k, window_at(word)) for word, k in zip(first.words, first.window_of_word, strict=True)]
    others = [(word, k) for word in second.words if (k := window_at(word)) is not None]

    def with_windows(taken: frozenset[int]) -> tuple[list[RecognisedWord], list[int]]:
        kept = [(word, k) for word, k, at in own if at not in taken] + [(word, k) for word, k in others if k in taken]
        kept.sort(key=lambda one: (one[0].start_ms + one[0].end_ms, one[0].start_ms))
        return [word for word, _ in kept], [k for _, k in kept]

    def matched(words: Sequence[RecognisedWord]) -> Counter[int | None]:
        return Counter(
            window_at(words[j])
            for one in match(tokens, words, language).matches
            for j in range(one.word_start, one.word_end)
        )

    before, after = matched(first.words), matched(with_windows(frozenset(indices))[0])
    taken = frozenset(k for k in indices if after[k] > before[k])
    words, window_of_word = with_windows(taken)
    before_it = first.second or SecondHearing(model, 0, frozenset(), first.encodings, frozenset())
    return replace(
        first,
        words=tuple(words),
        window_of_word=tuple(window_of_word),
        warnings=tuple(dict.fromkeys((*first.warnings, *second.warnings))),
        second=SecondHearing(
            model,
            before_it.windows_heard + len(indices),
            before_it.windows | taken,
            _OfWindows(second.encodings, {index: at for at, index in enumerate(indices)}, before_it.encodings),
            before_it.asked | frozenset(indices),
        ),
    )


@dataclass(frozen=True, slots=True)
class _OfWindows:
    """The encodings of a second hearing by the indices that its windows had in the first; `others` has those of before."""

    encodings: EncodingStore
    places: Mapping[int, int]
    others: EncodingStore

    def __getitem__(self, index: int) -> Encoding:
        return self.encodings[self.places[index]] if index in self.places else self.others[index]
