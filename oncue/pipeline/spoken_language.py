"""The language that is spoken in a recording, and the error of whoever sent a text in another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from oncue.asr.protocol import Recognizer
from oncue.audio.gain import normalise
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.errors import ModelUnavailable, TranscriptMismatch, UsageError
from oncue.text.language_id import near_languages
from oncue.text.language_tags import language_name

MOST_WINDOWS = 4
"""Most windows that are asked about, from all over the recording: a second on two cores."""


@contextmanager
def explain_language_mismatch(
    pcm: Pcm, windows: Sequence[Window], language: str, recognizers: Sequence[Callable[[], Recognizer]]
) -> Iterator[None]:
    """A context in which a `TranscriptMismatch` also says so where the recording is in another language than the text.

    The first of `recognizers` that knows more than English is asked; without one the error stays as it is.
    """
    try:
        yield
    except TranscriptMismatch as mismatch:
        heard = spoken_language(pcm, windows, recognizers)
        if heard is None or heard in near_languages(language):
            raise
        raise TranscriptMismatch(
            f"{mismatch.detail} The recording seems to be in {language_name(heard)} ({heard}), and the transcript was taken "
            f"to be in {language_name(language)} ({language}).",
            **mismatch.data,
            recording_language=heard,
        ) from None


def spoken_language(pcm: Pcm, windows: Sequence[Window], recognizers: Sequence[Callable[[], Recognizer]]) -> str | None:
    """Whisper's code of the language that is spoken, as the first of `recognizers` that knows more than English tells it;
    None where there is no such one, or it is not certain."""
    try:
        recognizer = next((made for make in recognizers if (made := make()).multilingual), None)
    except (ModelUnavailable, UsageError):
        recognizer = None
    if recognizer is None:
        return None
    step = max(1, len(windows) // MOST_WINDOWS)
    chosen = windows[::step][:MOST_WINDOWS]
    return recognizer.spoken_language([normalise(pcm.read(window.start_ms, window.end_ms)) for window in chosen])
