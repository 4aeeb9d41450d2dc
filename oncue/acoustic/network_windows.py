"""What the phone network hears in the masked windows of one recording, mixed into the Gaussians' log likelihoods."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.phone_network import LOWEST, PhoneNetwork

MOST_NETWORK = 0.7
"""The network's share in a frame's log likelihood where it is wholly masked; where it is not, it has none."""

_STEPS = 255
"""Log likelihoods are kept as multiples of `LOWEST` / 255: a byte for each class of a frame, 42 MB for a masked hour."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """The frames of one window from `first` on: bytes of each class, shape (frames, classes), and the network's shares."""

    first: int
    steps: NDArray[np.uint8]
    shares: NDArray[np.float32]
    network: PhoneNetwork


class NetworkWindows:
    """The windows of one recording that the network has listened to, which do not overlap."""

    def __init__(self) -> None:
        self._heard: list[_Heard] = []

    def add(
        self,
        network: PhoneNetwork,
        states: NDArray[np.floating],
        cepstra: NDArray[np.float32],
        masked: NDArray[np.float32],
        start_ms: int,
        end_ms: int,
    ) -> None:
        """Listens to a window by the encoder's states; `cepstra` and `masked` are of all frames of the recording."""
        first, last = -(-start_ms // FRAME_SHIFT_MS), min(len(cepstra), end_ms // FRAME_SHIFT_MS)
        if first >= last:
            return
        levels = network.log_likelihoods(states, cepstra[first:last], first * FRAME_SHIFT_MS - start_ms)
        steps = np.rint(levels * np.float32(_STEPS / LOWEST)).astype(np.uint8)
        self._heard.append(_Heard(first, steps, MOST_NETWORK * masked[first:last], network))
        self._heard.sort(key=lambda one: one.first)

    def mixed(self, likelihood: NDArray[np.float32], states: NDArray[np.int32], first: int) -> NDArray[np.float32]:
        """`likelihood`, shape (frames, states), of the acoustic model's `states` from the frame `first` on, with the
        network's part in it."""
        end = first + len(likelihood)
        at = max(0, bisect_right(self._heard, first, key=lambda one: one.first) - 1)
        for heard in self._heard[at:]:
            begin, stop = max(first, heard.first), min(end, heard.first + len(heard.steps))
            if heard.first >= end:
                break
            if begin >= stop:
                continue
            there = slice(begin - heard.first, stop - heard.first)
            share = heard.shares[there, np.newaxis]
            if not share.any():
                continue
            here = slice(begin - first, stop - first)
            by_network = heard.steps[there][:, heard.network.classes(states)] * np.float32(LOWEST / _STEPS)
            likelihood[here] += share * (by_network - likelihood[here])
        return likelihood
