"""Which sound track of a recording to listen to first, and which next: by the transcript's language, flags and order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oncue.audio.media import Media
from oncue.audio.tracks import UNTOLD_TAGS, SoundTrack, told_tracks
from oncue.errors import LanguageUnknown, TrackUnknown
from oncue.text.language_id import near_languages
from oncue.text.language_tags import language_code


@dataclass(frozen=True, slots=True)
class RankedTrack:
    """A track, and why it is listened to before those behind it, for a sentence."""

    track: SoundTrack
    why: str


def tracks_in_order(media: Media, chosen: str | None, language: Callable[[], str]) -> tuple[RankedTrack, ...]:
    """The tracks to listen to, until one fits the text: just the `chosen` one, by number or language, where there is one.

    `language` tells the transcript's; it is called only where there are several tracks. Raises `TrackUnknown`, which lists
    the tracks, and what `language` raises.
    """
    tracks = media.tracks
    if chosen is not None:
        return (RankedTrack(_named(media, chosen), "it was asked for"),)
    if len(tracks) < 2:
        return (RankedTrack(media.track(1), "it is the only one"),)
    spoken = language()
    return tuple(_why(track, spoken, tracks) for track in _ranked(tracks, spoken))


def track_warning(ranked: RankedTrack, tracks: Sequence[SoundTrack]) -> str:
    """The sentence that says which of several tracks was listened to."""
    rest = told_tracks([track for track in tracks if track != ranked.track])
    return (
        f"track_chosen: of {len(tracks)} sound tracks, {ranked.track.told} was listened to, because {ranked.why}, "
        f"and not {rest}; the option track takes another."
    )


def _ranked(tracks: Sequence[SoundTrack], language: str) -> list[SoundTrack]:
    return sorted(
        tracks,
        key=lambda track: (_distance(track, language), track.is_secondary, not track.is_default, track.number),
    )


def _distance(track: SoundTrack, language: str) -> int:
    """0: in the language; 1: nothing is told; 2: in another one."""
    if track.language.lower() in UNTOLD_TAGS:
        return 1
    code = _code(track.language)
    if code is None:
        return 1
    return 0 if code == language or code in near_languages(language) else 2


def _code(tag: str) -> str | None:
    try:
        return language_code(tag)
    except LanguageUnknown:
        return None


def _why(track: SoundTrack, language: str, tracks: Sequence[SoundTrack]) -> RankedTrack:
    rivals = [each for each in tracks if _distance(each, language) == _distance(track, language)]
    if _distance(track, language) == 0:
        same = f" (one of {len(rivals)})" if len(rivals) > 1 else ""
        return RankedTrack(track, f"its language is the transcript's{same}")
    if track.is_default and not all(each.is_default for each in tracks):
        return RankedTrack(track, "it is marked as the default and none is marked with the transcript's language")
    return RankedTrack(track, "no language or flag tells which one fits, and it comes first")


def _named(media: Media, chosen: str) -> SoundTrack:
    tracks, given = media.tracks, chosen.strip()
    if given.isdecimal():
        number = int(given)
        if not tracks and number > 0:
            # Of a file that does not tell its tracks, ffmpeg says whether it has this one.
            return media.track(number)
        found = [track for track in tracks if track.number == number]
    else:
        code = _code(given)
        found = [
            track
            for track in tracks
            if track.language and (track.language.lower() == given.lower() or (code and _code(track.language) == code))
        ]
        found = sorted(found, key=lambda track: (track.is_secondary, not track.is_default, track.number))
    if found:
        return found[0]
    has = f"it has {told_tracks(tracks)}" if tracks else "the file does not tell its tracks' languages: give a number"
    raise TrackUnknown(
        f"There is no sound track {chosen!r} in {media.file.name}; {has}.",
        track=chosen,
        tracks=[track.data for track in tracks],
    )
