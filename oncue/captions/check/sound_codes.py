"""What a check against the sound can find, beside the codes of `CHECK_CODES`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oncue.captions.check.codes import Code

SOUND_CODES: Mapping[str, Code] = MappingProxyType(
    {
        each.code: each
        for each in (
            Code("in_time_early", "ms", "time before its first word", "It comes before it is said.", "moved to the word"),
            Code("in_time_late", "ms", "time after its first word began", "It comes after it is said.", "moved to the word"),
            Code(
                "out_time_early",
                "ms",
                "time before its last word ends",
                "It goes while it is still said.",
                "moved behind the word",
            ),
            Code(
                "out_time_late",
                "ms",
                "time after its last word",
                "It stays when nobody says it any more, longer than reading it takes.",
                "moved behind the word",
            ),
            Code(
                "clock_offset",
                "ms",
                "median of how late the captions are; early below 0",
                "All captions are late, or early, by the same.",
                "moved together",
            ),
            Code(
                "clock_drift",
                "ppm",
                "how much faster their clock runs",
                "The captions are more and more late, or early: another frame rate. Soft where it comes to little.",
                "moved together",
            ),
            Code(
                "clock_jump",
                "ms",
                "how much later they are from there on",
                "The captions are of another cut of the programme.",
                "moved together",
            ),
            Code(
                "speech_without_caption",
                "ms",
                "speech, without the pauses in it",
                "Somebody speaks and no caption says it. Soft where no words were made out.",
            ),
            Code(
                "caption_without_speech",
                "words",
                "its words",
                "Nobody says what it says. Soft below three words: it may be a sign in the picture.",
            ),
            Code("words_not_heard", "words", "words", "Some of its words are not said. Soft below three."),
            Code("text_out_of_order", "words", "words", "What it says is said elsewhere in the recording."),
            Code("text_unlike_sound", "words", "words", "It does not sound like this. Always soft: somebody has to listen."),
        )
    }
)
"""The codes of checks against the sound, by name."""
