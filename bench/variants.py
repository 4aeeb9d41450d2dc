"""Variants of a recording with known times: in noise, through codecs, at another speed, with something put in, cut short,
and with a text in another order. They are made when they are needed, the same each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from bench import sounds, truths
from bench.cases import Case, every_case
from bench.music import music
from bench.settings import Settings
from bench.sounds import RATE_HZ, Samples
from bench.truths import Truth

SOURCE = "timit-dev/verbatim"
VOICES = (
    "radio-address-2008",
    "udhr-en",
    "udhr-fr",
    "prompts-es",
    "prompts-fr",
    "seed-page",
    "radio-address-2008",
    "seed-page",
)
"""The recordings of the babble: none of them says what the source says. The last two join in a second time, elsewhere."""

SPEECH = ("radio-address-2008", "udhr-en")
"""The recordings that are put in as speech that the text lacks."""

SNR_DB = (20, 10, 5)
INSERT_S = (5, 30, 180)


@dataclass(frozen=True, slots=True)
class Derived:
    """A recording that was made, and the parts of it that are to be looked at apart."""

    case: Case
    after_s: float | None = None
    """The second at which what was put in (the first of it) ends."""
    passages: tuple[tuple[str, tuple[int, int]], ...] = ()
    """Ranges of the text that were moved, by name."""


class Sources:
    """The recording that all are made from, and the others that lend it their voices."""

    def __init__(self, settings: Settings) -> None:
        self._cases = {case.name: case for case in every_case(settings)}
        for name in (SOURCE, *VOICES):
            if name not in self._cases:
                raise FileNotFoundError(f"{settings.corpora} lacks {name}, which the variants are made from")
        self.case = self._cases[SOURCE]

    @cached_property
    def samples(self) -> Samples:
        """The samples of the recording."""
        return sounds.read(self.case.audio)

    @cached_property
    def truth(self) -> Truth:
        """The truth of the recording."""
        if self.case.truth is None:
            raise FileNotFoundError(f"{SOURCE} lacks its truth.json")
        truth: Truth = json.loads(self.case.truth.read_text(encoding="utf-8"))
        return truth

    @cached_property
    def voices(self) -> dict[str, Samples]:
        """The other recordings, by name."""
        return {name: sounds.read(self._cases[name].audio) for name in VOICES}

    def sentence_pause(self, near_s: float) -> float:
        """The middle of the pause between two sentences that is nearest."""
        found = [pause.middle_s for pause in truths.pauses(self.truth) if pause.after_sentence]
        return min(found, key=lambda middle_s: abs(middle_s - near_s))


def _made(
    name: str, folder: Path, sources: Sources, truth: Truth, *, samples: Samples | None = None, audio: str = "audio.flac"
) -> Case:
    """The case in `folder`. Without `samples`, the audio is there already."""
    if samples is not None:
        sounds.write(samples, folder / audio)
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return Case(name, folder / audio, sources.case.transcript, folder / "truth.json")


def _plain(name: str, sources: Sources, folder: Path) -> Derived:
    return Derived(sources.case)


def _noisy(kind: str, snr_db: int, name: str, sources: Sources, folder: Path) -> Derived:
    rng = np.random.default_rng(1)
    length = len(sources.samples)
    if kind == "white":
        noise = rng.standard_normal(length)
    elif kind == "babble":
        noise = sounds.babble([sources.voices[voice] for voice in VOICES], length, rng)
    else:
        noise = music(length / RATE_HZ)
    samples = sounds.mixed(sources.samples, noise, snr_db)
    return Derived(_made(name, folder, sources, sources.truth, samples=samples))


def _telephone(name: str, sources: Sources, folder: Path) -> Derived:
    spectrum = np.fft.rfft(sources.samples)
    hz = np.fft.rfftfreq(len(sources.samples), 1 / RATE_HZ)
    spectrum *= np.clip((hz - 200) / 100, 0, 1) * np.clip((3700 - hz) / 300, 0, 1)  # no filter that delays some frequencies
    narrow = np.fft.irfft(spectrum, n=len(sources.samples))
    sounds.write(narrow, folder / "audio.wav", "-ar", "8000", "-c:a", "pcm_mulaw")
    return Derived(_made(name, folder, sources, sources.truth, audio="audio.wav"))


def _mp3(name: str, sources: Sources, folder: Path) -> Derived:
    # LAME writes its delay into the file's first frame, and ffmpeg takes it off again: a test holds both to that.
    sounds.write(sources.samples, folder / "audio.mp3", "-c:a", "libmp3lame", "-b:a", "64k")
    return Derived(_made(name, folder, sources, sources.truth, audio="audio.mp3"))


def _at_speed(how: str, factor: float, name: str, sources: Sources, folder: Path) -> Derived:
    turned = f"asetrate={RATE_HZ * factor:.0f},aresample={RATE_HZ}"
    change = f"atempo={factor}" if how == "tempo" else turned
    sounds.write(sources.samples, folder / "changed.flac", "-af", change)
    samples = sounds.read(folder / "changed.flac")
    # atempo's output is early or late as a whole, by up to 20 ms at these speeds.
    samples = sounds.shifted(samples, -sounds.lateness_s(samples, sources.samples, factor))
    return Derived(_made(name, folder, sources, truths.slower(sources.truth, 1 / factor), samples=samples))


def _inserted(
    parts: Callable[[Sources], list[tuple[str, float, float]]], name: str, sources: Sources, folder: Path
) -> Derived:
    """A variant with sounds put in; `parts` has for each the sound, its seconds, and its place in the source's time."""
    samples, truth, shift, first_end = sources.samples, sources.truth, 0.0, 0.0
    power = sounds.active_power(sources.samples)
    for kind, seconds, at_s in sorted(parts(sources), key=lambda part: part[2]):
        extra = music(seconds) if kind == "music" else _other_speech(sources, seconds)
        at = round((at_s + shift) * RATE_HZ)
        samples = sounds.inserted(samples, sounds.at_level(extra, power), at)
        truth = truths.later(truth, at_s + shift, seconds)
        shift += seconds
        first_end = first_end or at_s + shift
    return Derived(_made(name, folder, sources, truth, samples=samples), after_s=first_end)


