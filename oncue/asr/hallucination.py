"""Checks for hallucinations in Whisper's text: loops, music, silence and echoes of the prompt."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from oncue.asr.protocol import Samples
from oncue.model import RecognisedWord

# Whisper's own thresholds (transcribe.py): text that zlib shrinks further than this is a loop; a window is silent where the
# no-speech token and the text's own probability agree.
_LOOP_COMPRESSION = 2.4
_NO_SPEECH = 0.6
_UNSURE_LOG_PROBABILITY = -1.0

# Below -66 dBFS peak nothing can be heard; of digital silence tiny.en makes "you".
_SILENCE_PEAK = 0.0005
_LOOP_REPEATS = 4
_LONGEST_PHRASE = 12
_FEWEST_TOKENS_PER_S = 2.0
_SHORTEST_TO_STOP_MS = 5000
# Words shorter than this on average are taken for repeats of a loop. Chosen, not measured: no loop outlived a retry.
_SQUEEZED_MS = 90


def is_silent(samples: Samples) -> bool:
    """True where the window holds nothing but digital silence or the noise of a converter."""
    return samples.size == 0 or float(np.abs(samples).max()) < _SILENCE_PEAK


def is_not_speech(mean_log_probability: float, no_speech_probability: float) -> bool:
    """True where the decoder's own probabilities say that this is music or noise."""
    return no_speech_probability > _NO_SPEECH and mean_log_probability < _UNSURE_LOG_PROBABILITY


def seems_looped(text: str, *, finished: bool) -> bool:
    """True where the decoder went round in circles: it never ended, or the text compresses as repeated phrases do.

    A sentence that several speakers read in turn compresses as well; so a phrase must also follow itself again and again.
    """
    if not finished:
        return True
    encoded = text.encode()
    return (
        bool(encoded)
        and len(encoded) / len(zlib.compress(encoded)) > _LOOP_COMPRESSION
        and _repeats(_keys(text.split()))[0] >= _LOOP_REPEATS
    )


def stopped_early(tokens: int, duration_ms: int) -> bool:
    """True where there is some text, but far less than a window of speech holds.

    Measured: windows packed with English speech had 2.0 to 3.1 words a second, the radio address 3.3 tokens; windows in
    which the decoder stopped early had 0.2 and 0.7 words.
    """
    return tokens > 0 and duration_ms > _SHORTEST_TO_STOP_MS and tokens * 1000 < _FEWEST_TOKENS_PER_S * duration_ms


def echoes_prompt(text: str, prompt: str) -> bool:
    """True where the decoder repeats the prompt instead of hearing: three words in the prompt's order, or hardly another
    word.

    Real speech may do so too. The answer to it is to recognise the window again without a prompt, not to drop the words.
    """
    words, names = _keys(text.split()), _keys(prompt.split())
    if not words:
        return False
    runs = {tuple(names[i : i + 3]) for i in range(len(names) - 2)}
    if any(tuple(words[i : i + 3]) in runs for i in range(len(words) - 2)):
        return True
    known = set(names)
    return sum(word in known for word in words) >= 0.7 * len(words)


def without_loops(words: Sequence[RecognisedWord]) -> list[RecognisedWord]:
    """The words without repeats of a phrase that are too short to be spoken; its first occurrence stays."""
    kept = list(words)
    while True:
        count, start, length = _repeats(_keys([word.text for word in kept]))
        if count < _LOOP_REPEATS:
            return kept
        repeats = kept[start + length : start + count * length]
        if sum(word.end_ms - word.start_ms for word in repeats) >= _SQUEEZED_MS * len(repeats):
            return kept
        del kept[start + length : start + count * length]


def _keys(words: Sequence[str]) -> list[str]:
    return [key for word in words if (key := "".join(c for c in word.casefold() if c.isalnum()))]


def _repeats(words: Sequence[str]) -> tuple[int, int, int]:
    """The phrase that follows itself most often: how often, its first word, and its length in words."""
    best = (1, 0, 1)
    for length in range(1, _LONGEST_PHRASE + 1):
        run = 0
        for i in range(length, len(words)):
            run = run + 1 if words[i] == words[i - length] else 0
            count = run // length + 1
            if count > best[0]:
                best = (count, i + 1 - count * length, length)
    return best
