"""Errors a user can act on. Each carries a stable code (also the HTTP API's), a sentence that says what to do, and data."""

from __future__ import annotations


class OncueError(Exception):
    """Base of every error that has an answer for the user. `detail` is one line: what is wrong and what to do."""

    code = "internal_error"

    def __init__(self, detail: str, **data: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.data = data


class UsageError(OncueError):
    """The request itself cannot be carried out: options that contradict each other, an unwritable output."""

    code = "usage"


class LanguageUnknown(UsageError):
    """Nobody can tell which of Whisper's languages is meant, or it is none of them; `data` holds `language` as given."""

    code = "language_unknown"


class TrackUnknown(UsageError):
    """The recording has no such sound track; `data` holds `track` as given, and its `tracks`."""

    code = "track_unknown"


class ChannelUnknown(UsageError):
    """The sound track has no such channel; `data` holds `channel` as given, and the names of its `channels`."""

    code = "channel_unknown"


class InputError(OncueError):
    """A file given by the user cannot be used."""


class AudioUnreadable(InputError):
    code = "audio_unreadable"


class AudioTooLong(InputError):
    code = "audio_too_long"


class AudioSilent(InputError):
    code = "audio_silent"


class TranscriptUnreadable(InputError):
    code = "transcript_unreadable"


class TranscriptEmpty(InputError):
    code = "transcript_empty"


class TranscriptTooLong(InputError):
    code = "transcript_too_long"


class TranscriptTooComplex(InputError):
    """Reading it takes more time or memory than any text of a programme does."""

    code = "transcript_too_complex"


class LanguageUnsupported(InputError):
    """The transcript is surely in a language that Whisper does not know; `data` holds its code as `language`."""

    code = "language_unsupported"


class TranscriptMismatch(OncueError):
    """Text and audio do not belong together; `data` holds both coverages."""

    code = "transcript_mismatch"


class CoverageTooLow(OncueError):
    """Less of the text or of the speech has captions than was asked for; `data` holds both coverages and the ledger."""

    code = "coverage_too_low"


class EngineUnavailable(OncueError):
    """The engine that was asked for is not installed here; `data` holds its name as `engine`."""

    code = "engine_unavailable"


class ModelUnavailable(OncueError):
    """The weights cannot be found, verified or loaded, or cannot do the language."""

    code = "model_unavailable"


class DeviceUnavailable(ModelUnavailable):
    """The device or compute type that was asked for is not there; `data` holds its name as `device` or `compute_type`."""

    code = "device_unavailable"


class DeviceMemoryFull(ModelUnavailable):
    """The memory does not hold a single window of the recording with this model; `data` holds `model` and `device`."""

    code = "device_memory_full"


class StorageFull(OncueError):
    """There is no room on the disk for what has to be written; `data` may hold `needed_bytes` and `free_bytes`."""

    code = "storage_full"
