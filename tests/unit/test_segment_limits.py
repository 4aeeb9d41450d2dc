"""Profiles, overrides, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from oncue.captions.limits import PROFILES, CaptionLimits, CaptionOptions, caption_limits
from oncue.errors import UsageError
from oncue.text.display_text import columns


def test_the_default_profile_is_that_of_netflix() -> None:
    limits = caption_limits()
    assert (limits.max_lines, limits.max_chars, limits.max_cps) == (2, 42, 20)
    assert (limits.min_duration_ms, limits.max_duration_ms, limits.gap_ms) == (833, 7000, 83)


def test_profiles_differ_in_line_length_and_in_how_speed_is_counted() -> None:
    assert {name: limits.max_chars for name, limits in PROFILES.items()} == {"netflix": 42, "bbc": 37, "dcmp": 32}
    assert (PROFILES["bbc"].max_wpm, PROFILES["bbc"].max_cps) == (180, None)


def test_overrides_replace_single_values_and_none_leaves_them() -> None:
    assert caption_limits("bbc", max_lines=3, max_chars=None) == CaptionLimits(
        max_lines=3,
        max_chars=37,
        max_cps=None,
        max_wpm=180.0,
        min_duration_ms=1000,
        gap_ms=0,
        close_ms=1000,
        chosen=("max_lines",),
    )


def test_characters_per_second_take_the_place_of_words_per_minute() -> None:
    assert (caption_limits("bbc", max_cps=15).max_cps, caption_limits("bbc", max_cps=15).max_wpm) == (15, None)


@pytest.mark.parametrize(
    "overrides",
    [
        {"max_lines": 0},
        {"max_lines": True},
        {"max_chars": 7},
        {"max_chars": 42.5},
        {"max_chars": "42"},
        {"max_cps": 0},
        {"max_cps": float("nan")},
        {"min_duration_ms": 9000},
        {"gap_ms": -1},
        {"no_such_limit": 1},
    ],
)
def test_nonsense_is_refused(overrides: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        caption_limits(**overrides)


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="netflix, bbc, dcmp"):
        caption_limits("vhs")


def test_an_offset_of_more_than_a_week_is_refused() -> None:
    with pytest.raises(UsageError):
        CaptionOptions(offset_ms=10**12)


def test_reading_time_counts_columns_or_words_and_rounds_up() -> None:
    assert caption_limits().reading_ms(41, 8) == 2050
    assert caption_limits("bbc").reading_ms(41, 8) == 2667
    assert CaptionLimits(max_cps=None).reading_ms(41, 8) == 0


def _shown(profile: str, language: str, **overrides: Any) -> tuple[int, float | None, float | None, int]:
    limits = caption_limits(profile, **overrides).in_language(language)
    return limits.max_chars, limits.max_cps, limits.max_wpm, limits.max_columns


def test_languages_have_limits_of_their_own() -> None:
    assert _shown("netflix", "zh") == (16, 11, None, 32)
    assert _shown("netflix", "ja-JP") == (16, 7, None, 32)
    assert _shown("netflix", "ko") == (16, 14, None, 32)
    assert _shown("netflix", "th") == (35, 20, None, 35)
    assert _shown("netflix", "ar") == (42, 23, None, 42)
    assert _shown("netflix", "fr") == _shown("netflix", "en") == (42, 20, None, 42)


def test_houses_that_say_nothing_of_a_script_keep_the_width_of_a_line_and_count_no_words_where_there_are_none() -> None:
    assert _shown("bbc", "ja") == (16, 7, None, 32)
    assert _shown("dcmp", "th") == (32, 20, None, 32)
    assert _shown("bbc", "ar") == (37, None, 180, 37)


def test_what_the_user_chose_holds_in_every_language_in_characters_of_that_language() -> None:
    assert _shown("netflix", "zh", max_chars=20) == (20, 11, None, 40)
    assert _shown("netflix", "ja", max_cps=4) == (16, 4, None, 32)
    assert _shown("bbc", "zh", max_wpm=300) == (16, None, 300, 32)
    assert _shown("netflix", "zh", max_lines=1) == _shown("netflix", "zh")


def test_a_full_width_character_is_read_as_one_and_a_half_width_one_as_half() -> None:
    assert caption_limits(max_cps=10).in_language("zh").reading_ms(columns("你好AB"), 1) == 300


def test_the_page_on_captions_has_the_limits_of_every_language(repository: Path) -> None:
    codes = {
        "Chinese": "zh", "Cantonese": "yue", "Japanese": "ja", "Korean": "ko", "Thai": "th", "Lao": "lo", "Khmer": "km",
        "Burmese": "my", "Arabic": "ar", "Hindi": "hi", "all others": "en",
    }  # fmt: skip
    page = (repository / "docs" / "captions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \| (full-width|letter) \|$", page, re.MULTILINE)
    shown = {
        codes[name]: (int(chars), float(cps), unit == "full-width")
        for names, chars, cps, unit in rows
        for name in names.split(", ")
    }
    limits = {code: caption_limits().in_language(code) for code in codes.values()}
    assert shown == {code: (one.max_chars, one.max_cps, one.char_columns == 2) for code, one in limits.items()}
