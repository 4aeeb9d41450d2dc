"""Why a job failed, in a few words for a line of a list; the whole sentence is the problem's `detail`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FAILURE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "audio_unreadable": "no sound that can be read",
        "audio_too_long": "recording too long",
        "audio_silent": "nobody speaks in it",
        "track_unknown": "no such sound track",
        "channel_unknown": "no such channel",
        "language_unknown": "language not known",
        "language_unsupported": "language not known to Whisper",
        "transcript_mismatch": "text and recording differ",
        "transcript_empty": "no speech in the text",
        "transcript_unreadable": "text cannot be read",
        "transcript_too_long": "text too long",
        "transcript_too_complex": "text too complex",
        "coverage_too_low": "too little has captions",
        "model_unavailable": "model not available",
        "engine_unavailable": "engine not available",
        "device_unavailable": "device not available",
        "device_memory_full": "too little memory for the model",
        "timed_out": "took too long",
        "usage": "options that contradict each other",
        "input_missing": "recording lost",
        "damaged": "the job's row is damaged",
        "gave_up": "several attempts were lost",
    }
)
"""By the code of a failed job's problem."""

MENDED_BY_TEXT = frozenset(
    {
        "transcript_mismatch",
        "transcript_empty",
        "transcript_unreadable",
        "transcript_too_long",
        "transcript_too_complex",
        "language_unsupported",
        "coverage_too_low",
    }
)
"""The codes of failures that another text mends, where trying the same again would fail again."""


def failure_title(code: str) -> str:
    """The title of a code; one that is not known here, as an engine of somebody's own may have, is shown as it is."""
    return FAILURE_TITLES.get(code, code.replace("_", " "))
