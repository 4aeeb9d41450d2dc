"""Times of the published words of a whole recording: by the forced aligner, and where it has none by the recogniser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from oncue.acoustic.forced_aligner import Search
from oncue.acoustic.segment_aligner import SegmentAligner
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.slots import Slot
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.asr.protocol import EncoderRecognizer, Recognizer
from oncue.model import SOUND_ALIGNER, Interval, Token
from oncue.pipeline.attention_times import SHORTEST_PLACE_MS, attention_times
from oncue.pipeline.whisper_passes import Recognition


@dataclass(frozen=True, slots=True)
class Recording:
    """The facts of one recording before its words are timed.

    `pauses` and `speech` are intervals in milliseconds, in order.
    """

    duration_ms: int
    recognition: Recognition
    pauses: Sequence[Interval]
    speech: Sequence[Interval]
    language: str


def time_words(
    recording: Recording,
    tokens: Sequence[Token],
    slots: Sequence[Slot],
    recognizer: Callable[[], Recognizer],
    search: Search | None,
    on_progress: Callable[[float], None],
) -> tuple[dict[int, AlignedWord], str]:
    """The place of every token that is in the audio, by token index, and the name of the method.

    That is `SOUND_ALIGNER` with a search; without one `cross-attention`, or
    `recogniser` where the recogniser has no encoder outputs and only its own times are left. `recognizer` is called only
    where a word has no place by the search.
    """
    known = recording.recognition
    method = "cross-attention" if search is None else SOUND_ALIGNER

    def by_recognizer(missing: Sequence[int]) -> list[AlignedWord]:
        nonlocal method
        asked = recognizer()
        if isinstance(asked, EncoderRecognizer):
            return attention_times(missing, slots, tokens, known, asked, recording.language, recording.pauses)
        method = "recogniser" if search is None else method
        return _recognised_times(missing, slots, known)

    slotted = RecordingSlots(slots, tokens, known.words, recording.pauses, recording.speech, recording.duration_ms)
    placed = SegmentAligner(slotted, search, by_recognizer).align(on_progress)
    return placed, method


def _recognised_times(wanted: Iterable[int], slots: Sequence[Slot], recognition: Recognition) -> list[AlignedWord]:
    """The recogniser's own place for each of its words in the slots `wanted`, at least `SHORTEST_PLACE_MS` long.

    It is the published token's where a slot matches as many tokens as words, else that of words that are not published.
    """
    found: list[AlignedWord] = []
    for index in wanted:
        slot = slots[index]
        paired = slot.matched and len(slot.tokens) == len(slot.words)
        for token, word in zip(slot.tokens if paired else [None] * len(slot.words), slot.words, strict=True):
            start_ms, end_ms = recognition.words[word].start_ms, recognition.words[word].end_ms
            found.append(AlignedWord(token, index, start_ms, max(start_ms + SHORTEST_PLACE_MS, end_ms), None))
    return found
