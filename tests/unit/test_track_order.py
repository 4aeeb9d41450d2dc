"""Which of several sound tracks is listened to first: by language, then purpose, then flag, then place."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.audio.concatenated import Part
from oncue.audio.decode_errors import MediaFile
from oncue.audio.media import Media
from oncue.audio.timeline import Opening, Stream
from oncue.audio.tracks import SoundTrack
from oncue.errors import TrackUnknown
from oncue.pipeline.track_order import track_warning, tracks_in_order


def _media(*tracks: SoundTrack, told: bool = True) -> Media:
    opening = Opening("matroska,webm", 0, tuple(Stream("sound", track=track) for track in tracks)) if told else None
    return Media(MediaFile(Path("film.mkv"), "film.mkv"), (Part(0, 1, True),), (opening,))


def _tracks(*languages: str, default: int = 0, titles: dict[int, str] | None = None) -> tuple[SoundTrack, ...]:
    return tuple(
        SoundTrack(number, language, (titles or {}).get(number, ""), "aac", "mono", 1, ("FC",), number == default)
        for number, language in enumerate(languages, 1)
    )


@pytest.mark.parametrize(
    ("tracks", "language", "order"),
    [
        (_tracks("fra", "eng", default=2), "en", [2, 1]),
        (_tracks("fra", "eng", default=1), "en", [2, 1]),
        (_tracks("fre", "deu", "ger"), "de", [2, 3, 1]),
        (_tracks("", "", "", default=2), "en", [2, 1, 3]),
        (_tracks("und", "und"), "en", [1, 2]),
        (_tracks("fra", "und", "en-GB"), "en", [3, 2, 1]),
        (_tracks("fra", "spa", default=2), "en", [2, 1]),
        (_tracks("nob", "swe"), "no", [1, 2]),
        (_tracks("eng", "eng", default=1, titles={1: "Director's commentary"}), "en", [2, 1]),
        (_tracks("eng", "eng", titles={1: "Audio description"}), "en", [2, 1]),
        (_tracks("qad", "qaa"), "en", [2, 1]),
        (_tracks("not a tag!", "eng"), "en", [2, 1]),
    ],
)
def test_tracks_are_listened_to_in_order_of_language_purpose_flag_and_place(
    tracks: tuple[SoundTrack, ...], language: str, order: list[int]
) -> None:
    ranked = tracks_in_order(_media(*tracks), None, lambda: language)
    assert [each.track.number for each in ranked] == order
    assert track_warning(ranked[0], tracks).startswith(f"track_chosen: of {len(tracks)} sound tracks, {order[0]} (")


def test_a_track_that_is_marked_as_comments_comes_behind_the_programme() -> None:
    comments = SoundTrack(1, "eng", is_default=True, is_marked_secondary=True)
    ranked = tracks_in_order(_media(comments, SoundTrack(2, "eng")), None, lambda: "en")
    assert [each.track.number for each in ranked] == [2, 1]


def test_the_language_of_a_text_is_not_waited_for_where_there_is_one_track() -> None:
    def never() -> str:
        raise AssertionError("asked")

    assert [each.track.number for each in tracks_in_order(_media(*_tracks("fra")), None, never)] == [1]
    assert [each.track.number for each in tracks_in_order(_media(told=False), None, never)] == [1]
    assert [each.track.number for each in tracks_in_order(_media(*_tracks("fra", "eng")), "1", never)] == [1]


@pytest.mark.parametrize(("chosen", "number"), [("2", 2), ("eng", 2), ("en", 2), ("English", 2), ("fr", 1), ("FRA", 1)])
def test_a_track_is_chosen_by_number_or_language(chosen: str, number: int) -> None:
    ranked = tracks_in_order(_media(*_tracks("fra", "eng")), chosen, lambda: "en")
    assert [each.track.number for each in ranked] == [number]


def test_of_several_in_the_language_that_is_asked_for_the_programmes_own_is_taken() -> None:
    tracks = _tracks("eng", "eng", titles={1: "Commentary"})
    assert tracks_in_order(_media(*tracks), "en", lambda: "fr")[0].track.number == 2


@pytest.mark.parametrize("chosen", ["3", "0", "de", "Klingon"])
def test_a_track_that_is_not_there_is_refused_with_those_that_are(chosen: str) -> None:
    with pytest.raises(TrackUnknown) as raised:
        tracks_in_order(_media(*_tracks("fra", "eng", default=2)), chosen, lambda: "en")
    assert raised.value.detail == (
        f"There is no sound track '{chosen}' in film.mkv; it has 1 (fra, aac, mono); 2 (eng, aac, mono, default)."
    )
    assert [(track["number"], track["language"]) for track in raised.value.data["tracks"]] == [(1, "fra"), (2, "eng")]  # type: ignore[attr-defined]


def test_of_a_file_that_does_not_tell_its_tracks_the_decoder_is_asked_for_the_number() -> None:
    assert tracks_in_order(_media(told=False), "2", lambda: "en")[0].track.number == 2
    with pytest.raises(TrackUnknown, match="give a number"):
        tracks_in_order(_media(told=False), "en", lambda: "en")
