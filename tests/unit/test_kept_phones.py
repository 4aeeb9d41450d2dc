"""What the phone network heard, written down and read again, whole and in pieces."""

from __future__ import annotations

import tracemalloc
import zlib
from typing import Any

import numpy as np
import pytest

from oncue.acoustic.network_windows import STEPS, HeardPhones, NetworkWindow
from oncue.pipeline.kept_phones import FORM, KeptPhones, packed_phones

CLASSES = ("SIL", "AH.0", "AH.1", "AH.2", "K.0")


def window(first: int, frames: int, seed: int, masked: float = 0.7) -> NetworkWindow:
    """A window whose log likelihoods change little from frame to frame, some frames of which are not masked."""
    rng = np.random.default_rng(seed)
    shares = np.where(rng.random(frames) < masked, rng.integers(1, 256, frames), 0).astype(np.uint8)
    steps = np.clip(10 + np.cumsum(rng.integers(-1, 2, (frames, len(CLASSES))), axis=0), 0, STEPS).astype(np.uint8)
    steps[shares == 0] = 0
    return NetworkWindow(first, steps, shares)


HEARD = HeardPhones("5" * 64, CLASSES, (window(0, 700, 1), window(800, 1200, 2), window(2100, 300, 3, masked=0.0)))


def kept(facts: Any, data: bytes) -> KeptPhones:
    return KeptPhones(facts, lambda start, end: data[start:end])


def same(found: NetworkWindow, expected: NetworkWindow, first: int) -> bool:
    return (
        found.first == expected.first - first
        and np.array_equal(found.steps, expected.steps)
        and np.array_equal(found.masked, expected.masked)
    )


def test_what_was_heard_is_read_as_it_was_and_takes_less_room() -> None:
    facts, data = packed_phones(HEARD)
    found = kept(facts, data).heard()
    assert (found.sha256, found.classes) == (HEARD.sha256, CLASSES)
    assert all(same(one, other, 0) for one, other in zip(found.windows, HEARD.windows, strict=True))
    assert len(data) < sum(one.steps.size for one in HEARD.windows) / 2


def test_of_some_frames_only_their_windows_are_read_and_counted_from_the_first_of_them() -> None:
    facts, data = packed_phones(HEARD)
    read: list[tuple[int, int]] = []

    def counted(start: int, end: int) -> bytes:
        read.append((start, end))
        return data[start:end]

    (found,) = KeptPhones(facts, counted).heard(900, 1000).windows
    assert same(found, HEARD.windows[1], 900)
    assert len(read) == 1
    assert KeptPhones(facts, counted).heard(700, 800).windows == ()


def test_what_is_damaged_cut_off_or_of_another_form_is_refused() -> None:
    facts, data = packed_phones(HEARD)
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 255
    for broken in (b"", data[:-1], bytes(flipped)):
        with pytest.raises(ValueError, match=r"damaged|cut off"):
            kept(facts, broken).heard()
    others: list[dict[str, Any]] = [
        {"form": FORM + 1}, {"steps": STEPS + 1}, {"classes": ["AH.0"]}, {"classes": 3}, {"windows": [[0, 9]]},
        {"windows": None}, {"windows": [[0, -5, 9]]}, {"windows": [[0, float("inf"), 9]]},
    ]  # fmt: skip
    unknown: list[Any] = [None, [], "phones", {}, *({**facts, **other} for other in others)]
    for told in unknown:
        with pytest.raises(ValueError, match=r".+"):
            kept(told, data)
    with pytest.raises(ValueError, match="damaged"):
        kept({**facts, "classes": [*CLASSES, "K.1"]}, data).heard()


def test_what_unpacks_to_more_than_it_says_is_refused_without_being_unpacked() -> None:
    facts, _ = packed_phones(HEARD)
    bomb = zlib.compress(bytes(200_000_000))
    tracemalloc.start()
    with pytest.raises(ValueError, match="damaged"):
        kept({**facts, "windows": [[0, 700, len(bomb)]]}, bomb).heard()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000