def _other_speech(sources: Sources, seconds: float) -> Samples:
    joined = np.concatenate([sounds.at_level(sources.voices[voice], 1.0) for voice in SPEECH])
    return joined[: round(seconds * RATE_HZ)]


def _one_part(kind: str, seconds: int, place: str, sources: Sources) -> list[tuple[str, float, float]]:
    length_s = len(sources.samples) / RATE_HZ
    at_s = {"start": 0.0, "middle": sources.sentence_pause(length_s / 2), "end": length_s}[place]
    return [(kind, seconds, at_s)]


def _three_parts(sources: Sources) -> list[tuple[str, float, float]]:
    rng = np.random.default_rng(3)
    found = [pause.middle_s for pause in truths.pauses(sources.truth) if pause.after_sentence]
    places = [found[i] for i in sorted(rng.choice(len(found), 3, replace=False))]
    return [("speech", 30, places[0]), ("music", 60, places[1]), ("speech", 5, places[2])]


def _fifth(first: bool, name: str, sources: Sources, folder: Path) -> Derived:
    length_s = sources.truth["duration_s"]
    places = [pause.middle_s for pause in truths.pauses(sources.truth)]
    start_s, end_s = (
        min(places, key=lambda middle_s: abs(middle_s - share * length_s)) if share else 0.0
        for share in ((0, 0.2) if first else (0.4, 0.6))
    )
    samples = sources.samples[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    return Derived(_made(name, folder, sources, truths.cut(sources.truth, start_s, end_s), samples=samples))


def _reordered(sixths: tuple[int, int], name: str, sources: Sources, folder: Path) -> Derived:
    """A variant with two passages of a sixth of the text, beginning at these sixths, swapped."""
    text = sources.case.transcript.read_text(encoding="utf-8")
    tokens = sources.truth["tokens"]
    ends = [0, *(index for index, token in enumerate(tokens, start=1) if truths.ends_sentence(token["text"]))]
    one, two = ((_nearest(ends, k * len(tokens) / 6), _nearest(ends, (k + 1) * len(tokens) / 6)) for k in sixths)
    moved, truth = truths.swapped(text, sources.truth, one, two)
    case = _made(name, folder, sources, truth, samples=sources.samples)
    (folder / "transcript.txt").write_text(moved, encoding="utf-8")
    place = {token["start"]: token for token in truth["tokens"]}
    passages = []
    for label, (first, last) in (("earlier in the recording", one), ("later in the recording", two)):
        here = [place[token["start"]] for token in tokens[first:last] if token["start"] is not None]
        passages.append((label, (here[0]["char_start"], here[-1]["char_end"])))
    return Derived(Case(name, case.audio, folder / "transcript.txt", case.truth), passages=tuple(passages))


def _nearest(places: list[int], wanted: float) -> int:
    return min(places, key=lambda place: abs(place - wanted))


Maker = Callable[[str, Sources, Path], Derived]

VARIANTS: dict[str, Maker] = {
    "as-it-is": _plain,
    **{f"noise/{kind}-{db}": partial(_noisy, kind, db) for kind in ("white", "babble", "music") for db in SNR_DB},
    "codec/telephone": _telephone,
    "codec/mp3-64": _mp3,
    **{f"speed/{how}-{factor}": partial(_at_speed, how, factor) for how in ("tempo", "resampled") for factor in (0.9, 1.1)},
    **{
        f"insert/{kind}-{seconds}-{place}": partial(_inserted, partial(_one_part, kind, seconds, place))
        for kind in ("music", "speech")
        for seconds in INSERT_S
        for place in ("start", "middle", "end")
    },
    "insert/three": partial(_inserted, _three_parts),
    "fifth/first": partial(_fifth, True),
    "fifth/middle": partial(_fifth, False),
    "reordered/side-by-side": partial(_reordered, (2, 3)),
    "reordered/apart": partial(_reordered, (1, 4)),
}
