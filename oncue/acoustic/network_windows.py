"""What the phone network hears in the masked windows of one recording, mixed into the Gaussians' log likelihoods."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.phone_network import LOWEST, PhoneNetwork, class_of_state

MOST_NETWORK = 0.7
"""The network's share in a frame's log likelihood where it is wholly masked; where it is not, it has none."""

STEPS = 31
"""Log likelihoods are kept as multiples of `LOWEST` / 31: a byte for each class of a frame, 42 MB for a masked hour."""

_MOST_MASKED = 255


@dataclass(frozen=True, slots=True, eq=False)
class NetworkWindow:
    """What a network heard in the frames of one window, from the recording's frame `first` on.

    `steps`, shape (frames, classes), are log likelihoods in multiples of `LOWEST` / `STEPS`, 0 in frames that are not
    masked; `masked`, shape (frames,), tells how far each is, 0..255.
    """

    first: int
    steps: NDArray[np.uint8]
    masked: NDArray[np.uint8]

    @property
    def end(self) -> int:
        """The frame behind the last."""
        return self.first + len(self.steps)


@dataclass(frozen=True, slots=True)
class HeardPhones:
    """What a phone network heard of a recording: its windows, in order, and the classes that it tells apart.

    `sha256` is that of the network's file.
    """

    sha256: str
    classes: tuple[str, ...]
    windows: tuple[NetworkWindow, ...]


def heard_by(
    network: PhoneNetwork,
    states: NDArray[np.floating],
    cepstra: NDArray[np.float32],
    masked: NDArray[np.float32],
    start_ms: int,
    end_ms: int,
) -> NetworkWindow | None:
    """What a network hears in a window by the encoder's states; None where the window has no frame.

    `cepstra` and `masked` (0..1) are of all frames of the recording.
    """
    first, last = first_frame(start_ms), min(len(cepstra), end_ms // FRAME_SHIFT_MS)
    if first >= last:
        return None
    levels = network.log_likelihoods(states, cepstra[first:last], first * FRAME_SHIFT_MS - start_ms)
    steps = np.rint(levels * np.float32(STEPS / LOWEST)).astype(np.uint8)
    shares = np.rint(masked[first:last] * np.float32(_MOST_MASKED)).astype(np.uint8)
    steps[shares == 0] = 0
    return NetworkWindow(first, steps, shares)


def first_frame(start_ms: int) -> int:
    """The first frame of a window that begins at this time."""
    return -(-start_ms // FRAME_SHIFT_MS)


class NetworkWindows:
    """The windows of one recording that a network has listened to, which do not overlap."""

    def __init__(self) -> None:
        self._windows: list[tuple[NetworkWindow, NDArray[np.int32]]] = []

    def add(self, window: NetworkWindow, classes: tuple[str, ...]) -> None:
        """Takes what a network that tells these `classes` apart heard in a window."""
        self._windows.append((window, class_of_state(classes)))
        self._windows.sort(key=_first)

    def mixed(self, likelihood: NDArray[np.float32], states: NDArray[np.int32], first: int) -> NDArray[np.float32]:
        """`likelihood`, shape (frames, states), of the acoustic model's `states` from the frame `first` on, with the
        network's part in it."""
        end = first + len(likelihood)
        at = max(0, bisect_right(self._windows, first, key=_first) - 1)
        for heard, classes in self._windows[at:]:
            begin, stop = max(first, heard.first), min(end, heard.end)
            if heard.first >= end:
                break
            if begin >= stop:
                continue
            there = slice(begin - heard.first, stop - heard.first)
            masked = heard.masked[there, np.newaxis]
            if not masked.any():
                continue
            here = slice(begin - first, stop - first)
            by_network = heard.steps[there][:, classes[states]] * np.float32(LOWEST / STEPS)
            likelihood[here] += masked * np.float32(MOST_NETWORK / _MOST_MASKED) * (by_network - likelihood[here])
        return likelihood


def _first(one: tuple[NetworkWindow, NDArray[np.int32]]) -> int:
    return one[0].first
