"""Seconds of processor that telling the channels of a recording apart takes, beside decoding the mix of them unasked."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.channel_sounds import Sound, make_with_ffmpeg, music, time_code, voice, write_wav
from bench.settings import ROOT
from bench.tables import table, write_between
from oncue.audio.decode import decode_track
from oncue.audio.decode_limits import DecodeLimits
from oncue.audio.media import open_media
from oncue.audio.vad import speech_probabilities

MINUTES = 6
RUNS = 2

Mix = Callable[[Sound, float], tuple[Sound, ...]]

RECORDINGS: dict[str, tuple[str, Mix]] = {
    "one channel": ("mp3", lambda speech, s: (speech,)),
    "the same on both sides": ("mp3", lambda speech, s: (speech, speech)),
    "a voice and stereo music": ("m4a", lambda speech, s: (speech + 0.2 * music(s, 1), speech + 0.2 * music(s, 2))),
    "time code on the left": ("mp3", lambda speech, s: (time_code(s), speech)),
    "5.1, the voice in the centre": (
        "m4a",
        lambda speech, s: (music(s, 1), music(s, 2), speech, 0 * speech, music(s, 3), music(s, 4)),
    ),
}


def main() -> int:
    """Measures, and writes the table into docs/recordings.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=MINUTES)
    minutes = parser.parse_args().minutes
    seconds = 60.0 * minutes
    speech = np.resize(voice(ROOT / "demo" / "radio-address-2008" / "audio.flac", 120), round(16_000 * seconds))
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, (ending, mix) in RECORDINGS.items():
            wav, source = folder / "made.wav", folder / f"made.{ending}"
            make_with_ffmpeg("-i", write_wav(wav, *mix(speech, seconds)), "-ar", "48000", source)
            wav.unlink()
            rows.append((title, *_measured(source, folder)))
    head = ("recording", "taken", "decoding the mix", "by what is heard", "finding speech, as ever")
    note = f"\nSeconds of processor for {minutes} minutes, the least of {RUNS} runs; `python -m bench.channels`."
    write_between(ROOT / "docs" / "recordings.md", "channels-table", table(head, rows) + "\n" + note)
    return 0


def _measured(source: Path, folder: Path) -> list[str]:
    """What is taken, and the seconds of processor of both ways and of the stage behind them."""
    limits = DecodeLimits()
    unasked, heard, detect = [], [], []
    taken = ""
    for _ in range(RUNS):
        media = open_media(source, folder, limits)
        started = _processor_s()
        decode_track(media, folder, limits, channel="mix")
        unasked.append(_processor_s() - started)
        started = _processor_s()
        pcm = decode_track(media, folder, limits, threads=1)
        heard.append(_processor_s() - started)
        started = _processor_s()
        speech_probabilities(pcm, 1)
        detect.append(_processor_s() - started)
        taken = pcm.channel
    return [taken, *(f"{min(each):.2f}" for each in (unasked, heard, detect))]


def _processor_s() -> float:
    """Of this process and its children that have ended."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    raise SystemExit(main())
