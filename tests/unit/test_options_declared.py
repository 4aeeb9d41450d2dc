"""An option is declared once: the command line, the API and the captions' limits take it from there."""

from __future__ import annotations

from math import inf, nan
from typing import Annotated, Any, TypedDict

import click
import pytest
from pydantic import BaseModel, ValidationError

from oncue.asr.factory import engine_for
from oncue.captions.limits import PROFILES, CaptionOptions, caption_limits
from oncue.captions.options import caption_options
from oncue.cli.main import commands
from oncue.cli.options import chosen
from oncue.errors import UsageError
from oncue.jobs.options import CaptionChoices, JobOptions, choosing
from oncue.jobs.settings import Settings
from oncue.options.captions import CAPTION_OPTIONS, DEFAULT_PROFILE
from oncue.options.option import Option, options_of
from oncue.options.recognition import ENGINES, RECOGNITION_OPTIONS

DECLARED = {**RECOGNITION_OPTIONS, **CAPTION_OPTIONS}
NUMBERS = [name for name, option in CAPTION_OPTIONS.items() if option.kind in (int, float)]


def _of_command(name: str) -> dict[str, click.Option]:
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    return {each.name: each for each in command.params if isinstance(each, click.Option) and each.name in DECLARED}


@pytest.mark.parametrize("command", ["align", "submit", "batch"])
def test_a_command_takes_every_declared_option_with_its_bounds_and_default(command: str) -> None:
    taken = _of_command(command)
    assert taken.keys() == DECLARED.keys()
    for name, option in DECLARED.items():
        kind = taken[name].type
        if option.default:
            assert taken[name].default == option.default, name
        if isinstance(kind, (click.IntRange, click.FloatRange)):
            assert (kind.min, kind.max) == (option.least, option.most), name
        assert not isinstance(kind, click.Choice) or tuple(kind.choices) == option.names


def test_the_api_takes_every_declared_option() -> None:
    assert list(CaptionChoices.model_fields) == list(CAPTION_OPTIONS)
    assert list(JobOptions.model_fields) == [*CAPTION_OPTIONS, *RECOGNITION_OPTIONS]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_just_out_of_its_bounds_is_refused_everywhere_and_the_bounds_are_taken(name: str) -> None:
    option = CAPTION_OPTIONS[name]
    assert option.least is not None
    assert option.most is not None
    step = 1 if option.kind is int else 0.01
    wide = {"min_duration": 0, "max_duration": 600}
    for bound, outside in ((option.least, option.least - step), (option.most, option.most + step)):
        caption_options({**wide, name: bound})
        CaptionChoices.model_validate({name: bound}, strict=True)
        with pytest.raises(UsageError, match=f"^{name} must be"):
            caption_options({name: outside})
        with pytest.raises(ValidationError):
            CaptionChoices.model_validate({name: outside}, strict=True)
        if option.limit:
            value: Any = round(outside * option.factor) if option.factor != 1 else outside
            with pytest.raises(UsageError, match=f"^{option.limit} must be"):
                caption_limits(**{option.limit: value})


@pytest.mark.parametrize("value", [nan, inf, -inf, "1", True, [1]])
@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_is_refused_by_the_name_that_it_was_given_by(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"^{name} must be") as caught:
        caption_options({name: value})
    assert caught.value.data["option"] == name


@pytest.mark.parametrize("choices", [{"speakers": "no"}, {"words": 1}, {"start_timecode": 10}, {"profile": "vhs"}])
def test_a_choice_of_another_type_is_refused(choices: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        caption_options(choices)


def test_the_profiles_of_the_options_are_those_of_the_limits() -> None:
    assert CAPTION_OPTIONS["profile"].names == tuple(PROFILES)
    assert PROFILES[DEFAULT_PROFILE] == CaptionOptions().limits


def test_engines_are_the_same_for_settings_commands_and_recognisers() -> None:
    assert RECOGNITION_OPTIONS["engine"].names == ENGINES
    with pytest.raises(UsageError, match=", ".join(ENGINES)):
        engine_for("kaldi")
    for engine in ENGINES:
        assert Settings.model_validate({"engine": engine}).engine == engine


def test_what_an_option_is_anyway_need_not_be_sent() -> None:
    defaults = {name: option.default for name, option in DECLARED.items()}
    assert chosen(defaults) == {}
    assert chosen({**defaults, "speakers": False, "offset": 1.5}) == {"speakers": False, "offset": 1.5}


def test_options_are_written_as_ever_in_the_names_of_rendered_files() -> None:
    # An ETag is made of this: a browser's captions would all be fetched again.
    assert repr(caption_options({"profile": "bbc", "max_cps": 15})) == (
        "CaptionOptions(limits=CaptionLimits(max_lines=2, max_chars=37, max_cps=15, max_wpm=None, min_duration_ms=1000, "
        "max_duration_ms=7000, gap_ms=0, close_ms=1000, pause_ms=1500, linger_ms=1500, tail_ms=250, char_columns=1, "
        "chosen=('max_cps', 'max_wpm')), speakers=True, words=False, offset_ms=0, start_ms=0, "
        "frame_rate=None, media='', positions=False)"
    )


def test_a_further_option_is_one_declaration() -> None:
    class More(TypedDict, total=False):
        dots: Annotated[int, Option("Dots.", 0, 3, metavar="N")]

    @choosing(options_of(More))
    class Choices(BaseModel):
        """Of a test."""

    field = Choices.model_json_schema()["properties"]["dots"]
    assert field["anyOf"][0] == {"type": "integer", "minimum": 0, "maximum": 3}
    assert field["description"] == "Dots."


def test_a_key_without_a_declaration_is_a_mistake_told_at_once() -> None:
    class Bare(TypedDict, total=False):
        dots: int

    with pytest.raises(TypeError, match="dots"):
        options_of(Bare)
