"""How long a piece of sound Whisper's encoder is given for a window.

It was made for thirty seconds and is usually given as many, silence behind a shorter window. It needs not: its cost grows
faster than the length, and the decoder looks at all of it for each token.
"""

from __future__ import annotations

FRAME_MS = 10
"""Milliseconds of a frame of the spectrogram; the encoder's outputs are of two frames each."""

MOST_FRAMES = 3000
"""Frames that Whisper was made for: thirty seconds."""

_SILENCE_FRAMES = 100
_FEWEST_FRAMES = 1600
_STEP_FRAMES = 200


def input_frames(duration_ms: int) -> int:
    """The frames, `MOST_FRAMES` at most, that the encoder is given for a window of this length: all of the window, a second
    of silence or more behind it, sixteen seconds at least, in steps of two seconds, so that windows of nearly one length are
    decoded together.

    Measured in docs/benchmarks.md, "Whisper's passes".
    """
    frames = -(-duration_ms // FRAME_MS) + _SILENCE_FRAMES
    return min(MOST_FRAMES, max(_FEWEST_FRAMES, -(-frames // _STEP_FRAMES) * _STEP_FRAMES))
