"""The last step of an alignment: what was matched and timed as words, gaps and figures, on the clock of the file."""

from __future__ import annotations

from collections.abc import Mapping

from oncue.acoustic.silences import silences
from oncue.alignment.assemble import Parts, confirmed, quality, unmatched_speech, words_and_unspoken
from oncue.alignment.file_clock import FileClock
from oncue.alignment.heard_words import Hearing
from oncue.alignment.mismatch import ensure_confirmed, ensure_covered
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.audio.pcm import Pcm
from oncue.model import Alignment, EngineInfo, Transcript
from oncue.pipeline.match_text import MatchedText
from oncue.pipeline.plan import Plan
from oncue.pipeline.recognition_cache import PIPELINE_VERSION, RecognitionResult
from oncue.text.language_id import language_warnings


def assemble(
    transcript: Transcript,
    pcm: Pcm,
    plan: Plan,
    result: RecognitionResult,
    matched: MatchedText,
    placed: Mapping[int, AlignedWord],
    method: str,
    min_coverage: float,
    hearing: Hearing,
) -> Alignment:
    """The alignment of `transcript`; `placed` is the place of each token that is in the audio, by `method`, and `hearing`
    what Whisper itself heard.

    Raises `TranscriptMismatch` where scattered matches are not borne out by the sound, and `CoverageTooLow` below
    `min_coverage`, 0..1.
    """
    recognition, language = result.recognition, plan.key.language
    parts = Parts(transcript, recognition.words, matched.matches, matched.slots, placed, language, hearing)
    words, unspoken = words_and_unspoken(parts)
    if matched.coverage.scattered:
        ensure_confirmed(matched.coverage, confirmed(parts, words))
    on_file = FileClock(pcm.holes)
    words, gaps, spoken = on_file.words(words), on_file.gaps(unmatched_speech(parts)), on_file.intervals(result.speech)
    warnings = [*transcript.notices, *pcm.warnings, *recognition.warnings, *language_warnings(plan.detected)]
    judged = quality(parts, words, gaps, spoken, matched.coverage, warnings)
    ensure_covered(judged, min_coverage)
    return Alignment(
        language=language,
        duration_ms=on_file.duration(pcm.duration_ms),
        engine=EngineInfo(
            result.engine,
            result.model,
            method,
            windows=len(recognition.windows),
            windows_heard=recognition.windows_heard,
            listen=plan.key.listen,
            pipeline=PIPELINE_VERSION,
            second_model=recognition.second.model if recognition.second else None,
            second_windows=recognition.second.windows_heard if recognition.second else None,
        ),
        quality=judged,
        words=words,
        gaps=gaps,
        unspoken=unspoken,
        silences=tuple(on_file.intervals(silences(pcm))),
    )
