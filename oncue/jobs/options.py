"""The options of a job, as the API takes them: how to recognise, and how its captions look by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model

from oncue.options.captions import CAPTION_OPTIONS
from oncue.options.option import Option
from oncue.options.recognition import RECOGNITION_OPTIONS

_Model = TypeVar("_Model", bound=BaseModel)


def choosing(options: Mapping[str, Option]) -> Callable[[type[_Model]], type[_Model]]:
    """A class decorator that adds a field for each of the options. Its default None leaves the choice to others."""

    def with_fields(model: type[_Model]) -> type[_Model]:
        fields: dict[str, Any] = {name: _field(option) for name, option in options.items()}
        return create_model(model.__name__, __base__=model, __module__=model.__module__, __doc__=model.__doc__, **fields)

    return with_fields


def _field(option: Option) -> tuple[Any, Any]:
    kind: Any = Literal.__getitem__(option.names) if option.names else option.kind
    bounds = ("min_length", "max_length") if option.kind is str else ("ge", "le")
    limits: dict[str, Any] = dict(zip(bounds, (option.least, option.most), strict=True))
    return kind | None, Field(None, description=option.help, pattern=option.pattern, **limits)


@choosing(CAPTION_OPTIONS)
class CaptionChoices(BaseModel):
    """The caption options of a job. None leaves an option to the profile."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@choosing(RECOGNITION_OPTIONS)
class JobOptions(CaptionChoices):
    """All options of a job."""
