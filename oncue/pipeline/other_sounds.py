"""Other tracks and channels of a recording, listened to for a moment each where what was taken does not fit the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from oncue.alignment.match import match
from oncue.alignment.mismatch import LEAST_CONNECTED, LOW_COVERAGE, coverage
from oncue.asr.protocol import Recognizer
from oncue.audio.decode import decode_track
from oncue.audio.media import Media
from oncue.audio.pcm import Pcm
from oncue.audio.tracks import told_tracks
from oncue.audio.windows import Window
from oncue.errors import AudioSilent, AudioUnreadable, OncueError, TranscriptMismatch
from oncue.model import Quality, Token
from oncue.pipeline.options import AlignOptions
from oncue.pipeline.recognise import detect_speech
from oncue.pipeline.track_order import RankedTrack, track_warning
from oncue.pipeline.transcribe import transcribe
from oncue.pipeline.whisper_passes import DecodeOptions

WINDOWS_OF_EACH = 2
"""Windows of each that Whisper is given, from its middle: about 100 words, which follow the text or do not."""

MOST_SOUNDS = 16
"""Tracks and channels that are tried at most: each is decoded whole."""

_CLEARLY = 0.15


@dataclass(frozen=True, slots=True)
class Sound:
    """A track of a recording and what to take of it; `channel` None is what is right by what is heard in each."""

    ranked: RankedTrack
    channel: str | None


@dataclass(frozen=True, slots=True)
class Listener:
    """What it takes to listen to other sounds of a recording for the words of a text."""

    media: Media
    tracks: Sequence[RankedTrack]
    tokens: Sequence[Token]
    language: str
    options: AlignOptions
    recognizer: Callable[[], Recognizer]
    folder: Path

    def others(self, taken: Pcm) -> list[Sound]:
        """The sounds of the recording that may be meant beside the one that was taken: other channels, then other tracks."""
        channels = () if self.options.channel is not None else taken.other_channels
        same = [each for each in self.tracks if each.track.number == taken.track]
        sounds = [Sound(ranked, channel) for ranked in same for channel in channels]
        sounds += [Sound(ranked, self.options.channel) for ranked in self.tracks if ranked.track.number != taken.track]
        return sounds[:MOST_SOUNDS]

    def most_fitting(self, sounds: Sequence[Sound], folder: Path, on_progress: Callable[[float], None]) -> Pcm | None:
        """The one of other sounds that follows the text best, decoded into `folder`; None where none does.

        Raises what loading the recogniser raises, `StorageFull`, and what `on_progress` does.
        """
        fit, sound = max(self._fits(sounds, on_progress), key=lambda each: each[0], default=(0.0, None))
        if sound is None or fit < LEAST_CONNECTED:
            return None
        return self._decode(sound, folder, on_progress)

    def by_the_text(self, taken: Pcm, on_progress: Callable[[float], None]) -> Pcm:
        """`taken`, or one of its other channels where that follows the text clearly better. Raises as above."""
        with TemporaryDirectory(dir=self.folder, prefix="probe-") as folder:
            fit_of_taken = self._fit(taken, Path(folder), on_progress)
        same = [sound for sound in self.others(taken) if sound.ranked.track.number == taken.track]
        fit, sound = max(self._fits(same, on_progress), key=lambda each: each[0], default=(0.0, None))
        if sound is None or fit < fit_of_taken + _CLEARLY:
            return taken
        # Beside it, as its samples may be asked for again.
        return self._decode(sound, Path(mkdtemp(dir=self.folder, prefix="sound-")), on_progress)

    def _fits(self, sounds: Sequence[Sound], on_progress: Callable[[float], None]) -> Iterator[tuple[float, Sound]]:
        for sound in sounds:
            with TemporaryDirectory(dir=self.folder, prefix="probe-") as name:
                folder = Path(name)
                with suppress(AudioUnreadable):
                    yield self._fit(self._decode(sound, folder, on_progress), folder, on_progress), sound

    def _decode(self, sound: Sound, folder: Path, on_progress: Callable[[float], None]) -> Pcm:
        """With warnings that say why."""
        why = "it follows the transcript best"
        ranked = RankedTrack(sound.ranked.track, why) if len(self.tracks) > 1 else sound.ranked
        pcm = decode_sound(self.media, ranked, sound.channel, self.options, folder, on_progress)
        if sound.channel is None or self.options.channel is not None:
            return pcm
        warning = (
            f"channel_chosen: of sound track {ranked.track.told}, {sound.channel} was listened to, because {why}; "
            "the option channel takes another."
        )
        return replace(pcm, warnings=(warning, *pcm.warnings))

    def _fit(self, pcm: Pcm, folder: Path, on_progress: Callable[[float], None]) -> float:
        """The share of what is said in the middle of a recording that follows the text, in runs of words, 0..1."""
        try:
            windows = _middle(detect_speech(pcm, self.options.threads).windows)
        except AudioSilent:
            return 0.0
        asked = DecodeOptions(self.language, None)
        heard = transcribe(pcm, windows, self.tokens, self.recognizer, asked, None, folder=folder, on_progress=on_progress)
        matches = match(self.tokens, heard.words, self.language).matches
        found = coverage(self.tokens, heard.words, matches, self.language)
        return found.connected if found.speech >= LEAST_CONNECTED else 0.0


def decode_first(
    media: Media,
    tracks: Sequence[RankedTrack],
    options: AlignOptions,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Pcm:
    """The first of `tracks` that can be decoded. Raises as `decode_track` does where none can be, and then lists them."""
    problem: AudioUnreadable | None = None
    for ranked in tracks:
        try:
            return decode_sound(media, ranked, options.channel, options, folder, on_progress)
        except AudioUnreadable as error:
            problem = problem or error
    assert problem is not None
    raise with_tracks(problem, media, options)


def decode_sound(
    media: Media,
    ranked: RankedTrack,
    channel: str | None,
    options: AlignOptions,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Pcm:
    """A track, decoded into `folder`; a warning says that it is one of several, unless it was asked for."""
    number = ranked.track.number
    pcm = decode_track(media, folder, options.limits, on_progress, track=number, channel=channel, threads=options.threads)
    if len(media.tracks) < 2 or options.track is not None:
        return pcm
    return replace(pcm, warnings=(track_warning(ranked, media.tracks), *pcm.warnings))


def sound_key(pcm: Pcm) -> str:
    """Which sound of its recording it is, for `RecognitionKey`."""
    return "" if (pcm.track, pcm.channel) == (1, "mix") else f"track={pcm.track},channel={pcm.channel}"


def fits_better(quality: Quality, before: Quality) -> bool:
    """Whether clearly more of text and speech belong together than before."""
    return _matched(quality) > _matched(before) + _CLEARLY


def are_doubtful(figures: Mapping[str, Any]) -> bool:
    """Whether so little of both sides was matched that another track or channel may be the right one: by the two coverages
    of a quality, or of an error's data."""
    return float(max(figures["transcript_coverage"], figures["speech_coverage"])) < LOW_COVERAGE


def _matched(quality: Quality) -> float:
    return max(quality.transcript_coverage, quality.speech_coverage)


def with_tracks(error: OncueError, media: Media, options: AlignOptions) -> OncueError:
    """A refusal that also lists the sound tracks, where there are several."""
    if len(media.tracks) < 2 or not isinstance(error, (TranscriptMismatch, AudioSilent, AudioUnreadable)):
        return error
    listened = (
        f"Only track {options.track} was asked for"
        if options.track is not None
        else "None of its sound tracks fits the text"
    )
    tracks = told_tracks(media.tracks)
    return type(error)(
        f"{error.detail} {listened}; the recording has {tracks}.",
        **{**error.data, "tracks": [track.data for track in media.tracks]},
    )


def _middle(windows: Sequence[Window]) -> Sequence[Window]:
    if len(windows) <= WINDOWS_OF_EACH:
        return windows
    return [windows[len(windows) * (2 * k + 1) // (2 * WINDOWS_OF_EACH)] for k in range(WINDOWS_OF_EACH)]
