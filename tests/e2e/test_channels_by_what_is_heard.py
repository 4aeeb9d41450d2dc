"""Of several channels, those with the voice are listened to, however loud the others are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench.channel_sounds import RATE_HZ, Sound, hum, make_with_ffmpeg, music, noise, time_code, tone, voice, write_wav
from oncue.audio.channels import channel_named
from oncue.audio.decode import decode, decode_track
from oncue.audio.decode_limits import DecodeLimits
from oncue.audio.media import open_media
from oncue.audio.pcm import Pcm
from oncue.audio.tracks import SoundTrack
from oncue.errors import ChannelUnknown
from tests.conftest import Recording

SECONDS = 16.0
Mix = Callable[[Sound, Sound], tuple[Sound, ...]]


def _late(sound: Sound, ms: int) -> Sound:
    return np.concatenate([np.zeros(RATE_HZ * ms // 1000), sound])[: len(sound)]


def _half(sound: Sound, which: int) -> Sound:
    """One half of a sound, and silence in place of the other."""
    kept, middle = np.zeros_like(sound), len(sound) // 2
    part = slice(0, middle) if which == 0 else slice(middle, None)
    kept[part] = sound[part]
    return kept


# By what the channels hold (`en` and `fr` are two voices): what is taken, and whether the text is asked about it.
MIXES: dict[str, tuple[Mix, str]] = {
    "one channel": (lambda en, fr: (en,), "mix"),
    "the same on both sides": (lambda en, fr: (en, en), "mix"),
    "the same on both sides, one much softer": (lambda en, fr: (en, 0.05 * en), "mix"),
    "a voice in the middle of stereo music": (
        lambda en, fr: (en + 0.3 * music(SECONDS, 1), en + 0.3 * music(SECONDS, 2)),
        "mix",
    ),
    "one side silent": (lambda en, fr: (en, 0 * en), "mix"),
    "two people on two sides, one after the other": (lambda en, fr: (_half(en, 0), _half(fr, 1)), "mix"),
    "two people who hear each other": (
        lambda en, fr: (
            _half(en, 0) + 0.2 * _late(_half(fr, 1), 3),
            _half(fr, 1) + 0.2 * _late(_half(en, 0), 3),
        ),
        "mix",
    ),
    "time code on the left": (lambda en, fr: (time_code(SECONDS), en), "right"),
    "time code on the right, softer than the voice": (lambda en, fr: (en, 0.1 * time_code(SECONDS)), "left"),
    "a buzz on the left": (lambda en, fr: (hum(SECONDS), en), "right"),
    "a tone on the right": (lambda en, fr: (0.5 * en, tone(SECONDS)), "left"),
    "music on the left": (lambda en, fr: (3 * music(SECONDS), en), "right"),
    "noise on the right": (lambda en, fr: (en, 2 * noise(SECONDS, 1)), "left"),
    "a side inverted": (lambda en, fr: (en, -en), "difference"),
    "a side inverted and softer": (lambda en, fr: (en, -0.5 * en), "difference"),
    "a side inverted, noise on each": (
        lambda en, fr: (en + 0.3 * noise(SECONDS, 1), -en + 0.3 * noise(SECONDS, 2)),
        "difference",
    ),
    "a side inverted under the same noise": (
        lambda en, fr: (0.5 * en + noise(SECONDS, 1), -0.5 * en + noise(SECONDS, 1)),
        "difference",
    ),
    "5.1 with the voice in the centre and loud music": (
        lambda en, fr: (
            3 * music(SECONDS, 1),
            3 * music(SECONDS, 2),
            0.4 * en,
            0 * en,
            music(SECONDS, 4),
            music(SECONDS, 5),
        ),
        "center",
    ),
    "5.1 with the centre's voice in the room, too": (
        lambda en, fr: (
            music(SECONDS, 1),
            music(SECONDS, 2),
            0.4 * en,
            0 * en,
            0.05 * _late(en, 30) + 0.2 * music(SECONDS, 3),
            0.05 * _late(en, 40) + 0.2 * music(SECONDS, 4),
        ),
        "center",
    ),
    "5.1 with a voice at the left that the centre lacks": (
        lambda en, fr: (_half(fr, 1), 0.1 * music(SECONDS), _half(en, 0), 0 * en, 0 * en, 0 * en),
        "mix",
    ),
    "four microphones, one of them used": (
        lambda en, fr: (0.1 * hum(SECONDS), 0.01 * noise(SECONDS, 1), en, 0 * en),
        "3",
    ),
}


@pytest.fixture(scope="module")
def voices(radio_address: Recording, udhr: dict[str, Recording]) -> tuple[Sound, Sound]:
    """Two people, each as loud as the other, more or less."""
    return voice(radio_address.audio, SECONDS), voice(udhr["fr"].audio, SECONDS, 20)


def _likeness(pcm: Pcm, wanted: Sound) -> float:
    heard = pcm.read(0, pcm.duration_ms).astype(np.float64)
    count = min(len(heard), len(wanted))
    return abs(float(np.corrcoef(heard[:count], wanted[:count])[0, 1]))


@pytest.mark.parametrize("case", MIXES, ids=lambda case: case)
def test_the_channel_with_the_voice_is_listened_to(tmp_path: Path, voices: tuple[Sound, Sound], case: str) -> None:
    mix, expected = MIXES[case]
    pcm = decode(write_wav(tmp_path / "case.wav", *mix(*voices)), tmp_path)
    assert pcm.channel == expected
    assert not pcm.is_open
    codes = [warning.partition(":")[0] for warning in pcm.warnings if not warning.startswith("audio_channels")]
    assert codes == ([] if expected == "mix" else ["channel_chosen"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audio.pcm", "case.wav"]
    if expected not in ("mix", "difference"):
        assert _likeness(pcm, voices[0]) > 0.99


def test_a_guest_who_says_little_and_between_the_excerpts_is_not_lost(tmp_path: Path, voices: tuple[Sound, Sound]) -> None:
    host = np.tile(voices[0], 8)
    guest, while_host_listens = 0.05 * noise(8 * SECONDS, 1), slice(60 * RATE_HZ, 68 * RATE_HZ)
    guest[while_host_listens] = voices[1][: 8 * RATE_HZ]
    host[while_host_listens] = 0
    pcm = decode(write_wav(tmp_path / "interview.wav", host, guest), tmp_path)
    assert (pcm.channel, pcm.is_open) == ("mix", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audio.pcm", "interview.wav"]


def test_a_time_code_of_minutes_is_left_out_however_long_it_is(tmp_path: Path, voices: tuple[Sound, Sound]) -> None:
    seconds = 4 * SECONDS
    pcm = decode(write_wav(tmp_path / "tape.wav", time_code(seconds), np.tile(voices[0], 4)), tmp_path)
    assert (pcm.channel, pcm.duration_ms) == ("right", 1000 * seconds)


def test_the_centre_of_a_broadcasts_surround_sound_is_found(tmp_path: Path, voices: tuple[Sound, Sound]) -> None:
    loud, silent = 3 * music(SECONDS, 1), 0 * voices[0]
    wav = write_wav(tmp_path / "made.wav", loud, loud, 0.4 * voices[0], silent, music(SECONDS, 2), music(SECONDS, 3))
    source = tmp_path / "broadcast.ts"
    make_with_ffmpeg("-i", wav, "-ar", "48000", "-c:a", "ac3", "-b:a", "448k", source)
    pcm = decode(source, tmp_path)
    assert pcm.channel == "center"
    assert "5.1(side)" in pcm.warnings[0]


def test_with_a_language_on_each_side_the_text_is_to_tell(tmp_path: Path, voices: tuple[Sound, Sound]) -> None:
    pcm = decode(write_wav(tmp_path / "two.wav", *voices), tmp_path)
    assert (pcm.channel, pcm.is_open, pcm.other_channels) == ("mix", True, ("left", "right"))


def test_what_is_asked_for_is_taken_without_a_word(tmp_path: Path, voices: tuple[Sound, Sound]) -> None:
    source, limits = write_wav(tmp_path / "two.wav", *voices), DecodeLimits()
    media = open_media(source, tmp_path, limits)
    for chosen, wanted in (("left", voices[0]), ("2", voices[1]), ("difference", voices[0] - voices[1])):
        pcm = decode_track(media, tmp_path, limits, channel=chosen)
        assert pcm.warnings == ()
        assert _likeness(pcm, wanted) > 0.99


@pytest.mark.parametrize("chosen", ["center", "3", "difference"])
def test_a_channel_that_is_not_there_is_refused_with_those_that_are(chosen: str) -> None:
    mono = SoundTrack(1, codec="flac", layout="mono", channels=1, positions=("FC",))
    with pytest.raises(ChannelUnknown, match="it has mix") as raised:
        channel_named(chosen, mono)
    assert raised.value.data == {"channel": chosen, "channels": ["mix"]}


def test_channels_that_change_within_a_broadcast_are_decoded_as_where_the_mix_is_asked_for(
    tmp_path: Path, voices: tuple[Sound, Sound]
) -> None:
    silent = 0 * voices[0]
    stereo = write_wav(tmp_path / "a.wav", *voices)
    surround = write_wav(tmp_path / "b.wav", silent, silent, voices[0], silent, silent, silent)
    for part in (stereo, surround):
        make_with_ffmpeg("-i", part, "-ar", "48000", "-c:a", "ac3", "-b:a", "384k", part.with_suffix(".ac3"))
    joined, limits = tmp_path / "joined.ac3", DecodeLimits()
    joined.write_bytes(stereo.with_suffix(".ac3").read_bytes() + surround.with_suffix(".ac3").read_bytes())
    asked_for = decode_track(open_media(joined, tmp_path, limits), tmp_path, limits, channel="mix")
    assert decode(joined, tmp_path).sample_count == asked_for.sample_count
